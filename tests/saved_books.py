"""Workbooks in the forms of Excel and Google Sheets, written part by part; no file of either program was at hand.

Of Excel: shared texts, absolute targets, attributes of ``x14ac``. Of Google Sheets: the namespaces ``mx`` and ``mv``,
cells that only have a style.
"""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD: Final = ("Problem", "Record", "Status", "Assigned to", "Comment", "Record id", "finding_id")
ID: Final = "00000000000000a1"
OTHER: Final = "00000000000000b2"

Row = Sequence[str]


def row(status: str = "To do", assignee: str = "", comment: str = "", finding_id: str = ID) -> Row:
    """Return a row below HEAD."""
    return ("No Phone", "Ada Byrne", status, assignee, comment, "0035Y00000000v0QAA", finding_id)


def letter(place: int) -> str:
    return chr(ord("A") + place)


def inline(text: str, ref: str) -> str:
    """Return a cell whose text is its own."""
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>' if text else ""


def rows_xml(rows: Sequence[Row], first: int = 4) -> str:
    """Return row elements with texts of their own."""
    lines = []
    for number, texts in enumerate(rows, first):
        cells = "".join(inline(text, f"{letter(place)}{number}") for place, text in enumerate(texts))
        lines.append(f'<row r="{number}">{cells}</row>')
    return "".join(lines)


def sheet_xml(rows: str, attributes: str = f'xmlns="{MAIN}"') -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet {attributes}><sheetData>{rows}</sheetData></worksheet>'


def parts_of(sheets: Mapping[str, str], shared: Sequence[str] = (), *, absolute: bool = False) -> dict[str, str]:
    """Return the parts of a workbook whose ``sheets`` are XML by name; ``shared`` are si elements."""
    before = "/xl/" if absolute else ""
    kinds = {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)}
    kinds |= {"rIdS": ("sharedStrings", "sharedStrings.xml"), "rIdT": ("styles", "styles.xml")}
    listed = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
    related = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{before}{target}"/>'
        for name, (kind, target) in kinds.items()
    )
    packages = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    root = (
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="{"/" if absolute else ""}xl/workbook.xml"/>'
    )
    return {
        "_rels/.rels": f"<Relationships {packages}>{root}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr/><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships {packages}>{related}</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(shared)}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="164"/></cellXfs></styleSheet>',
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets.values(), 1)},
    }


def save(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """Write a zip of ``parts``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def book(path: Path, *rows: Row, head: Row = HEAD, name: str = "Not E.164") -> Path:
    """Write a workbook with one list."""
    return save(path, parts_of({name: sheet_xml(rows_xml([head, *rows]))}))


def shared_texts(rows: Sequence[Row]) -> tuple[list[str], dict[str, int]]:
    texts = list(dict.fromkeys(text for texts in rows for text in texts if text))
    elements = [f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts]
    return elements, {text: place for place, text in enumerate(texts)}


def saved_by_excel(path: Path, rows: Sequence[Row]) -> Path:
    """Write ``rows`` as Excel does."""
    elements, places = shared_texts(rows)
    lines = []
    for number, texts in enumerate(rows, 4):
        cells = "".join(
            f'<c r="{letter(place)}{number}" s="0" t="s"><v>{places[text]}</v></c>'
            for place, text in enumerate(texts)
            if text
        )
        lines.append(f'<row r="{number}" spans="1:7" ht="15" customHeight="1" x14ac:dyDescent="0.25">{cells}</row>')
    attributes = (
        f'xmlns="{MAIN}" xmlns:r="{RELATIONS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'mc:Ignorable="x14ac xr" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
        'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
        'xr:uid="{00000000-0001-0000-0300-000000000000}"'
    )
    return save(path, parts_of({"Not E.164": sheet_xml("".join(lines), attributes)}, elements, absolute=True))


def saved_by_google(path: Path, rows: Sequence[Row]) -> Path:
    """Write ``rows`` as Google Sheets does when it exports them."""
    elements, places = shared_texts(rows)
    lines = []
    for number, texts in enumerate(rows, 4):
        cells = "".join(
            f'<c r="{letter(place)}{number}" s="0" t="s"><v>{places[text]}</v></c>'
            if text
            else f'<c r="{letter(place)}{number}" s="0"/>'
            for place, text in enumerate(texts)
        )
        lines.append(f'<row r="{number}" ht="15.0" customHeight="1">{cells}</row>')
    attributes = (
        f'xmlns="{MAIN}" xmlns:r="{RELATIONS}" xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main" '
        'xmlns:mv="urn:schemas-microsoft-com:mac:vml" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    )
    return save(path, parts_of({"Not E.164": sheet_xml("".join(lines), attributes)}, elements))
