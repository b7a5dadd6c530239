"""Two Data Exports of one org, a quarter apart, with the true headline counts of each.

python -m tests.two_quarters --records 8000 --out FOLDER writes FOLDER/q1 and FOLDER/q2, each with a ``WE_….ZIP`` as
Salesforce makes it, and prints the truth, which is known from how the records are made: nothing here reads a number.
"""

import argparse
import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

SOBJECTS = ("Contact", "Lead", "Account", "PersonAccount")
_SHARES = {"Account": 0.13, "PersonAccount": 0.07, "Contact": 0.6, "Lead": 0.2}
_PREFIXES = {"Account": "001", "PersonAccount": "001", "Contact": "003", "Lead": "00Q", "User": "005"}
_CHECKSUMS = {"001": "QAA", "003": "QAA", "00Q": "UAA", "005": "QAA"}
_MOBILE = {"Contact": "MobilePhone", "Lead": "MobilePhone", "PersonAccount": "PersonMobilePhone"}
_HOME = {"Contact": "HomePhone", "PersonAccount": "PersonHomePhone"}
_CALLING_CODES = {"US": "1", "GB": "44", "DE": "49", "FR": "33", "AU": "61"}
_SPELLINGS = {
    "US": ("United States", "USA", "US", ""),
    "GB": ("United Kingdom", "UK", "England"),
    "DE": ("Germany", "Deutschland"),
    "FR": ("France",),
    "AU": ("Australia",),
}
_US_AREAS = (
    "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 \
253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323"
)
_LANDLINES: Mapping[str, Sequence[tuple[str, int]]] = {
    "US": tuple((f"{area}55501", 2) for area in _US_AREAS.split()),
    "GB": tuple((f"{area}4960", 3) for area in ("113", "114", "161", "116", "117", "118", "121", "131", "141", "151")),
    "DE": (("3023125", 3), ("6990009", 3), ("4066969", 3), ("8999998", 3), ("2214710", 3)),
    "FR": (("19900", 4), ("26191", 4), ("35301", 4), ("46571", 4), ("53649", 4)),
    "AU": (("25550", 4), ("37010", 4), ("75550", 4), ("85550", 4)),
}
"""Numbers set aside for fiction, without their trunk zero, and how many digits are free."""
_FIRST = ("Ada", "Bartholomew", "Cosima", "Desmond", "Esme", "Ferdinand", "Gwendolen", "Horatio", "Imogen", "Zoë")
_LAST = ("Amber", "Bramble", "Copper", "Dusk", "Ember", "Fern", "Gorse", "Hazel", "Inkwell", "Juniper", "Kiln", "Loam")
_ENDINGS = ("brook", "croft", "field", "gate", "holt", "ley", "mere", "shaw", "thorpe", "wick", "wold", "worth")
_OWNERS = (
    "Ottoline Vane",
    "Lorenz Sperling",
    "Marguerite Dove",
    "Desmond Farthing",
    "Peony Strickland",
    "Rui Pinheiro",
)
_NO_NUMBERS = ("N/A", "n/a", "0000000000", "-", "tbd", "unknown", "ask reception", "see email")
_MOMENTS = ("CreatedDate", "LastModifiedDate", "LastActivityDate")
_FIRST_DAY = datetime(2023, 1, 2, 8)  # noqa: DTZ001 - a Data Export writes moments without an offset, in UTC
_LAST_DAY = _FIRST_DAY + timedelta(days=3 * 365 + 20)


@dataclass(frozen=True)
class Value:
    """A filled phone field: its text, and the number that it is of, None where nobody can tell which."""

    text: str
    number: str | None = None
    holds_one: bool = True


@dataclass
class Record:
    """A record: its fields as text, and its phone fields."""

    sobject: str
    fields: dict[str, str]
    phones: dict[str, Value] = field(default_factory=dict)

    @property
    def is_audited(self) -> bool:
        return self.fields.get("IsConverted") != "1"


def _as_dialed(code: str, national: str) -> str:
    return f"({national[:3]}) {national[3:6]}-{national[6:]}" if code == "1" else f"0{national[:3]} {national[3:]}"


