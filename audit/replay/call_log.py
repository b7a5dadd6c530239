"""Where calls were logged, against the record that the simulation names: the test of its three policies."""

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import positions_among
from audit.columns.types import category_from_codes
from audit.domain import PERSON_ACCOUNT, POLICIES
from audit.replay.asked_formats import asked_formats, explained_by_asking, search_finds, with_asked_columns
from audit.replay.called_numbers import CalledNumbers, HoldersThen, holders_then, milliseconds
from audit.replay.policy_verdict import contrasts_of, fit_of, verdict_of, votes_of_numbers
from audit.replay.standing import STANDINGS, call_moments, share_edited_by_logging, standing_of_calls
from audit.result.baseline import Baseline
from audit.result.probe import ProbeFigures
from audit.result.replay import Disagreement, LogComparison
from audit.tables.calls import COMPARED, LOG_STATUSES
from audit.tables.report_tables import RECORDS

_EXPLAINS: Final = [f"explained_{policy}" for policy in POLICIES]
_DATES: Final = ("last_modified", "created")
_NOT_FOUND: Final = ("none", "ambiguous")
"""Of JOINS: calls without a log entry that is certainly theirs."""
_CREATED: Final = STANDINGS.index("created_clean")
_DECISIVE: Final = 1 << len(POLICIES)
_POLICY_BITS: Final = len(POLICIES) + 1
_NAMELESS: Final = -2


@dataclass(frozen=True)
class LogEntries:
    """Where the calls were logged, and what that says."""

    table: pd.DataFrame
    """One row per number, record on which calls with it were logged, and standing: row (in CALLED), logged_on (id or
    name, NaN for nowhere), standing, calls, status, explained_… of each policy, decisive (the policies do not all say
    the same)."""
    edited_by_logging: float | None
    """what ``share_edited_by_logging`` returns"""


def log_entries(
    rows: pd.DataFrame,
    numbers: CalledNumbers,
    stored: Baseline,
    by: Literal["id", "name"],
    *,
    probe: ProbeFigures | None = None,
) -> LogEntries:
    """Return where ``rows`` (CALLS) were logged; raise AuditError when the report cannot be read.

    With ``probe`` the table has what ``with_asked_columns`` adds.
    """
    known = _known(rows, stored, by)
    logged_on = _logged_on(rows, known, by)
    started = milliseconds(call_moments(rows))
    then = holders_then(numbers, started)
    dates = _dates(logged_on, known)
    standing = standing_of_calls(started, then.last_edit, dates)
    keys = _key(numbers.held["record_id"], known, by)
    calls = pd.DataFrame(
        {
            "row": numbers.row,
            "logged_on": logged_on,
            "standing": standing,
            "joined": rows["joined"].astype("str").where(rows["joined"].isin(_NOT_FOUND), "own"),
            "explained": _explained(logged_on.mask(standing == _CREATED), keys, numbers.held, then, probe),
        }
    )
    calls = calls.loc[numbers.row < len(numbers.table) - 2]
    entries = calls.value_counts(sort=False, dropna=False).rename("calls").reset_index()
    entries["standing"] = category_from_codes(entries["standing"].to_numpy(), STANDINGS)
    winner = _key(numbers.table["winner_record_id"], known, by).take(entries["row"].to_numpy()).reset_index(drop=True)
    entries["status"] = _status(entries, winner, known)
    explained = entries.pop("explained").to_numpy()
    for place, name in enumerate(_EXPLAINS):
        entries[name] = (explained & (1 << place)) > 0
    entries["decisive"] = (explained & _DECISIVE) > 0
    if probe is not None:
        entries = with_asked_columns(entries, explained >> _POLICY_BITS)
    return LogEntries(entries, share_edited_by_logging(started, dates, standing))


def _explained(
    logged_on: pd.Series, keys: pd.Series, held: pd.DataFrame, then: HoldersThen, probe: ProbeFigures | None
) -> npt.NDArray[np.int64]:
    """Return for each call a bit for each policy that explains its log entry, and _DECISIVE where they differ.

    ``keys`` is what log entries call those who have numbers (``held``). Above these bits are those of
    ``explained_by_asking`` where there is a ``probe``.
    """
    codes, _ = pd.factorize(pd.concat([logged_on, keys], ignore_index=True))
    logged, holders = codes[: len(logged_on)], codes[len(logged_on) :]
    holders = np.append(np.where(holders < 0, _NAMELESS, holders), -1)
    strictest = held["strictest"].to_numpy()
    winners = [holders[then.winner(strictest <= place)] for place in range(len(POLICIES))]
    bits = sum(((winner == logged).astype(np.int64) << place) for place, winner in enumerate(winners))
    differ = (winners[0] != winners[1]) | (winners[1] != winners[2])
    of_policies = np.asarray(bits + _DECISIVE * differ, dtype=np.int64)
    if probe is None:
        return of_policies
    return of_policies | explained_by_asking(logged, holders, held, then, search_finds(probe)) << _POLICY_BITS


def _status(entries: pd.DataFrame, winner: pd.Series, known: pd.DataFrame) -> Any:
    """Return one of LOG_STATUSES for each of ``entries``."""
    logged_on = entries["logged_on"]
    return np.select(
        [
            entries["joined"] == "none",
            entries["joined"] == "ambiguous",
            logged_on.isna() & winner.isna(),
            logged_on.isna(),
            entries["standing"].isin(["created_by_call", "created_clean"]),
            logged_on == winner,
            ~logged_on.isin(known["key"]),
        ],
        ["no_entry", "ambiguous", "unlogged", "missing", "created_by_call", "agrees", "gone"],
        "differs",
    )


