"""The charts: bars in whole figures, each with the table it was drawn from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from audit.reports.view.figures import count, count_figure, share_figure
from audit.reports.view.labels import DECISIONS, FORMAT_GROUPS, SYNC, Word
from audit.reports.view.models import Bar, Chart, FigureRow, FigureTable, Segment
from audit.reports.view.record_labels import region_label, sobject_label
from audit.reports.view.visible_text import shown_text
from audit.result.results import FieldFigures, GroupFigures, OwnerFigures, Results, Totals

TOP: Final = 8
"""Bars of a chart that has one for each region or owner."""

_TONES: Final = ("good", "fair", "doubt", "open", "bad", "none")


@dataclass(frozen=True)
class _CodeChart:
    chart_id: str
    title: str
    reading: str
    key: str
    caption: str
    tones: Mapping[str, str]


_Part = tuple[str, str, int]
"""Name, tone and count of one part of a bar."""


def charts_of(results: Results) -> tuple[Chart, ...]:
    """Return the pictures of an audit in the order in which they are shown; those without a figure are left out."""
    charts = (
        _formats(results),
        _by_code(_SYNC, results.sync_numbers, SYNC, results.totals),
        _by_code(_DECIDED, results.decided_by, DECISIONS, results.totals),
        _regions(results),
        _owners(results),
    )
    return tuple(chart for chart in charts if chart.bars)


def one_bar(chart_id: str, title: str, reading: str, parts: Sequence[_Part], table: FigureTable) -> Chart:
    """Return a picture of one whole, split in parts."""
    total = sum(n for _, _, n in parts)
    bars = (Bar("", count(total), _segments([n for _, _, n in parts], [name for name, _, _ in parts], total)),)
    return Chart(
        chart_id,
        title,
        reading,
        tuple(name for name, _, _ in parts),
        tuple(tone for _, tone, _ in parts),
        bars if total else (),
        table,
    )


def _segments(values: Sequence[int], labels: Sequence[str], whole: int) -> tuple[Segment, ...]:
    """Return the segments of a bar whose full width stands for ``whole``; empty ones are left out."""
    starts = [sum(values[:place]) for place in range(len(values))]
    return tuple(
        Segment(series, label, count(value), start / whole, value / whole)
        for series, (value, label, start) in enumerate(zip(values, labels, starts, strict=True))
        if value
    )


def _formats(results: Results) -> Chart:
    groups = tuple(FORMAT_GROUPS)
    rows = [(_field_label(name), name, _grouped(field)) for name, field in results.by_field.items() if field.filled]
    largest = sorted(rows, key=lambda row: -sum(row[2]))[:TOP]
    bars = tuple(
        Bar(label, f"{count(sum(values))} filled", _segments(values, groups, sum(values)))
        for label, name, values in rows
        if (label, name, values) in largest
    )
    table = FigureTable(
        "Filled phone fields by object, field and format",
        "Field",
        (*groups, "Filled", "Share in E.164"),
        tuple(_format_row(label, name, values, results.by_field[name]) for label, name, values in rows),
    )
    cut = f" The {TOP} fields that are filled most." if len(rows) > TOP else ""
    reading = f"One bar for each phone field, split by format.{cut}"
    return Chart("formats", "How numbers are stored", reading, groups, _TONES, bars, table, plotted=len(groups))


def _grouped(field: FieldFigures) -> list[int]:
    return [sum(field.formats.get(code, 0) for code in codes) for codes in FORMAT_GROUPS.values()]


def _format_row(label: str, name: str, values: list[int], field: FieldFigures) -> FigureRow:
    return FigureRow(
        label,
        (
            *(count_figure("", label, value) for value in values),
            count_figure(f"by_field.{name}.filled", label, field.filled),
            share_figure(f"by_field.{name}.e164_share", label, field.e164_share),
        ),
    )


def _field_label(name: str) -> str:
    sobject, _, field = name.partition(".")
    return f"{sobject_label(sobject)} · {field}"


_NO_NUMBER_YET: Final = "no_number_yet"


def _by_code(chart: _CodeChart, counts: Mapping[str, int], words: Mapping[str, Word], totals: Totals) -> Chart:
    """Return one bar for each code that occurs, in the order of ``words``, and one for what is not one number.

    Shares are of callable numbers, as the scores are: the same thing has the same share everywhere.
    """
    counts = {**counts, _NO_NUMBER_YET: totals.callable - totals.numbers}
    words = {**words, _NO_NUMBER_YET: Word("No single number can be read", "Unreadable, several numbers, no country.")}
    whole, total = max(counts.values()) or 1, totals.callable or 1
    found = [(code, word, counts[code]) for code, word in words.items() if counts.get(code)]
    bars = tuple(
        Bar(
            word.label,
            count(n),
            (Segment(_TONES.index(chart.tones.get(code, "none")), word.label, count(n), 0.0, n / whole),),
        )
        for code, word, n in found
    )
    rows = tuple(
        FigureRow(
            word.label,
            (
                count_figure(f"{chart.key}.{code}" if code != _NO_NUMBER_YET else "", word.meaning, n),
                share_figure("", "Share", n / total),
            ),
        )
        for code, word, n in found
    )
    table = FigureTable(chart.caption, "What", ("Numbers", "Share of callable"), rows)
    return Chart(chart.chart_id, chart.title, chart.reading, (), _TONES, bars, table)


_SYNC: Final = _CodeChart(
    "sync",
    "What Contact Sync does",
    "Distinct numbers by the best that Contact Sync can do with the record that gets the call. A number in several "
    "fields counts once, so these are fewer than the fields of the counts on top.",
    "sync_numbers",
    "Numbers by what Contact Sync does",
    {
        **dict.fromkeys(SYNC, "bad"),
        "syncs": "good",
        "match_only": "fair",
        "phone_unknown": "none",
        "object_not_synced": "none",
    },
)
_DECIDED: Final = _CodeChart(
    "decided",
    "How the record is decided",
    "Distinct numbers by what decides which record a call reaches.",
    "decided_by",
    "Numbers by what decides",
    {"only_record": "good", "object_priority": "fair", "most_recent": "doubt", "tie": "bad", "not_found": "none"},
)


def _regions(results: Results) -> Chart:
    top = sorted(results.by_region.items(), key=lambda item: (-item[1].callable, item[0]))[:TOP]
    whole = max((group.callable for _, group in top), default=0) or 1
    series = ("Ready", "Not ready")
    ready = [round((group.readiness or 0.0) * group.callable) for _, group in top]
    labels = [_NO_REGION if code == "none" else region_label(code) for code, _ in top]
    bars = tuple(
        Bar(label, count(group.callable), _segments([n, group.callable - n], series, whole))
        for label, n, (_, group) in zip(labels, ready, top, strict=True)
    )
    rows = tuple(_region_row(label, code, group, n) for label, n, (code, group) in zip(labels, ready, top, strict=True))
    columns = (*series, "Callable", "Readiness", "In E.164")
    table = FigureTable("Callable numbers by country, largest first", "Country", columns, rows)
    reading = _largest("countries", len(results.by_region))
    return Chart("regions", "Countries", reading, series, ("good", "none"), bars, table, plotted=2)


_NO_REGION: Final = "No country known"


def _region_row(label: str, code: str, group: GroupFigures, ready: int) -> FigureRow:
    key = f"by_region.{code}"
    return FigureRow(
        label,
        (
            count_figure("", label, ready),
            count_figure("", label, group.callable - ready),
            count_figure(f"{key}.callable", label, group.callable),
            share_figure(f"{key}.readiness", label, group.readiness),
            share_figure(f"{key}.e164_share", label, group.e164_share),
        ),
    )


def _owners(results: Results) -> Chart:
    top = [owner for owner in results.by_owner[:TOP] if owner.errors or owner.warnings]
    whole = max((owner.errors + owner.warnings for owner in top), default=0) or 1
    series = ("Errors", "Warnings")
    bars = tuple(
        Bar(
            shown_text(owner.owner),
            count(owner.errors + owner.warnings),
            _segments([owner.errors, owner.warnings], series, whole),
        )
        for owner in top
    )
    rows = tuple(_owner_row(place, owner) for place, owner in enumerate(top))
    table = FigureTable("Findings by owner, most to fix first", "Owner", (*series, "Records"), rows)
    reading = _largest("owners", len(results.by_owner))
    return Chart("owners", "Owners with most to fix", reading, series, ("bad", "doubt"), bars, table, plotted=2)


def _owner_row(place: int, owner: OwnerFigures) -> FigureRow:
    key = f"by_owner.{place}"
    return FigureRow(
        shown_text(owner.owner),
        (
            count_figure(f"{key}.errors", owner.owner, owner.errors),
            count_figure(f"{key}.warnings", owner.owner, owner.warnings),
            count_figure(f"{key}.records", owner.owner, owner.records),
        ),
    )


def _largest(what: str, there_are: int) -> str:
    return f"The {TOP} of {there_are} {what} with most." if there_are > TOP else f"All {what}, those with most first."


def object_table(results: Results) -> FigureTable:
    """Return how much of each object was audited, and its scores."""
    names = ("readiness", "match_clear_share", "sync_ready_share", "e164_share")
    rows: Iterable[FigureRow] = (
        FigureRow(
            sobject_label(name),
            (
                count_figure(f"by_sobject.{name}.records", name, group.records),
                count_figure(f"by_sobject.{name}.callable", name, group.callable),
                *(share_figure(f"by_sobject.{name}.{key}", name, getattr(group, key)) for key in names),
            ),
        )
        for name, group in results.by_sobject.items()
    )
    columns = ("Records", "Callable", "Readiness", "Right record", "Syncs", "In E.164")
    return FigureTable("Figures by object", "Object", columns, tuple(rows))
