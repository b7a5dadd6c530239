"""What phone-audit replay says of log entries: where calls were logged, and how Aircall searches."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from audit.reports.view import labels
from audit.reports.view.figures import count, counted, share
from audit.reports.view.labels import LOG_STATUS_LABELS
from audit.reports.view.search_words import ASKED
from audit.reports.view.visible_text import shown_text
from audit.result.replay import AskedFormats, Disagreement, LogComparison, ReplayFigures
from audit.tables.calls import LogJoin

_OF_THAT_DAY: Final = (
    "The report has the records as they were on the day of the audit; they may have been different before."
)
_CANNOT_TELL: Final[Mapping[str, str]] = {
    "all_agree": (
        "Cannot tell: all ways to search agree on these calls. Calls on numbers that are not stored in E.164 would "
        "show how Aircall searches."
    ),
    "all_edited": (
        "Cannot tell: where ways to search differ, records were edited after the calls. "
        "Compare the last calls before an audit."
    ),
    "undated": "Cannot tell: calls without a time, or records without LastModifiedDate or tied, show nothing.",
    "none_fits": "None of these: no way to search explains half of the numbers on which they differ.",
}
_CANNOT_TELL_ASKED: Final[Mapping[str, str]] = {
    "all_agree": "Cannot tell in which format Aircall searches: on these calls each finds the same records.",
    "all_edited": "Cannot tell in which format Aircall searches: records were edited after the calls.",
    "undated": "Cannot tell in which format Aircall searches: calls or records without a date show nothing.",
    "unsure": (
        "Cannot tell in which format Aircall searches: on these calls it depends on stored formats that the search "
        "finds only sometimes, or that the probe had too few numbers of."
    ),
    "none_fits": (
        "Aircall searches in none of these formats alone, or the search was different: none explains half of the "
        "numbers."
    ),
}
_MOST: Final = 0.5
_MOST_SILENT: Final = 5
"""Lines and kinds of calls that are named."""
_INDENT: Final = "  "


def log_lines(figures: ReplayFigures) -> Iterator[str]:
    """Yield how calls and log entries were matched, where the calls were logged, and what that says of the search."""
    if figures.join is not None:
        yield ""
        yield from _join_lines(figures.join)
    if figures.logged is not None:
        yield from _comparison_lines(figures.logged)


def _join_lines(join: LogJoin) -> Iterator[str]:
    """Yield how calls and log entries were matched, and what may be behind calls without an entry."""
    yield (
        f"{counted(join.entries, 'log entry', 'log entries')}: matched by call id {count(join.by_call_id)}, "
        f"by line and time {count(join.by_circumstances)}, without a call here {count(join.entries_without_call)}"
    )
    if join.ambiguous:
        yield f"{_INDENT}{counted(join.ambiguous, 'call')} may have one of several entries: not compared"
    if join.no_entry:
        yield (
            f"{_INDENT}{counted(join.no_entry, 'call')} without an entry: line not connected, such calls not logged, "
            "or logged to Aircall Log only"
        )
    for silent in join.silent[:_MOST_SILENT]:
        name = f"line +{silent.value}" if silent.what == "line" else f"{silent.value} calls"
        yield f"{_INDENT}{_INDENT}{name}: none of {counted(silent.calls, 'call')} has an entry"
    if len(join.silent) > _MOST_SILENT:
        yield f"{_INDENT}{_INDENT}and {count(len(join.silent) - _MOST_SILENT)} more"


def _comparison_lines(logged: LogComparison) -> Iterator[str]:
    calls = {status: getattr(logged, status) for status in LOG_STATUS_LABELS}
    if not any(calls.values()):
        return
    yield ""
    yield from aligned(
        [
            ("Where calls with a number were logged", "calls", "share"),
            *(
                (_INDENT + LOG_STATUS_LABELS[status].label, count(n), share(n / sum(calls.values())))
                for status, n in calls.items()
                if n
            ),
        ]
    )
    yield _OF_THAT_DAY
    if logged.compared:
        yield from _policy_lines(logged)
    if logged.disagreements:
        yield ""
        shown = f"{count(len(logged.disagreements))} of {count(logged.entries_that_differ)}"
        yield f"Logged on another record, the entries with most calls, {shown}"
    yield from map(_disagreement, logged.disagreements)


def _policy_lines(logged: LogComparison) -> Iterator[str]:
    """Yield the shares of the policies, those of clean calls first, and what follows from them."""
    yield ""
    cells = (
        (
            _INDENT + labels.POLICIES[policy].label,
            count(fit.explained_clean),
            count(fit.numbers),
            share(fit.share),
            interval_text(fit.low, fit.high) if fit.share is not None else "",
            count(fit.explained_decisive),
        )
        for policy, fit in logged.policies.items()
    )
    total = (count(logged.clean_decisive), count(logged.clean_numbers), "", "", count(logged.decisive))
    yield from aligned(
        [
            ("How Aircall searches: explained", "clean calls", "numbers", "share", "95% interval", "all calls"),
            *cells,
            (f"{_INDENT}all on which they differ", *total),
        ]
    )
    standings = {"clean": logged.clean, "edited since": logged.edited_since, "no date": logged.undated}
    named = ", ".join(f"{name} {count(n)}" for name, n in standings.items() if n)
    yield (
        f"Explained: logged where this way to search leads. Of {counted(logged.compared, 'call')} compared: {named}. "
        "Clean: no record concerned was edited since."
    )
    if logged.created_decisive:
        yield (
            f"{counted(logged.created_decisive, 'call')} created a record although another had the number: "
            "that one was not found."
        )
    if (logged.edited_by_logging or 0) > _MOST:
        yield (
            f"{share(logged.edited_by_logging)} of the records were last edited within an hour of a call logged on "
            "them: logging seems to change LastModifiedDate, which leaves few clean calls."
        )
    yield _verdict_line(logged)
    if logged.asked is not None:
        yield from _asked_lines(logged.asked)


def _asked_lines(asked: AskedFormats) -> Iterator[str]:
    """Yield in which format Aircall asks, by what a probe measured."""
    yield ""
    if asked.fits:
        cells = (
            (
                _INDENT + _formats(fit.asked_as),
                count(fit.explained),
                count(fit.numbers),
                share(fit.share),
                interval_text(fit.low, fit.high) if fit.share is not None else "",
            )
            for fit in asked.fits
        )
        heads = ("In which format Aircall searches, by the probe", "clean calls", "numbers", "share")
        total = (f"{_INDENT}all on which they differ", count(asked.calls), count(asked.numbers), "", "")
        yield from aligned([(*heads, "95% interval"), *cells, total])
    yield _asked_verdict(asked)


def _asked_verdict(asked: AskedFormats) -> str:
    if asked.asked_as is not None and asked.asked_as[0] not in ASKED:
        return (
            "Aircall searches in several formats at once, with 99% confidence. --policy measured takes one, so it does "
            "not say what Aircall finds."
        )
    if asked.asked_as is not None:
        alike = " (this search treats them alike)" if len(asked.asked_as) > 1 else ""
        return (
            f"Aircall searches for numbers written like {_formats(asked.asked_as)}{alike}, with 99% confidence. Write "
            f'asked_as = "{asked.asked_as[0]}" below [profile] in phone-audit.toml, for run --policy measured.'
        )
    if asked.why != "too_few":
        return _CANNOT_TELL_ASKED[asked.why or ""]
    needed = f" About {counted(asked.numbers_needed, 'more number')} would decide." if asked.numbers_needed else ""
    return f"Cannot tell yet in which format Aircall searches: {'; '.join(map(_formats, asked.left))}.{needed}"


def _formats(names: Sequence[str]) -> str:
    return " or ".join(ASKED.get(name, "several formats at once") for name in names)


def interval_text(low: float, high: float) -> str:
    """Return the bounds of an interval of shares, in whole percent."""
    return f"{100 * low:.0f}% to {100 * high:.0f}%"


def _verdict_line(logged: LogComparison) -> str:
    verdict = logged.verdict
    left = " or ".join(labels.POLICIES[policy].label for policy in verdict.left)
    if verdict.policy is not None:
        return f"{left}: explains more numbers than the others do, with 99% confidence."
    if verdict.why != "too_few":
        return _CANNOT_TELL[verdict.why or ""]
    needed = f" About {counted(verdict.numbers_needed, 'more number')} would decide." if verdict.numbers_needed else ""
    ask = "" if logged.asked else ", or ask the org: phone-audit probe"
    return f"Cannot tell yet: {left}.{needed} Give the calls of a longer time{ask}."


def _disagreement(entry: Disagreement) -> str:
    explained = ", ".join(labels.POLICIES[policy].label for policy in entry.explained_by) or "no way to search"
    return (
        f"{_INDENT}{counted(entry.calls, 'call')}  {entry.e164}  logged on {shown_text(entry.logged_on or '')}, "
        f"the report names {entry.winner_record_id or 'no record'}; explained by: {explained}"
    )


def aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows with their first cells flush left and the others flush right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        yield "  ".join(
            [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
        )
