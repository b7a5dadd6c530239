"""How the figures on calls are known: assumed, or measured, and what the measurement leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from audit.config.profile import MeasuredFormat, Profile
from audit.domain import STORED
from audit.result.search_figures import SearchBasis, StoredFormat
from audit.scoring.scores import counts, is_clear, is_synced, match_values, share
from audit.simulate.simulate import decide_numbers
from audit.tables.simulation import Simulation

_NOT_ASKED = MeasuredFormat(asked=0, found=0, verdict="too_few")
OPEN_VERDICTS: Final = ("mixed", "too_few")
"""What counts as not found, though it may be found."""


@dataclass(frozen=True)
class SearchCounts:
    """What is counted of an org whose search was measured; those of parts add (``added``)."""

    fields: dict[str, int]
    """match-slot values by STORED"""
    unsure_numbers: int
    clear_if_found: int
    ready_if_found: int


def search_counts(simulation: Simulation, profile: Profile, phone_exported: Sequence[str]) -> SearchCounts | None:
    """Return what rests on formats that are not sure to be found; None where nothing was measured.

    Formats that a probe found in part, or asked for too rarely, count as not found. What would come out otherwise if
    they were found is counted by simulating that.
    """
    if profile.measured is None:
        return None
    values, numbers = simulation.values, simulation.numbers
    otherwise = _if_found(simulation, profile, phone_exported)
    is_open = (otherwise["decided_by"].astype("str") != numbers["decided_by"].astype("str")) | numbers[
        "format_sensitive"
    ]
    clear = is_clear(otherwise)
    return SearchCounts(
        fields=counts(values.loc[match_values(values, profile), "stored_as"], STORED),
        unsure_numbers=int(is_open.sum()),
        clear_if_found=int(clear.sum()),
        ready_if_found=int((clear & is_synced(otherwise)).sum()),
    )


def search_basis(counted: SearchCounts | None, profile: Profile, n_callable: int) -> SearchBasis:
    """Return what is known of the search; ``n_callable`` is the total of the org."""
    measured = profile.measured
    if measured is None or counted is None:
        return SearchBasis(basis="assumed", policy=profile.policy)
    formats = [
        StoredFormat(stored=stored, fields=n_fields, **measured.formats.get(stored, _NOT_ASKED).model_dump())
        for stored, n_fields in counted.fields.items()
        if stored in measured.formats or n_fields
    ]
    return SearchBasis(
        basis="measured",
        policy=profile.policy,
        measured_at=measured.measured_at,
        org_id=measured.org_id,
        is_same_org=measured.is_same_org,
        asked_as=measured.asked_as,
        asked_as_basis="setting" if profile.asked_as else "assumed",
        formats=formats,
        unsure_numbers=counted.unsure_numbers,
        match_clear_if_found=share(counted.clear_if_found, n_callable),
        readiness_if_found=share(counted.ready_if_found, n_callable),
    )


def _if_found(simulation: Simulation, profile: Profile, phone_exported: Sequence[str]) -> pd.DataFrame:
    """Return what ``decide_numbers`` does when every format that is open is found."""
    measured = profile.measured
    if measured is None:
        raise ValueError("nothing was measured")
    formats = {
        stored: known if known.verdict not in OPEN_VERDICTS else known.model_copy(update={"verdict": "found"})
        for stored in STORED
        for known in [measured.formats.get(stored, _NOT_ASKED)]
    }
    lenient = profile.model_copy(update={"measured": measured.model_copy(update={"formats": formats})})
    return decide_numbers(simulation.records, simulation.values, lenient, phone_exported)
