"""What the integration would do with every number, value and record: the three tables of stage 3."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from audit.columns.threads import executor
from audit.columns.types import category_from_codes
from audit.config.profile import Profile
from audit.simulate.held_numbers import SLOTS_BY_MASK, HeldNumbers, held_numbers
from audit.simulate.matching import Matching, match
from audit.simulate.reach import reach
from audit.simulate.relation import relations
from audit.simulate.sync import number_sync_outcome, sync_outcome
from audit.tables.simulation import SIMULATED_NUMBERS, SIMULATED_RECORDS, SIMULATED_VALUES, Simulation


def simulate(
    records: pd.DataFrame,
    values: pd.DataFrame,
    profile: Profile,
    phone_exported: Collection[str],
    known: pd.DataFrame | None = None,
) -> Simulation:
    """Simulate matching, sync, reach and relation.

    ``records`` are EXTRACTED_RECORDS with region and region_source, ``values`` READ_VALUES; ``phone_exported`` names
    the objects whose Phone field the source has. Rows keep their order; numbers are ordered by their digits' value.
    ``known`` are SIMULATED_NUMBERS of the same records when they held less, if it was simulated before.
    """
    held = held_numbers(values, profile)
    with executor(len(values)) as beside:  # on texts, where Arrow lets go of the interpreter
        relation = beside.submit(relations, held, records, known)
        matching = match(held.holders, records, profile)
        outcome = sync_outcome(values, len(records), profile, phone_exported)
        reached = reach(values, held.holders, matching.winner, len(records), profile)
        number = np.full(len(values), -1, dtype=np.int64)
        number[held.rows] = held.number
        numbers = _numbers(records, values, held, matching)
        numbers["sync_outcome"] = number_sync_outcome(outcome, held, values["record"].to_numpy(), matching.winner)
        numbers["relation"] = relation.result()
    return Simulation(
        records=SIMULATED_RECORDS.typed(records.assign(**vars(reached))),
        values=SIMULATED_VALUES.typed(values.assign(sync_outcome=outcome, number=number)),
        numbers=SIMULATED_NUMBERS.typed(numbers),
    )


def decide_numbers(
    records: pd.DataFrame, values: pd.DataFrame, profile: Profile, phone_exported: Collection[str]
) -> pd.DataFrame:
    """Return what readiness rests on: digits, decided_by, format_sensitive and sync_outcome of the numbers.

    Of ``values`` it needs record, slot, sobject, format, digits, found_under and stored_as. The same as ``simulate`` on
    the same tables, at a fraction of its cost.
    """
    held = held_numbers(values, profile)
    matching = match(held.holders, records, profile)
    outcome = sync_outcome(values, len(records), profile, phone_exported)
    return pd.DataFrame(
        {
            "digits": held.digits,
            "decided_by": matching.decided_by,
            "format_sensitive": matching.format_sensitive,
            "sync_outcome": number_sync_outcome(outcome, held, values["record"].to_numpy(), matching.winner),
        },
        copy=False,
    )


def _numbers(records: pd.DataFrame, values: pd.DataFrame, held: HeldNumbers, matching: Matching) -> pd.DataFrame:
    example = held.rows[held.first]
    return pd.DataFrame(
        {
            "e164": values["e164"].array.take(example),
            "digits": held.digits,
            "region": values["region"].array.take(example),
            "number_type": values["number_type"].array.take(example),
            "n_values": np.diff(held.first, append=len(held.rows)),
            "n_records": matching.n_records,
            "winner": matching.winner,
            "winner_sobject": records["sobject"].array.take(matching.winner, allow_fill=True),
            "winner_slots": _winner_slots(held, matching.winner),
            "decided_by": matching.decided_by,
            "winner_exact": matching.winner_exact,
            "winner_digits": matching.winner_digits,
            "found_under": matching.found_under,
            "format_sensitive": matching.format_sensitive,
        },
        copy=False,
    )


def _winner_slots(held: HeldNumbers, winner: np.ndarray) -> pd.Categorical:
    holders = held.holders
    wins = holders.record == winner[holders.number]
    mask = np.full(len(winner), -1, dtype=np.int64)
    mask[holders.number[wins]] = holders.slots[wins]
    return category_from_codes(mask, SLOTS_BY_MASK).remove_unused_categories()
