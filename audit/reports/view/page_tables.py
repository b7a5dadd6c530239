"""The tables that the script of the page searches, sorts and shows: findings, records, values and numbers, by codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import e164_as_int, positions_among, positions_of_digits
from audit.columns.types import places_of
from audit.domain import CONFIDENCES, DECISIONS, FORMATS, NOT_FOUND, POLICIES, RELATIONS, SEVERITIES, SYNC_OUTCOMES
from audit.reports.view.action_findings import action_of_findings
from audit.reports.view.labels import SINCE
from audit.reports.view.page_keepers import keeper_columns, kept_records
from audit.reports.view.page_records import PageRecords, joined, listed, page_records, record_columns, steps
from audit.reports.view.page_selection import PageTables, Selection
from audit.reports.view.ranking import Ranking, related_positions
from audit.reports.view.record_labels import Cards, Positions
from audit.reports.view.visible_columns import shown_numbers
from audit.result.results import Audit
from audit.simulate.searched import NOT_FOUND as NOT_SEARCHED
from audit.simulate.searched import searched


def page_tables(result: Audit, ranking: Ranking, cards: Cards, selection: Selection) -> PageTables:
    """Return what of an audit is selected, as tables that refer to each other by position.

    Texts of a column are one text, with a line feed after each but the last. Columns of numbers are lists, of codes
    and of positions (-1 for none). Of columns whose numbers mostly rise, each is given as its difference from the one
    before (``…_step``). Records are in the order in which they win a number within their object; so the holders of a
    number in order are those of its object first, then by position.

    - records: id (15 characters where the other three follow from them), name, sobject, owner, region, edited_step
      (seconds since 1970, -1 for unknown)
    - values, by record: record_step, field, raw (empty where it is the number), format, sync, policy, search (of
      ``searched``; empty without a measurement), number_back (0
      for a number that no value before has, n for the one that is n-th from the latest new one, -1 for none)
    - numbers, by value: e164 (without its plus sign), decided, sync, relation, sensitive, records; those whose holders
      are not all here have -1 for decided; calls (of the history, -1 where no record in use has it; empty without one)
    - keepers, by number: number_step, record (to keep), why (place in whys, its texts)
    - findings, the most important first: rule, severity, record_step, value (place among those of its record), field,
      message, proposes, confidence, related, since, action
    - sobjects, owners, regions, fields, messages: the texts of the codes
    """
    found = _Found.of(result, ranking, cards, selection.findings)
    kept = kept_records(result, selection.numbers)
    named = (found.record, found.related, kept["keeper"].to_numpy())
    records = page_records(result, named, selection.values, found.others)
    of_records, labels = record_columns(records, cards)
    values = _values(result, found, records, selection)
    numbers, number, place_of_number = _numbers(result, values, selection.numbers)
    fields, messages = _Codes(), _Codes()
    return {
        "records": of_records,
        "values": {
            "record_step": steps(values["at"].to_numpy()),
            "field": fields.of(values["field"]),
            "raw": joined(shown_numbers(values["raw"], cards.longest).where(values["raw"] != values["e164"], "")),
            "format": places_of(values["format"], FORMATS).tolist(),
            "sync": places_of(values["sync_outcome"], SYNC_OUTCOMES).tolist(),
            "policy": places_of(values["found_under"], POLICIES).tolist(),
            "search": values["search"].tolist() if result.results.profile.measured else [],
            "number_back": number,
        },
        "numbers": numbers,
        "keepers": keeper_columns(kept, place_of_number, records),
        "findings": _findings(found, records, values, fields, messages),
        "fields": fields.texts,
        "messages": messages.texts,
        **labels,
    }


@dataclass(frozen=True)
class _Found:
    """The selected findings, spelled out (columns of FINDINGS), and where what they are about is."""

    rows: pd.DataFrame
    rule: npt.NDArray[np.int64]
    record: Positions
    """Row position of the record; those that were not audited count on behind the last, in the order of ``others``."""
    related: Positions
    """In the same way; -1 for none."""
    value: Positions
    """Row position in the values table; those of UNTABLED_SUBJECTS count on."""
    others: pd.DataFrame
    """Records that were not audited: record_id, sobject."""
    since: list[int]
    action: list[int]

    @classmethod
    def of(cls, result: Audit, ranking: Ranking, cards: Cards, chosen: Positions) -> "_Found":
        """Return the findings at the positions ``chosen``."""
        found = result.findings.found.iloc[chosen]
        rows = result.findings_table(chosen).reset_index(drop=True)
        record, related = ranking.record[chosen], related_positions(result, chosen, rows["related_record_id"], cards)
        unknown_related = (related < 0) & rows["related_record_id"].notna().to_numpy()
        about = pd.DataFrame({"record_id": rows["record_id"], "sobject": rows["sobject"].astype("str")})[record < 0]
        accounts = pd.DataFrame({"record_id": rows["related_record_id"][unknown_related], "sobject": "Account"})
        others = pd.concat([about, accounts]).drop_duplicates("record_id").reset_index(drop=True)
        n_records = len(result.records)
        record[record < 0] = n_records + positions_among(about["record_id"], others["record_id"])
        related[unknown_related] = n_records + positions_among(accounts["record_id"], others["record_id"])
        rule, value = ranking.rule[chosen], found["value"].to_numpy()
        action = action_of_findings(result, rule, value, rows).tolist()
        return cls(rows, rule, record, related, value, others, _since(result, chosen), action)


def _since(result: Audit, chosen: Positions) -> list[int]:
    """Return what each finding is since the baseline, by its place in SINCE; an empty list without one."""
    if result.comparison is None:
        return []
    return listed(places_of(result.comparison.since.take(chosen), tuple(SINCE)))


class _Codes:
    """Texts told once each, in the order in which they are asked for."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def of(self, texts: pd.Series) -> list[int]:
        """Return the code of each text, -1 for a missing one."""
        code, distinct = pd.factorize(texts.astype("str"))
        new = [text for text in distinct.tolist() if text not in self.texts]
        self.texts.extend(new)
        codes = np.array([*map(self.texts.index, distinct.tolist()), -1], dtype=np.int64)
        return listed(codes[code])


