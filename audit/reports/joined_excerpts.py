"""The excerpts of the parts of an org, put together into one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from audit.columns.lookup import e164_as_int, id_ranks
from audit.columns.masks import Ints
from audit.columns.types import places_of
from audit.reports.excerpt import WINNERS, Excerpt
from audit.result.results import Audit
from audit.result.trend import Comparison
from audit.tables.findings import FINDING_ROWS, UNTABLED_SUBJECTS, Findings
from audit.tables.fixes import FOR_PEOPLE
from audit.tables.report_tables import CLOSED, TREND
from audit.tables.schema import Table
from audit.tables.simulation import SIMULATED_NUMBERS, SIMULATED_RECORDS, SIMULATED_VALUES


def joined_excerpts(excerpts: Sequence[Excerpt]) -> Audit:
    """Return the excerpts of parts that have no record and no number in common as one audit.

    ``record`` of each are row positions in the whole org, whose order the records get; everything but the tables is
    that of the first. Nothing says which findings were closed.
    """
    parts = [excerpt.audit for excerpt in excerpts]
    by_position = np.argsort(np.concatenate([excerpt.record for excerpt in excerpts]), kind="stable")
    at_record = np.append(_inverse(by_position), -1)
    records = _below([part.records for part in parts], SIMULATED_RECORDS).take(by_position).reset_index(drop=True)
    records = records.assign(id_rank=id_ranks(records["record_id"]))
    numbers, at_number = _numbers(parts, at_record)
    values, at_value = _values(parts, at_record, at_number)
    findings, order = _findings(parts, records, at_record, at_value)
    calls = parts[0].calls
    if calls:
        of_number = np.concatenate([part.calls.of_number for part in parts if part.calls])
        calls = replace(calls, of_number=of_number[np.argsort(at_number[:-1])])
    return replace(
        parts[0],
        records=records,
        values=values,
        numbers=numbers,
        findings=findings,
        for_people=_below([part.for_people for part in parts], FOR_PEOPLE),
        calls=calls,
        comparison=_comparison(parts, order),
    )


def _comparison(parts: Sequence[Audit], order: Ints) -> Comparison | None:
    """Return what the findings, in their ``order``, are since the baseline, and the first of what has changed."""
    comparisons = [part.comparison for part in parts if part.comparison]
    if not comparisons:
        return None
    since = pd.concat([comparison.since for comparison in comparisons], ignore_index=True)
    changes = _in_order(_below([comparison.changes for comparison in comparisons], TREND), list(parts[0].rules))
    return Comparison(
        since.take(order).reset_index(drop=True),
        changes.head(parts[0].config.report.rows_per_sheet),
        CLOSED.empty(),
    )


def _in_order(changes: pd.DataFrame, rule_ids: Sequence[str]) -> pd.DataFrame:
    """Return TREND in its order: findings by what became of them, as findings are; winners by number; records by id."""
    is_winner = (changes["what"] == "winner").to_numpy()
    keys = pd.DataFrame(
        {
            "what": changes["what"].cat.codes,
            "change": np.where(is_winner, 0, changes["change"].cat.codes),
            "number": np.where(is_winner, e164_as_int(changes["e164"].where(is_winner)), 0),
            "severity": changes["severity"].cat.codes,
            "rule": places_of(changes["rule_id"], rule_ids),
            "record_id": changes["record_id"].fillna(""),
            "field": changes["field"].astype("str").fillna(""),
        }
    )
    order = keys.sort_values(keys.columns.tolist(), kind="stable").index.to_numpy()
    return changes.take(order).reset_index(drop=True)


def _numbers(parts: Sequence[Audit], at_record: Ints) -> tuple[pd.DataFrame, Ints]:
    """Return the numbers by their digits, and the place of each that there was (for -1 as well)."""
    frames = [
        part.numbers.assign(**{name: _among_all(part.numbers[name], first, at_record) for name in WINNERS})
        for part, first in zip(parts, _starts([part.records for part in parts]), strict=True)
    ]
    numbers = _below(frames, SIMULATED_NUMBERS)
    by_digits = np.argsort(numbers["digits"].to_numpy(), kind="stable")
    return numbers.take(by_digits).reset_index(drop=True), np.append(_inverse(by_digits), -1)


def _values(parts: Sequence[Audit], at_record: Ints, at_number: Ints) -> tuple[pd.DataFrame, Ints]:
    """Return the values by record, and the place of each that there was (for -1 as well)."""
    firsts = zip(_starts([part.records for part in parts]), _starts([part.numbers for part in parts]), strict=True)
    frames = [
        part.values.assign(
            record=_among_all(part.values["record"], of_records, at_record),
            number=_among_all(part.values["number"], of_numbers, at_number),
        )
        for part, (of_records, of_numbers) in zip(parts, firsts, strict=True)
    ]
    values = _below(frames, SIMULATED_VALUES)
    by_record = np.argsort(values["record"].to_numpy(), kind="stable")
    return values.take(by_record).reset_index(drop=True), np.append(_inverse(by_record), -1)


def _findings(parts: Sequence[Audit], records: pd.DataFrame, at_record: Ints, at_value: Ints) -> tuple[Findings, Ints]:
    """Return the findings in their order, by severity, rule, record id and field; and where each stood before."""
    of_records, of_values = (_starts([getattr(part, name) for part in parts]) for name in ("records", "values"))
    of_asides = _starts([part.findings.aside for part in parts])
    frames = []
    for part, first, first_value, first_aside in zip(parts, of_records, of_values, of_asides, strict=True):
        found = part.findings.found
        value, related = found["value"].to_numpy(), found["related"].to_numpy()
        is_aside = value >= len(part.values)
        in_table = at_value[np.where((value >= 0) & ~is_aside, value + first_value, -1)]
        frames.append(
            found.assign(
                record=_among_all(found["record"], first, at_record),
                value=np.where(is_aside, value - len(part.values) + first_aside + len(at_value) - 1, in_table),
                related=np.where(related >= 0, _among_all(found["related"], first, at_record), related),
            )
        )
    found, aside = _below(frames, FINDING_ROWS), _below([part.findings.aside for part in parts], UNTABLED_SUBJECTS)
    order = np.lexsort(
        (
            found["field"].cat.codes,
            _id_ranks(found, aside, records, len(at_value) - 1),
            found["rule_id"].cat.codes,
            found["severity"].cat.codes,
        )
    )
    return Findings(found.take(order).reset_index(drop=True), aside), order


def _id_ranks(found: pd.DataFrame, aside: pd.DataFrame, records: pd.DataFrame, n_values: int) -> Ints:
    """Return for each finding the place of its record id: those out of scope come after all others of their rule."""
    record, value = found["record"].to_numpy(), found["value"].to_numpy()
    of_records, of_aside = (np.append(id_ranks(table["record_id"]), 0) for table in (records, aside))
    return np.asarray(np.where(record >= 0, of_records[record], of_aside[np.maximum(value - n_values, -1)]))


def _starts(tables: Sequence[pd.DataFrame]) -> list[int]:
    """Return for each of ``tables`` how many rows come before its own."""
    return [sum(map(len, tables[:place])) for place in range(len(tables))]


def _among_all(positions: pd.Series, first: int, places: Ints) -> Ints:
    """Return the ``places`` of row positions in a table whose first row is row ``first`` of all; -1 stays."""
    own = positions.to_numpy()
    return np.asarray(places[np.where(own >= 0, own + first, -1)])


def _inverse(order: Ints) -> Ints:
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place


def _below(frames: Sequence[pd.DataFrame], table: Table) -> pd.DataFrame:
    """Return the rows of ``frames`` below each other; categories are those of all of them, in alphabetical order."""
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        pieces = [frame[column.name] for frame in frames]
        if column.dtype == "category" and not _are_same([piece.cat.categories for piece in pieces]):
            # of no rows pandas makes categories of type object, which union_categoricals does not join with text
            texts = [piece.cat.set_categories(piece.cat.categories.astype("str")) for piece in pieces]
            columns[column.name] = pd.Series(union_categoricals(texts, sort_categories=True))
        else:
            columns[column.name] = pd.concat(pieces, ignore_index=True)
    return table.typed(pd.DataFrame(columns))


def _are_same(lists: Sequence[pd.Index]) -> bool:
    return all(each.equals(lists[0]) for each in lists)
