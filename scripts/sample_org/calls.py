"""A quarter of calls, as Aircall's own export lists them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final
from uuid import UUID

from .files import write_csv
from .names import INTEGRATION, OWNERS, PLACES, UTC_OFFSETS
from .numbering import SPELLINGS, Line
from .org import Org

TOTAL: Final = 400
HEADER: Final = (
    *("line", "datetime (tz offset incl.)", "number timezone", "datetime (utc)", "country_code", "direction", "from"),
    *("to", "answered", "missed_call_reason", "user", "duration (total)", "duration (in call)", "voicemail"),
    *("recording", "comments", "tags", "call quality", "team", "call direction - type", "call start time"),
    *("call end time", "aircall number", "customer number", "in-call duration", "call id", "call type"),
    *("waiting time", "time to answer", "time in ivr", "call id (internal)", "disconnected by", "ivr branch"),
    *("ivr widget", "call timeline", "callback details", "callback failure", "automatic callback pending time"),
    *("time with ai voice agent", "entry number", "ai voice agent transfer branch"),
)
ANONYMOUS: Final = "anonymous"
_RANKS_ALIKE: Final = 6
"""Calls fall off with the rank of a customer as 1 / (rank + this)."""


@dataclass(frozen=True)
class Office:
    """A line of the company itself; its number is of a place in which nobody else has one."""

    name: str
    line: Line
    timezone: str


_NEW_YORK = Office("Sales New York", Line("US", "1", "", ("332", "555", "0100")), "America/New_York")
_LEEDS = Office("Sales Leeds", Line("GB", "44", "0", ("113", "496", "0990")), "Europe/London")
_FRANKFURT = Office("Vertrieb Frankfurt", Line("DE", "49", "0", ("69", "90009900")), "Europe/Berlin")
_BRISBANE = Office("Sales Brisbane", Line("AU", "61", "0", ("7", "5550", "0900")), "Australia/Brisbane")
OFFICES: Final[Mapping[str, Office]] = {
    **dict.fromkeys(("US", "CA", "JM"), _NEW_YORK),
    **dict.fromkeys(("GB", "SE"), _LEEDS),
    **dict.fromkeys(("DE", "FR"), _FRANKFURT),
    "AU": _BRISBANE,
}
"""By region of the customer."""

_CALL_TYPES: Final = {"answered": "Answered", "voicemail": "Voicemail", "short_abandoned": "Abandoned"}


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call with ``customer``; None is somebody who hides their number."""

    customer: Line | None
    region: str
    start: datetime
    direction: str = "inbound"
    outcome: str = "answered"
    """answered, voicemail, or why it was missed"""
    waiting: int
    """Seconds until somebody or something answered."""
    talking: int


def quarter_of_calls(org: Org) -> list[Call]:
    """Return the call history of the org, in order."""
    calls = [*_that_created_records(org), *_of_impatient_strangers(org)]
    regulars = _regulars(org)
    calls += [_call(org, _customer(org, regulars)) for _ in range(TOTAL - len(calls))]
    return sorted(calls, key=lambda call: call.start)


def write_calls(org: Org, calls: Sequence[Call], path: Path) -> None:
    """Write ``calls`` as Aircall exports them."""
    rows = [_row(org, call, position) for position, call in enumerate(calls)]
    write_csv(path, HEADER, [[row.get(column, "") for column in HEADER] for row in rows])


def _that_created_records(org: Org) -> Iterator[Call]:
    """Yield the calls that made the integration create a record: each ended a moment before."""
    for record in org.records:
        if record.in_scope and record.fields["Owner.Name"] == INTEGRATION:
            (line,) = record.lines()
            start = record.created - timedelta(seconds=95)
            yield Call(customer=line, region=line.region, start=start, waiting=12, talking=80)


def _of_impatient_strangers(org: Org) -> Iterator[Call]:
    """Yield pairs of calls of strangers within minutes."""
    for place in ("Boston", "Manchester", "Paris"):
        first = _call(org, org.line(place), direction="inbound", outcome="no_available_agent")
        again = first.start + timedelta(minutes=3, seconds=org.rng.randrange(60))
        yield first
        yield Call(customer=first.customer, region=first.region, start=again, waiting=9, talking=215)