_OF_VALUE: Final = ("field", "raw", "e164", "digits", "format", "sync_outcome", "found_under", "search")


def _values(result: Audit, found: _Found, records: PageRecords, selection: Selection) -> pd.DataFrame:
    """Return the values of the page by record (column ``at``, its place), with ``position``, as _Found has it."""
    chosen = result.values.take(selection.values)
    tabled = chosen.assign(search=searched(chosen, result.results.profile))[list(_OF_VALUE)].assign(
        position=selection.values, at=records.place[result.values["record"].to_numpy()[selection.values]]
    )
    is_aside = found.value >= len(result.values)
    aside = pd.DataFrame(
        {
            "raw": found.rows["raw"][is_aside],
            "e164": found.rows["e164"][is_aside],
            "digits": _digits_aside(found.rows["e164"][is_aside], masked=result.config.redact),
            "position": found.value[is_aside],
            "at": records.place[found.record[is_aside]],
            "search": NOT_SEARCHED,
        }
    ).drop_duplicates("position")
    values = pd.concat([tabled, aside], ignore_index=True) if len(aside) else tabled
    order = np.lexsort((values["position"].to_numpy(), values["at"].to_numpy()))
    return values.take(order).reset_index(drop=True)


def _digits_aside(e164: pd.Series, *, masked: bool) -> npt.NDArray[np.int64]:
    """Return numbers that are in no row of the values table as whole numbers; masked ones by their order, beyond all.

    0 for a missing one.
    """
    if not masked:
        return e164_as_int(e164)
    return np.where(e164.notna(), _BEYOND_ALL + pd.factorize(e164)[0], 0)


_BEYOND_ALL: Final = 10**15
"""E.164 has 15 digits."""


