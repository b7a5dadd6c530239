"""How the figures on calls are known: assumed, or measured, and what the measurement leaves open."""

from collections.abc import Sequence

import pandas as pd

from audit.config.profile import MeasuredFormat, Profile
from audit.domain import STORED
from audit.result.search_figures import SearchBasis, StoredFormat
from audit.scoring.scores import is_clear, is_synced, match_values
from audit.simulate.simulate import decide_numbers
from audit.tables.simulation import Simulation

_NOT_ASKED = MeasuredFormat(asked=0, found=0, verdict="too_few")
_OPEN = ("mixed", "too_few")


def search_basis(
    simulation: Simulation, profile: Profile, phone_exported: Sequence[str], n_callable: int
) -> SearchBasis:
    """Return what is known of the search; ``n_callable`` is the total of the org.

    Formats that a probe found in part, or asked for too rarely, count as not found. What would come out otherwise if
    they were found is counted by simulating that.
    """
    measured = profile.measured
    if measured is None:
        return SearchBasis(basis="assumed", policy=profile.policy)
    values = simulation.values
    n_fields = values.loc[match_values(values, profile), "stored_as"].value_counts()
    formats = [
        StoredFormat(
            stored=stored, fields=int(n_fields[stored]), **measured.formats.get(stored, _NOT_ASKED).model_dump()
        )
        for stored in STORED
        if stored in measured.formats or n_fields[stored]
    ]
    otherwise = _if_found(simulation, profile, phone_exported)
    numbers = simulation.numbers
    is_open = (otherwise["decided_by"].astype("str") != numbers["decided_by"].astype("str")) | numbers[
        "format_sensitive"
    ]
    clear = is_clear(otherwise)
    n_clear, n_ready = int(clear.sum()), int((clear & is_synced(otherwise)).sum())
    return SearchBasis(
        basis="measured",
        policy=profile.policy,
        measured_at=measured.measured_at,
        org_id=measured.org_id,
        is_same_org=measured.is_same_org,
        asked_as=measured.asked_as,
        asked_as_basis="setting" if profile.asked_as else "assumed",
        formats=formats,
        unsure_numbers=int(is_open.sum()),
        match_clear_if_found=n_clear / n_callable if n_callable else None,
        readiness_if_found=n_ready / n_callable if n_callable else None,
    )


def _if_found(simulation: Simulation, profile: Profile, phone_exported: Sequence[str]) -> pd.DataFrame:
    """Return what ``decide_numbers`` does when every format that is open is found."""
    measured = profile.measured
    if measured is None:
        raise ValueError("nothing was measured")
    formats = {
        stored: known if known.verdict not in _OPEN else known.model_copy(update={"verdict": "found"})
        for stored in STORED
        for known in [measured.formats.get(stored, _NOT_ASKED)]
    }
    lenient = profile.model_copy(update={"measured": measured.model_copy(update={"formats": formats})})
    return decide_numbers(simulation.records, simulation.values, lenient, phone_exported)
