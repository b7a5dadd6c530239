"""The mail of a report: score, verdict, changes and three actions, as text and as simple HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import PurePath
from typing import Any, Final

from audit.config.mail import OnlyIf, address_of, domain_of
from audit.reports.templates import rendered
from audit.reports.view.call_texts import lines_of_calls
from audit.reports.view.counters import counters_of
from audit.reports.view.figures import share
from audit.reports.view.headline import heading_of, sentence_of_readiness
from audit.reports.view.next_actions import first_actions
from audit.reports.view.search_basis_text import basis_sentence, basis_tag
from audit.reports.view.trend_section import moves_of, trend_of
from audit.reports.view.verdict_text import gate_sentence, verdict_of
from audit.reports.view.visible_text import shown_text
from audit.result.results import Results

_LONGEST_SUBJECT: Final = 200
_COLORS: Final = {"pass": "#1c6b3c", "risk": "#855200", "fail": "#b3261e", "unmeasured": "#556270"}
_TYPES: Final = {
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".html": ("text", "html"),
    ".zip": ("application", "zip"),
}


@dataclass(frozen=True)
class Attached:
    """A file that goes with the mail."""

    name: str
    content: bytes
    about: str
    """What it is, as ``the workbook``."""


@dataclass(frozen=True)
class Envelope:
    """What a message needs besides the report."""

    sender: str
    recipients: Sequence[str]
    sent_at: datetime


def mail_is_due(results: Results, only_if: OnlyIf, failed: Sequence[str] = ()) -> bool:
    """Return whether a report is worth a mail.

    ``changed``: something differs from the baseline, or there is none; ``worse``: one of the three headline counts rose
    or a score fell; ``failed``: the verdict is no-go, or a gate of the command line ``failed``.
    """
    trend = results.trend
    if only_if == "failed":
        return bool(failed) or results.verdict.outcome == "no_go"
    if only_if == "worse":
        return trend is not None and bool(trend.worse)
    if only_if == "changed" and trend is not None:
        found, winners, records = trend.findings, trend.winners, trend.records
        moved = any(change.then != change.now for change in trend.scores.values())
        changed = bool(winners and winners.changed) or bool(records and (records.added or records.gone))
        return moved or changed or bool(found.new or found.reappeared or found.fixed)
    return True


def mail_of(results: Results, envelope: Envelope, attached: Sequence[Attached], remark: str = "") -> EmailMessage:
    """Return the message; ``remark`` says what is not attached and why."""
    shown = _shown(results, attached, remark)
    message = headed(f"Phone readiness {shown['readiness']}, {shown['verdict']}: {shown['org']}", envelope)
    message.set_content(rendered("mail.txt.j2", mail=shown))
    message.add_alternative(rendered("mail.html.j2", mail=shown), subtype="html")
    for file in attached:
        attach(message, file)
    return message


def headed(subject: str, envelope: Envelope) -> EmailMessage:
    """Return a message without content."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = without_encoded_words(subject)[:_LONGEST_SUBJECT]
    message["From"] = envelope.sender
    message["To"] = ", ".join(envelope.recipients)
    message["Date"] = format_datetime(envelope.sent_at)
    message["Message-ID"] = make_msgid(domain=domain_of(envelope.sender))
    message["Auto-Submitted"] = "auto-generated"
    return message


def attach(message: EmailMessage, file: Attached) -> None:
    """Attach ``file`` to a message that has its text."""
    maintype, subtype = _TYPES[PurePath(file.name).suffix]
    message.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)


def size_of(message: EmailMessage) -> int:
    """Return the bytes of a message as it is sent."""
    return len(message.as_bytes())


def without_encoded_words(text: str) -> str:
    """Return ``text`` so that no part of it is an encoded word, which a mail header decodes (RFC 2047).

    An org may be called ``=?utf-8?q?=0D=0ABcc:…?=``; decoded, that is a header line of its own.

    >>> without_encoded_words("=?utf-8?q?a?=")
    '= ?utf-8?q?a? ='
    """
    return text.replace("=?", "= ?").replace("?=", "? =")


def bare_addresses(texts: Sequence[str]) -> list[str]:
    """Return the addresses of ``Name <address>`` texts."""
    return [address_of(text) for text in texts]


def _shown(results: Results, attached: Sequence[Attached], remark: str) -> dict[str, Any]:
    heading, verdict, trend = heading_of(results), verdict_of(results), trend_of(results)
    failing = [gate for gate in results.verdict.gates if gate.outcome == "fail"]
    names = ", ".join(f"{file.name} ({file.about})" for file in attached)
    attachments = f"Attached: {names}." if attached else "Nothing is attached."
    return {
        "title": heading.title,
        "org": shown_text(heading.org),
        "moment": heading.moment,
        "made_by": heading.made_by,
        "counters": counters_of(results),
        "readiness": share(results.scores.readiness),
        "sentence": sentence_of_readiness(results.scores.readiness),
        "calls": _calls(results),
        "basis": basis_tag(results),
        "basis_sentence": basis_sentence(results),
        "verdict": verdict.word,
        "verdict_sentence": verdict.sentence,
        "color": _COLORS[verdict.outcome],
        "gates": [gate_sentence(gate, results) for gate in failing],
        "since": trend.since if trend else "",
        "changes": trend.sentence if trend else "",
        "moves": moves_of(results.trend) if results.trend else "",
        "notes": trend.notes if trend else (),
        "actions": first_actions(results),
        "attached": f"{attachments} {remark}".rstrip(),
    }


def _calls(results: Results) -> str:
    """Return what is said of calls, readiness marked with what it rests on; empty without call history."""
    if results.calls is None:
        return ""
    first, *others = lines_of_calls(results.calls)
    return " ".join((first, f"[{basis_tag(results)}]", *others))