def _numbers(result: Audit, values: pd.DataFrame, whole: Positions) -> tuple[Mapping[str, Any], list[int], Positions]:
    """Return the numbers of ``values`` in their order, each value's number as ``number_back``, and where each is.

    ``whole`` are the row positions of the numbers all of whose holders are here.
    """
    digits = values["digits"].fillna(0).to_numpy(np.int64)
    place, distinct = pd.factorize(np.where(digits > 0, digits, -1))
    first = np.full(len(distinct), -1, dtype=np.int64)
    first[place[::-1]] = np.arange(len(place))[::-1]
    is_number = distinct > 0
    place_among = np.append(np.cumsum(is_number) - 1, -1)
    place_among[:-1][~is_number] = -1
    known = positions_of_digits(distinct[is_number], result.numbers["digits"].to_numpy())
    calls = [] if result.calls is None else np.append(result.calls.of_number, -1)[known].tolist()
    is_whole = np.zeros(len(result.numbers) + 1, dtype=np.bool_)
    is_whole[whole] = True
    known[~is_whole[known]] = -1
    place_of_number = np.full(len(result.numbers), -1, dtype=np.int64)
    place_of_number[known[known >= 0]] = np.flatnonzero(known >= 0)
    numbers = result.numbers.take(np.maximum(known, 0)) if len(result.numbers) else result.numbers.reindex(known)
    e164 = values["e164"].take(first[is_number]).str.slice(1)
    columns = {
        "e164": joined(e164),
        "calls": calls,
        "decided": _codes_or_none(numbers["decided_by"], DECISIONS, known),
        "sync": _codes_or_none(numbers["sync_outcome"], (*SYNC_OUTCOMES, NOT_FOUND), known),
        "relation": _codes_or_none(numbers["relation"], RELATIONS, known),
        "sensitive": np.where(known >= 0, numbers["format_sensitive"].astype(bool), 0).astype(int).tolist(),
        "records": np.where(known >= 0, numbers["n_records"], 0).astype(int).tolist(),
    }
    return columns, _backward(place_among[place]), place_of_number


def _backward(number: npt.NDArray[np.int64]) -> list[int]:
    """Return how far each number (places in order of appearance, -1 for none) is behind the latest that was new.

    >>> _backward(np.array([0, 1, -1, 0, 2, 1]))
    [0, 0, -1, 2, 0, 2]
    """
    latest = np.maximum.accumulate(number) if len(number) else number
    before = np.concatenate([[-1], latest[:-1]])
    return listed(np.where(number < 0, -1, np.where(number > before, 0, latest - number + 1)))


def _codes_or_none(column: pd.Series, known: Sequence[str], positions: Positions) -> list[int]:
    return listed(np.where(positions >= 0, places_of(column, known), -1))


def _findings(
    found: _Found, records: PageRecords, values: pd.DataFrame, fields: _Codes, messages: _Codes
) -> Mapping[str, Any]:
    rows, at = found.rows, records.place[found.record]
    return {
        "rule": found.rule.tolist(),
        "severity": places_of(rows["severity"], SEVERITIES).tolist(),
        "record_step": steps(at),
        "value": _places_in_record(found.value, at, values).tolist(),
        "field": fields.of(rows["field"]),
        "message": messages.of(rows["message"]),
        "proposes": rows["proposed"].notna().astype(int).tolist(),
        "confidence": places_of(rows["confidence"], CONFIDENCES).tolist(),
        "related": np.where(found.related >= 0, records.place[found.related], -1).tolist(),
        "since": found.since,
        "action": found.action,
    }


def _places_in_record(position: Positions, at: Positions, values: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the place of each finding's value among those of its record, -1 for none."""
    highest = max(int(values["position"].max()) if len(values) else 0, int(position.max()) if len(position) else 0)
    row_of = np.full(highest + 2, -1, dtype=np.int64)
    row_of[values["position"].to_numpy(np.int64)] = np.arange(len(values))
    row = row_of[position]
    first_row = np.searchsorted(values["at"].to_numpy(), at)
    return np.where(row >= 0, row - first_row, -1)
