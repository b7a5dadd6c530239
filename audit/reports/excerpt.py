"""The part of an audit that a page and a workbook can show: the most important, with all that belongs to it.

An org that is audited in parts has more findings than fit into memory at once. Each part says how important its own
are; then each gives those that are among the first of all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from audit.columns.lookup import id_ranks, positions_among
from audit.columns.masks import Bools, Ints, mask_at
from audit.columns.types import places_of
from audit.domain import SEVERITIES
from audit.reports.view.ranking import calls_of_findings, edited
from audit.reports.view.shared_numbers import WORST_FIRST, holders_of
from audit.result.results import Audit
from audit.result.trend import Comparison
from audit.tables.findings import Findings
from audit.tables.report_tables import CLOSED

_MOST_CALLS: Final = (1 << 20) - 1
_MOST_RECORDS: Final = (1 << 32) - 1
_MOMENT_BITS: Final = 42
"""Milliseconds since 1970 until 2109."""


@dataclass(frozen=True)
class Importance:
    """How important the findings and the shared numbers of an audit are, as the lists order them."""

    group: Ints
    """For each finding its list: suppressed or not, severity, rule."""
    of_finding: Ints
    """Greater is more important, within its group."""
    number: Ints
    """Row positions of the numbers that several records have."""
    of_number: Ints
    """For each of these; greater is more important."""

    def firsts(self, most: int) -> Mapping[int, Ints]:
        """Return the importance of the first ``most`` findings of each group, and of numbers (group -1)."""
        order = np.argsort(self.group, kind="stable")
        groups, starts = np.unique(self.group[order], return_index=True)
        of_group = (
            dict(zip(groups.tolist(), np.split(self.of_finding[order], starts[1:]), strict=True)) if len(order) else {}
        )
        return {group: _greatest(keys, most) for group, keys in {**of_group, _NUMBERS: self.of_number}.items()}


_NUMBERS: Final = -1


def importance_of(audit: Audit) -> Importance:
    """Return the importance of the findings and shared numbers of ``audit``.

    Of findings the order of ``ranking_of``, of numbers that of ``worst_shared``, but that equals are equal.
    """
    found = audit.findings.found
    severity = places_of(found["severity"], SEVERITIES)
    rule = places_of(found["rule_id"], tuple(audit.rules))
    suppressed = found["suppressed"].to_numpy(dtype=np.int64)
    moment = np.clip(edited(audit.records, found["record"].to_numpy()), 0, (1 << _MOMENT_BITS) - 1)
    numbers = audit.numbers
    shared = np.flatnonzero(numbers["n_records"].to_numpy() > 1)
    rows = numbers[["decided_by", "n_records"]].take(shared)
    calls_of_number, calls_of_finding = (np.zeros(n, dtype=np.int64) for n in (len(shared), len(found)))
    if audit.calls:
        calls_of_finding = np.clip(calls_of_findings(audit, audit.calls), 0, _MOST_CALLS)
        calls_of_number = np.clip(audit.calls.of_number[shared], 0, _MOST_CALLS)
    urgency = len(WORST_FIRST) - places_of(rows["decided_by"], WORST_FIRST)
    return Importance(
        group=(suppressed * len(SEVERITIES) + severity) * (len(audit.rules) + 1) + rule,
        of_finding=(calls_of_finding << _MOMENT_BITS) + moment,
        number=shared,
        of_number=(((calls_of_number << 3) + urgency) << 32) + np.clip(rows["n_records"].to_numpy(), 0, _MOST_RECORDS),
    )


def least_importance(firsts: Iterable[Mapping[int, Ints]], most: int) -> dict[int, int]:
    """Return for each group how important its ``most``-th is over all parts; ``firsts`` are those of each."""
    merged: dict[int, Ints] = {}
    for of_part in firsts:
        for group, keys in of_part.items():
            merged[group] = _greatest(np.concatenate([merged.get(group, keys[:0]), keys]), most)
    return {group: int(keys.min()) if len(keys) == most else -1 for group, keys in merged.items()}


def _greatest(keys: Ints, most: int) -> Ints:
    return keys if len(keys) <= most else np.partition(keys, len(keys) - most)[-most:]


class Excerpt(NamedTuple):
    """A part of an audit, as an audit with smaller tables."""

    audit: Audit
    record: Ints
    """For each of its records the row position that it had."""


def excerpt_of(audit: Audit, least: Mapping[int, int], for_people: Bools, most: int) -> Excerpt:
    """Return the part of ``audit`` that is at least so important, and its tasks ``for_people`` (bool per row).

    ``least`` is of ``least_importance``. With a finding comes its record, with a record all its values, findings and
    numbers, with a number the records that hold it: of those on more than ``most`` records the first of them, and who
    wins it. A value whose number is not told with all its records has none here.
    """
    rows = _rows(audit, least, for_people, most)
    return Excerpt(sliced(audit, rows, for_people), np.flatnonzero(rows.records))


@dataclass(frozen=True)
class ExcerptRows:
    """What goes into an excerpt: a mask over each table."""

    records: Bools
    values: Bools
    numbers: Bools
    findings: Bools


def _rows(audit: Audit, least: Mapping[int, int], for_people: Bools, most: int) -> ExcerptRows:
    importance = importance_of(audit)
    n_records, n_values, n_numbers = len(audit.records), len(audit.values), len(audit.numbers)
    record, number = audit.values["record"].to_numpy(), audit.values["number"].to_numpy()
    found = audit.findings.found
    first = importance.of_finding >= _of_groups(importance.group, least)
    worst = mask_at(n_numbers, importance.number[importance.of_number >= least.get(_NUMBERS, -1)])
    about, value = found["record"].to_numpy(), found["value"].to_numpy()
    named = mask_at(n_records, about[first & (about >= 0)], *_records_of_tasks(audit, for_people))
    held = _held(audit, worst, most)
    named |= mask_at(n_records, record[held])
    is_shared = audit.numbers["n_records"].to_numpy() > 1
    joined = mask_at(n_numbers, number[(number >= 0) & named[record]]) & is_shared
    here = named | mask_at(n_records, record[_held(audit, joined, most)])
    on_joined = np.append(joined, False)[np.append(number, -1)[np.where(value < n_values, value, -1)]]
    in_scope = about >= 0
    is_named, is_here = (np.append(mask, False)[about] for mask in (named, here))
    told = np.where(in_scope, is_named | (on_joined & is_here), first)
    related = found["related"].to_numpy()[told]
    here |= mask_at(n_records, related[related >= 0])
    n_here = np.bincount(number[(number >= 0) & here[record]], minlength=n_numbers)
    whole = joined | (n_here >= audit.numbers["n_values"].to_numpy())
    return ExcerptRows(here, here[record], whole, told)


def _of_groups(group: Ints, least: Mapping[int, int]) -> Ints:
    groups, place = np.unique(group, return_inverse=True)
    return np.array([least.get(int(each), -1) for each in groups], dtype=np.int64)[place]


def _records_of_tasks(audit: Audit, for_people: Bools) -> tuple[Ints, ...]:
    tasks = audit.for_people.loc[for_people]
    places = (positions_among(tasks[name], audit.records["record_id"]) for name in ("record_id", "related_record_id"))
    return tuple(place[place >= 0] for place in places)


def _held(audit: Audit, numbers: Bools, most: int) -> Ints:
    """Return the row positions of the values of ``numbers``; of a crowded one those of its first ``most`` records."""
    number = audit.values["number"].to_numpy()
    crowded = numbers & (audit.numbers["n_records"].to_numpy() > most)
    held = np.flatnonzero(np.append(numbers & ~crowded, False)[number])
    if not crowded.any():
        return held
    holders = holders_of(audit, np.flatnonzero(crowded))
    of_number = audit.numbers.take(holders["number"].to_numpy())
    winners = [of_number[name].to_numpy() == holders["record"].to_numpy() for name in WINNERS]
    kept = np.logical_or.reduce([holders["place"].to_numpy() < most, *winners])
    return np.concatenate([held, holders["value"].to_numpy()[kept]])


WINNERS: Final = ("winner", "winner_exact", "winner_digits")


def sliced(audit: Audit, chosen: ExcerptRows, for_people: Bools) -> Audit:
    """Return ``audit`` with the rows of its tables that are ``chosen``, and its tasks ``for_people``."""
    at_record, at_value, at_number = (_places(mask) for mask in (chosen.records, chosen.values, chosen.numbers))
    records = audit.records.loc[chosen.records].reset_index(drop=True)
    values = audit.values.loc[chosen.values].reset_index(drop=True)
    values = values.assign(record=at_record[values["record"].to_numpy()], number=at_number[values["number"].to_numpy()])
    numbers = audit.numbers.loc[chosen.numbers].reset_index(drop=True)
    numbers = numbers.assign(**{name: at_record[numbers[name].to_numpy()] for name in WINNERS})
    most_changes = audit.config.report.rows_per_sheet
    return replace(
        audit,
        records=records.assign(id_rank=id_ranks(records["record_id"])),
        values=values,
        numbers=numbers,
        findings=_findings(audit, chosen.findings, at_record, at_value),
        for_people=audit.for_people.loc[for_people].reset_index(drop=True),
        calls=audit.calls and replace(audit.calls, of_number=audit.calls.of_number[chosen.numbers]),
        comparison=audit.comparison and _compared(audit.comparison, chosen.findings, most_changes),
    )


def _compared(comparison: Comparison, told: Bools, most: int) -> Comparison:
    """Return what the findings that are ``told`` are since the baseline, and the first ``most`` changes."""
    since = comparison.since.loc[told].reset_index(drop=True)
    return Comparison(since, comparison.changes.head(most), CLOSED.empty())


def _findings(audit: Audit, told: Bools, at_record: Ints, at_value: Ints) -> Findings:
    found, n_values = audit.findings.found.loc[told].reset_index(drop=True), len(audit.values)
    value, related = found["value"].to_numpy(), found["related"].to_numpy()
    is_aside = value >= n_values
    aside = audit.findings.aside.take(value[is_aside] - n_values).reset_index(drop=True)
    value = at_value[np.where(is_aside, -1, value)]
    value[is_aside] = int(at_value.max(initial=-1)) + 1 + np.arange(len(aside))
    related = np.where(related >= 0, at_record[related], related)
    return Findings(found.assign(record=at_record[found["record"].to_numpy()], value=value, related=related), aside)


def _places(mask: Bools) -> npt.NDArray[np.int64]:
    """Return for each row its place among those of ``mask``, -1 for the others, and for -1."""
    return np.append(np.where(mask, np.cumsum(mask) - 1, -1), -1)
