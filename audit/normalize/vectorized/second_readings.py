"""Which other number a text may be, for whole columns: the second readings of ``one_number``."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from audit.columns.ascii_text import (
    Mask,
    Rows,
    Texts,
    chosen,
    concatenated,
    equal,
    joined,
    starts_with,
    taken,
    trimmed_start,
)
from audit.normalize.parse_number import NORTH_AMERICA, PREFIX_ABROAD
from audit.normalize.vectorized.match_plan import LOCATED, Codes
from audit.normalize.vectorized.normalize_numbers import LookedUp, normalize_numbers
from audit.normalize.vectorized.numbering_plans import PLAN_REGIONS
from audit.normalize.vectorized.parse_column import IDD, INTERNATIONAL, NATIONAL, NO_PLUS


def with_second_readings(number: Texts, found: LookedUp, region: Codes) -> tuple[LookedUp, Mask]:
    """Return what ``look_up`` found and what may be another number, as ``one_number.parsed`` says.

    Digits that begin with the calling code are read as behind a plus sign where that is a valid number of the region
    and no national prefix was taken away in a region that has one (docs/simulation.md, Formats, second case of
    ``no_plus``). Those
    may be others, and so may national numbers that are valid with a plus sign too, and international ones that are
    national numbers without theirs.
    """
    rows = np.flatnonzero(found.begins_with_code)
    other = normalize_numbers(
        joined("+", chosen(number, rows)), np.ones(len(rows), dtype=np.bool_), _nowhere(len(rows))
    )
    is_there = (other.outcome == LOCATED) & (other.region == region[rows])
    takes_place = is_there & found.is_as_written[rows] & (_prefixes(region[rows])[region[rows]] != "")
    may_be_another = np.zeros(len(number), dtype=np.bool_)
    may_be_another[rows] = is_there & (takes_place | (found.region[rows] >= 0) & _differ(found, rows, other))
    international = _as_national_numbers(number, found, region)
    may_be_another[international] = True
    may_be_another[_through_carriers(number, found, region)] = True
    at = np.flatnonzero(takes_place)
    return _put(found, rows[at], other, at) if len(at) else found, may_be_another


def _put(found: LookedUp, rows: Rows, other: LookedUp, at: Rows) -> LookedUp:
    """Return ``found`` with what ``other`` found at ``at`` in its ``rows``."""
    columns: dict[str, Any] = {"e164_at": other.e164_at[at] + len(found.e164), "source": NO_PLUS, "outcome": LOCATED}
    columns |= {"region": other.region[at], "number_type": other.number_type[at]}
    changed = {name: getattr(found, name).copy() for name in columns}
    for name, values in columns.items():
        changed[name][rows] = values
    return replace(found, e164=concatenated([found.e164, other.e164]), **changed)


def _as_national_numbers(number: Texts, found: LookedUp, region: Codes) -> Rows:
    """Return the rows of international numbers that are others without their plus sign, as dialed in their region."""
    # No calling code begins with a zero. North America's prefix is its calling code: the number stays the same.
    is_asked = (found.source == INTERNATIONAL) & (found.region >= 0)
    prefixes = np.where(has_north_american_code(), "", _prefixes(region[is_asked]))
    rows = [np.zeros(0, dtype=np.int64)]
    for first in sorted({known for known in prefixes.tolist() if known and known[0] != "0"}):
        asked = np.flatnonzero(is_asked & (prefixes == first)[region])
        asked = asked[starts_with(chosen(number, asked), first, after=len("+"))]
        digits = trimmed_start(chosen(number, asked), "+")
        other = normalize_numbers(digits, np.zeros(len(asked), dtype=np.bool_), region[asked])
        is_national = (other.source == NATIONAL) & (other.outcome == LOCATED)
        rows.append(asked[is_national & _differ(found, asked, other)])
    return np.concatenate(rows)


def _through_carriers(number: Texts, found: LookedUp, region: Codes) -> Rows:
    """Return the rows read as dialed abroad that are numbers of their own region if ``00`` stands for a plus sign."""
    rows = [np.zeros(0, dtype=np.int64)]
    is_asked = (found.source == IDD) & (found.region >= 0)
    for code, start in _own_codes_abroad(region[is_asked]).items():
        asked = np.flatnonzero(is_asked & (region == code))
        digits = trimmed_start(chosen(number, asked), "+")
        begins = starts_with(digits, start)
        asked, digits = asked[begins], joined("+", trimmed_start(chosen(digits, begins), "0"))
        other = normalize_numbers(digits, np.ones(len(asked), dtype=np.bool_), _nowhere(len(asked)))
        is_there = (other.outcome == LOCATED) & (other.region == code)
        rows.append(asked[is_there & _differ(found, asked, other)])
    return np.concatenate(rows)


def _differ(found: LookedUp, rows: Rows, other: LookedUp) -> Mask:
    """Check for each of ``rows`` whether ``found`` and ``other`` have other numbers; where one is none, anything."""
    here, there = taken(found.e164, found.e164_at[rows]), taken(other.e164, other.e164_at)
    return ~equal(here.fill_null(""), there.fill_null(""))


def _prefixes(region: Codes) -> npt.NDArray[np.str_]:
    """Return the national prefix of those of PLAN_REGIONS that are in ``region``, else an empty text; -1 has none."""
    prefixes = [""] * (len(PLAN_REGIONS) + 1)
    for place, metadata in _metadata_of(region).items():
        prefixes[place] = metadata.national_prefix or ""
    return np.array(prefixes)


def _own_codes_abroad(region: Codes) -> dict[int, str]:
    """Return ``00`` and the calling code of those in ``region`` in which more than ``00`` is dialed, by place."""
    return {
        place: f"{PREFIX_ABROAD}{metadata.country_code}"
        for place, metadata in _metadata_of(region).items()
        if metadata.international_prefix != PREFIX_ABROAD
    }


def _metadata_of(region: Codes) -> dict[int, Any]:
    """Return by place in PLAN_REGIONS what libphonenumber has of those in ``region``: to load all takes a while."""
    places = np.flatnonzero(np.bincount(region + 1)[1:])
    of_region: dict[int, Any] = {
        place: PhoneMetadata.metadata_for_region(PLAN_REGIONS[place], None) for place in places.tolist()
    }
    return {place: metadata for place, metadata in of_region.items() if metadata}


@cache
def has_north_american_code() -> Mask:
    """Check of each of PLAN_REGIONS whether its country calling code is 1; a last element, of no region, is true."""
    return np.array([*(region in COUNTRY_CODE_TO_REGION_CODE[NORTH_AMERICA] for region in PLAN_REGIONS), True])


def _nowhere(n_rows: int) -> Codes:
    return np.full(n_rows, -1, dtype=np.int16)
