"""The calls of an invented company: made by seed, a page of them as JSON at a time."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

NOW: Final = 1_795_000_000
"""2026-11-18T11:06:40Z, the moment up to which calls are made unless another is given."""
DAY: Final = 86_400
HORIZON: Final = 183 * DAY
"""Six months: older calls are not given."""
_LONGER_THAN_THE_HORIZON: Final = 200 * DAY
_AFTER_NOW: Final = DAY
"""Calls that are still to come: they appear as the clock goes on."""
_MISSED: Final = ("no_available_agent", "short_abandoned", "out_of_opening_hours")
_AGENTS: Final = tuple(
    (name, f"{name[0]}.{name.split()[1]}@example.com") for name in ("Marguerite Dove", "Tobias Finch", "Ines Wagtail")
)
_FICTIONAL: Final = tuple(f"+3319900{n:04d}" for n in range(0, 9_000, 7)) + tuple(
    f"+1212555{n:04d}" for n in range(100, 199)
)
_LINES: Final = (
    ("Sales Paris", "+33199009900", "FR"),
    ("Support London", "+442079460990", "GB"),
    ("Sales New York", "+12125550199", "US"),
    ("Switchboard", "+33199009901", "FR"),
)
_SAMPLE: Final = Path(__file__).resolve().parents[2] / "sample_data"


def spaced(e164: str) -> str:
    """Return a number as Aircall writes it: international, with spaces."""
    code = next(code for code in ("1", "33", "44", "61", "49", e164[1:3]) if e164[1:].startswith(code))
    national = e164[1 + len(code) :]
    return " ".join([f"+{code}", *re.findall(r"\d{1,3}", national)])


def sample_numbers() -> tuple[str, ...]:
    """Return the numbers in E.164 that records of sample_data have."""
    found: dict[str, None] = {}
    for name in ("Contact", "Lead", "Account"):
        with (_SAMPLE / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        found |= dict.fromkeys(cell for cell in cells if re.fullmatch(r"\+[1-9][0-9]{7,14}", cell))
    return tuple(found)


@dataclass(frozen=True)
class History:
    """Calls in the order of their creation, a column each."""

    ids: npt.NDArray[np.int64]
    created: npt.NDArray[np.int64]
    started: npt.NDArray[np.int64]
    answered: npt.NDArray[np.int64]
    """0 where nobody answered"""
    ended: npt.NDArray[np.int64]
    is_inbound: npt.NDArray[np.bool_]
    other: npt.NDArray[np.str_]
    """raw_digits"""
    line: npt.NDArray[np.int64]
    """place in ``lines``, -1 for a call without one"""
    agent: npt.NDArray[np.int64]
    """place in ``agents``"""
    lines: tuple[tuple[str, str, str], ...] = _LINES
    """name, number and country"""
    agents: tuple[tuple[str, str], ...] = _AGENTS
    """name and email address"""

    @cached_property
    def own_digits(self) -> frozenset[str]:
        """The company's lines as they are written in raw_digits."""
        return frozenset(spaced(digits) for _, digits, _ in self.lines)

    def call(self, place: int, now: float, *, with_contact: bool) -> dict[str, Any]:
        """Return one call as the API gives it at the moment ``now``."""
        call_id, answered, ended = int(self.ids[place]), int(self.answered[place]), int(self.ended[place])
        is_done = ended <= now
        is_answered = 0 < answered <= now
        inbound = bool(self.is_inbound[place])
        agent = None if inbound and not answered else self._agent_json(int(self.agent[place]))
        return {
            "id": call_id,
            "sid": f"CA{call_id:032d}",
            "direct_link": f"https://api.aircall.io/v1/calls/{call_id}",
            "direction": "inbound" if inbound else "outbound",
            "status": "done" if is_done else "answered" if is_answered else "initial",
            "missed_call_reason": _MISSED[call_id % 3] if inbound and not answered and is_done else None,
            "started_at": int(self.started[place]),
            "answered_at": answered if is_answered else None,
            "ended_at": ended if is_done else None,
            "duration": ended - int(self.started[place]) if is_done else 0,
            "raw_digits": str(self.other[place]),
            "voicemail": None,
            "recording": f"https://recordings.example/{call_id}?signature=abc" if is_answered else None,
            "asset": f"https://assets.aircall.io/calls/{call_id}/recording",
            "user": agent,
            "contact": {"id": call_id + 7, "first_name": "Gwen", "last_name": "Wrenfield"} if with_contact else None,
            "assigned_to": None,
            "archived": False,
            "number": None if self.line[place] < 0 else self.line_json(int(self.line[place])),
            "cost": "0.0",
            "tags": [],
            "comments": [{"id": 1, "content": "Gwen asked for a refund"}] if call_id % 5 == 0 else [],
            "teams": [],
        }

    def _agent_json(self, place: int) -> dict[str, Any]:
        name, email = self.agents[place]
        return {"id": 456 + place, "name": name, "email": email, "created_at": "2024-02-01T09:00:00.000Z"}

    def line_json(self, place: int) -> dict[str, Any]:
        """Return one of the company's lines as the API gives it."""
        name, digits, country = self.lines[place]
        return {
            "id": 123 + place,
            "direct_link": f"https://api.aircall.io/v1/numbers/{123 + place}",
            "name": name,
            "digits": spaced(digits),
            "country": country,
            "time_zone": "Europe/Paris",
            "open": place != len(self.lines) - 1,
            "is_ivr": False,
        }


