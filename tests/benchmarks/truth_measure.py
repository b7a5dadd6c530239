"""How much of an org with known numbers an audit reads right: values by confidence, and cells of the load files."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyarrow.parquet as pq

from audit.cli.app import main
from tests.benchmarks.truth_kinds import COUNTED_APART
from tests.benchmarks.truth_text import NULL_MARKERS

NOW = "2026-01-31T09:30:00Z"
READABLE = {"e164", "extension", "words", "letters", "international", "idd", "no_plus", "national"}
NO_NUMBER = {"invalid", "text", "placeholder"}


class TrueValue(Protocol):
    """What a phone field really holds; ``numbers`` are none where the digits are lost."""

    @property
    def record_id(self) -> str: ...
    @property
    def sobject(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def numbers(self) -> tuple[str, ...]: ...


@dataclass
class Measured:
    """Counts of what an audit made of the true values."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(kind, outcome) → values"""
    examples: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    cells: Counter[str] = field(default_factory=Counter)
    """right, wrong or undone: cells of the load files, and fields that a later step takes back"""
    wrong_cells: list[str] = field(default_factory=list)
    scope: dict[str, tuple[int, int]] = field(default_factory=dict)
    """by object the records that are audited and those that should be, where they differ"""

    def count(self, outcome: str, *, kinds_left_out: frozenset[str] = frozenset()) -> int:
        """Return how many values came out so."""
        return sum(n for (kind, found), n in self.outcomes.items() if found == outcome and kind not in kinds_left_out)

    def good(self) -> int:
        """Return how many values hold one true number."""
        return sum(n for (_, outcome), n in self.outcomes.items() if not outcome.startswith("none"))


def measured(export: Path, report: Path, values: Sequence[TrueValue], audited: Mapping[str, int]) -> Measured:
    """Audit ``export`` and compare what was read and what would be loaded with what is true."""
    arguments = ["run", "--csv", str(export), "--out", str(report), "--now", NOW, "--region", "US", "--quiet"]
    code = main(arguments)
    if code:
        raise RuntimeError(f"the audit ended with {code}")
    found = {
        (row["record_id"], row["sobject"], row["field"]): row
        for row in pq.read_table(report / "tables" / "values.parquet").to_pylist()
    }
    result = Measured()
    for value in values:
        row = found.get((value.record_id, value.sobject, value.field))
        outcome = _outcome(value, row)
        result.outcomes[value.kind, outcome] += 1
        shown = f"{value.text!r} is {' '.join(value.numbers) or 'no number'}, came out as {_told(row)}"
        result.examples.setdefault((value.kind, outcome), []).append(shown)
    _compare_cells(result, report / "fixes", values)
    objects = json.loads((report / "results.json").read_text(encoding="utf-8"))["source"]["objects"]
    result.scope = {
        name: (objects[name]["audited"], expected)
        for name, expected in audited.items()
        if objects[name]["audited"] != expected
    }
    return result


def _told(row: Mapping[str, str | None] | None) -> str:
    names = ("format", "reason", "e164", "confidence", "parse_region", "region_source")
    return " ".join(str(row[name]) for name in names if row[name]) if row else "nothing"


def _outcome(value: TrueValue, row: Mapping[str, str | None] | None) -> str:
    """Return what became of one value; those without one number of their own begin with "none"."""
    format_ = str(row["format"]) if row else "empty"
    certainty = (row and row["confidence"]) or "as it is"
    if len(value.numbers) != 1:
        known = format_ in READABLE
        return f"none, read as one ({certainty})" if known else "none, said so"
    if format_ not in READABLE:
        return "called invalid" if format_ in NO_NUMBER | {"empty"} else f"left open: {format_}"
    assert row is not None
    return f"right ({certainty})" if row["e164"] == value.numbers[0] else f"wrong ({certainty})"


def _compare_cells(result: Measured, fixes: Path, values: Sequence[TrueValue]) -> None:
    """Count the cells of the load files that are right, wrong, and that take back what an earlier step set right."""
    true = {(v.record_id, v.field): v for v in values if v.text not in NULL_MARKERS}
    set_right: dict[tuple[str, str], bool] = {}
    for record_id, name, text in _cells(fixes):
        value = true.get((record_id, name)) or true.get((record_id, "MobilePhone"))
        value = value or true[record_id, "PersonMobilePhone"]
        is_right = (text,) == value.numbers
        if set_right.get((record_id, name)) and not is_right:
            result.cells["undone"] += 1
        elif is_right:
            result.cells["right"] += 1
        elif text == value.text and name == value.field:
            result.cells["re-saved as it is"] += 1
        else:
            result.cells["wrong, nothing gives it away" if value.kind in COUNTED_APART else "wrong"] += 1
            result.wrong_cells.append(f"{name} {value.text!r} ({value.kind}): {text} instead of {value.numbers}")
        set_right[record_id, name] = is_right


def _cells(fixes: Path) -> Iterator[tuple[str, str, str]]:
    """Yield record id, field and text of every filled cell, step by step."""
    for step in sorted(fixes.glob("step-*"), key=lambda path: int(path.name.removeprefix("step-"))):
        for path in sorted(step.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    yield from ((row["Id"], name, text) for name, text in row.items() if name != "Id" and text)


def printed(result: Measured, examples: int) -> Iterator[str]:
    """Yield the figures as lines, and some misses of each kind."""
    good = result.good()
    yield f"{sum(result.outcomes.values()):,} values, {good:,} with one true number"
    for outcome in sorted({outcome for _, outcome in result.outcomes}):
        n = result.count(outcome)
        apart = n - result.count(outcome, kinds_left_out=COUNTED_APART)
        share = f" ({n / good:.2%} of good)" if not outcome.startswith("none") else ""
        yield f"  {outcome}: {n:,}{share}" + (f", of them nothing gives away {apart:,}" if apart else "")
    yield f"cells of the load files: {dict(result.cells)}"
    yield from result.wrong_cells[:20]
    yield f"objects with another count of audited records than is true: {result.scope or 'none'}"
    for (kind, outcome), n in sorted(result.outcomes.items()):
        if outcome.startswith("right") or outcome == "none, said so":
            continue
        yield f"{kind}: {outcome}: {n:,}"
        yield from (f"    {text}" for text in result.examples[kind, outcome][:examples])
