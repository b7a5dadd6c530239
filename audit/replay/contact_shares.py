"""Whether Aircall has contacts for the numbers that sync according to a report (docs/simulation.md, Replay)."""

from typing import Final, Literal

import pandas as pd

from audit.columns.lookup import positions_among
from audit.domain import NOT_FOUND, SYNC_OUTCOMES
from audit.replay.policy_verdict import wilson
from audit.result.replay import ContactShares, ContactTally
from audit.tables.calls import HAS_CONTACT

_SYNCS: Final = SYNC_OUTCOMES[0]
_NO_RECORD: Final = "no_record"


def contact_shares(has_contact: pd.Series, e164: pd.Series, called: pd.DataFrame) -> ContactShares | None:
    """Return how many numbers have a contact, by the sync outcome of who wins them; None where no call tells.

    ``has_contact`` (as in CALLS) and ``e164`` are those of the calls, ``called`` is CALLED. A number has a contact when
    one of its calls has.
    """
    is_told = (has_contact.notna() & e164.notna()).to_numpy()
    if not is_told.any():
        return None
    calls = pd.DataFrame({"e164": e164, "has": has_contact == HAS_CONTACT[0]}).loc[is_told]
    numbers = calls.groupby("e164")["has"].agg(calls="size", with_contact="sum").reset_index()
    place = positions_among(numbers["e164"], called["e164"])
    outcome = called["sync_outcome"].astype("str").fillna(_NO_RECORD).take(place).to_numpy()
    tallies = {name: _tally(numbers.loc[outcome == name]) for name in (*SYNC_OUTCOMES, NOT_FOUND, _NO_RECORD)}
    does_sync = outcome == _SYNCS
    reaches_a_record = pd.Series(outcome).isin(SYNC_OUTCOMES)
    syncs, others = _tally(numbers.loc[does_sync]), _tally(numbers.loc[reaches_a_record & ~does_sync])
    return ContactShares(
        outcomes={name: tally for name, tally in tallies.items() if tally.calls},
        syncs=syncs,
        does_not_sync=others,
        more_often=_more_often(syncs, others),
    )


def _tally(numbers: pd.DataFrame) -> ContactTally:
    n_with = int((numbers["with_contact"] > 0).sum())
    low, high = wilson(n_with, len(numbers))
    return ContactTally(
        calls=int(numbers["calls"].sum()),
        calls_with_contact=int(numbers["with_contact"].sum()),
        numbers=len(numbers),
        numbers_with_contact=n_with,
        share=n_with / len(numbers) if len(numbers) else None,
        low=low,
        high=high,
    )


def _more_often(syncs: ContactTally, others: ContactTally) -> Literal["syncs", "does_not_sync"] | None:
    """Return which of two groups has contacts more often; None where their intervals meet."""
    if syncs.low > others.high:
        return "syncs"
    return "does_not_sync" if syncs.high < others.low else None
