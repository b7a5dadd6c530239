"""Does replay name the policy under which a call history was made? python -m tests.benchmarks.replay_backtest

Histories of half a year are made under each policy: calls meet the records as they stand at that moment, while people
edit, merge and add records, numbers are rewritten, calls create records, some calls are not logged, and one log entry
in five is moved. Then replay sees what an administrator has: the records at the end, Aircall's calls, and Tasks without
numbers. Beside it stands the comparison that takes every entry at its word: most calls explained.

Others are made by a search that indexes in one way and is asked in one format (or in all at once). For these replay has
what a probe of that search measures, and has to name the format.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, Final

import pandas as pd

from audit.config.audit import AuditConfig
from audit.domain import POLICIES
from audit.findings.rule_texts import rule_texts
from audit.normalize.spellings import spellings_of
from audit.probe.index_models import INDEX_MODELS
from audit.probe.judge import matrix_of
from audit.replay.asked_formats import SEVERAL
from audit.replay.join_log import with_log_entries
from audit.replay.simulated_calls import replayed
from audit.result.baseline import Baseline
from audit.result.probe import ProbeFigures
from audit.result.replay import LogComparison
from audit.tables.calls import CALLS, CallLog
from tests.probe.probes import probe as typed_probe
from tests.replay.replays import call_rows, stored
from tests.typed_org import id_of

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
DAYS: Final = 180
INDEX_LAG: Final = 15 * 60
"""Seconds until the search finds a new record."""
LINES: Final = tuple(f"3319900990{n}" for n in range(8))
USERS: Final = tuple(f"agent{n}@example.com" for n in range(12))
AREAS: Final = ("212", "310", "415", "617", "206", "305", "702", "503", "312", "404")
RULES: Final = rule_texts(AuditConfig())


@dataclass(frozen=True)
class Setting:
    """What kind of history is made."""

    numbers: int = 250
    calls: int = 1500
    creates_records: bool = True
    """for callers that the search does not find"""
    noise: float = 0.2
    unlogged: float = 0.1
    edits: float = 0.3
    """of the records, in half a year"""
    formats: tuple[str, ...] = ("e164", "e164", "spaced", "spaced", "no_plus", "national", "national", "national")
    ends_in_load: bool = False
    """every record is edited after the last call"""
    search: str = "policy"
    """``random``: the search finds any of those who have the number, under no policy"""
    index: str = ""
    """of INDEX_MODELS, with which the search reads phone fields; none: it works under a policy"""
    asked: str = "e164"
    """in which of WAYS the search is asked"""
    in_part: bool = False
    """the index leaves out every other number: the probe finds formats in part"""


@dataclass
class Stored:
    """A record at one moment."""

    key: str
    sobject: str
    e164: str | None
    form: str
    created: int
    modified: int
    alive: bool = True

    @property
    def id(self) -> str:
        """Its id."""
        return id_of(self.sobject, self.key)

    @property
    def text(self) -> str:
        """What stands in Phone."""
        if self.e164 is None:
            return ""
        area, exchange, line = self.e164[2:5], self.e164[5:8], self.e164[8:]
        return {
            "e164": self.e164,
            "spaced": f"+1 {area} {exchange} {line}",
            "no_plus": self.e164[1:],
            "national": f"({area}) {exchange}-{line}",
        }[self.form]


KINDS: Final = {"e164": "e164", "spaced": "international, spaces", "no_plus": "no_plus", "national": "national"}
"""Each form as a probe tells it."""
FOUND_UNDER: Final = {"exact": ("e164",), "digits": ("e164", "spaced", "no_plus"), "any": None}


@dataclass
class History:
    """An org in time."""

    policy: str
    setting: Setting
    chance: Random
    records: list[Stored] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Fill the org, and let half a year pass."""
        chance, setting = self.chance, self.setting
        numbers = [f"+1{area}555{line:04}" for area in AREAS for line in range(100, 200)]
        self.numbers = chance.sample(numbers, setting.numbers)
        strangers = sorted(set(numbers) - {*self.numbers})
        for e164 in self.numbers:
            for _ in range(chance.choices((1, 2, 3), (60, 30, 10))[0]):
                born = -chance.randrange(86400 * 30, 86400 * 900)
                self.add(e164, chance.choice(setting.formats), born, chance.randrange(born, -86400))
        often = [chance.paretovariate(1) for _ in self.numbers]
        n_edits = round(setting.edits * len(self.records))
        events = (
            ["call"] * setting.calls + ["edit"] * n_edits + ["merge"] * (n_edits // 8) + ["newcomer"] * (n_edits // 4)
        )
        chance.shuffle(events)
        for event in sorted((chance.randrange(DAYS * 86400), event) for event in events):
            at, what = event
            if what == "call":
                known = chance.random() > 0.15
                self.call(chance.choices(self.numbers, often)[0] if known else chance.choice(strangers), at)
            else:
                getattr(self, what)(at)
        if setting.ends_in_load:
            for record in self.records:
                record.modified = DAYS * 86400 + chance.randrange(86400)

    def add(self, e164: str, form: str, created: int, modified: int) -> Stored:
        """Make a record."""
        sobject = "Lead" if self.chance.random() < 0.25 else "Contact"
        record = Stored(f"r{len(self.records)}x", sobject, e164, form, created, modified)
        self.records.append(record)
        return record

    def newcomer(self, at: int) -> None:
        """Let somebody make a record for a number that is known."""
        self.add(self.chance.choice(self.numbers), self.chance.choice(self.setting.formats), at, at)

    def edit(self, at: int) -> None:
        """Let somebody edit a record; a number may be rewritten or taken away."""
        record = self.chance.choice([each for each in self.records if each.alive])
        record.modified = at
        kind = self.chance.random()
        if kind < 0.3:
            record.form = "e164"
        elif kind < 0.4:
            record.e164 = None

    def merge(self, at: int) -> None:
        """Let somebody merge two records of one number."""
        by_number: dict[str, list[Stored]] = {}
        for record in self.records:
            if record.alive and record.e164:
                by_number.setdefault(record.e164, []).append(record)
        pairs = [held for held in by_number.values() if len(held) > 1 and held[0].sobject == held[1].sobject]
        if pairs:
            kept, lost = self.chance.sample(self.chance.choice(pairs), 2)
            kept.modified, lost.alive = at, False

    def found(self, e164: str, at: int) -> Stored | None:
        """Return what the search finds: Contact before Lead, of these the last edited."""
        held = [each for each in self.records if each.alive and each.e164 == e164 and each.created < at - INDEX_LAG]
        if self.setting.search == "random":
            return self.chance.choice([*held, None])
        if self.setting.index:
            held = [each for each in held if self.is_found(each.text, e164, self.setting.asked)]
        else:
            forms = FOUND_UNDER[self.policy]
            held = [each for each in held if forms is None or each.form in forms]
        return min(held, key=lambda each: (each.sobject == "Lead", -each.modified), default=None)

    def is_found(self, text: str, e164: str, way: str) -> bool:
        """Return whether the search finds a stored text when it is asked for a number in one of WAYS."""
        if self.setting.in_part and int(e164[-1]) % 2:
            return False
        finds, spelled = INDEX_MODELS[self.setting.index], _spelled(e164)
        asked = spelled.values() if way == SEVERAL else [spelled[way]]
        return any(finds(text, each) for each in asked)

    def probe(self) -> ProbeFigures:
        """Return what a probe measures of the search: 25 numbers of each stored format."""
        rows = [
            {"record_id": f"{form}{line}", "kind": KINDS[form], "spelling": asked,
             "found": self.is_found(Stored("", "", e164, form, 0, 0).text, e164, asked)}
            for form in sorted(set(self.setting.formats))
            for line in range(25)
            for e164 in [f"+1212555{line + 100:04}"]
            for asked in _spelled(e164)
        ]  # fmt: skip
        return typed_probe({}).model_copy(update={"matrix": matrix_of(pd.DataFrame(rows))})

    def call(self, e164: str, at: int) -> None:
        """Let somebody call, or be called: the call is logged on what is found, else on a record made for it."""
        chance = self.chance
        record = self.found(e164, at)
        is_answered, talk, ringing = chance.random() < 0.8, chance.randrange(10, 900), chance.randrange(2, 40)
        if record is None and self.setting.creates_records:
            record = self.add(e164, "e164", at + 1, at + 1)
            record.sobject = "Contact"
        answered = at + ringing if is_answered else None
        ended = at + ringing + (talk if is_answered else 0)
        same = {
            "direction": chance.choice(("inbound", "outbound")), "line": chance.choice(LINES),
            "user": chance.choice(USERS) if is_answered else None,
        }  # fmt: skip
        number = len(self.calls)
        times = {"started_at": _moment(at), "answered_at": _moment(answered), "ended_at": _moment(ended)}
        self.calls.append({"call_id": str(number), "e164": e164, "seconds": ended - at, **times, **same})
        if chance.random() < self.setting.unlogged:
            return
        made = (answered or ended) + chance.randrange(5)
        logged_on = self.moved(e164) if chance.random() < self.setting.noise else record
        self.entries.append(
            {
                "call_id": str(number) if chance.random() < 0.6 else None, "entry_at": _moment(made), **same,
                "seconds": talk if is_answered else 0, "logged_on": logged_on.id if logged_on else None, "of": number,
            }
        )  # fmt: skip

    def moved(self, e164: str) -> Stored | None:
        """Return where somebody put a log entry: another who has the number, anybody, or nobody."""
        others = [each for each in self.records if each.e164 == e164 and each.alive]
        return self.chance.choice([None, self.chance.choice(self.records), *others[:1]])

    def report(self) -> Baseline:
        """Return the report of the records at the end."""
        rows = (
            {
                "sobject": record.sobject, "record_id": record.id, "phone": record.text, "name": record.key,
                "created": _moment(record.created), "last_modified": _moment(record.modified),
            }
            for record in self.records
            if record.alive
        )  # fmt: skip
        return stored(*rows)


_spelled: Final = cache(spellings_of)
"""The same few numbers are asked for again and again."""


def _moment(seconds: int | None) -> str | None:
    return None if seconds is None else (START + timedelta(seconds=seconds)).isoformat()


def _log(rows: list[dict[str, Any]]) -> CallLog:
    return CallLog(call_rows(pd.DataFrame(rows, columns=CALLS.names)), has_country_code=True)


def _compared(log: CallLog, e164: list[str], report: Baseline, probe: ProbeFigures | None = None) -> LogComparison:
    callers = pd.DataFrame({"e164": pd.Series(e164, dtype="str"), "format": "e164"})
    logged = replayed(log, callers, report, RULES, 0, probe=probe).figures.logged
    if logged is None:
        raise AssertionError
    return logged


def compared(history: History) -> tuple[LogComparison, str | None]:
    """Return what replay says of ``history``, and which policy the comparison at their word names; None for a tie."""
    report = history.report()
    found = _compared(
        with_log_entries(_log(history.calls), _log(history.entries)), [call["e164"] for call in history.calls], report
    )
    taken = _log([{"logged_on": entry["logged_on"], "joined": "own"} for entry in history.entries])
    e164 = [history.calls[entry["of"]]["e164"] for entry in history.entries]
    fits = _compared(replace(taken, logged_by="id"), e164, report).policies
    most = max(fit.explained_decisive for fit in fits.values())
    best = [policy for policy, fit in fits.items() if fit.explained_decisive == most]
    return found, best[0] if len(best) == 1 else None


def asked_word(history: History) -> str:
    """Return whether replay names the format in which the search was asked: right, wrong, cannot tell."""
    joined = with_log_entries(_log(history.calls), _log(history.entries))
    called = [call["e164"] for call in history.calls]
    asked = _compared(joined, called, history.report(), history.probe()).asked
    if asked is None:
        raise AssertionError
    right = history.setting.asked if history.setting.search == "policy" else None
    named = asked.asked_as
    if named is None:
        return f"cannot tell ({asked.why})"
    return "right" if right in named else f"wrong ({named[0]})"


SETTINGS: Final = {
    "records are created": Setting(),
    "nothing is created": Setting(creates_records=False),
    "busy: half of the records edited": Setting(edits=0.5),
    "all in E.164": Setting(formats=("e164",)),
    "loaded after the last call": Setting(ends_in_load=True),
    "few calls": Setting(numbers=60, calls=40),
    "exact and digits alike": Setting(formats=("e164", "national"), creates_records=False),
    "no policy: any holder or none": Setting(search="random", creates_records=False),
}


ASKED_SETTINGS: Final = {
    "digits from each part, asked in E.164": Setting(index="parts"),
    "digits from each part, asked without country code": Setting(index="parts", asked="no_trunk"),
    "digits from each part, asked in all formats at once": Setting(index="parts", asked=SEVERAL),
    "values as written, asked in E.164": Setting(index="value"),
    "values as written, asked in digits": Setting(index="value", asked="digits"),
    "values as written, asked in national format": Setting(index="value", asked="national"),
    "E.164 alone, asked in E.164": Setting(index="e164"),
    "E.164 alone, asked without country code": Setting(index="e164", asked="no_trunk"),
    "nothing is created, asked in E.164": Setting(index="parts", creates_records=False),
    "nothing is created, asked without country code": Setting(index="parts", asked="no_trunk", creates_records=False),
    "every format found in part": Setting(index="parts", in_part=True),
    "loaded after the last call": Setting(index="parts", ends_in_load=True),
    "few calls": Setting(index="parts", numbers=60, calls=10),
    "any holder or none": Setting(index="parts", search="random", creates_records=False),
}


def tallied(setting: Setting, policy: str, seeds: range) -> Iterator[tuple[str, str]]:
    """Yield for each seed what replay says and what the comparison at their word says: right, wrong, cannot tell."""
    for seed in seeds:
        found, naive = compared(History(policy, setting, Random(seed)))  # noqa: S311 - a seed makes it again
        named = found.verdict.policy
        right = policy if setting.search == "policy" else None
        yield _word(named, right, found.verdict.why or ""), _word(naive, right, "tie")


def _word(named: str | None, right: str | None, otherwise: str) -> str:
    return f"cannot tell ({otherwise})" if named is None else "right" if named == right else f"wrong ({named})"


def main() -> None:
    """Print a line for each kind of history and policy."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=100)
    options.add_argument("--only", default="")
    given = options.parse_args()
    for name, setting in SETTINGS.items():
        if given.only not in name:
            continue
        for policy in POLICIES if setting.search == "policy" else POLICIES[:1]:
            ours, naive = (Counter(words) for words in zip(*tallied(setting, policy, range(given.seeds)), strict=True))
            print(f"{name} · {policy}: replay {_shown(ours)} | at their word {_shown(naive)}", flush=True)  # noqa: T201
    for name, setting in ASKED_SETTINGS.items():
        if given.only in name:
            chances = (Random(seed) for seed in range(given.seeds))  # noqa: S311 - a seed makes it again
            words = Counter(asked_word(History("any", setting, chance)) for chance in chances)
            print(f"with a probe, {name}: {_shown(words)}", flush=True)  # noqa: T201


def _shown(counts: Counter[str]) -> str:
    return ", ".join(f"{word} {n}" for word, n in counts.most_common())


if __name__ == "__main__":
    main()
