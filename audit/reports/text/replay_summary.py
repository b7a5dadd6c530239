"""The outcome of phone-audit replay: where calls are logged and what to fix first."""

from collections.abc import Iterator, Mapping
from typing import Final

from audit.domain import TIE
from audit.reports.text.explanation import record_text
from audit.reports.text.log_summary import aligned, interval_text, log_lines
from audit.reports.view import labels
from audit.reports.view.figures import count, counted, share
from audit.reports.view.forecast_words import forecast_words
from audit.reports.view.labels import CALL_OUTCOME_LABELS, NO_RULE
from audit.result.replay import CallCount, ContactShares, ProblemNumber, ReplayFigures

_HOW_TO_GO_ON: Final = (
    "How to fix: phone-audit rules RULE_ID (in brackets). Why a call reaches that record: phone-audit explain NUMBER."
)
_CONTACT_HEADING: Final = (
    *("Contact in Aircall, by Contact Sync", "calls", "with one", "numbers", "with one"),
    *("share", "95% interval"),
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
    if figures.contacts is not None:
        yield from _contact_lines(figures.contacts)
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


def _contact_lines(contacts: ContactShares) -> Iterator[str]:
    """Yield how many numbers have a contact in Aircall, by what Contact Sync does with them, and what that shows."""
    cells = (
        (
            f"{_INDENT}{labels.SYNC[code].label if code in labels.SYNC else CALL_OUTCOME_LABELS[code].label}",
            *(count(tally.calls), count(tally.calls_with_contact)),
            *(count(tally.numbers), count(tally.numbers_with_contact)),
            *(share(tally.share), interval_text(tally.low, tally.high)),
        )
        for code, tally in contacts.outcomes.items()
    )
    yield ""
    yield from aligned([_CONTACT_HEADING, *cells])
    yield _what_contacts_show(contacts)
    yield "It is not known whether these contacts include those that the integration made."


def _what_contacts_show(contacts: ContactShares) -> str:
    if contacts.more_often is None:
        return "Cannot tell whether Contact Sync works as this report says: the shares do not differ clearly."
    often, is_so = ("more", "as") if contacts.more_often == "syncs" else ("less", "not as")
    shares = (
        f"{share(tally.share)}, 95% interval {interval_text(tally.low, tally.high)}"
        for tally in (contacts.syncs, contacts.does_not_sync)
    )
    return "Numbers that sync have a contact {} often ({}) than those that do not ({}): {} this report says.".format(
        often, *shares, is_so
    )


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
    if number.holder_record_id is not None:
        holder = record_text(
            {"sobject": number.holder_sobject, "name": number.holder_name, "record_id": number.holder_record_id}
        )
        return f"{outcome}, on {holder}"
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
