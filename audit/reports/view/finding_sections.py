"""The findings as the page shows them: rule by rule, with as many records as fit."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.reports.view.figures import count, counted
from audit.reports.view.labels import SEVERITIES, SEVERITY_MARKS
from audit.reports.view.models import Cell, Choice, Column, Filters, Kind, Link, Listing, RuleSection
from audit.reports.view.ranking import Ranking, rank_within, shown_findings
from audit.reports.view.record_labels import Cards
from audit.result.results import Audit, RuleFigures

PAGE_BYTES: Final = 2_600_000
"""What the rows of all findings may take on the page, so that it opens at once however big the org is."""
_ROW_MARKUP: Final = 140
"""Bytes of tags around the texts of one row, without its links."""

_COLUMNS: Final[tuple[tuple[str, str, Kind], ...]] = (
    ("record", "Record", "name"),
    ("severity", "Severity", "text"),
    ("since", "Since", "text"),
    ("sobject", "Object", "text"),
    ("owner", "Owner", "name"),
    ("region", "Country", "text"),
    ("field", "Field", "text"),
    ("current", "Stored now", "number"),
    ("number", "Number", "number"),
    ("proposed", "Proposed", "number"),
    ("confidence", "Confidence", "text"),
    ("related", "Other record", "name"),
    ("message", "What is wrong", "long"),
)
_ALWAYS: Final = ("record", "sobject")
_LINKED: Final = ("record", "related")


def rule_sections(result: Audit, ranking: Ranking, cards: Cards) -> tuple[RuleSection, ...]:
    """Return a section for each rule that found something, errors first, in the order of the rules.

    Of each rule at most ``report.rows_per_rule`` findings are listed, fewer where the page would grow too big.
    """
    shown = _shown(result, ranking, cards)
    figures = [rule for rule in result.results.rules if rule.findings or rule.suppressed]
    in_order = sorted(figures, key=lambda rule: list(SEVERITIES).index(rule.severity))
    by_rule = dict(tuple(shown.groupby("rule_id", sort=False)))
    return tuple(_section(result, rule, by_rule.get(rule.rule_id, shown.iloc[:0])) for rule in in_order)


def _shown(result: Audit, ranking: Ranking, cards: Cards) -> pd.DataFrame:
    open_ones = ranking.order[~ranking.suppressed[ranking.order]]
    rank = rank_within(ranking.rule[open_ones])
    fits = rank < result.config.report.rows_per_rule
    shown = shown_findings(result, ranking, open_ones[fits], cards)
    sizes = _bytes(shown)
    by_rank = np.bincount(rank[fits], weights=sizes) if len(shown) else np.zeros(0)
    rows = int(np.searchsorted(np.cumsum(by_rank), PAGE_BYTES, side="right"))
    return shown[rank[fits] < max(rows, 1)]


def _bytes(shown: pd.DataFrame) -> npt.NDArray[np.float64]:
    texts = [*(name for name, _, _ in _COLUMNS), *(f"{name}_href" for name in _LINKED)]
    sizes = np.full(len(shown), float(_ROW_MARKUP))
    for name in texts:
        sizes += pc.binary_length(pa.array(shown[name], pa.large_string())).to_numpy()
    return sizes


def _section(result: Audit, figures: RuleFigures, shown: pd.DataFrame) -> RuleSection:
    rule = result.rules[figures.rule_id]
    messages = tuple(dict.fromkeys(shown["message"].tolist())) if len(shown) else ()
    said_once = messages if len(messages) == 1 else ()
    return RuleSection(
        rule_id=figures.rule_id,
        severity=figures.severity,
        severity_rank=list(SEVERITIES).index(figures.severity),
        severity_word=SEVERITIES[figures.severity].label,
        severity_mark=SEVERITY_MARKS[figures.severity],
        severity_heading=f"{SEVERITIES[figures.severity].label}s. {SEVERITIES[figures.severity].meaning}",
        title=figures.title,
        why=rule.why,
        how_to_fix=rule.how_to_fix,
        messages=tuple(message for message in said_once if message != figures.title),
        findings=figures.findings,
        records=figures.records,
        suppressed=figures.suppressed,
        count=_count(figures),
        listing=_listing(figures, rule.sheet, shown, with_message=not said_once),
    )


def _count(figures: RuleFigures) -> str:
    text = f"{counted(figures.findings, 'finding')} on {counted(figures.records, 'record')}" if figures.findings else ""
    suppressed = f"{count(figures.suppressed)} suppressed" if figures.suppressed else ""
    return ", ".join(filter(None, (text, suppressed)))


def _listing(figures: RuleFigures, sheet: str, shown: pd.DataFrame, *, with_message: bool) -> Listing:
    dropped = {"message"} if not with_message else set()
    if shown["severity"].nunique() < 2:
        dropped.add("severity")
    columns = [
        Column(key, label, kind)
        for key, label, kind in _COLUMNS
        if key not in dropped and (key in _ALWAYS or shown[key].ne("").any())
    ]
    cells: list[list[Cell]] = [_cells(shown, column.key) for column in columns]
    rows = tuple(zip(*cells, strict=True))
    note = _cut_note(figures, sheet, len(rows))
    return Listing(f"Findings: {figures.title}", tuple(columns), rows, figures.findings, note)


def _cells(shown: pd.DataFrame, key: str) -> list[Cell]:
    if key in _LINKED:
        return [Link(text, href) for text, href in zip(shown[key].tolist(), shown[f"{key}_href"].tolist(), strict=True)]
    return list(shown[key].tolist())


def _cut_note(figures: RuleFigures, sheet: str, shown: int) -> str:
    if shown >= figures.findings:
        return ""
    return (
        f"Shown: {count(shown)} of {count(figures.findings)}, the most recently edited records first. More of them are "
        f"on the sheet “{sheet}” of report.xlsx; all are in tables/findings.parquet."
    )


def filters_of(sections: tuple[RuleSection, ...]) -> Filters:
    """Return what the listed findings can be filtered by."""
    return Filters(
        severities=tuple(
            Choice(code, word.label)
            for code, word in SEVERITIES.items()
            if any(section.severity == code for section in sections)
        ),
        sobjects=_choices(sections, "sobject"),
        owners=_choices(sections, "owner"),
        regions=_choices(sections, "region"),
    )


def _choices(sections: tuple[RuleSection, ...], key: str) -> tuple[Choice, ...]:
    seen: set[str] = set()
    for section in sections:
        place = next((i for i, column in enumerate(section.listing.columns) if column.key == key), None)
        if place is not None:
            seen.update(str(row[place]) for row in section.listing.rows)
    return tuple(Choice(text, text) for text in sorted(seen - {""}, key=str.casefold))
