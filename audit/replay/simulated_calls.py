"""Call history against the simulation: where the calls land, weighted by how often somebody calls."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import is_among
from audit.domain import LOST_FORMATS, NOT_FOUND, SYNC_OUTCOMES
from audit.replay.call_log import entry_counts, log_comparison, log_entries
from audit.replay.called_numbers import CalledNumbers, held_numbers, winner_of_any
from audit.replay.contact_shares import contact_shares
from audit.replay.problem_numbers import findings_on, rules_of, trouble
from audit.replay.records_forecast import forecast_of
from audit.result.baseline import Baseline
from audit.result.model import Share
from audit.result.probe import ProbeFigures
from audit.result.replay import CallCount, CallFigures, CallTotals, Replay, ReplayFigures
from audit.result.results import RuleText
from audit.tables.calls import CALL_OUTCOMES, CALLED, DIRECTIONS, LOG_STATUSES, CallLog
from audit.tables.report_tables import NUMBERS

_OF_NUMBER: Final = [name for name in NUMBERS.names if name in {*CALLED.names, "format_sensitive"}]


@dataclass(frozen=True)
class ComparedCalls:
    """Calls by number, with what the simulation says of each, and the figures of all."""

    called: pd.DataFrame
    """CALLED"""
    findings: pd.DataFrame
    """what ``findings_on`` returns"""
    figures: CallFigures

    @property
    def numbers(self) -> pd.DataFrame:
        """The rows of CALLED that have a number."""
        return self.called.loc[self.called["e164"].notna()]


def replayed(  # noqa: PLR0913 - what calls are compared with
    log: CallLog,
    callers: pd.DataFrame,
    stored: Baseline,
    rules: Mapping[str, RuleText],
    top: int,
    *,
    probe: ProbeFigures | None = None,
) -> Replay:
    """Return what the calls of ``log`` met, by the tables of the report ``stored``.

    ``callers`` has ``format`` and ``e164`` of each call, ``rules`` the words of every rule. The lists of the figures
    name at most ``top`` numbers, the table CALLED all of them. With ``probe`` they say in which format the search is
    asked.
    """
    compared = compared_calls(log, callers, stored, top, probe=probe)
    figures = ReplayFigures(
        **dict(compared.figures),
        report_generated_at=stored.results["generated_at"],
        profile=stored.results["profile"]["name"],
        policy=stored.results["profile"]["policy"],
        readiness_by_numbers=stored.results["scores"]["readiness"],
        numbers_not_ready=int((~compared.numbers["is_ready"]).sum()),
        trouble=trouble(compared.called, compared.findings, stored, rules, top),
        contacts=contact_shares(log.rows["has_contact"], callers["e164"], compared.called),
    )
    return Replay(figures, compared.called)


def compared_calls(
    log: CallLog, callers: pd.DataFrame, stored: Baseline, top: int, *, probe: ProbeFigures | None = None
) -> ComparedCalls:
    """Return the calls of ``log`` by number, and what they come to; the arguments are those of ``replayed``."""
    row, called = _counted(log.rows["direction"], callers)
    called = _simulated(called, stored)
    held = held_numbers(called, stored)
    called["winner_any"] = winner_of_any(called, held)
    findings = findings_on(called["e164"].dropna(), stored)
    called["rules"] = rules_of(findings, called["e164"])
    comparison = None
    numbers = CalledNumbers(called, row, held)
    if log.logged_by is not None:
        entries = log_entries(log.rows, numbers, stored, log.logged_by, probe=probe)
        called = called.assign(**entry_counts(entries.table, len(called)))
        comparison = log_comparison(entries, called, log.logged_by, top)
    warnings = [
        *log.warnings,
        *_destroyed(callers),
        *(_without_created(held) if comparison else ()),
    ]
    table = _in_order(called)
    of_log = {"set_aside": dict(log.set_aside), "join": log.join, "logged": comparison}
    foretold = forecast_of(log.rows, numbers, stored)
    return ComparedCalls(table, findings, _figures(table, {**of_log, "forecast": foretold, "warnings": warnings}))


def without_own_lines(log: CallLog, callers: pd.DataFrame) -> tuple[CallLog, pd.DataFrame]:
    """Return ``log`` and ``callers`` without the calls whose other party is a line of the company's own."""
    lines = log.rows["line"].dropna().drop_duplicates()
    is_own = is_among(callers["e164"], "+" + lines)
    if not is_own.any():
        return log, callers
    kept = log.rows.loc[~is_own].reset_index(drop=True)
    set_aside = {**log.set_aside, "own_line": log.set_aside.get("own_line", 0) + int(is_own.sum())}
    return replace(log, rows=kept, set_aside=set_aside), callers.loc[~is_own].reset_index(drop=True)