def generated(n_calls: int, *, seed: int = 1, now: int = NOW, numbers: Sequence[str] = _FICTIONAL) -> History:
    """Return ``n_calls`` calls within six months before ``now``, some older ones and some that are still to come.

    Many are created in the same second, ids are not quite in order, and some have no line, no agent, a hidden number or
    a line of the company as the other party.
    """
    random = np.random.default_rng(seed)
    span = _LONGER_THAN_THE_HORIZON + _AFTER_NOW
    n_all = int(n_calls * span / HORIZON) + 1
    created = np.sort(random.integers(now - _LONGER_THAN_THE_HORIZON, now + _AFTER_NOW, n_all))
    burst = random.random(n_all) < 0.02
    created[1:][burst[1:]] = created[:-1][burst[1:]]
    created = np.sort(created)
    ids = 2_418_000_000 + np.arange(n_all) * 3
    swapped = np.flatnonzero(random.random(n_all - 1) < 0.01)[::2]
    ids[swapped], ids[swapped + 1] = ids[swapped + 1].copy(), ids[swapped].copy()
    started = created + random.integers(0, 3, n_all)
    rings = random.integers(1, 40, n_all)
    is_answered = random.random(n_all) < 0.7
    talks = np.where(is_answered, random.integers(5, 900, n_all), 0)
    pool = np.array([spaced(number) for number in numbers])
    other = pool[(random.random(n_all) ** 2 * len(pool)).astype(np.int64)]
    own = np.array([spaced(digits) for _, digits, _ in _LINES])
    kind = random.random(n_all)
    other = np.where(kind < 0.03, "anonymous", np.where(kind > 0.99, own[random.integers(0, len(own), n_all)], other))
    return History(
        ids=ids,
        created=created,
        started=started,
        answered=np.where(is_answered, started + rings, 0),
        ended=started + rings + talks,
        is_inbound=random.random(n_all) < 0.6,
        other=other,
        line=np.where(random.random(n_all) < 0.005, -1, random.integers(0, len(_LINES) - 1, n_all)),
        agent=random.integers(0, 3, n_all),
    )


def exported(path: Path, addresses: Mapping[str, str]) -> History:
    """Return the calls of an export of the dashboard; ``addresses`` are the email addresses of agents by name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["datetime (utc)"])
    lines = {row["aircall number"]: (row["line"], row["country_code"]) for row in rows}
    agents = tuple(addresses.items())
    started = np.array([int(datetime.fromisoformat(f"{row['datetime (utc)']}+00:00").timestamp()) for row in rows])
    total, talk = (np.array([int(row[name]) for row in rows]) for name in ("duration (total)", "duration (in call)"))
    return History(
        ids=np.array([int(row["call id (internal)"]) for row in rows]),
        created=started,
        started=started,
        answered=np.where(talk > 0, started + total - talk, 0),
        ended=started + total,
        is_inbound=np.array([row["direction"] == "inbound" for row in rows]),
        other=np.array([row["customer number"] for row in rows]),
        line=np.array([[*lines].index(row["aircall number"]) for row in rows]),
        agent=np.array([[*addresses].index(row["user"]) if row["user"] in addresses else 0 for row in rows]),
        lines=tuple(
            (name, re.sub(r"[^+0-9]", "", number.rpartition("(")[2]), country)
            for number, (name, country) in lines.items()
        ),
        agents=agents,
    )
