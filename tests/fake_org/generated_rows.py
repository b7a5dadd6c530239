"""Rows that are computed when they are asked for, so that an org can have millions of them and hold none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tests.fake_org.call_history import invented_history
from tests.fake_org.call_log import call_log
from tests.fake_org.contents import Contents, fixed_rows, seen_by_user, standard_objects
from tests.fake_org.generated_numbers import Hashes, joined, mixed, padded, plan_of, spelled_numbers
from tests.fake_org.ids import numbered_id
from tests.fake_org.permissions import permission_rows
from tests.fake_org.rows import Positions, Rows
from tests.fake_org.settings import Settings

Compute = Callable[[Positions], pa.Array]
_FIRST: Final = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Ida", "José", "Kai", "Liv", "Mo", "Noé", "Øyvind", "Zoë")
_LAST: Final = (
    "Ample",
    "Brisk",
    "Crisp",
    "Dusty",
    "Eager",
    "Frank",
    "Grand",
    "Hasty",
    "Ivory",
    "Jolly",
    "Keen",
    "Lofty",
)
_COUNTRIES: Final = {
    "US": ("US", "USA", "United States", ""),
    "GB": ("UK", "United Kingdom", "GB", ""),
    "FR": ("France", "FR", "France", ""),
    "AU": ("Australia", "AU", "AUS", ""),
}
_OWNERS: Final = 50
_QUEUE: Final = numbered_id("00G", 1)
_INTEGRATION_USER: Final = numbered_id("005", 7)
_SECONDS: Final = 5 * 365 * 86_400
_START: Final = np.datetime64("2021-01-01T00:00:00", "s")


@dataclass(frozen=True)
class GeneratedRows:
    """Rows of one object; each field is a function of row positions."""

    prefix: str
    count: int
    fields: Mapping[str, Compute]

    def take(self, positions: Positions, field: str) -> pa.Array:
        """Return one field of the rows at ``positions``; null where a position is -1."""
        if field not in self.fields:
            return pa.nulls(len(positions), pa.string())
        cells = self.fields[field](np.maximum(positions, 0))
        return pc.if_else(pa.array(positions >= 0), cells, None) if (positions < 0).any() else cells

    def positions_of(self, ids: pa.Array) -> Positions:
        """Return where the rows with these ids stand: the id says it."""
        ours = pc.fill_null(pc.starts_with(ids, f"{self.prefix}Fk"), fill_value=False)
        digits = pc.if_else(ours, pc.utf8_slice_codeunits(ids, 5, 15), "-1")
        numbers = np.asarray(pc.cast(digits, pa.int64()))
        return np.where(numbers < self.count, numbers, -1)


def generate(
    contacts: int, settings: Settings, *, leads: int = 0, accounts: int = 0, persons: int = 0, calls: int = 0
) -> Contents:
    """Return an org with so many rows of each object; ``persons`` are person accounts, mirrored as contacts.

    The ``calls`` are logged as ``settings`` say.
    """
    objects = standard_objects(person_accounts=persons > 0, country_codes=False, settings=settings)
    owners = {numbered_id("005", 1000 + n): f"{_FIRST[n % 15]} {_LAST[n % 12]}" for n in range(_OWNERS)}
    owners |= {_QUEUE: "Inbound queue", _INTEGRATION_USER: settings.integration_user}
    history = invented_history(calls, contacts, lambda at: _ids("005", _some_owner(at, 4)))
    account_rows = _accounts(accounts, persons, contacts)
    rows: dict[str, Rows] = {
        "Account": account_rows,
        "Contact": _contacts(contacts, accounts, persons, account_rows),
        "Lead": _leads(leads),
        **fixed_rows(settings, owners),
        **call_log(history, settings, _INTEGRATION_USER),
        **permission_rows(settings, objects, _INTEGRATION_USER),
    }
    return seen_by_user(Contents(objects, rows), settings)


def _contacts(count: int, accounts: int, persons: int, account_rows: GeneratedRows) -> GeneratedRows:
    """Return ordinary contacts, and after them the mirrors of the person accounts."""
    plain = {
        **_person(1),
        **_phones(1, {"Phone": 80, "MobilePhone": 60, "HomePhone": 5, "OtherPhone": 3, "AssistantPhone": 2}),
        "Email": _email(1),
        "AccountId": lambda at: _some_account(at, accounts),
        "MailingCountry": _country(1),
        "IsPersonAccount": _always("false"),
    }
    mirrored = {
        "AccountId": "Id",
        "Phone": "Phone",
        "MobilePhone": "PersonMobilePhone",
        "HomePhone": "PersonHomePhone",
        "Email": "PersonEmail",
        "MailingCountry": "PersonMailingCountry",
        "IsPersonAccount": "IsPersonAccount",
        "OtherPhone": "PersonOtherPhone",
        "AssistantPhone": "PersonAssistantPhone",
    }
    fields = {**_system("003", 1), **plain}
    dates = ("LastModifiedDate", "SystemModstamp", "CreatedDate")
    same = ("FirstName", "LastName", "Name", "OwnerId", "CreatedById", *dates)
    for name, source in {**mirrored, **{name: name for name in same}}.items():
        fields[name] = _then(fields[name], count, account_rows, source, accounts - count)
    return GeneratedRows("003", count + persons, fields)


def _then(first: Compute, count: int, rows: GeneratedRows, field: str, shift: int) -> Compute:
    """Return a column that is ``first`` before row ``count`` and another object's ``field`` from there on."""

    def compute(at: Positions) -> pa.Array:
        cells = first(at)
        if not (at >= count).any():
            return cells
        return pc.if_else(pa.array(at < count), cells, rows.take(np.where(at < count, -1, at + shift), field))

    return compute