def _destroyed(callers: pd.DataFrame) -> Iterator[str]:
    """Yield a warning when a spreadsheet has been at the file."""
    n_calls = int((callers["format"] == "scientific").sum())
    if n_calls:
        yield (
            f"{n_calls:,} {'number was' if n_calls == 1 else 'numbers were'} destroyed by a spreadsheet (4.4E+11). "
            "Export the calls again and do not open the file before."
        )


def _without_created(held: pd.DataFrame) -> Iterator[str]:
    """Yield a warning when nothing tells a record that a call created from one that was there before."""
    if len(held) and held["created"].isna().all():
        yield (
            "The report has no CreatedDate, so records that calls created cannot be told from others. "
            "Run phone-audit run again with CreatedDate in the export."
        )


def _counted(direction: pd.Series, callers: pd.DataFrame) -> tuple[npt.NDArray[np.int64], pd.DataFrame]:
    """Return the row of each call, and those rows: a number each; then what is unreadable, then what is no number."""
    code, numbers = pd.factorize(callers["e164"])
    is_lost = callers["format"].isin(LOST_FORMATS)
    row = np.where(code >= 0, code, np.where(is_lost, len(numbers), len(numbers) + 1))
    n_rows = len(numbers) + 2
    counts = {name: np.bincount(row[(direction == name).to_numpy()], minlength=n_rows) for name in DIRECTIONS}
    e164 = pd.Series([*numbers, None, None], dtype="str")
    return row, pd.DataFrame({"e164": e164, "calls": np.bincount(row, minlength=n_rows), **counts})


def _simulated(called: pd.DataFrame, stored: Baseline) -> pd.DataFrame:
    """Return ``called`` with what the report says of each number, and the outcome of calls on it."""
    numbers = stored.read(NUMBERS, _OF_NUMBER, ("e164", called["e164"].dropna()))
    position = pd.Index(numbers["e164"]).get_indexer(pd.Index(called["e164"]))
    known = {name: numbers[name].array.take(position, allow_fill=True) for name in _OF_NUMBER[1:]}
    called = called.assign(**{name: values for name, values in known.items() if name != "format_sensitive"})
    is_sensitive = np.append(numbers["format_sensitive"].to_numpy(), False)[position]
    called["outcome"] = _outcome(called, is_sensitive)
    called["is_ready"] = (called["outcome"] == "clear") & (called["sync_outcome"] == "syncs")
    return called


def _outcome(called: pd.DataFrame, is_sensitive: npt.NDArray[np.bool_]) -> npt.NDArray[np.str_]:
    """Return one of CALL_OUTCOMES for each row; the last two are those of calls without a number."""
    decided_by = called["decided_by"].astype("str")
    outcome = np.select(
        [decided_by.isna(), decided_by == NOT_FOUND, decided_by == "tie", is_sensitive, decided_by == "most_recent"],
        ["no_record", NOT_FOUND, "tie", "format_sensitive", "most_recent"],
        "clear",
    )
    outcome[-2:] = ["unreadable", "anonymous"]
    return outcome


def _in_order(called: pd.DataFrame) -> pd.DataFrame:
    """Return CALLED without rows that no call is in."""
    called = called.assign(**{status: called.get(status, 0) for status in LOG_STATUSES})
    table = CALLED.typed(called.loc[called["calls"] > 0])
    has_number = table["e164"].notna()
    order = np.lexsort((table["e164"].fillna(""), -table["calls"], ~has_number))
    return table.take(order).reset_index(drop=True)


def _figures(called: pd.DataFrame, of_log: Mapping[str, Any]) -> CallFigures:
    """Return the figures of CALLED; ``of_log`` are those that come from elsewhere."""
    numbers = called.loc[called["e164"].notna()]
    return CallFigures(
        totals=CallTotals(
            calls=int(called["calls"].sum()),
            **{name: int(called[name].sum()) for name in DIRECTIONS},
            numbers=len(numbers),
        ),
        outcomes=_tallies(called, "outcome", CALL_OUTCOMES),
        sync=_tallies(called.loc[called["winner_record_id"].notna()], "sync_outcome", SYNC_OUTCOMES),
        readiness_by_calls=_readiness(numbers),
        **of_log,
    )


def _tallies(called: pd.DataFrame, column: str, names: tuple[str, ...]) -> dict[str, CallCount]:
    calls = called.groupby(column, observed=False)["calls"].sum()
    numbers = called.groupby(column, observed=False)["e164"].count()
    return {name: CallCount(calls=int(calls[name]), numbers=int(numbers[name])) for name in names if calls[name]}


def _readiness(numbers: pd.DataFrame) -> Share:
    """Return the share of calls that land right and sync, of those on numbers that some record holds.

    It is the readiness of docs/simulation.md, Scores, with every number weighted by its calls. A stored value that
    cannot be read has no calls, and a stranger is nobody's data: neither is in it.
    """
    is_known = numbers["decided_by"].notna()
    known, ready = (int(numbers.loc[rows, "calls"].sum()) for rows in (is_known, numbers["is_ready"]))
    return ready / known if known else None