def _known(rows: pd.DataFrame, stored: Baseline, by: Literal["id", "name"]) -> pd.DataFrame:
    """Return record_id, sobject, dates and key (what log entries call it) of audited records that entries may mean."""
    columns = ["record_id", "sobject", "name", *_DATES]
    if by == "name":
        records = stored.read(RECORDS, columns)
        return records.assign(key=_folded(records["name"])).dropna(subset=["key"])
    ids = pd.concat([rows["logged_on"], rows["logged_account"]]).dropna().drop_duplicates()
    records = stored.read(RECORDS, columns, ("record_id", ids))
    return records.assign(key=records["record_id"])


def _dates(logged_on: pd.Series, known: pd.DataFrame) -> pd.DataFrame:
    """Return last_modified and created of the record on which each call was logged, and is_known: whether there is one.

    Of several records of one name the latest dates count.
    """
    by_key = known if known["key"].is_unique else known.groupby("key", as_index=False)[list(_DATES)].max()
    place = positions_among(logged_on, by_key["key"])
    dates = {name: by_key[name].array.take(place, allow_fill=True) for name in _DATES}
    return pd.DataFrame({**dates, "is_known": place >= 0, "place": place})


def _logged_on(rows: pd.DataFrame, known: pd.DataFrame, by: Literal["id", "name"]) -> pd.Series:
    """Return what each call was logged on, as a key.

    A Task of a Person Account belongs to the Contact that mirrors it; the record that was audited is the Account.
    """
    if by == "name":
        return _folded(rows["logged_name"])
    persons = known.loc[known["sobject"] == PERSON_ACCOUNT, "record_id"]
    return rows["logged_on"].mask(rows["logged_account"].isin(persons), rows["logged_account"])


def _key(winner: pd.Series, known: pd.DataFrame, by: Literal["id", "name"]) -> pd.Series:
    return winner if by == "id" else winner.map(known.set_index("record_id")["key"]).astype("str")


def _folded(names: pd.Series) -> pd.Series:
    folded = names.str.casefold().str.replace(r"\s+", " ", regex=True).str.strip()
    return folded.mask(folded == "")


def entry_counts(entries: pd.DataFrame, n_rows: int) -> dict[str, Any]:
    """Return the columns of CALLED that say where calls were logged, for ``n_rows`` rows."""
    by_status = {
        status: np.bincount(of_status["row"], weights=of_status["calls"], minlength=n_rows).astype(np.int64)
        for status in LOG_STATUSES
        for of_status in [entries.loc[entries["status"] == status]]
    }
    most = entries.dropna(subset=["logged_on"]).sort_values(["calls", "logged_on"], ascending=[False, True])
    first = most.drop_duplicates("row").set_index("row")["logged_on"]
    return {"logged_on": first.reindex(range(n_rows)), **by_status}


def log_comparison(logged: LogEntries, called: pd.DataFrame, by: Literal["id", "name"], top: int) -> LogComparison:
    """Return the figures of ``logged``, and the ``top`` entries with most calls that differ."""
    entries = logged.table
    is_compared = entries["status"].isin(COMPARED)
    is_decisive = is_compared & entries["decisive"]
    stands = {name: is_compared & (entries["standing"] == name) for name in STANDINGS}
    is_created = entries["standing"] == "created_clean"
    may_tell = stands["clean"] | (entries["status"] == "created_by_call") & is_created
    tells = entries["decisive"] & may_tell
    votes = votes_of_numbers(entries.loc[tells])
    fits = {
        policy: fit_of(
            policy, votes, _calls(entries, is_compared & entries[name]), _calls(entries, is_decisive & entries[name])
        )
        for policy, name in zip(POLICIES, _EXPLAINS, strict=True)
    }
    contrasts = contrasts_of(votes)
    edited, undated = (_calls(entries, is_decisive & stands[name]) for name in ("edited_since", "undated"))
    asked = asked_formats(entries.loc[may_tell], edited=edited, undated=undated) if "known_e164" in entries else None
    verdict = verdict_of(fits, contrasts, edited=edited, undated=undated)
    return LogComparison(
        by=by,
        **{status: _calls(entries, entries["status"] == status) for status in LOG_STATUSES},
        compared=_calls(entries, is_compared),
        decisive=_calls(entries, is_decisive),
        clean=_calls(entries, stands["clean"]),
        clean_decisive=int(votes["calls"].sum()),
        clean_numbers=len(votes),
        created_decisive=_calls(entries, tells & is_created),
        edited_since=_calls(entries, stands["edited_since"]),
        undated=_calls(entries, stands["undated"]),
        edited_by_logging=logged.edited_by_logging,
        policies=fits,
        contrasts=contrasts,
        verdict=verdict,
        best=verdict.left,
        entries_that_differ=int((entries["status"] == "differs").sum()),
        disagreements=_disagreements(entries, called, top),
        asked=asked,
    )


def _calls(entries: pd.DataFrame, rows: Any) -> int:
    return int(entries.loc[rows, "calls"].sum())


def _disagreements(entries: pd.DataFrame, called: pd.DataFrame, top: int) -> list[Disagreement]:
    differing = entries.loc[entries["status"] == "differs"]
    numbers = called[["e164", "winner_record_id"]].take(differing["row"].to_numpy()).set_axis(differing.index)
    shown = pd.concat([differing, numbers], axis=1).sort_values(
        ["calls", "e164", "logged_on"], ascending=[False, True, True]
    )
    return [
        Disagreement(
            e164=row["e164"],
            calls=row["calls"],
            logged_on=row["logged_on"],
            winner_record_id=row["winner_record_id"] if pd.notna(row["winner_record_id"]) else None,
            explained_by=[policy for policy, name in zip(POLICIES, _EXPLAINS, strict=True) if row[name]],
        )
        for row in shown.head(top).to_dict("records")
    ]
