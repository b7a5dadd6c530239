"""How the workbook looks: its named styles, and the tones of its pictures."""

from typing import Any, Final

from openpyxl import Workbook
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

TEXT_FORMAT: Final = "@"
COUNT_FORMAT: Final = "#,##0"

_INK, _SOFT, _ACCENT = "16202C", "556270", "0B6BCB"
_TOP: Final = Alignment(vertical="top")
_RIGHT: Final = Alignment(horizontal="right", vertical="top", indent=1)
_WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
_CENTERED: Final = Alignment(vertical="center")
_CENTERED_RIGHT: Final = Alignment(horizontal="right", vertical="center")


def _style(name: str, *, align: Alignment = _TOP, number_format: str = "General", **font: Any) -> NamedStyle:
    style = NamedStyle(name, font=Font(name="Calibri", **{"size": 11, "color": _INK, **font}), alignment=align)
    style.number_format = number_format
    return style


def add_styles(book: Workbook) -> None:
    """Add the named styles, by which a reader of the workbook can change its looks at once."""
    head = _style("PA header", align=Alignment(vertical="center", wrap_text=True), bold=True, color="FFFFFF")
    head.fill = PatternFill("solid", fgColor="1F3A52")
    field = _style("PA column", align=Alignment(vertical="center", wrap_text=True), bold=True, color=_SOFT)
    field.border = Border(bottom=Side(style="medium", color=_SOFT))
    figures = _style("PA figures", bold=True, color=_SOFT)
    figures.alignment = Alignment(horizontal="right", vertical="center", wrap_text=True, indent=1)
    figures.border = field.border
    for style in (
        _style("PA title", size=20, bold=True),
        _style("PA heading", size=13, bold=True),
        _style("PA lead", color=_SOFT, align=_WRAPPED),
        _style("PA note", color=_SOFT, align=Alignment(horizontal="left", vertical="top", indent=1, wrap_text=True)),
        _style(
            "PA big", size=36, bold=True, number_format="0.0%", align=Alignment(horizontal="left", vertical="center")
        ),
        _style("PA counter", size=20, bold=True, number_format=COUNT_FORMAT, align=_CENTERED_RIGHT),
        _style("PA counted", size=13, bold=True, align=_CENTERED),
        _style("PA unit", color=_SOFT, align=_CENTERED),
        _style("PA sentence", size=13, align=Alignment(vertical="center", wrap_text=True)),
        _style("PA text"),
        _style("PA wrapped", align=_WRAPPED),
        _style("PA number", number_format=TEXT_FORMAT),
        _style("PA link", color=_ACCENT, underline="single"),
        _style("PA count", number_format=COUNT_FORMAT, align=_RIGHT),
        _style("PA rate", number_format="#,##0.0", align=_RIGHT),
        _style("PA share", number_format="0.0%", align=_RIGHT),
        head,
        field,
        figures,
    ):
        book.add_named_style(style)


def share_format(fraction: float) -> str:
    """Return the number format under which a share shows as 0% or 100% only when it is exactly that.

    >>> share_format(0.5), share_format(1.0), share_format(0.9999), share_format(0.0001)
    ('0.0%', '0%', '">99.9%"', '"<0.1%"')
    """
    if fraction in (0.0, 1.0):
        return "0%"
    rounded = f"{fraction:.1%}"
    return {"0.0%": '"<0.1%"', "100.0%": '">99.9%"'}.get(rounded, "0.0%")


_SEVERITY_LOOKS: Final = {
    "Error": ("B3261E", "FBE9E7"),
    "Warning": ("855200", "FFF4DC"),
    "Notice": (_SOFT, "EEF1F4"),
}


def severity_rules(first_cell: str) -> list[Any]:
    """Return conditional formats that color a severity; the word says the same without the color."""
    return [
        FormulaRule(
            formula=[f'${first_cell}="{word}"'],
            font=Font(color=ink, bold=True),
            # in a conditional format the color of a solid fill is that of its background
            fill=PatternFill("solid", bgColor=ground),
        )
        for word, (ink, ground) in _SEVERITY_LOOKS.items()
    ]


def group_rules(first_cell: str, letter: str) -> list[Any]:
    """Return conditional formats that draw a line above each group of rows and say its name once, also when sorted."""
    row = int(first_cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    begins = f"${letter}{row}<>${letter}{row - 1}"
    return [
        FormulaRule(formula=[begins], border=Border(top=Side(style="thin", color=_INK))),
        FormulaRule(
            formula=[f"AND(NOT({begins}),COLUMN({first_cell})=COLUMN(${letter}{row}))"], font=Font(color="9AA5B1")
        ),
    ]


def done_rules(status: str, check: str = "") -> list[Any]:
    """Return the conditional format that steps back rows which are done or ignored, by their first cells.

    Those with something in ``check`` are not done.
    """
    done = f'AND(${status}="Done",${check}="")' if check else f'${status}="Done"'
    formula = f'OR({done},${status}="Ignore")'
    return [FormulaRule(formula=[formula], font=Font(color="9AA5B1", strike=True))]


def still_there_rules(status: str, check: str) -> list[Any]:
    """Return the conditional format of status and check where what is marked done is still there."""
    ink, ground = _SEVERITY_LOOKS["Warning"]
    formula = f'AND(${status}="Done",${check}<>"")'
    fill = PatternFill("solid", bgColor=ground)
    return [FormulaRule(formula=[formula], font=Font(color=ink, bold=True), fill=fill)]


_TONES: Final = {
    "good": ("1F6F8B", None),
    "fair": ("7FB3C8", "wdUpDiag"),
    "doubt": ("D9A441", "pct20"),
    "open": ("8E7CC3", "pct30"),
    "bad": ("B5482F", "smCheck"),
    "none": ("B8C0C9", "wdDnDiag"),
}


def tone(name: str) -> GraphicalProperties:
    """Return the fill of a tone: a color, and a pattern for those who do not see it."""
    color, pattern = _TONES[name]
    if pattern is None:
        return GraphicalProperties(solidFill=color)
    fill = PatternFillProperties(prst=pattern)
    fill.foreground = ColorChoice(srgbClr="FFFFFF")
    fill.background = ColorChoice(srgbClr=color)
    return GraphicalProperties(pattFill=fill)
