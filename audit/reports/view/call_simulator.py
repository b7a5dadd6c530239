"""The call simulator's answers: for each number that fits, its candidates in order and what each policy would find."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from audit.columns.lookup import text_array
from audit.columns.types import places_of
from audit.domain import DECISIONS as DECISION_CODES
from audit.domain import FORMATS as FORMAT_CODES
from audit.domain import NOT_FOUND, SYNC_OUTCOMES
from audit.domain import POLICIES as POLICY_CODES
from audit.domain import RELATIONS as RELATION_CODES
from audit.domain import SLOTS as SLOT_CODES
from audit.reports.view.figures import count, counted
from audit.reports.view.labels import (
    DECISIONS,
    FORMATS,
    POLICIES,
    RELATION_ACTIONS,
    RELATIONS,
    SLOTS,
    SYNC,
    Word,
    label_of,
)
from audit.reports.view.models import Simulator
from audit.reports.view.record_labels import Cards, Positions
from audit.reports.view.shared_numbers import holders_of
from audit.reports.view.visible_columns import shown_numbers
from audit.result.results import Audit

PAGE_BYTES: Final = 1_100_000
MAX_NUMBERS: Final = 20_000
CANDIDATES: Final = 20
"""Candidates of one number that are kept, beside the winners under every policy."""
LONGEST_SPELLING: Final = 60
_NUMBER_BYTES: Final = 50
_HOLDER_BYTES: Final = 110


def simulator_of(result: Audit, cards: Cards) -> Simulator:
    """Return the simulator of an audit: shared and problematic numbers first when not all of them fit."""
    is_ascii = pc.string_is_ascii(text_array(result.numbers["e164"]))  # the sign that masks digits is not
    plain = np.asarray(is_ascii.to_numpy(zero_copy_only=False), dtype=np.bool_)
    chosen = _chosen(result, plain)
    total = len(result.numbers)
    held = holders_of(result, chosen)
    held = held[_kept(held)]
    content = {"numbers": _numbers(result, chosen, held), **_records(held, cards), "words": _words(result)}
    return Simulator(content, len(chosen), total, _note(len(chosen), total, masked=bool(total and not plain.any())))


def _chosen(result: Audit, plain: npt.NDArray[np.bool_]) -> Positions:
    numbers = result.numbers
    shared = (numbers["n_records"].to_numpy() > 1) | numbers["format_sensitive"].to_numpy(dtype=np.bool_)
    synced = (numbers["sync_outcome"] == "syncs").to_numpy()
    urgency = np.where(shared, 0, np.where(synced, 2, 1))
    first = np.argsort(urgency, kind="stable")
    first = first[plain[first]][:MAX_NUMBERS]
    holders = np.minimum(numbers["n_records"].take(first).to_numpy(), CANDIDATES)
    sizes = np.cumsum(holders * _HOLDER_BYTES + _NUMBER_BYTES)
    return first[: int(np.searchsorted(sizes, PAGE_BYTES, side="right"))]


def _records(held: pd.DataFrame, cards: Cards) -> Mapping[str, Any]:
    """Return the records of ``held`` as rows of texts, and their owners once each."""
    card = cards.at(np.sort(held["record"].unique()))
    owner, owners = pd.factorize(card["owner"])
    sobject, sobjects = pd.factorize(card["sobject"])
    rows = zip(
        card["record_id"].tolist(),
        card["name"].tolist(),
        sobject.tolist(),
        owner.tolist(),
        card["last_modified"].tolist(),
        strict=True,
    )
    return {
        "records": list(map(list, rows)),
        "owners": owners.tolist(),
        "sobjects": sobjects.tolist(),
        "address": cards.address,
    }


def _kept(held: pd.DataFrame) -> pd.Series:
    """Return the values of the first candidates of each number, and of the winner under every policy."""
    kept = held["place"] < CANDIDATES
    for policy in range(len(POLICY_CODES)):
        place = held["place"].where(held["strictest"] <= policy)
        kept |= held["place"] == place.groupby(held["number"]).transform("min")
    return kept


def _numbers(result: Audit, chosen: Positions, held: pd.DataFrame) -> list[list[Any]]:
    """Return each number as a list.

    In it: digits, how it is decided, what syncs, relation, whether spelling matters, n_records, candidates in order.
    """
    numbers = result.numbers.take(chosen)
    candidates = _candidates(held)
    columns = (
        numbers["e164"].str.slice(1).tolist(),
        _listed(numbers["decided_by"], DECISION_CODES),
        _listed(numbers["sync_outcome"], (*SYNC_OUTCOMES, NOT_FOUND)),
        _listed(numbers["relation"], RELATION_CODES),
        numbers["format_sensitive"].astype(int).tolist(),
        numbers["n_records"].tolist(),
        [candidates[position] for position in chosen.tolist()],
    )
    return list(map(list, zip(*columns, strict=True)))


def _candidates(held: pd.DataFrame) -> dict[int, list[Any]]:
    """Return number → its candidates in order.

    A candidate is the place of its record in the list of records, the strictest policy that finds it, and its
    stored values: slot, format, outcome, and the text where it is not the number itself.
    """
    known = np.sort(held["record"].unique())
    columns = (
        held["number"].tolist(),
        np.searchsorted(known, held["record"].to_numpy()).tolist(),
        held["strictest"].tolist(),
        _listed(held["slot"], SLOT_CODES),
        _listed(held["format"], FORMAT_CODES),
        _listed(held["sync_outcome"], SYNC_OUTCOMES),
        shown_numbers(held["raw"], LONGEST_SPELLING).where(held["format"] != "e164", "").tolist(),
    )
    found: dict[int, list[Any]] = {}
    for number, record, strictest, *value in zip(*columns, strict=True):
        candidates = found.setdefault(number, [])
        if not candidates or candidates[-1][0] != record:
            candidates.append([record, strictest, []])
        candidates[-1][2].append(value)
    return found


def _listed(column: pd.Series, known: tuple[str, ...]) -> list[int]:
    places: list[int] = places_of(column, known).tolist()
    return places


def _words(result: Audit) -> dict[str, Any]:
    """Return what the script calls each code, in the order of the codes."""
    sync = [label_of(SYNC, code) for code in (*SYNC_OUTCOMES, NOT_FOUND)]
    return {
        "decisions": [_said(DECISIONS, code) for code in DECISION_CODES],
        "sync": sync,
        "syncMeans": [SYNC[code].meaning for code in (*SYNC_OUTCOMES, NOT_FOUND)],
        "relations": [_said(RELATIONS, code) for code in RELATION_CODES],
        "advice": [RELATION_ACTIONS[code] for code in RELATION_CODES],
        "policies": [POLICIES[code].label for code in POLICY_CODES],
        "policyMeans": [POLICIES[code].meaning for code in POLICY_CODES],
        "policy": POLICY_CODES.index(result.results.profile.policy),
        "slots": [SLOTS[code] for code in SLOT_CODES],
        "formats": [FORMATS[code].label for code in FORMAT_CODES],
    }


def _said(words: Mapping[str, Word], code: str) -> str:
    return f"{words[code].label}: {words[code].meaning}"


def _note(shown: int, total: int, *, masked: bool) -> str:
    if masked:
        return "The numbers of this report are masked, so a call cannot be tried out on this page."
    if shown >= total:
        return f"All {counted(total, 'number')} of this audit can be tried." if total else "There is no number to try."
    return (
        f"This page knows {count(shown)} of {count(total)} numbers: shared ones and those that do not sync first. For "
        "any other, run: phone-audit explain NUMBER --report FOLDER"
    )