def _accounts(count: int, persons: int, contacts: int) -> GeneratedRows:
    """Return companies, and after them person accounts, mirrored behind so many contacts."""

    def of_persons(compute: Compute) -> Compute:
        return lambda at: pc.if_else(pa.array(at >= count), compute(at), None)

    person = _person(2)
    phones = {"PersonMobilePhone": 60, "PersonHomePhone": 5, "PersonOtherPhone": 3, "PersonAssistantPhone": 2}
    company = joined_names(2)
    fields: dict[str, Compute] = {
        **_system("001", 2),
        **_phones(2, {"Phone": 80}),
        "BillingCountry": _country(2),
        "Name": lambda at: pc.if_else(pa.array(at >= count), person["Name"](at), company(at)),
        "IsPersonAccount": lambda at: pc.if_else(pa.array(at >= count), "true", "false"),
        "PersonContactId": of_persons(lambda at: _ids("003", np.maximum(at - count, 0) + contacts)),
    }
    personal = {**_phones(2, phones), "PersonEmail": _email(2), "PersonMailingCountry": _country(2)}
    for name, compute in {**personal, "FirstName": person["FirstName"], "LastName": person["LastName"]}.items():
        fields[name] = of_persons(compute)
    return GeneratedRows("001", count + persons, fields)


def _leads(count: int) -> GeneratedRows:
    fields = {
        **_system("00Q", 3),
        **_person(3),
        **_phones(3, {"Phone": 70, "MobilePhone": 40}),
        "Email": _email(3),
        "OwnerId": lambda at: pc.if_else(pa.array(mixed(at, 32) % 4 == 0), _QUEUE, _ids("005", _some_owner(at, 3))),
        "Company": joined_names(3),
        "Country": _country(3),
        "IsConverted": lambda at: pc.if_else(pa.array(mixed(at, 31) % 20 == 0), "true", "false"),
    }
    return GeneratedRows("00Q", count, fields)


def _system(prefix: str, salt: int) -> dict[str, Compute]:
    def modified(at: Positions) -> pa.Array:
        moments = _START + (mixed(at, salt + 100) % np.uint64(_SECONDS)).astype("timedelta64[s]")
        return joined(pa.array(np.datetime_as_string(moments)), ".000Z")

    return {
        "Id": lambda at: _ids(prefix, at),
        "IsDeleted": _always("false"),
        "OwnerId": lambda at: _ids("005", _some_owner(at, salt)),
        "CreatedDate": _always("2020-12-31T00:00:00.000Z"),
        "CreatedById": lambda at: _ids("005", _some_owner(at, salt + 200)),
        "LastModifiedDate": modified,
        "SystemModstamp": modified,
    }


def _ids(prefix: str, numbers: Positions) -> pa.Array:
    """Return ids in bulk: their digits have no upper-case letter, so the check letters are the same for all."""
    return joined(f"{prefix}Fk", padded(numbers, 10), numbered_id(prefix, 0)[15:])


def _some_owner(at: Positions, salt: int) -> Positions:
    return 1000 + (mixed(at, salt + 200) % np.uint64(_OWNERS)).astype(np.int64)


def _always(text: str) -> Compute:
    return lambda at: pa.array([text] * len(at), pa.string())


def _chosen(values: tuple[str, ...], hashes: Hashes) -> pa.Array:
    return pa.array(values).take(pa.array((hashes % np.uint64(len(values))).astype(np.int64)))


def _person(salt: int) -> dict[str, Compute]:
    def first(at: Positions) -> pa.Array:
        return _chosen(_FIRST, mixed(at, salt + 300))

    def last(at: Positions) -> pa.Array:
        return joined(_chosen(_LAST, mixed(at, salt + 400)), padded(mixed(at, salt + 500) % np.uint64(5_000), 4))

    return {
        "FirstName": first,
        "LastName": last,
        "Name": lambda at: pc.binary_join_element_wise(first(at), last(at), " "),
    }


def joined_names(salt: int) -> Compute:
    """Return a column of company names."""
    return lambda at: joined(
        _chosen(_LAST, mixed(at, salt + 600)), " & ", _chosen(_FIRST, mixed(at, salt + 650)), " Ltd"
    )


def _email(salt: int) -> Compute:
    return lambda at: joined("person", padded(mixed(at, salt + 700) % np.uint64(10**9), 9), "@mail.example")


def _country(salt: int) -> Compute:
    spellings = [spelling for region in ("US", "GB", "FR", "AU") for spelling in _COUNTRIES[region]]

    def compute(at: Positions) -> pa.Array:
        choice = plan_of(mixed(at, salt)) * 4 + (mixed(at, salt + 800) % np.uint64(4)).astype(np.int64)
        return pa.array([spelling or None for spelling in spellings], pa.string()).take(pa.array(choice))

    return compute


def _phones(salt: int, filled: Mapping[str, int]) -> dict[str, Compute]:
    """Return phone columns, each filled in so many rows of a hundred."""

    def column(number: int, share: int) -> Compute:
        def compute(at: Positions) -> pa.Array:
            hashes = mixed(at, salt + 900 + number)
            full = (hashes >> np.uint64(8)) % np.uint64(100) < share
            values = spelled_numbers(mixed(at[full], salt), hashes[full])
            return values.take(pa.array(np.cumsum(full) - 1, mask=~full))

        return compute

    return {name: column(number, share) for number, (name, share) in enumerate(filled.items())}


def _some_account(at: Positions, accounts: int) -> pa.Array:
    hashes = mixed(at, 71)
    if not accounts:
        return pa.nulls(len(at), pa.string())
    ids = _ids("001", (hashes % np.uint64(accounts)).astype(np.int64))
    return pc.if_else(pa.array((hashes >> np.uint64(32)) % np.uint64(20) == 0), None, ids)
