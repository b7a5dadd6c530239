"""Cases that several records make by holding one number, one function for each rule that is to find them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from .cases_of_one_record import created_by_integration
from .numbering import Line
from .org import EXPORTED, Org, Record, identity, last_edited, region_of
from .values import Value, noted, stored

NIGHTLY_LOAD: Final = datetime(2026, 5, 18, 5, 12, 7, tzinfo=UTC)
"""A data load that gave many records one time of last edit."""
LONG_AGO: Final = datetime(2025, 2, 3, 9, 0, tzinfo=UTC)
LATELY: Final = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
_FEW_DAYS: Final = timedelta(days=2, hours=5)


def duplicate_same_object(org: Org) -> None:
    """Enter a person, or a company, twice; the last edits are far apart."""
    for place in ("New York", "New York", "Boston", "Chicago", "London", "Edinburgh", "Berlin", "Hamburg", "Paris"):
        line = org.line(place)
        first = org.contact({"phone": stored(line)}, org.home(place))
        second = _same_person(org, first, {"phone": stored(line), "mobile": stored(org.mobile(place))})
        _long_ago(org, first)
        last_edit_decides(org, [line], _lately(org, second), [first])
    for place in ("Denver", "München"):
        line = org.line(place)
        first, second = (_lead_at(org, place, {"phone": stored(line)}) for _ in range(2))
        _long_ago(org, first)
        last_edit_decides(org, [line], _lately(org, second), [first])
    line = org.line("Bristol")
    first, second = (org.account({"phone": stored(line)}, "GB", place="Bristol") for _ in range(2))
    _long_ago(org, first)
    last_edit_decides(org, [line], _lately(org, second), [first])


def undetermined_winner(org: Org) -> None:
    """Let one data load touch two records at the same moment."""
    for place in ("New York", "Austin", "London", "Göteborg"):
        line = org.line(place)
        pair = [org.contact({"phone": stored(line)}, account) for account in org.homes(place, 2)]
        first, second = sorted(pair, key=lambda record: record.created)
        for record in pair:
            last_edited(record, NIGHTLY_LOAD)
        nobody_decides(org, line, [first, second])


def unstable_winner(org: Org) -> None:
    """Keep two records of one person in use."""
    for place in ("Chicago", "Seattle", "Manchester", "Strasbourg", "Toronto"):
        line = org.line(place)
        first = org.contact({"phone": stored(line)}, org.home(place))
        second = _same_person(org, first, {"phone": stored(line)})
        _lately(org, first)
        last_edited(second, _edit_of(first) + _FEW_DAYS)
        last_edit_decides(org, [line], second, [first])
        org.expect("unstable-winner", second, "Phone")


def duplicate_across_objects(org: Org) -> None:
    """Enter a person as Contact and as Lead; and let a Lead keep calls from a private customer."""
    for place in (
        "New York",
        "Denver",
        "San Francisco",
        "London",
        "London",
        "Berlin",
        "Paris",
        "Melbourne",
        "Montréal",
    ):
        line = org.line(place)
        contact = org.contact({"phone": stored(line)}, org.home(place))
        lead = _lead_at(org, place, {"phone": stored(line)}, like=contact)
        order_decides(org, line, [lead])
    for place in ("Boston", "Bristol"):
        line = org.line(place)
        customer = org.person_account({"phone": stored(line)}, region_of(place), place=place)
        lead = _lead_at(org, place, {"phone": stored(line)})
        order_decides(org, line, [customer])


def shadowed_record(org: Org) -> None:
    """Add records with two numbers, both of which a newer record of the same person holds as well."""
    for place in ("Chicago", "Berlin"):
        lines = [org.line(place), org.mobile(place)]
        values = {slot: stored(line) for slot, line in zip(("phone", "mobile"), lines, strict=True)}
        first = org.contact(values, org.home(place))
        second = _same_person(org, first, values)
        _long_ago(org, first)
        last_edit_decides(org, lines, _lately(org, second), [first])


def format_sensitive_match(org: Org) -> None:
    """Add an old record in E.164 and a newer one in another spelling: which is found rests on the search."""
    for place, spelling in (("New York", "user interface"), ("London", "national"), ("Hamburg", "slash")):
        line = org.line(place)
        first = org.contact({"phone": stored(line)}, org.home(place))
        second = _same_person(org, first, {"phone": stored(line, spelling)})
        _long_ago(org, first)
        last_edit_decides(org, [line], _lately(org, second), [first])
        org.expect("format-sensitive-match", second, "Phone")
    line = org.line("Seattle")
    account = org.account({"phone": stored(line)}, place="Seattle")
    contact = org.contact({"phone": noted(line, "{} ext. 31", "extension-in-number")}, account)
    order_decides(org, line, [account])
    org.expect("format-sensitive-match", contact, "Phone")
    org.expect("shared-line", contact, "Phone")


def shared_line(org: Org) -> None:
    """Enter switchboards of companies on the people who work there too."""
    people_at = {"New York": 4, "Denver": 2, "London": 4, "Berlin": 5, "Paris": 3, "Toronto": 1, "Sydney": 1}
    for place, people in people_at.items():
        line = org.line(place)
        account = org.account({"phone": stored(line)}, region_of(place), place=place)
        _switchboard(org, line, account, people, "e164")
    for place, spelling in (("Chicago", "user interface"), ("Manchester", "international")):
        line = org.line(place)
        account = org.account({"phone": stored(line, spelling)}, region_of(place), place=place)
        _switchboard(org, line, account, 3, spelling)
    account = org.account({"phone": stored(org.line("Boston"))}, place="Boston")
    _switchboard(org, org.line("Boston"), account, 3, "e164")


def twin_records(org: Org) -> None:
    """Add callers who rang twice before the search index knew the record that their first call had created."""
    for place, minutes in (("New York", 3), ("London", 2), ("Berlin", 4)):
        line = org.line(place)
        created = org.working_hour(region_of(place))
        first = created_by_integration(org, line, created)
        second = created_by_integration(org, line, created + timedelta(minutes=minutes, seconds=17))
        last_edit_decides(org, [line], second, [first])
        org.expect("unstable-winner", second, "Phone")
        org.expect("twin-records", second, "Phone")


def last_edit_decides(org: Org, lines: Sequence[Line], winner: Record, rivals: Sequence[Record]) -> None:
    """Note that of records of one object that all hold ``lines`` the calls go to ``winner``, edited last."""
    for line in lines:
        for record in (winner, *rivals):
            org.expect("duplicate-same-object", record, record.field_of(line))
    _left_out(org, lines, rivals)


def nobody_decides(org: Org, line: Line, records: Sequence[Record]) -> None:
    """Note that ``records``, of one object, hold ``line`` and tie; the first stands in as the winner."""
    for record in records:
        org.expect("undetermined-winner", record, record.field_of(line))
    _left_out(org, [line], records[1:])


def order_decides(org: Org, line: Line, others: Sequence[Record]) -> None:
    """Note that ``others`` hold ``line`` but are of objects that come after that of its winner."""
    for record in others:
        org.expect("duplicate-across-objects", record, record.field_of(line))
    _left_out(org, [line], others)


def _left_out(org: Org, lines: Sequence[Line], losers: Sequence[Record]) -> None:
    for record in losers:
        if record.lines() <= set(lines):
            org.expect("shadowed-record", record)


def _switchboard(org: Org, line: Line, account: Record, people: int, spelling: str) -> None:
    """Give ``line`` to ``people`` of the Contacts of ``account``, every second of whom has a Mobile as well."""
    colleagues = []
    for position in range(people):
        mobile = {"mobile": stored(org.mobile(account.place))} if position % 2 else {}
        contact = org.contact({"phone": stored(line, spelling), **mobile}, account)
        colleagues.append(last_edited(contact, LATELY - timedelta(days=30 * position, hours=org.rng.randrange(40))))
        org.expect("shared-line", contact, "Phone")
    if people > 1:
        last_edit_decides(org, [line], colleagues[0], colleagues[1:])
    if line in account.lines():
        order_decides(org, line, [account])


def _same_person(org: Org, record: Record, values: dict[str, Value]) -> Record:
    account = record.fields["AccountId"]
    return org.contact(values, account if isinstance(account, Record) else None, **identity(record))


def _lead_at(org: Org, place: str, values: dict[str, Value], like: Record | None = None) -> Record:
    return org.lead(values, region_of(place), place=place, **(identity(like) if like else {}))


def _long_ago(org: Org, record: Record) -> Record:
    return last_edited(record, org.day(LONG_AGO, LONG_AGO + timedelta(days=300)))


def _lately(org: Org, record: Record) -> Record:
    return last_edited(record, org.day(LATELY, EXPORTED - timedelta(days=8)))


def _edit_of(record: Record) -> datetime:
    if not isinstance(record.modified, datetime):
        raise TypeError(f"{record.sobject} was never edited")
    return record.modified
