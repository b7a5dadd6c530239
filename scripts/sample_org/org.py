"""The records of the org as they are made up, and what the audit is meant to find in them."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from .names import COUNTRIES, FAMILY, GIVEN, LEGAL_FORM, OWNERS, PLACES, REGION_WEIGHTS, TITLES, TRADES, UTC_OFFSETS
from .numbering import HABITS, Line, shuffled_lines
from .values import CUSTOM, SLOT_FIELDS, Value, own_findings

SEED: Final = 20260630
EXPORTED: Final = datetime(2026, 6, 29, 6, 0, tzinfo=UTC)
"""When the files were exported, as the story goes: nothing in them is younger."""
QUARTER: Final = datetime(2026, 4, 1, tzinfo=UTC)
"""Since when calls are at hand."""
FOUNDED: Final = datetime(2021, 3, 1, 8, 0, tzinfo=UTC)


@dataclass(eq=False)
class Record:
    """A row to be: ``fields`` by API name, phone fields apart; other records in it stand for their ids."""

    sobject: str
    fields: dict[str, "str | Record"]
    values: Mapping[str, Value]
    """By slot."""
    created: datetime
    modified: datetime | str
    place: str
    region: str | None
    """What the audit knows: the region of the country that is written on the record or its Account."""

    def lines(self) -> set[Line]:
        """Return the numbers that the record holds where calls are looked up."""
        return {value.line for slot, value in self.values.items() if value.line and slot not in CUSTOM}

    def field_of(self, line: Line) -> str:
        """Return the API name of the first field that holds ``line``."""
        slot = next(slot for slot, value in self.values.items() if value.line == line)
        return SLOT_FIELDS[self.sobject][slot]

    @property
    def name(self) -> str:
        """What the record is called."""
        parts = [self.fields.get(field, "") for field in ("Name", "FirstName", "LastName")]
        return " ".join(str(part) for part in parts if part)

    @property
    def in_scope(self) -> bool:
        """Whether the audit looks at it."""
        flags = ("IsDeleted", "IsConverted", "IsPersonAccount")
        return self.sobject == "PersonAccount" or "true" not in [self.fields.get(flag) for flag in flags]


@dataclass
class Org:
    """Everything that was made up so far."""

    rng: Random
    lines: Mapping[str, Iterator[Line]]
    """By place, numbers that nobody has yet."""
    people: Mapping[str, Iterator[tuple[str, str]]]
    """By region, given and family names of people who do not occur yet."""
    companies: set[str] = field(default_factory=set)
    """Names that are taken."""
    records: list[Record] = field(default_factory=list)
    expected: set[tuple[str, Record, str | None]] = field(default_factory=set)
    """(rule id, record, API name of the field or None for the whole record): all that the audit is to find."""
    home_accounts: list[Record] = field(default_factory=list)
    """Accounts whose country is known, to which anybody may belong."""

    # -- what stories are told with

    def line(self, place: str) -> Line:
        """Take a number of ``place`` that nobody has yet."""
        return next(self.lines[place])

    def mobile(self, place: str) -> Line:
        """Take a mobile number of the country of ``place``; where fiction has none, a second line."""
        of_country = f"mobile {region_of(place)}"
        return self.line(of_country if of_country in self.lines else place)

    def habit(self, region: str) -> str:
        """Return a spelling that is common in ``region``."""
        return self.rng.choices(list(HABITS[region]), list(HABITS[region].values()))[0]

    def day(self, first: datetime = FOUNDED, last: datetime = EXPORTED) -> datetime:
        """Return a moment between two moments, to the second."""
        return first + timedelta(seconds=self.rng.randrange(int((last - first).total_seconds())))

    def working_hour(self, region: str) -> datetime:
        """Return a moment of the quarter at which the office that looks after ``region`` is at work."""
        days = [QUARTER + timedelta(days=n) for n in range((EXPORTED - QUARTER).days)]
        day = self.rng.choice([day for day in days if day.weekday() < 5])
        return day + timedelta(hours=9 - UTC_OFFSETS[region], seconds=self.rng.randrange(8 * 3600))

    def expect(self, rule: str, record: Record, field: str | None = None) -> None:
        """Note that the audit is meant to find ``rule`` in a field of ``record``, or on it as a whole."""
        self.expected.add((rule, record, field))

    # -- records

    def account(
        self, values: Mapping[str, Value], region: str = "US", *, place: str = "", placed: bool = True, **fields: str
    ) -> Record:
        """Add a company; ``placed`` as of ``contact``."""
        place = place or self.rng.choice(PLACES[region])
        named = {
            "Name": self._company(region),
            "BillingCity": place,
            "BillingCountry": self.rng.choice(COUNTRIES[region]),
        }
        return self._add("Account", values, place, region if placed else None, {**named, **fields})

    def contact(
        self, values: Mapping[str, Value], account: "Record | None" = None, *, placed: bool = True, **fields: str
    ) -> Record:
        """Add a person at ``account``, or at any; the country is the account's, and not always written down again.

        With ``placed`` false what ``fields`` say of the country cannot be understood.
        """
        account = account or self.home()
        given, family = self.person(region_of(account.place))
        country = self.rng.choice(COUNTRIES[account.region]) if account.region and self.rng.random() < 0.45 else ""
        named: dict[str, str | Record] = {
            "AccountId": account,
            "FirstName": given,
            "LastName": family,
            "Title": self.rng.choice(TITLES),
            "Email": f"{_mailbox(given)}.{_mailbox(family)}@{_mailbox(str(account.fields['Name']))}.example",
            "MailingCity": account.place,
            "MailingCountry": country,
        }
        region = account.region if placed else None
        return self._add("Contact", values, account.place, region, {**named, **fields})

    def lead(
        self, values: Mapping[str, Value], region: str = "US", *, place: str = "", placed: bool = True, **fields: str
    ) -> Record:
        """Add somebody who may become a customer; ``placed`` as of ``contact``."""
        place = place or self.rng.choice(PLACES[region])
        given, family = self.person(region)
        named = {
            "FirstName": given,
            "LastName": family,
            "Company": self._company(region),
            "Email": f"{_mailbox(given)}.{_mailbox(family)}@example.com",
            "LeadSource": self.rng.choice(("Web", "Trade Show", "Referral", "Webinar")),
            "Status": self.rng.choice(("Open", "Open", "Working", "Nurturing")),
            "City": place,
            "Country": self.rng.choice(COUNTRIES[region]),
        }
        return self._add("Lead", values, place, region if placed else None, {**named, **fields})

    def person_account(
        self, values: Mapping[str, Value], region: str = "US", *, place: str = "", **fields: str
    ) -> Record:
        """Add a private customer."""
        place = place or self.rng.choice(PLACES[region])
        given, family = self.person(region)
        named = {
            "FirstName": given,
            "LastName": family,
            "PersonEmail": f"{_mailbox(given)}.{_mailbox(family)}@example.com",
            "PersonMailingCity": place,
            "PersonMailingCountry": self.rng.choice(COUNTRIES[region]),
        }
        return self._add("PersonAccount", values, place, region, {**named, **fields})

    def person(self, region: str) -> tuple[str, str]:
        """Return given and family name of somebody new."""
        return next(self.people[region])

    def home(self, place: str | None = None) -> Record:
        """Return an account (in ``place``) to which anybody may belong."""
        return self.homes(place, 1)[0]

    def homes(self, place: str | None, n: int) -> list[Record]:
        """Return ``n`` different accounts (in ``place``) to which anybody may belong."""
        return self.rng.sample([account for account in self.home_accounts if place in {None, account.place}], n)

    def any_region(self) -> str:
        """Return one of the regions of the business, home first."""
        return self.rng.choices(list(REGION_WEIGHTS), list(REGION_WEIGHTS.values()))[0]

    def _add(
        self,
        sobject: str,
        values: Mapping[str, Value],
        place: str,
        region: str | None,
        fields: dict[str, "str | Record"],
    ) -> Record:
        created = self.day()
        fields.setdefault("Owner.Name", self.rng.choice(OWNERS[region_of(place)]))
        record = Record(sobject, fields, values, created, self.day(first=created), place, region)
        self.records.append(record)
        for rule, slot in own_findings(values, region) if record.in_scope else ():
            self.expect(rule, record, SLOT_FIELDS[sobject][slot])
        return record

    # -- names

    def _company(self, region: str) -> str:
        trades = TRADES.get(region, TRADES["en"]).split(",")
        families = FAMILY[region].split()
        while True:
            name = f"{self.rng.choice(families)} {self.rng.choice(trades)} {LEGAL_FORM[region]}"
            if name not in self.companies:
                self.companies.add(name)
                return name


def founded() -> Org:
    """Return an org in which there is nobody yet."""
    rng = Random(SEED)  # noqa: S311 - a story, not a secret
    return Org(rng, shuffled_lines(rng), {region: _shuffled_names(rng, region) for region in GIVEN})


def region_of(place: str) -> str:
    """Return the region in which ``place`` lies."""
    return next(region for region, places in PLACES.items() if place in places)


def identity(record: Record) -> dict[str, Any]:
    """Return the fields that say who the person of ``record`` is."""
    return {field: record.fields[field] for field in ("FirstName", "LastName", "Email")}


def last_edited(record: Record, moment: datetime, *, created: datetime | None = None) -> Record:
    """Let ``record`` be edited last at ``moment``, and be created proportionately earlier than it was to be."""
    record.modified = moment
    earlier = FOUNDED + (record.created - FOUNDED) * ((moment - FOUNDED) / (EXPORTED - FOUNDED))
    record.created = created or earlier.replace(microsecond=0)
    return record


def _shuffled_names(rng: Random, region: str) -> Iterator[tuple[str, str]]:
    names = [(given, family) for given in GIVEN[region].split() for family in FAMILY[region].split()]
    rng.shuffle(names)
    return iter(names)


def _mailbox(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(character for character in plain if character.isalnum())