_ABROAD = {"1": "011", "61": "0011"}
_WAYS: Sequence[tuple[int, Callable[[str, str], str]]] = (
    (52, lambda code, national: f"+{code}{national}"),
    (22, _as_dialed),
    (12, lambda code, national: f"+{code} {national[:2]} {national[2:5]} {national[5:]}"),
    (5, lambda code, national: f"{_ABROAD.get(code, '00')} {code} {national}"),
    (4, lambda code, national: f"+{code} {national} ext. 12"),
    (2, lambda code, national: f"+{code}-{national[:3]}-{national[3:]}"),
)
"""How often a number is written how; all but the first are not E.164."""


class _Maker:
    """Makes the records of one org and what a quarter does to them; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)  # noqa: S311 - the same arguments make the same org
        self._made: dict[str, int] = defaultdict(int)
        self._fresh = {home: self._numbers(home) for home in _CALLING_CODES}
        self._accounts: list[Record] = []
        self._people: list[Record] = []

    def records(self, count: int) -> list[Record]:
        """Return about ``count`` new records, Accounts first; some have the number of an earlier one."""
        made = []
        for sobject, share in _SHARES.items():
            for _ in range(round(count * share)):
                made.append(self._record(sobject))
                (self._accounts if sobject == "Account" else self._people).append(made[-1])
        return made

    def a_quarter_later(self, records: Sequence[Record]) -> list[Record]:
        """Return what is left of ``records``, some corrected, and new ones."""
        kept = [record for record in records if self._chance.random() > 0.03]
        return [self._worked_on(record) for record in kept] + self.records(round(0.04 * len(records)))

    def _worked_on(self, record: Record) -> Record:
        """Return ``record`` as it was, or as loading a correction leaves it."""
        if self._chance.random() > 0.3:
            return record
        phones = {name: replace(value, text=value.number or value.text) for name, value in record.phones.items()}
        mobile = phones.get(_MOBILE.get(record.sobject, ""))
        if mobile is not None and mobile.number and "Phone" not in phones:
            phones["Phone"] = mobile
        day = _LAST_DAY + timedelta(minutes=self._chance.randrange(80 * 24 * 60))
        return Record(record.sobject, {**record.fields, "LastModifiedDate": _moment(day)}, phones)

    def _record(self, sobject: str) -> Record:
        chance = self._chance
        account = chance.choice(self._accounts) if sobject == "Contact" else None
        twin = chance.choice(self._people) if self._people and sobject != "Account" and chance.random() < 0.06 else None
        record = Record(sobject, self._fields(sobject, account, twin))
        for name, share in self._filled(sobject):
            if chance.random() < share:
                shared = self._shared(name, record, account, twin)
                record.phones[name] = self._value(record.fields["home"], shared)
        return record

    @staticmethod
    def _filled(sobject: str) -> Iterator[tuple[str, float]]:
        yield "Phone", 0.82
        if sobject in _MOBILE:
            yield _MOBILE[sobject], 0.55
        if sobject in _HOME:
            yield _HOME[sobject], 0.06

    def _fields(self, sobject: str, account: Record | None, twin: Record | None) -> dict[str, str]:
        chance, self._made[sobject] = self._chance, self._made[sobject] + 1
        home = chance.choices(list(_CALLING_CODES), [40, 20, 18, 12, 10])[0]
        home = account.fields["home"] if account else home
        moment = _FIRST_DAY + timedelta(minutes=chance.randrange(3 * 365 * 24 * 60))
        last = chance.choice(_LAST) + chance.choice(_ENDINGS)
        made = {
            "Id": _id(sobject, self._made[sobject] + (500_000 if sobject == "PersonAccount" else 0)),
            "home": home,
            "country": chance.choice(_SPELLINGS[home]),
            "AccountId": account.fields["Id"] if account else "",
            "FirstName": chance.choice(_FIRST),
            "LastName": last,
            "Name": f"{last} Works",
            "OwnerId": _id("User", chance.randrange(len(_OWNERS)) + 1),
            "IsConverted": "1" if sobject == "Lead" and chance.random() < 0.04 else "0",
            "CreatedDate": _moment(moment - timedelta(days=chance.randrange(1, 400))),
            "LastModifiedDate": _moment(moment),
            "LastActivityDate": f"{moment:%Y-%m-%d}" if chance.random() < 0.6 else "",
        }
        if twin is not None:
            made |= {name: twin.fields[name] for name in ("FirstName", "LastName", "home")}
            made["country"] = _SPELLINGS[made["home"]][0]
            made["LastModifiedDate"] = chance.choice([twin.fields["LastModifiedDate"], *[made["LastModifiedDate"]] * 5])
        return made

    def _shared(self, name: str, record: Record, account: Record | None, twin: Record | None) -> str | None:
        """Return a number that this record or another one has already, or None."""
        chance, other = self._chance, twin
        if name != "Phone" and chance.random() < 0.03:
            other = record
        elif name == "Phone" and account is not None and chance.random() < 0.08:
            other = account
        elif other is None and self._people and chance.random() < 0.02:
            other = chance.choice(self._people)
        numbers = [value.number for value in other.phones.values() if value.number] if other else []
        return chance.choice(numbers) if numbers else None

    def _value(self, home: str, shared: str | None) -> Value:
        chance, code = self._chance, _CALLING_CODES[home]
        if shared and not shared.startswith(f"+{code}"):
            return Value(shared, shared)
        number = shared or next(self._fresh[home])
        national = number[len(code) + 1 :]
        kind = "number" if shared else chance.choices(["number", "none", "cut", "two"], [95, 3, 1, 1])[0]
        if kind == "none":
            return Value(chance.choice(_NO_NUMBERS), holds_one=False)
        if kind == "cut":
            return Value(f"+{code} {national[:3]}")
        if kind == "two":
            return Value(f"{number} / {next(self._fresh[home])}")
        write = chance.choices([way for _, way in _WAYS], [weight for weight, _ in _WAYS])[0]
        return Value(write(code, national), number)

    def _numbers(self, home: str) -> Iterator[str]:
        code = _CALLING_CODES[home]
        every = [f"+{code}{stem}{n:0{digits}d}" for stem, digits in _LANDLINES[home] for n in range(10**digits)]
        self._chance.shuffle(every)
        yield from every


def two_quarters(records: int, seed: int = 0) -> tuple[list[Record], list[Record]]:
    """Return an org of about ``records`` records, and the same a quarter later."""
    maker = _Maker(seed)
    first = maker.records(records)
    return first, maker.a_quarter_later(first)


def true_headline(records: Sequence[Record]) -> dict[str, dict[str, object]]:
    """Return the three counts in records and in numbers or fields, in all and by object, as in ``results.json``."""
    held: dict[str, list[tuple[str, str, str]]] = {
        name: [] for name in ("duplicates", "not_e164", "mobile_without_phone")
    }
    audited = [record for record in records if record.is_audited]
    holders: dict[str, set[str]] = defaultdict(set)
    for record in audited:
        for value in record.phones.values():
            if value.number:
                holders[value.number].add(record.fields["Id"])
    for record in audited:
        record_id = record.fields["Id"]
        for name, value in record.phones.items():
            if value.number and len(holders[value.number]) > 1:
                held["duplicates"].append((record.sobject, record_id, value.number))
            if value.holds_one and value.text != value.number:
                held["not_e164"].append((record.sobject, record_id, name))
            if name == _MOBILE.get(record.sobject) and value.holds_one and "Phone" not in record.phones:
                held["mobile_without_phone"].append((record.sobject, record_id, name))
    return {name: _counted(cases, "numbers" if name == "duplicates" else "fields") for name, cases in held.items()}


def _counted(cases: Sequence[tuple[str, str, str]], unit: str) -> dict[str, object]:
    def count(some: Sequence[tuple[str, str, str]]) -> dict[str, int]:
        things = {thing if unit == "numbers" else (record, thing) for _, record, thing in some}
        return {"records": len({record for _, record, _ in some}), unit: len(things)}

    by_sobject = {name: count([case for case in cases if case[0] == name]) for name in SOBJECTS}
    return {**count(cases), "by_sobject": by_sobject}


def write_export(records: Sequence[Record], folder: Path) -> Path:
    """Write a Data Export of ``records`` into ``folder`` and return the path of its zip."""
    folder.mkdir(parents=True)
    of = {name: [record for record in records if record.sobject == name] for name in SOBJECTS}
    people = [(_id("User", n + 1), *name.split()) for n, name in enumerate(_OWNERS)]
    files = {
        "Account.csv": [_account(record) for name in ("Account", "PersonAccount") for record in of[name]],
        "Contact.csv": [_contact(record) for record in of["Contact"]]
        + [_mirror(record) for record in of["PersonAccount"]],
        "Lead.csv": [_lead(record) for record in of["Lead"]],
        "User.csv": [
            {"Id": user, "Username": f"{first}@example.com", "LastName": last, "FirstName": first}
            for user, first, last in people
        ],
        "Organization.csv": [{"Id": "00D5Y0000000001UAA", "Name": "Amberbrook Holdings", "Country": "US"}],
        "Opportunity.csv": [{"Id": "0065Y0000000001AAA", "Name": "Renewal", "Amount": "100"}],
    }
    path = folder / "WE_00D5Y0000000001UAA_1.ZIP"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), _csv(rows))
    return path


def _common(record: Record, *names: str) -> dict[str, str]:
    copied = {name: record.fields[name] for name in (*names, "OwnerId", *_MOMENTS)}
    return {"Id": record.fields["Id"], "IsDeleted": "0", **copied}


def _texts(record: Record, *names: str) -> dict[str, str]:
    return {name: record.phones[name].text if name in record.phones else "" for name in ("Phone", *names)}


def _contact(record: Record) -> dict[str, str]:
    texts = _texts(record, "MobilePhone", "HomePhone")
    country = {"MailingCountry": record.fields["country"]}
    return {**_common(record, "AccountId", "FirstName", "LastName"), "IsPersonAccount": "0", **country, **texts}


def _mirror(record: Record) -> dict[str, str]:
    """Return the Contact that Salesforce keeps behind a Person Account, with the same numbers."""
    person, number = _texts(record, "PersonMobilePhone", "PersonHomePhone"), int(record.fields["Id"][5:15])
    texts = {name.removeprefix("Person"): text for name, text in person.items()}
    country = {"MailingCountry": record.fields["country"], "AccountId": record.fields["Id"], "IsPersonAccount": "1"}
    return {**_common(record, "FirstName", "LastName"), **country, **texts, "Id": _id("Contact", number)}


def _account(record: Record) -> dict[str, str]:
    is_person = record.sobject == "PersonAccount"
    name = f"{record.fields['FirstName']} {record.fields['LastName']}" if is_person else record.fields["Name"]
    row = {**_common(record), "Name": name, "IsPersonAccount": "1" if is_person else "0"}
    row |= {part: record.fields[part] if is_person else "" for part in ("FirstName", "LastName")}
    row["BillingCountry"] = record.fields["country"]
    return {**row, **_texts(record, "PersonMobilePhone", "PersonHomePhone")}


def _lead(record: Record) -> dict[str, str]:
    company = {"Company": record.fields["Name"], "Country": record.fields["country"]}
    return {**_common(record, "FirstName", "LastName", "IsConverted"), **company, **_texts(record, "MobilePhone")}


def _csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def _id(sobject: str, number: int) -> str:
    prefix = _PREFIXES[sobject]
    return f"{prefix}5Y{number:010d}{_CHECKSUMS[prefix]}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=8500)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    for quarter, exported in zip(("q1", "q2"), two_quarters(given.records, given.seed), strict=True):
        write_export(exported, given.out / quarter)
        print(quarter, json.dumps(true_headline(exported), indent=1))  # noqa: T201 - the truth is what it is for
