"""The questions to an org's search, in order, and their answers as figures.

It opens nothing and knows no network: it asks through a ``Search``, which counts what it sends.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import pandas as pd

from audit.domain import ACCOUNT, CONTACT, CUSTOM_SLOT, LEAD, PERSON_ACCOUNT
from audit.errors import NothingToAuditError, UsageError
from audit.normalize.scalar import FEWEST_OF_A_NUMBER
from audit.normalize.spellings import SPELLINGS, spellings_of
from audit.probe.judge import effects_of, matrix_of, verdict_of
from audit.probe.sample import MOST_OF_A_KIND, SETTLED, candidates, sample, stored_kinds, unheld
from audit.result.probe import Hits, ProbeControls, ProbeFigures

MOST_REQUESTS: Final = 150
"""More would hardly sharpen an interval."""
_SHARE_OF_THE_DAY: Final = 20
"""At most one in so many of the requests that the org has left."""
_BEFORE: Final = 12
"""Requests of the login, the fields of the objects, and the limits."""
_BESIDE: Final = 20
"""Requests that see whether the records are still as they were, and ask for other fields and converted Leads."""
_SINGLE: Final = 20
"""Questions that are asked a second time, by themselves."""
FEWEST_REQUESTS: Final = _BEFORE + _BESIDE + _SINGLE + 2 * len(SPELLINGS)
"""Of a probe with a single batch."""
_BATCH: Final = 25
"""Numbers joined by OR: less than 1,000 of the 4,000 characters after which a search loses its operators."""


Show = Callable[[str], None]
"""Tells a person what is going on."""


class Search(Protocol):
    """The search of an org; ``find`` and ``rows`` are a request at most, ``stored`` and ``phone_texts`` may be some."""

    sent: int
    mirrored_accounts: set[str]

    def find(self, texts: Iterable[str]) -> set[str]:
        """Return the ids of the records found for any of ``texts``."""

    def phone_texts(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """Return what stands in all phone fields of records."""

    def stored(self, sobject: str, fields: Sequence[str], ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield the rows of ``ids`` as they are now, with LastModifiedDate."""

    def rows(self, sobject: str, fields: Sequence[str], where: str, named: Sequence[str]) -> list[dict[str, Any]]:
        """Return rows of an object, as many as one page has; none where a field that is ``named`` is hidden."""


@dataclass(frozen=True)
class Probe:
    """What is to be asked: rows of VALUES with ``kind``, and numbers that nobody has."""

    chosen: pd.DataFrame
    unheld: list[str]
    filled: Mapping[str, int]
    """Readable values of each kind in the report."""


