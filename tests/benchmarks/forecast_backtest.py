"""Does the forecast hold what it says? python -m tests.benchmarks.forecast_backtest

Half a year and a month of an org are made: numbers call, those whom the search does not find get a record from the
integration, some from people; some of these are deleted. Then replay sees the half year. Counted are the seeds in which
the second half is within what the first half foretells, and those in which the month that nobody has shown it is within
what the half year foretells. Where nothing is created there is nothing to learn, and the forecast has to say so.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp
from random import Random
from typing import Any, Final

import pandas as pd

from audit.config.audit import AuditConfig
from audit.findings.rule_texts import rule_texts
from audit.replay.simulated_calls import replayed
from audit.replay.weekly_counts import MONTH
from audit.result.forecast import Expected, Forecast
from audit.tables.calls import CALLS, CallLog
from tests.replay.replays import call_rows, stored
from tests.typed_org import id_of

START: Final = datetime(2026, 1, 5, tzinfo=UTC)
DAY: Final = 86_400
WEEKS: Final = 26
END: Final = WEEKS * 7 * DAY
MONTH_LATER: Final = END + round(MONTH * 7 * DAY)
INDEX_LAG: Final = 15 * 60
AREAS: Final = (
    *("212", "310", "415", "617", "206", "305", "702", "503", "312", "404", "202", "213", "214", "215", "216"),
    *("301", "303", "313", "314", "317", "408", "410", "412", "414", "419", "501", "502", "504", "505", "512"),
)
NUMBERS: Final = tuple(f"+1{area}555{line:04}" for area in AREAS for line in range(100, 200))
INTEGRATION: Final = "0055Y000000000EQAQ"
AGENTS: Final = tuple(f"0055Y00000000{n}0QAQ" for n in range(1, 7))
PEOPLE: Final = ("Ottoline", "Barnaby", "Imogen", "Desmond", "Elodie", "Ignaz", "Wilma", "Cosmo")


@dataclass(frozen=True)
class Pace:
    """How new numbers come in."""

    a_week: float = 12.0
    growth: float = 0.0
    """of the logarithm, in a week"""
    weekends: float = 1.0
    """as many as on other days"""
    burst: float = 1.0
    """three times in half a year or so a week has so many times more"""
    unrest: float = 0.0
    """standard deviation of the logarithm of a week"""


@dataclass(frozen=True)
class Habits:
    """What the integration is told to do, and what people do."""

    creates: str | None = "Contact"
    share: float = 0.85
    """of the calls that find nobody, those that lead to a record"""
    since: int = 0
    """the week in which it begins to create records"""
    by_hand: float = 0.1
    """of the numbers that are new and got no record, those for which somebody makes one"""
    deleted: float = 0.05
    national: float = 0.15
    """of the records that were there before: the search does not find them"""
    tells_user: bool = True
    """the log entries say who made them"""


@dataclass
class Org:
    """An org in time; moments are seconds after START."""

    pace: Pace
    habits: Habits
    chance: Random
    calls: list[dict[str, Any]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    found: dict[str, list[int]] = field(default_factory=dict)
    """of each number, when the records were created that the search finds"""
    national: set[str] = field(default_factory=set)
    """numbers that a record has in a format that the search does not find"""

    def __post_init__(self) -> None:
        """Fill the org, and let half a year and a month pass."""
        numbers = self.chance.sample(NUMBERS, len(NUMBERS))
        known = [numbers.pop() for _ in range(400)]
        for e164 in known:
            is_national = self.chance.random() < self.habits.national
            self.add(e164, -self.chance.randrange(30 * DAY, 900 * DAY), self.chance.choice(AGENTS), is_national)
        calls = [(at, self.chance.choice(known)) for at in self.moments(60.0)]
        for at in self.moments(self.pace.a_week):
            calls += ((again, e164) for e164 in [numbers.pop()] for again in self.again(at))
        for at, e164 in sorted(calls):
            self.call(e164, at)

    def moments(self, a_week: float) -> Iterator[int]:
        """Yield when numbers call for the first time."""
        for week in range(MONTH_LATER // (7 * DAY) + 1):
            pace = a_week * exp(self.pace.growth * week + self.chance.gauss(0, self.pace.unrest))
            pace *= self.pace.burst if self.chance.random() < 1 / 9 else 1
            for day in range(7):
                rate = pace / 7 * (self.pace.weekends if day > 4 else 1)
                at = self.chance.expovariate(rate)
                while at < 1:
                    yield round(((week * 7 + day) + 8 / 24 + at * 10 / 24) * DAY)
                    at += self.chance.expovariate(rate)

    def again(self, at: int) -> Iterator[int]:
        """Yield the calls of a new number: the first, some soon after, some in the next weeks."""
        yield at
        if self.chance.random() < 0.1:
            yield at + self.chance.randrange(90, 1200)
        while self.chance.random() < 0.5:
            at += round(self.chance.expovariate(1 / (9 * DAY)))
            yield at

    def add(self, e164: str, at: int, user: str, is_national: bool = False) -> None:  # noqa: FBT001, FBT002
        """Make a record; people name it after somebody."""
        by_integration = user == INTEGRATION
        sobject = (self.habits.creates or "Contact") if by_integration else self.chance.choice(("Contact", "Lead"))
        name = f"{e164} Aircall new contact" if by_integration else " ".join(self.chance.sample(PEOPLE, 3))
        text = f"({e164[2:5]}) {e164[5:8]}-{e164[8:]}" if is_national else e164
        self.records.append(
            {
                "sobject": sobject, "record_id": id_of(sobject, f"r{len(self.records)}x"), "phone": text, "name": name,
                "created": at, "created_by": user, "owner": self.chance.choice(AGENTS),
                "is_avoidable": e164 in self.national,
            }
        )  # fmt: skip
        if is_national:
            self.national.add(e164)
        else:
            self.found.setdefault(e164, []).append(at)

    def call(self, e164: str, at: int) -> None:
        """Let somebody call: whom the search does not find the integration makes a record for."""
        chance, habits = self.chance, self.habits
        lasts = chance.randrange(20, 900)
        entry = {"entry_by": INTEGRATION, "joined": "own"} if habits.tells_user else {}
        self.calls.append({"e164": e164, "at": at, "ended": at + lasts, "direction": "inbound", **entry})
        if any(created < at - INDEX_LAG for created in self.found.get(e164, ())):
            return
        begins = habits.since * 7 * DAY
        if habits.creates and at >= begins and chance.random() < habits.share:
            self.add(e164, at + chance.randrange(2, 20), INTEGRATION)
        elif chance.random() < habits.by_hand:
            self.add(e164, at + chance.randrange(60, 280), chance.choice(AGENTS))

    def in_month(self) -> tuple[int, int]:
        """Return how many records the integration makes in the month that nobody is shown, and the avoidable ones."""
        made = [row for row in self.records if row["created_by"] == INTEGRATION and END <= row["created"] < MONTH_LATER]
        return len(made), sum(row["is_avoidable"] for row in made)

    def forecast(self) -> Forecast:
        """Return what the half year foretells."""
        calls = [call for call in self.calls if call["at"] < END]
        typed = [
            {**call, "started_at": _moment(call["at"]), "ended_at": _moment(call["ended"]), "seconds": -1}
            for call in calls
        ]
        rows = call_rows(pd.DataFrame(typed, columns=CALLS.names))
        callers = pd.DataFrame({"e164": pd.Series([call["e164"] for call in calls], dtype="str"), "format": "e164"})
        there = [row for row in self.records if row["created"] < END]
        kept = [row for row in there if row["created"] < 0 or self.chance.random() >= self.habits.deleted]
        report = stored(*({**row, "created": _moment(row["created"]), "last_modified": _moment(row["created"])}
                          for row in kept))  # fmt: skip
        log = CallLog(rows, has_country_code=True)
        return replayed(log, callers, report, rule_texts(AuditConfig()), 0).figures.forecast


def _moment(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).isoformat()


SETTINGS: Final = {
    "steady": (Pace(), Habits()),
    "few: 2 a week": (Pace(a_week=2.0), Habits()),
    "many: 40 a week": (Pace(a_week=40.0), Habits()),
    "weekends off": (Pace(weekends=0.1), Habits()),
    "grows 10 % a month": (Pace(growth=0.022), Habits()),
    "shrinks 10 % a month": (Pace(a_week=20.0, growth=-0.022), Habits()),
    "bursts: weeks of three times as many": (Pace(burst=3.0), Habits()),
    "unrest: weeks differ by a half": (Pace(unrest=0.4), Habits()),
    "share 0.3": (Pace(), Habits(share=0.3)),
    "share 1": (Pace(), Habits(share=1.0, deleted=0.0)),
    "Leads, the log does not say who": (Pace(), Habits(creates="Lead", tells_user=False)),
    "Accounts, a half of the org in national format": (Pace(), Habits(creates="Account", national=0.5)),
    "nothing is created": (Pace(), Habits(creates=None)),
    "nothing is created, people make records, no log": (Pace(), Habits(creates=None, by_hand=0.5, tells_user=False)),
    "creates since the last three weeks": (Pace(), Habits(since=23)),
}


@dataclass(frozen=True)
class Outcome:
    """What one seed shows: whether halves and month were within what was foretold; None where nothing was."""

    why: str | None
    half: bool | None
    month: bool | None
    avoidable: bool | None
    width: float | None


def outcome(pace: Pace, habits: Habits, seed: int) -> Outcome:
    """Return what the forecast of one org is worth."""
    org = Org(pace, habits, Random(seed))  # noqa: S311 - a seed makes it again
    foretold = org.forecast()
    test, month = foretold.back_test, foretold.month
    created, avoidable = org.in_month()
    return Outcome(
        why=foretold.why,
        half=_is_within(test.created, test.expected) if test else None,
        month=_is_within(created, month),
        avoidable=_is_within(avoidable, foretold.avoidable),
        width=month and (month.high - month.low) / max(month.middle, 1),
    )


def _is_within(came: int, foretold: Expected | None) -> bool | None:
    return foretold and foretold.low <= came <= foretold.high


def main() -> None:
    """Print a line for each kind of org."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=100)
    options.add_argument("--only", default="")
    given = options.parse_args()
    for name, (pace, habits) in SETTINGS.items():
        if given.only in name:
            print(f"{name}: {_shown([outcome(pace, habits, seed) for seed in range(given.seeds)])}", flush=True)  # noqa: T201


def _shown(outcomes: list[Outcome]) -> str:
    said = []
    for name, what in (("half", "second half"), ("month", "next month"), ("avoidable", "avoidable in it")):
        told = [getattr(each, name) for each in outcomes if getattr(each, name) is not None]
        said.append(f"{what} {sum(told)} of {len(told)}")
    widths = sorted(each.width for each in outcomes if each.width is not None)
    said += [f"width {widths[len(widths) // 2]:.2f}"] if widths else []
    why = Counter(each.why for each in outcomes if each.why)
    return ", ".join([*said, *(f"{reason} {n}" for reason, n in why.items())])


if __name__ == "__main__":
    main()
