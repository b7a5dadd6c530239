"""The fixes that an administrator could make, each as the phone fields it would leave behind."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.types import category_from_codes
from audit.config.profile import Profile
from audit.domain import ACCOUNT, FORMATS, NO_NUMBER_FORMATS, POLICIES, SLOTS, STORED
from audit.scoring.scores import Bools, match_values
from audit.tables.simulation import Simulation

REGIONS_NAMED: Final = 8
"""Regions with an action of their own; the others share one."""

ADD_COUNTRY_CODE: Final = "add-country-code"
"""Before a colon and the region, or ``others``."""
REMOVE_PUNCTUATION: Final = "remove-punctuation"
COPY_MOBILE: Final = "copy-mobile-to-phone"
KEPT_ON_ONE_RECORD: Final = {
    "same_person": "merge-same-person",
    "same_account": "keep-line-on-account",
    "unrelated": "find-owner",
}
"""The fix of shared numbers, by their relation."""
COLLECTED_AGAIN: Final = {
    "needs_region": "fill-country",
    "multiple": "split-numbers",
    "scientific": "collect-scientific",
    "invalid": "collect-invalid",
}
"""The fix of lost numbers, by their format."""

_PROBE: Final = 999_000_000_000
"""Under an unassigned country calling code: the numbers that collecting lost ones again would bring."""

DECIDING: Final = ["record", "slot", "sobject", "format", "digits", "found_under", "stored_as"]
"""The columns of values on which it depends what becomes of a number."""

_NOT_A_GUESS: Final = ("certain", "region")


@dataclass(frozen=True)
class FixCandidate:
    """A change of phone fields: ``after`` (columns DECIDING) replaces the rows ``changed``."""

    action_id: str
    changed: Bools
    after: pd.DataFrame
    numbers: int = 0
    """how many numbers it leaves on one record each"""
    regions: Mapping[str, int] = field(default_factory=dict)
    """how many of the numbers that it changes are of which region, where it is for some regions only"""
    by_default: Mapping[str, int] = field(default_factory=dict)
    """how many of them have no country and were read as of which"""
    not_copied: int = 0
    """how many numbers stand in a Mobile alone, and cannot be read for sure"""


def national_by_region(values: pd.DataFrame, profile: Profile) -> dict[str, int]:
    """Return how many match-slot values (READ_VALUES) lack nothing but their country code, by region.

    The counts of parts of an org add up to those of the whole.
    """
    counts = values.loc[_is_national(values, profile), "region"].value_counts()
    return {str(region): int(count) for region, count in counts.items() if count}


def named_regions(national: Mapping[str, int]) -> tuple[str, ...]:
    """Return the regions with an action of their own: the most frequent ones, of equals the first by their code."""
    return tuple(sorted(national, key=lambda region: (-national[region], region))[:REGIONS_NAMED])


def fix_candidates(simulation: Simulation, profile: Profile, named: Collection[str]) -> Iterator[FixCandidate]:
    """Yield every fix that would change something; the regions ``named`` have one of their own.

    Nothing here looks beyond records that share a number, so that a part of an org gives its part of each fix.
    """
    values = simulation.values
    in_match_slot = match_values(values, profile)
    yield from _national_to_e164(values, _is_national(values, profile), named)
    yield from _international_to_e164(values, in_match_slot)
    yield from _mobile_to_phone(values, profile)
    yield from _one_holder(values, simulation.numbers, in_match_slot)
    yield from _collected_again(values, in_match_slot)


def _is_national(values: pd.DataFrame, profile: Profile) -> Bools:
    return match_values(values, profile) & (values["confidence"] == "region").to_numpy()


def _national_to_e164(values: pd.DataFrame, national: Bools, named: Collection[str]) -> Iterator[FixCandidate]:
    others = national & ~values["region"].isin(list(named)).to_numpy()
    of_region = {region: national & (values["region"] == region).to_numpy() for region in named}
    for name, chosen in {**of_region, "others": others}.items():
        if chosen.any():
            is_default = chosen & (values["region_source"] == "default").to_numpy()
            yield FixCandidate(
                f"{ADD_COUNTRY_CODE}:{name}",
                chosen,
                _in_e164(values, chosen),
                regions=_by_region(values["region"].loc[chosen]),
                by_default=_by_region(values["parse_region"].loc[is_default]),
            )


def _by_region(regions: pd.Series) -> dict[str, int]:
    return {str(region): int(count) for region, count in regions.value_counts().items() if count}


def _international_to_e164(values: pd.DataFrame, in_match_slot: Bools) -> Iterator[FixCandidate]:
    chosen = in_match_slot & (values["confidence"] == "certain").to_numpy()
    if chosen.any():
        yield FixCandidate(REMOVE_PUNCTUATION, chosen, _in_e164(values, chosen))


def _mobile_to_phone(values: pd.DataFrame, profile: Profile) -> Iterator[FixCandidate]:
    """Yield also what changes nothing, where there are Mobiles that cannot be copied: elsewhere others may be."""
    if "phone" not in profile.match_slots:
        return
    is_alone = ((values["sync_outcome"] == "phone_empty") & ~values["format"].isin(NO_NUMBER_FORMATS)).to_numpy()
    is_sure = (values["format"].eq("e164") | values["confidence"].isin(_NOT_A_GUESS)).to_numpy()
    if not is_alone.any():
        return
    phone = _in_e164(values, is_alone & is_sure)
    phone["slot"] = category_from_codes(np.full(len(phone), SLOTS.index("phone")), SLOTS)
    nothing = np.zeros(len(values), dtype=bool)
    yield FixCandidate(COPY_MOBILE, nothing, phone, not_copied=int((is_alone & ~is_sure).sum()))


def _one_holder(values: pd.DataFrame, numbers: pd.DataFrame, in_match_slot: Bools) -> Iterator[FixCandidate]:
    """Yield for each relation the fix that leaves every such number on one record."""
    number = values["number"].to_numpy()
    holds = in_match_slot & (number >= 0)
    relation = numbers["relation"].array.take(np.where(holds, number, -1), allow_fill=True)
    keeper = _keeper(values, numbers, holds)
    loses = holds & (keeper[number] >= 0) & (values["record"].to_numpy() != keeper[number])
    for name, action_id in KEPT_ON_ONE_RECORD.items():
        chosen = loses & np.asarray(relation == name)
        n_numbers = len(np.unique(number[chosen]))
        if n_numbers:
            yield FixCandidate(action_id, chosen, values[DECIDING].iloc[:0], numbers=n_numbers)


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
    for format_, action_id in COLLECTED_AGAIN.items():
        chosen = in_match_slot & (values["format"] == format_).to_numpy()
        if chosen.any():
            after = _in_e164(values, chosen)
            after["digits"] = _PROBE + np.arange(len(after))
            yield FixCandidate(action_id, chosen, after)


def _in_e164(values: pd.DataFrame, chosen: Bools) -> pd.DataFrame:
    """Return what decides of the ``chosen`` values when they are stored in E.164."""
    after = values[DECIDING].loc[chosen]
    after["format"] = category_from_codes(np.full(len(after), FORMATS.index("e164")), FORMATS)
    after["found_under"] = category_from_codes(np.full(len(after), POLICIES.index("exact")), POLICIES)
    after["stored_as"] = category_from_codes(np.full(len(after), STORED.index("e164")), STORED)
    return after