def most_requests(most: int, left: int) -> int:
    """Return after how many requests a probe stops, those that were sent again among them."""
    return min(most, left // _SHARE_OF_THE_DAY)


def allowed_requests(most: int, left: int) -> int:
    """Return for how many requests to plan a probe; raise UsageError where these are too few for one."""
    allowed = min(most_requests(most, left), MOST_REQUESTS)
    if allowed >= FEWEST_REQUESTS:
        return allowed
    if most < FEWEST_REQUESTS:
        raise UsageError(f"A probe needs at least {FEWEST_REQUESTS} requests. Give --max-requests {FEWEST_REQUESTS}.")
    raise UsageError(
        f"The org has {left:,} API requests left today. A probe needs {FEWEST_REQUESTS}, and never more than 5% of "
        "what is left. Run it again tomorrow."
    )


def plan_probe(values: pd.DataFrame, records: pd.DataFrame, now: datetime, requests: int) -> Probe:
    """Return what to ask within ``requests``; raise NothingToAuditError for a report without a number to ask for."""
    rows = candidates(values, records, now)
    if rows.empty:
        raise NothingToAuditError(
            "No number of this report can be asked for: it has to be on one record alone, edited more than a day ago."
        )
    batches = (requests - _BEFORE - _BESIDE - _SINGLE) // len(SPELLINGS) - 1
    chosen = sample(rows, batches * _BATCH)
    held = values["e164"].dropna()
    readable = values[values["e164"].notna()]
    filled = stored_kinds(readable).value_counts()
    return Probe(chosen, unheld(chosen["e164"], held), {str(kind): int(n) for kind, n in filled.items()})


def run_probe(search: Search, probe: Probe, now: datetime, about: Mapping[str, Any], show: Show) -> ProbeFigures:
    """Return the figures; ``about`` has what they say of org, user and report.

    Raise NothingToAuditError where the user sees none of the chosen records as the report has them.
    """
    show("Looking at the records")
    standing = _standing(search, probe.chosen, now)
    chosen = probe.chosen[standing == ""].reset_index(drop=True)
    if chosen.empty:
        raise NothingToAuditError(
            "None of the records of this report is in the org as it was: the report is of another org or too old, or "
            "this user does not see them. Run phone-audit run first, with the same login."
        )
    answers = _answers(search, chosen, show)
    mirrored = set(search.mirrored_accounts)
    controls = _controls(search, probe.unheld, answers, show)
    show("Asking for other fields")
    others = _others(search, answers, mirrored, now)
    matrix = matrix_of(answers)
    return ProbeFigures(
        **about,
        measured_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        requests=search.sent,
        numbers=len(chosen),
        left_out={str(why): int(n) for why, n in standing[standing != ""].value_counts().items()},
        objects=_by_object(answers),
        matrix=matrix,
        controls=controls,
        others=others,
        effects=effects_of(matrix, probe.filled),
        verdict=verdict_of(answers, controls),
    )


def _standing(search: Search, chosen: pd.DataFrame, now: datetime) -> pd.Series:
    """Return for each row what speaks against asking for it: not_seen, changed or recent; empty for nothing."""
    table = chosen["sobject"].astype("str").replace({PERSON_ACCOUNT: ACCOUNT})
    stored: dict[str, dict[str, Any]] = {}
    for sobject, rows in chosen.groupby(table):
        ids = list(dict.fromkeys(rows["record_id"]))
        stored |= {str(row["Id"]): row for row in search.stored(str(sobject), sorted(set(rows["field"])), ids)}
    found = [stored.get(record_id) for record_id in chosen["record_id"]]
    pairs = zip(found, chosen["field"], chosen["raw"], strict=True)
    return pd.Series([_against(row, field, raw, now) for row, field, raw in pairs], chosen.index, dtype="str")


def _against(row: Mapping[str, Any] | None, field: str, raw: str, now: datetime) -> str:
    if row is None or field not in row:
        return "not_seen"
    if str(row[field] or "").strip() != raw.strip():
        return "changed"
    return "" if _is_old(row, now) else "recent"


def _is_old(row: Mapping[str, Any], now: datetime) -> bool:
    try:
        return datetime.fromisoformat(str(row.get("LastModifiedDate"))) < now - SETTLED
    except (ValueError, TypeError):
        return False


def _answers(search: Search, chosen: pd.DataFrame, show: Show) -> pd.DataFrame:
    """Ask for each number in each spelling, in batches; return one row per number and spelling."""
    spelled = pd.DataFrame([spellings_of(e164) for e164 in chosen["e164"]], index=chosen.index, columns=list(SPELLINGS))
    parts = []
    for start in range(0, len(chosen), _BATCH):
        show(f"Asking for numbers, {start:,} of {len(chosen):,}")
        for spelling in SPELLINGS:
            texts = spelled[spelling].iloc[start : start + _BATCH].dropna()
            if len(texts):
                rows = chosen.loc[texts.index].assign(spelling=spelling, asked=texts)
                parts.append(rows.assign(found=rows["record_id"].isin(search.find(texts))))
    return pd.concat(parts, ignore_index=True)


def _by_object(answers: pd.DataFrame) -> dict[str, Hits]:
    found = answers.groupby([answers["sobject"].astype("str"), "e164"])["found"].any().groupby("sobject")
    return {str(sobject): Hits(asked=len(hits), found=int(hits.sum())) for sobject, hits in found}


def _controls(search: Search, nobody: list[str], answers: pd.DataFrame, show: Show) -> ProbeControls:
    """Ask for numbers that nobody has, and for some of the others by themselves.

    A number that somebody has after all, where the audit does not look (Fax, a converted Lead), is no control.
    """
    show("Asking control questions")
    spelled = pd.DataFrame([spellings_of(e164) for e164 in nobody], columns=list(SPELLINGS))
    found = set().union(*(search.find(spelled[spelling].dropna()) for spelling in SPELLINGS))
    texts = search.phone_texts(found) if found else {}
    ends = set(map(_ending, nobody))
    held = {record_id: ends & set(map(_ending, texts.get(record_id, []))) for record_id in found}
    step = max(len(answers) // _SINGLE, 1)
    again = answers.sort_values(["found", "spelling"], kind="stable").iloc[::step].head(_SINGLE)
    single = [
        record_id in search.find([text]) for record_id, text in zip(again["record_id"], again["asked"], strict=True)
    ]
    return ProbeControls(
        unheld_asked=len(nobody) - len(set().union(*held.values())),
        unheld_found=sum(not numbers for numbers in held.values()),
        asked_singly=len(again),
        disagreeing=int((again["found"] != pd.Series(single, again.index)).sum()),
    )


def _others(search: Search, answers: pd.DataFrame, mirrored: set[str], now: datetime) -> dict[str, Hits]:
    """Return what else is found: Fax, custom phone fields, mirrored Contacts, converted Leads."""
    in_custom = answers[answers["kind"] == CUSTOM_SLOT].groupby(["record_id", "field"])["found"].any()
    of_persons = answers[(answers["sobject"] == PERSON_ACCOUNT) & answers["found"]]["record_id"].drop_duplicates()
    day = (now - SETTLED).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    old = f"LastModifiedDate < {day}"
    fax = [_asked_as_stored(search, name, "Fax", f"Fax != null AND {old}", ["Fax"]) for name in _WITH_FAX]
    converted = f"IsConverted = true AND Phone != null AND {old}"
    return {
        "fax": Hits(asked=sum(hits.asked for hits in fax), found=sum(hits.found for hits in fax)),
        "custom": Hits(asked=len(in_custom), found=int(in_custom.sum())),
        "mirrored_contact": Hits(asked=len(of_persons), found=int(of_persons.isin(mirrored).sum())),
        "converted_lead": _asked_as_stored(search, LEAD, "Phone", converted, ["IsConverted", "Phone"]),
    }


_WITH_FAX: Final = (CONTACT, LEAD, ACCOUNT)
_PHONES: Final = ("Phone", "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone", "PersonMobilePhone")


def _asked_as_stored(search: Search, sobject: str, field: str, where: str, named: Sequence[str]) -> Hits:
    """Ask for values as they stand, in quotation marks, and for their digits; fields with the same digits are passed.

    The number of such a value is not known: no country was found for it.
    """
    others = [name for name in _PHONES if name != field]
    rows = search.rows(sobject, [field, *others], f"{where} LIMIT {4 * MOST_OF_A_KIND}", named)
    asked = {str(row["Id"]): str(row[field]) for row in rows if field in row and _stands_alone(row, field, others)}
    asked = dict(list(asked.items())[:MOST_OF_A_KIND])
    if not asked:
        return Hits(asked=0, found=0)
    found = search.find([text for raw in asked.values() for text in (raw.strip(), _digits(raw))])
    return Hits(asked=len(asked), found=len(found & asked.keys()))


def _stands_alone(row: Mapping[str, Any], field: str, others: Sequence[str]) -> bool:
    ending = _ending(str(row[field] or ""))
    return len(ending) == FEWEST_OF_A_NUMBER and ending not in {_ending(str(row.get(name) or "")) for name in others}


def _ending(text: str) -> str:
    return _digits(text)[-FEWEST_OF_A_NUMBER:]


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