def _customer(org: Org, regulars: Sequence[Line]) -> Line | None:
    """Return with whom a call is: mostly somebody in the org, else a stranger, or nobody knows."""
    kind = org.rng.choices(("regular", "stranger", "hidden"), (77, 18, 5))[0]
    if kind == "regular":
        return org.rng.choices(regulars, [1 / (rank + _RANKS_ALIKE) for rank in range(len(regulars))])[0]
    return org.line(org.rng.choice(PLACES[org.any_region()])) if kind == "stranger" else None


def _regulars(org: Org) -> Sequence[Line]:
    """Return the numbers of every sixth record, in whichever field: those with whom the company talks most first."""
    talked_to = [record for record in org.records[::6] if record.fields.get("IsDeleted") != "true"]
    lines = [value.line for record in talked_to for value in record.values.values() if value.line]
    return org.rng.sample(lines, len(lines))


def _call(org: Org, customer: Line | None, direction: str | None = None, outcome: str | None = None) -> Call:
    region = customer.region if customer else org.any_region()
    direction = direction or org.rng.choice(("inbound", "outbound") if customer else ("inbound",))
    outcome = outcome or _outcome(org, direction)
    return Call(
        customer=customer,
        region=region,
        start=org.working_hour(region),
        direction=direction,
        outcome=outcome,
        waiting=org.rng.randrange(4, 45),
        talking=org.rng.randrange(20, 900) if outcome == "answered" else 0,
    )


def _outcome(org: Org, direction: str) -> str:
    if direction == "outbound":
        return org.rng.choices(("answered", "unanswered"), (64, 36))[0]
    outcomes = ("answered", "voicemail", "no_available_agent", "agents_did_not_answer", "short_abandoned")
    return org.rng.choices(outcomes, (70, 9, 9, 7, 5))[0]


def _row(org: Org, call: Call, position: int) -> dict[str, str]:
    inbound, answered = call.direction == "inbound", call.outcome == "answered"
    digits = call.customer.e164.removeprefix("+") if call.customer else ANONYMOUS
    office = OFFICES[call.region]
    own_digits = office.line.e164.removeprefix("+")
    agent = org.rng.choice(OWNERS[call.region])
    return {
        **_times(call),
        "line": office.name,
        "number timezone": office.timezone,
        "country_code": office.line.region,
        "direction": call.direction,
        "from": digits if inbound else own_digits,
        "to": own_digits if inbound else digits,
        "answered": "Yes" if answered else "No",
        "missed_call_reason": call.outcome if inbound and not answered and call.outcome != "voicemail" else "",
        "user": agent if answered or not inbound else "[No associated user]",
        "voicemail": "Yes" if call.outcome == "voicemail" else "No",
        "tags": org.rng.choice(("", "", "", "", "quote", "calibration", "complaint")),
        "team": office.name.split()[0],
        "call direction - type": call.direction,
        "aircall number": f"{office.name} ({SPELLINGS['international'](office.line)})",
        "customer number": SPELLINGS["international"](call.customer) if call.customer else ANONYMOUS,
        "call id": str(UUID(int=org.rng.getrandbits(128), version=4)),
        "call type": _CALL_TYPES.get(call.outcome, "Missed") if inbound else "Outbound",
        "call id (internal)": str(2_418_000_000 + 971 * position),
    }


def _times(call: Call) -> dict[str, str]:
    end = call.start + timedelta(seconds=call.waiting + call.talking)
    local = timezone(timedelta(hours=UTC_OFFSETS[call.region]))
    return {
        "datetime (tz offset incl.)": call.start.astimezone(local).isoformat(),
        "datetime (utc)": f"{call.start:%Y-%m-%d %H:%M:%S}",
        "duration (total)": str(call.waiting + call.talking),
        "duration (in call)": str(call.talking),
        "call start time": f"{call.start:%H:%M:%S}",
        "call end time": f"{end:%H:%M:%S}",
        "in-call duration": str(call.talking),
        "waiting time": str(call.waiting),
        "time to answer": str(call.waiting) if call.talking else "",
    }
