"""The fixes that an administrator could make, each as the phone fields it would leave behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.types import category_from_codes
from audit.config.profile import Profile
from audit.domain import ACCOUNT, FORMATS, NO_NUMBER_FORMATS, POLICIES, SLOTS, STORED
from audit.findings.labels import number_in
from audit.normalize.scalar import calling_code
from audit.scoring.scores import Bools, match_values
from audit.tables.simulation import Simulation

REGIONS_NAMED: Final = 8
"""Regions with an action of their own; the others share one."""

_PROBE: Final = 999_000_000_000
"""Under an unassigned country calling code: the numbers that collecting lost ones again would bring."""

DECIDING: Final = ["record", "slot", "sobject", "format", "digits", "found_under", "stored_as"]
"""The columns of values on which it depends what becomes of a number."""

_NOT_A_GUESS: Final = ("certain", "region")


@dataclass(frozen=True)
class FixCandidate:
    """A change of phone fields: ``after`` (columns DECIDING) replaces the rows ``changed``."""

    action_id: str
    title: str
    how: str
    rule_ids: tuple[str, ...]
    changed: Bools
    after: pd.DataFrame
    regions: tuple[str, ...] = ()
    """of all numbers that it changes, where it is for these only"""
    confidence: str | None = None
    """of all proposals that it stores, where it is for one kind only"""
    relation: str | None = None
    """of the records of each number that it leaves on one of them"""


def fix_candidates(simulation: Simulation, profile: Profile) -> Iterator[FixCandidate]:
    """Yield every fix that would change something."""
    values = simulation.values
    in_match_slot = match_values(values, profile)
    yield from _national_to_e164(values, in_match_slot)
    yield from _international_to_e164(values, in_match_slot)
    yield from _mobile_to_phone(values, profile)
    yield from _one_holder(values, simulation.numbers, in_match_slot)
    yield from _collected_again(values, in_match_slot)


def _national_to_e164(values: pd.DataFrame, in_match_slot: Bools) -> Iterator[FixCandidate]:
    national = in_match_slot & (values["confidence"] == "region").to_numpy()
    counts = values.loc[national, "region"].value_counts()
    frequent = [str(region) for region, count in counts.items() if count][:REGIONS_NAMED]
    for region in frequent:
        chosen = national & (values["region"] == region).to_numpy()
        numbers = _count(chosen, number_in(region), number_in(region, "numbers"))
        yield FixCandidate(
            f"add-country-code:{region}",
            f"Add +{calling_code(region)} to {numbers}",
            _load_by_region(values, chosen),
            ("not-e164",),
            chosen,
            _in_e164(values, chosen),
            (region,),
            "region",
        )
    others = national & ~values["region"].isin(frequent).to_numpy()
    if others.any():
        yield FixCandidate(
            "add-country-code:others",
            f"Add the country code to {_count(others, 'number')} in other countries",
            _load_by_region(values, others),
            ("not-e164",),
            others,
            _in_e164(values, others),
            tuple(sorted(values.loc[others, "region"].unique())),
            "region",
        )


def _load_by_region(values: pd.DataFrame, chosen: Bools) -> str:
    """Return how to load numbers that were read in a country, and how many of these are of no known country."""
    by_default = values["parse_region"].loc[chosen & (values["region_source"] == "default").to_numpy()]
    doubtful = ""
    if len(by_default):
        have, were = ("has", "was") if len(by_default) == 1 else ("have", "were")
        doubtful = f" {len(by_default):,} {have} no country and {were} read as {by_default.iloc[0]}: check these first."
    return (
        "Load the files in fixes (the sheet Not E.164 lists the numbers). They are right only if the record's country "
        f"is, so check a few before you load them all.{doubtful}"
    )


def _international_to_e164(values: pd.DataFrame, in_match_slot: Bools) -> Iterator[FixCandidate]:
    chosen = in_match_slot & (values["confidence"] == "certain").to_numpy()
    if chosen.any():
        yield FixCandidate(
            "remove-punctuation",
            f"Remove spaces and punctuation from {_count(chosen, 'international number')}",
            "Load the files in fixes (the sheet Not E.164 lists the numbers). The number itself does not change, so "
            "this is safe.",
            ("not-e164",),
            chosen,
            _in_e164(values, chosen),
            confidence="certain",
        )


def _mobile_to_phone(values: pd.DataFrame, profile: Profile) -> Iterator[FixCandidate]:
    if "phone" not in profile.match_slots:
        return
    sure = values["format"].eq("e164") | values["confidence"].isin(_NOT_A_GUESS)
    chosen = ((values["sync_outcome"] == "phone_empty") & sure).to_numpy()
    if not chosen.any():
        return
    phone = _in_e164(values, chosen)
    phone["slot"] = category_from_codes(np.full(len(phone), SLOTS.index("phone")), SLOTS)
    yield FixCandidate(
        "copy-mobile-to-phone",
        f"Copy Mobile to the empty Phone of {_count(chosen, 'record')}",
        "Mobile syncs only when Phone is filled, too. The files in fixes put the Mobile number, in E.164, into Phone."
        f"{_not_sure(values, chosen)}",
        ("mobile-without-phone",),
        np.zeros(len(values), dtype=bool),
        phone,
    )


def _not_sure(values: pd.DataFrame, copied: Bools) -> str:
    """Return how many numbers in a Mobile alone are not ``copied``."""
    alone = (values["sync_outcome"] == "phone_empty") & ~values["format"].isin(NO_NUMBER_FORMATS)
    n_others = int((alone.to_numpy() & ~copied).sum())
    need = "needs" if n_others == 1 else "need"
    return f" {n_others:,} more {need} a look first: Mobile can't be read for sure." if n_others else ""


def _one_holder(values: pd.DataFrame, numbers: pd.DataFrame, in_match_slot: Bools) -> Iterator[FixCandidate]:
    """Yield for each relation the fix that leaves every such number on one record."""
    number = values["number"].to_numpy()
    holds = in_match_slot & (number >= 0)
    relation = numbers["relation"].array.take(np.where(holds, number, -1), allow_fill=True)
    keeper = _keeper(values, numbers, holds)
    loses = holds & (keeper[number] >= 0) & (values["record"].to_numpy() != keeper[number])
    for name, action_id, title, how, rules in _RELATION_FIXES:
        chosen = loses & np.asarray(relation == name)
        n_groups = len(np.unique(number[chosen]))
        if n_groups:
            yield FixCandidate(
                action_id,
                title.format(_counted(n_groups, "number")),
                how,
                rules,
                chosen,
                values[DECIDING].iloc[:0],
                relation=name,
            )


_RELATION_FIXES: Final = (
    (
        "same_person",
        "merge-same-person",
        "Merge duplicates of one person, or convert the Lead, for {}",
        "The records with the number have the same name or e-mail address. They are on the sheet Duplicates.",
        ("duplicate-same-object", "duplicate-across-objects", "undetermined-winner"),
    ),
    (
        "same_account",
        "keep-line-on-account",
        "Keep {} shared within one Account on that Account only",
        "All records with the number belong to one Account. Keep it there, and give the people their direct lines.",
        ("shared-line", "duplicate-same-object", "duplicate-across-objects"),
    ),
    (
        "unrelated",
        "find-owner",
        "Ask record owners about {} on unrelated records",
        "The data doesn't say whose number it is. Ask the owners of the records, and clear it on the wrong ones.",
        ("duplicate-same-object", "duplicate-across-objects", "undetermined-winner"),
    ),
)


def _keeper(values: pd.DataFrame, numbers: pd.DataFrame, holds: Bools) -> npt.NDArray[np.int64]:
    """Return for each number the record that keeps it: of a switchboard the Account, else the winner; -1 for none."""
    keeper = numbers["winner"].to_numpy().copy()
    is_switchboard = (numbers["relation"] == "same_account").to_numpy()
    on_account = holds & (values["sobject"] == ACCOUNT).to_numpy()
    rows = np.flatnonzero(on_account)
    number = values["number"].to_numpy()[rows]
    keeps = is_switchboard[number]
    keeper[number[keeps]] = values["record"].to_numpy()[rows[keeps]]
    return np.append(keeper, -1)


def _collected_again(values: pd.DataFrame, in_match_slot: Bools) -> Iterator[FixCandidate]:
    """Yield what would be if each lost number were found again, distinct and in E.164."""
    for format_, action_id, title, noun, how, rules in _COLLECT_FIXES:
        chosen = in_match_slot & (values["format"] == format_).to_numpy()
        if chosen.any():
            after = _in_e164(values, chosen)
            after["digits"] = _PROBE + np.arange(len(after))
            yield FixCandidate(action_id, title.format(_count(chosen, noun)), how, rules, chosen, after)


_COLLECT_FIXES: Final = (
    (
        "needs_region",
        "fill-country",
        "Fill in the country for {} without a country code",
        "number",
        (
            "Fill in the record's country, or set a default (--region) if these numbers are all from one country. Then "
            "audit again."
        ),
        ("needs-region", "unknown-country-spelling"),
    ),
    (
        "multiple",
        "split-numbers",
        "Split {} with several numbers",
        "field",
        "Move each further number to an empty phone field of the record, such as Mobile or Other Phone.",
        ("several-numbers-in-field",),
    ),
    (
        "scientific",
        "collect-scientific",
        "Find {} again that a spreadsheet destroyed",
        "number",
        "Text such as 4.41E+11 has lost its digits. Find the number in an older export, or ask the person.",
        ("scientific-notation",),
    ),
    (
        "invalid",
        "collect-invalid",
        "Fix {}",
        "invalid number",
        (
            "Each finding says what is wrong: the record's country, a missing digit, words among the digits… Ask the "
            "person; clear the field only if nobody knows."
        ),
        ("invalid-number",),
    ),
)


def _in_e164(values: pd.DataFrame, chosen: Bools) -> pd.DataFrame:
    """Return what decides of the ``chosen`` values when they are stored in E.164."""
    after = values[DECIDING].loc[chosen]
    after["format"] = category_from_codes(np.full(len(after), FORMATS.index("e164")), FORMATS)
    after["found_under"] = category_from_codes(np.full(len(after), POLICIES.index("exact")), POLICIES)
    after["stored_as"] = category_from_codes(np.full(len(after), STORED.index("e164")), STORED)
    return after


def _count(chosen: Bools, one: str, many: str | None = None) -> str:
    return _counted(int(chosen.sum()), one, many)


def _counted(n: int, one: str, many: str | None = None) -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"
