"""The three counts that stand first: duplicates, numbers not in E.164, Mobile without Phone."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from audit.findings.labels import OBJECT_LABELS
from audit.reports.view.figures import count_figure, counted, day, findings_address
from audit.reports.view.models import Counter, Figure, FigureRow, FigureTable
from audit.result.results import Results


class _Words(NamedTuple):
    label: str
    unit: str
    meaning: str
    href: str


_SEARCHED: Final = "Counted in the fields that Aircall searches"
_NO_NUMBERS: Final = "placeholders (n/a) and texts without a number"
_COUNTERS: Final[Mapping[str, _Words]] = {
    "duplicates": _Words("Duplicates", "number", f"Numbers that two or more records have. {_SEARCHED}.", "#duplicates"),
    "not_e164": _Words(
        "Not in E.164",
        "field",
        "Fields whose number isn't stored as a plus sign, country code and digits only, unreadable numbers included. "
        f"{_SEARCHED}; {_NO_NUMBERS} are left out.",
        findings_address("sheet:Not E.164"),
    ),
    "mobile_without_phone": _Words(
        "Mobile without Phone",
        "field",
        "Numbers in Mobile on records whose Phone is empty, so they don't sync. "
        f"{_NO_NUMBERS.capitalize()} are left out.",
        findings_address("rule:mobile-without-phone"),
    ),
}


COUNTER_LABELS: Final = {name: words.label for name, words in _COUNTERS.items()}
COUNTER_UNITS: Final = {name: f"{words.unit}s" for name, words in _COUNTERS.items()}
"""What a count is of, besides records."""


def move_text(results: Results, name: str, verb: Literal["rose", "fell"]) -> str:
    """Return by how many numbers or fields a count rose or fell; by how many records, where only these did."""
    change = getattr(results.headline, name).change.model_dump()
    units = COUNTER_UNITS[name]
    moved = units if (change[units] > 0 if verb == "rose" else change[units] < 0) else "records"
    return f"{COUNTER_LABELS[name]} {verb} by {counted(abs(change[moved]), moved.removesuffix('s'))}"


class CountThenAndNow(NamedTuple):
    """One of the three counts in two audits, in words."""

    label: str
    then: str
    now: str
    change: str


def counts_then_and_now(results: Results) -> Iterator[CountThenAndNow]:
    """Yield those of the three counts that compare with the baseline's."""
    for name, words in _COUNTERS.items():
        count = getattr(results.headline, name).model_dump(exclude={"by_sobject"})
        change, units = count.pop("change"), COUNTER_UNITS[name]
        if change is not None:
            then = {unit: n - change[unit] for unit, n in count.items()}
            yield CountThenAndNow(words.label, _text(then, words), _text(count, words), _change(change, units))


class CountAfterLoading(NamedTuple):
    """One of the three counts before and after the load files."""

    label: str
    units: str
    before: Figure
    after: Figure


def counts_after_loading(results: Results) -> tuple[CountAfterLoading, ...]:
    """Return the three counts in numbers or fields before and after the load; nothing where no load is planned."""
    fixes = results.fixes
    if fixes is None or fixes.headline_after is None or not fixes.records:
        return ()
    counts = (("headline", results.headline), ("fixes.headline_after", fixes.headline_after))
    return tuple(
        CountAfterLoading(
            words.label,
            units,
            *(
                count_figure(f"{key}.{name}.{units}", words.label, getattr(getattr(of, name), units))
                for key, of in counts
            ),
        )
        for (name, words), units in zip(_COUNTERS.items(), COUNTER_UNITS.values(), strict=True)
    )


def loading_text(results: Results) -> str:
    """Return the three counts before and after the load in a line; empty where no load is planned."""
    counts = counts_after_loading(results)
    return ", ".join(f"{label} {before.text} → {after.text} {units}" for label, units, before, after in counts)


def counters_of(results: Results) -> tuple[Counter, ...]:
    """Return the three counts, each with its definition, by object, and what became of it since the baseline."""
    return tuple(_counter(results, name, words) for name, words in _COUNTERS.items())


def _counter(results: Results, name: str, words: _Words) -> Counter:
    count = getattr(results.headline, name).model_dump()
    units = COUNTER_UNITS[name]
    blind = _without_phone(results) if name == "mobile_without_phone" else ""
    return Counter(
        key=name,
        label=words.label,
        meaning=f"{words.meaning} {blind}".rstrip(),
        counted=count_figure(f"headline.{name}.{units}", units, count[units]),
        records=count_figure(f"headline.{name}.records", "records", count["records"]),
        text=_text(count, words),
        objects=", ".join(
            counted(of_object["records"], OBJECT_LABELS[sobject])
            for sobject, of_object in count["by_sobject"].items()
            if of_object["records"]
        ),
        change=_since(results, _change(count["change"], units)),
        by_object=_by_object(results, name, words.label, units),
        href=words.href,
    )


def _text(count: Mapping[str, int], words: _Words) -> str:
    return f"{counted(count[f'{words.unit}s'], words.unit)} on {counted(count['records'], 'record')}"


def _without_phone(results: Results) -> str:
    """Return of which objects it is not known whether Phone is empty."""
    unknown = ", ".join(OBJECT_LABELS[sobject] for sobject in results.source.without_phone)
    return f"Not known for {unknown}: Phone was not read." if unknown else ""


def _change(change: Mapping[str, int] | None, units: str) -> str:
    """Return what became of a count, the empty text where there is nothing to compare with."""
    if change is None:
        return ""
    if not any(change.values()):
        return "unchanged"
    return ", ".join(_moved(change[unit], unit) for unit in (units, "records"))


def _since(results: Results, change: str) -> str:
    return f"{change} since {day(results.trend.baseline.generated_at)}" if change and results.trend else change


def _moved(by: int, units: str) -> str:
    return f"{by:+,} {units.removesuffix('s') if abs(by) == 1 else units}" if by else f"same {units}"


def _by_object(results: Results, name: str, label: str, units: str) -> FigureTable:
    rows = tuple(
        FigureRow(
            OBJECT_LABELS[sobject],
            tuple(
                count_figure(f"headline.{name}.by_sobject.{sobject}.{unit}", unit.capitalize(), getattr(count, unit))
                for unit in (units, "records")
            ),
        )
        for sobject, count in getattr(results.headline, name).by_sobject.items()
        if results.by_sobject[sobject].records
    )
    return FigureTable(f"{label} by object", "Object", (units.capitalize(), "Records"), rows)
