"""The outcome of phone-audit replay: where calls are logged and what to fix first."""

from collections.abc import Iterator, Mapping
from typing import Final

from audit.domain import TIE
from audit.reports.text.explanation import record_text
from audit.reports.text.log_summary import aligned, log_lines
from audit.reports.view import labels
from audit.reports.view.figures import count, counted, share
from audit.reports.view.forecast_words import forecast_words
from audit.reports.view.labels import CALL_OUTCOME_LABELS, NO_RULE
from audit.result.replay import CallCount, ProblemNumber, ReplayFigures

_HOW_TO_GO_ON: Final = (
    "How to fix: phone-audit rules RULE_ID (in brackets). Why a call reaches that record: phone-audit explain NUMBER."
)
_INDENT: Final = "  "


def replayed_lines(figures: ReplayFigures) -> Iterator[str]:
    """Yield how much was read, where calls are logged, what to fix first, the forecast, and what log entries say."""
    totals = figures.totals
    yield (
        f"{counted(totals.calls, 'call')} with {counted(totals.numbers, 'number')}: "
        f"{count(totals.inbound)} inbound, {count(totals.outbound)} outbound"
    )
    if figures.set_aside:
        reasons = (f"{labels.SET_ASIDE_LABELS[reason]} {count(n)}" for reason, n in figures.set_aside.items())
        yield f"Not counted: {', '.join(reasons)}"
    for warning in figures.warnings:
        yield f"Note: {warning}"
    yield (
        f"Readiness by calls {share(figures.readiness_by_calls)} (by numbers {share(figures.readiness_by_numbers)}): "
        "logged on the right record, and the contact syncs"
    )
    yield f"{_INDENT}of the calls on numbers that a record has"
    yield from _tally_lines("Which record gets the calls", figures.outcomes, CALL_OUTCOME_LABELS, totals.calls)
    reaching = sum(tally.calls for tally in figures.sync.values())
    yield from _tally_lines("Contact Sync, of the calls that reach a record", figures.sync, labels.SYNC, reaching)
    yield from _trouble_lines(figures)
    if totals.calls:
        yield from _forecast_lines(figures)
    yield from log_lines(figures)


def _tally_lines(
    title: str, tallies: Mapping[str, CallCount], meaning: Mapping[str, labels.Word], total: int
) -> Iterator[str]:
    """Yield a table: calls, their share of ``total``, numbers; nothing when there is nothing in it."""
    cells = [
        (meaning[code].label, count(tally.calls), share(tally.calls / total), count(tally.numbers))
        for code, tally in tallies.items()
    ]
    if cells:
        yield ""
        yield from aligned([(title, "calls", "share", "numbers"), *[(_INDENT + cell[0], *cell[1:]) for cell in cells]])


def _forecast_lines(figures: ReplayFigures) -> Iterator[str]:
    headline, notes = forecast_words(figures.forecast)
    yield ""
    yield headline
    yield from (_INDENT + note for note in notes)


def _trouble_lines(figures: ReplayFigures) -> Iterator[str]:
    if not figures.trouble:
        return
    yield ""
    shown = f", {count(len(figures.trouble))} of {count(figures.numbers_not_ready)}"
    yield f"What to fix first: the numbers that are not ready and have most calls{shown}"
    width = len(count(figures.trouble[0].calls))
    for number in figures.trouble:
        yield f"{_INDENT}{count(number.calls).rjust(width)}  {number.e164}  {_where(number)}"
        for reason in _reasons(number):
            yield f"{_INDENT}{' ' * width}    {reason}"
    yield _HOW_TO_GO_ON


def _where(number: ProblemNumber) -> str:
    outcome = CALL_OUTCOME_LABELS[number.outcome].label
    if number.winner_record_id is None:
        return outcome
    sync = labels.SYNC[number.sync_outcome or ""].label
    record = record_text(
        {"sobject": number.winner_sobject, "name": number.winner_name, "record_id": number.winner_record_id}
    )
    reached = f"{record} or another with the same date" if number.outcome == TIE else record
    return f"{reached} · {outcome} · {sync}"


def _reasons(number: ProblemNumber) -> Iterator[str]:
    for reason in number.reasons:
        yield f"{reason.title} ({reason.rule_id})"
    if not number.reasons and number.outcome in NO_RULE:
        yield NO_RULE[number.outcome]
