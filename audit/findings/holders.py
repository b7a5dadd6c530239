"""Which records hold a number, and which of them a call on it can reach."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.domain import SLOTS, TIE
from audit.findings.rule import RuleContext, of_each
from audit.simulate.searched import is_found

Bools = npt.NDArray[np.bool_]


def holders_of(context: RuleContext, numbers: pd.Series) -> pd.DataFrame:
    """Return one row per record that holds one of ``numbers`` (bool per row of numbers) in a match slot.

    Columns: those of context.codes of the first of the record's match slots that holds it, but of Mobile where Phone
    has the same number, by whose index they go (so a Mobile that is copied to an empty Phone moves no finding);
    ``winner`` (row position, -1 for none), ``wins`` (bool) and ``last_modified``. In the order of number and record
    id.
    """
    return _one_per_record(context, _holding(context, numbers))


def candidates_of(context: RuleContext, numbers: pd.Series) -> pd.DataFrame:
    """Return the holders of ``numbers`` that the profile's search finds: those among which the winner was chosen.

    Columns as of ``holders_of``, of the fields in which the number is spelled so that it is found. Source of the
    policies: docs/simulation.md, Policies.
    """
    values = _holding(context, numbers)
    return _one_per_record(context, values.loc[is_found(values, context.profile)])


def among_winning_object(context: RuleContext, candidates: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``candidates`` whose object is that of their number's winner."""
    winning = context.numbers["winner_sobject"].array.take(candidates["number"].to_numpy())
    return candidates.loc[candidates["sobject"].eq(winning)]


def tied_rivals(context: RuleContext) -> pd.DataFrame:
    """Return the candidates of the winning object for each number decided by ``tie``.

    Columns as of ``holders_of``, ``dated`` (some of the number's have a date) and ``older`` (than those that tie).
    """
    tied = context.numbers["decided_by"].eq(TIE)
    rivals = among_winning_object(context, candidates_of(context, tied))
    greatest = rivals.groupby("number")["last_modified"].transform("max")
    return rivals.assign(dated=greatest.notna(), older=greatest.notna() & ~rivals["last_modified"].eq(greatest))


def runners_up(rivals: pd.DataFrame) -> pd.DataFrame:
    """Return, for each of ``rivals`` (candidates of the winning object), who wins its number if the winner goes.

    The greatest ``last_modified``, of equals the least record id, as for winners. Columns ``record`` (row position,
    -1 where there is nobody) and ``last_modified``; indexed like ``rivals``.
    """
    others = rivals.loc[~rivals["wins"]]
    latest_first = others.sort_values("last_modified", ascending=False, kind="stable")  # of equals the least id first
    second = latest_first.drop_duplicates("number").set_index("number")[["record", "last_modified"]]
    second = second.reindex(rivals["number"]).set_axis(rivals.index)
    return second.assign(record=second["record"].fillna(-1).astype("int64"))


def on_holders(
    holders: pd.DataFrame, message: str | pd.Series, related: pd.Series | npt.NDArray[np.int64] | int = -1
) -> pd.DataFrame:
    """Return one finding for each of ``holders``, on the field that holds the number.

    ``related`` are row positions of records, or what else FINDING_ROWS says of them.
    """
    columns: dict[str, Any] = {name: holders[name] for name in ("sobject", "record", "field")}
    columns |= {"value": holders.index, "message": of_each(message, len(holders)), "related": related}
    return pd.DataFrame(columns, index=holders.index, copy=False)


def _holding(context: RuleContext, numbers: pd.Series) -> pd.DataFrame:
    if not context.numbers["n_records"].loc[numbers].gt(1).all():
        return context.holding(numbers)
    is_asked: Bools = numbers.to_numpy(dtype=np.bool_)[context.sharing["number"].to_numpy()]
    return context.sharing.loc[is_asked]


def _one_per_record(context: RuleContext, values: pd.DataFrame) -> pd.DataFrame:
    """Return one of the rows (ordered by number, record and slot) of each record and number."""
    number, record = values["number"].to_numpy(), values["record"].to_numpy()
    repeats = np.zeros(len(values) + 1, dtype=bool)
    repeats[1:-1] = (number[1:] == number[:-1]) & (record[1:] == record[:-1])
    chosen = np.flatnonzero(~repeats[:-1])
    is_mobile_again = repeats & np.append(values["slot"].array.codes == SLOTS.index("mobile"), [False])
    chosen = chosen + is_mobile_again[chosen + 1]
    held: pd.DataFrame = values.iloc[chosen].copy()
    number, record = number[chosen], record[chosen]
    held["last_modified"] = context.records["last_modified"].array.take(record)
    held["winner"] = context.numbers["winner"].to_numpy()[number]
    held["wins"] = held["winner"].to_numpy() == record
    return held
