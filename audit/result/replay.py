"""The figures of a replay: where the calls of a call history reach a record, and where they were logged."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from audit.domain import Severity
from audit.result.forecast import Forecast
from audit.result.model import ResultModel, Share
from audit.tables.calls import LogJoin


class CallCount(ResultModel):
    """So many calls, with so many distinct numbers."""

    calls: int
    numbers: int


class CallTotals(ResultModel):
    """All calls of the file; numbers counts the distinct ones that can be read."""

    calls: int
    inbound: int
    outbound: int
    numbers: int


class Reason(ResultModel):
    """A rule that found something on a number."""

    rule_id: str
    severity: Severity
    title: str
    how_to_fix: str
    finding_ids: list[str]


class ProblemNumber(ResultModel):
    """A number whose calls do not all that they should, and why."""

    e164: str
    calls: int
    outcome: str
    sync_outcome: str | None
    winner_record_id: str | None
    winner_sobject: str | None
    winner_name: str | None
    holder_record_id: str | None = None
    """The record that has the number, where the search finds none as it is stored; the next two are of it."""
    holder_sobject: str | None = None
    holder_name: str | None = None
    reasons: list[Reason]


class Disagreement(ResultModel):
    """Calls on one number that were logged on another record than the simulation names."""

    e164: str
    calls: int
    logged_on: str | None
    winner_record_id: str | None
    explained_by: list[str]


class PolicyFit(ResultModel):
    """Calls whose log entry is what the simulation says under one policy; decisive are those on which they differ."""

    explained: int
    explained_decisive: int
    explained_clean: int
    """Of the clean and decisive calls."""
    numbers: int
    """Of the numbers with such calls, those of which it explains most."""
    share: Share
    """Of these numbers; ``low`` and ``high`` bound it with 95 %."""
    low: float
    high: float


class Contrast(ResultModel):
    """Two policies on the numbers with clean and decisive calls: of how many numbers each explains more calls.

    ``low`` and ``high`` bound with 99 % the difference of the two, as a share of both together.
    """

    one: str
    other: str
    for_one: int
    for_other: int
    low: float
    high: float
    better: str | None


class Verdict(ResultModel):
    """The policy that the log entries name, or why they name none."""

    policy: str | None
    left: list[str]
    """Policies that no other is better than."""
    why: Literal["all_agree", "all_edited", "undated", "none_fits", "too_few"] | None
    numbers_needed: int | None
    """Numbers more like these, to decide between those left."""


class AskedFit(ResultModel):
    """Formats that explain the same calls, as the search does not tell them apart; of the clean, decisive calls."""

    asked_as: list[str]
    explained: int
    numbers: int
    """Of the numbers of which it is known what the search finds, those of which it explains most calls."""
    share: Share
    """Of these numbers; ``low`` and ``high`` bound it with 95 %."""
    low: float
    high: float


class AskedFormats(ResultModel):
    """In which format the integration asks the search: log entries and a probe together."""

    calls: int
    """Clean calls on which two formats name different records."""
    numbers: int
    fits: list[AskedFit]
    asked_as: list[str] | None
    """The formats that are named, more than one where the search does not tell them apart; "several": all at once."""
    left: list[list[str]]
    """Formats that no other is better than."""
    why: Literal["all_agree", "all_edited", "undated", "none_fits", "too_few", "unsure"] | None
    """``unsure``: formats that the search finds in part decide."""
    numbers_needed: int | None


class LogComparison(ResultModel):
    """The log entries of the calls against the simulation.

    A policy explains a call when it names the record that the call was logged on, or names none and the call was
    logged nowhere. Not compared are calls that were logged on a record that is not in the audit, or that was created
    by the call, and calls whose log entry is not there or not certain.
    """

    by: Literal["id", "name"]
    agrees: int
    differs: int
    missing: int
    gone: int
    unlogged: int
    created_by_call: int
    no_entry: int
    ambiguous: int
    compared: int
    decisive: int
    clean: int
    """Compared calls since which no record concerned was edited."""
    clean_decisive: int
    clean_numbers: int
    created_decisive: int
    """Of the clean and decisive calls, those that created a record: whoever had the number then was not found."""
    edited_since: int
    undated: int
    """Compared calls of which a date is missing that would tell."""
    edited_by_logging: Share
    """Of the records that calls were logged on, those last edited within an hour of such a call; None for too few."""
    policies: dict[str, PolicyFit]
    contrasts: list[Contrast]
    verdict: Verdict
    best: list[str]
    """The policy of the verdict alone, or those left by it."""
    entries_that_differ: int
    disagreements: list[Disagreement]
    asked: AskedFormats | None = None
    """None without a probe."""


class ContactTally(ResultModel):
    """Calls on some numbers, and how many of either have a contact in Aircall."""

    calls: int
    calls_with_contact: int
    numbers: int
    numbers_with_contact: int
    share: Share
    """Of the numbers; ``low`` and ``high`` bound it with 95 %."""
    low: float
    high: float


class ContactShares(ResultModel):
    """Whether Aircall has a contact for the numbers that sync according to the report, and for those that do not."""

    outcomes: dict[str, ContactTally]
    """By sync outcome of the winner, not_found and no_record among them."""
    syncs: ContactTally
    does_not_sync: ContactTally
    """All numbers that reach a record that does not sync."""
    more_often: Literal["syncs", "does_not_sync"] | None
    """Which of the two have a contact more often; None where their intervals meet."""


class CallFigures(ResultModel):
    """What call history and simulation say together."""

    totals: CallTotals
    set_aside: dict[str, int]
    """Rows of the file that are not among these, by reason (tables/calls.py, SET_ASIDE)."""
    outcomes: dict[str, CallCount]
    sync: dict[str, CallCount]
    readiness_by_calls: Share
    join: LogJoin | None
    logged: LogComparison | None
    forecast: Forecast
    warnings: list[str]


class ReplayFigures(CallFigures):
    """A call history, compared with a report."""

    report_generated_at: str
    profile: str
    policy: str
    readiness_by_numbers: Share
    numbers_not_ready: int
    trouble: list[ProblemNumber]
    contacts: ContactShares | None
    """None where the calls do not say whether there is a contact."""


@dataclass(frozen=True)
class Replay:
    """The figures, and the table that they were drawn from."""

    figures: ReplayFigures
    called: pd.DataFrame
    """CALLED"""


class CallPeriod(ResultModel):
    """From the first call of a history to its last."""

    first: datetime
    last: datetime
    months: float = Field(description="of 30.4 days")


class NumberWithoutRecord(ResultModel):
    """A number that no record has."""

    e164: str
    calls: int
    inbound: int
    outbound: int


class ReportedCalls(CallFigures):
    """The call history by which a report ranks (docs/contract.md, results.json)."""

    files: list[str] = Field(description="names of the files that were read")
    period: CallPeriod | None = Field(description="None where no call has a time, or all are within a week")
    undated: int = Field(description="calls without a time; they count like the others")
    calls_per_month: float | None
    wrong_numbers: int = Field(description="called numbers that a record has and that are not ready")
    wrong: list[ProblemNumber] = Field(description="of these, at most 100, those with most calls first")
    nobody_numbers: int = Field(description="called numbers that no record has")
    nobody: list[NumberWithoutRecord] = Field(description="of these, at most 100, those with most calls first")


@dataclass(frozen=True)
class CallTables:
    """The calls of an audit by number."""

    called: pd.DataFrame
    """CALLED"""
    of_number: npt.NDArray[np.int64]
    """calls on each of SIMULATED_NUMBERS"""
