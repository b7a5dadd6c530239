"""docs/simulation.md, Winner, row by row."""

import pytest

from audit.config.profile import SHIPPED_PROFILES, Profile
from audit.tables.report_tables import numbers_with_ids
from audit.tables.simulation import Simulation
from tests.typed_org import Row, account, contact, id_of, key_of, lead, person_account, simulated

N = "+12125550100"
INTERNATIONAL = "+1 (212) 555-0100"
NATIONAL = "(212) 555-0100"
MONDAY, TUESDAY = "2024-01-01T10:00:00Z", "2024-01-02T10:00:00Z"


def decision(simulation: Simulation, e164: str = N) -> tuple[str | None, str]:
    row = number(simulation, e164)
    return key_of(row["winner_record_id"]), row["decided_by"]


def number(simulation: Simulation, e164: str = N) -> Row:
    numbers = numbers_with_ids(simulation.numbers, simulation.records).assign(winner=simulation.numbers["winner"])
    found = numbers.loc[numbers["e164"] == e164]
    assert len(found) == 1
    row = found.iloc[0].astype(object)
    return {str(name): value for name, value in row.where(row.notna(), None).items()}


def test_the_only_record_wins() -> None:
    assert decision(simulated(lead("ada", phone=N))) == ("ada", "only_record")


def test_a_record_that_holds_a_number_twice_is_still_the_only_one() -> None:
    row = number(simulated(contact("ada", phone=N, mobile=NATIONAL, other=N)))
    assert (row["decided_by"], row["n_values"], row["n_records"]) == ("only_record", 3, 1)


@pytest.mark.parametrize(
    ("rows", "winner"),
    [
        ([lead("lou", phone=N), contact("ada", phone=N)], "ada"),
        ([account("acme", phone=N), lead("lou", phone=N)], "lou"),
        ([person_account("pat", phone=N), account("acme", phone=N)], "acme"),
        ([person_account("pat", phone=N), contact("ada", phone=N)], "ada"),
    ],
)
def test_contact_comes_before_lead_before_account_before_person_account(rows: list[Row], winner: str) -> None:
    assert decision(simulated(*rows)) == (winner, "object_priority")


def test_the_object_counts_more_than_the_date() -> None:
    older = contact("ada", phone=N, last_modified=MONDAY)
    newer = lead("lou", phone=N, last_modified=TUESDAY)
    assert decision(simulated(newer, older)) == ("ada", "object_priority")


def test_in_the_legacy_profile_an_account_comes_before_a_lead() -> None:
    rows = [lead("lou", phone=N), account("acme", phone=N)]
    assert decision(simulated(*rows, profile=SHIPPED_PROFILES["aircall-legacy"])) == ("acme", "object_priority")


def test_of_one_object_the_most_recently_updated_wins() -> None:
    older = contact("ada", phone=N, last_modified=MONDAY)
    newer = contact("bea", phone=N, last_modified=TUESDAY)
    assert decision(simulated(newer, older)) == decision(simulated(older, newer)) == ("bea", "most_recent")


def test_several_contacts_are_decided_by_date_even_when_a_lead_holds_the_number_too() -> None:
    contacts = [contact("ada", phone=N, last_modified=MONDAY), contact("bea", phone=N, last_modified=TUESDAY)]
    assert decision(simulated(lead("lou", phone=N), *contacts)) == ("bea", "most_recent")


def test_a_millisecond_decides() -> None:
    older = contact("bea", phone=N, last_modified="2024-01-01T10:00:00.001Z")
    newer = contact("cleo", phone=N, last_modified="2024-01-01T10:00:00.002Z")
    assert decision(simulated(older, newer)) == ("cleo", "most_recent")


def test_a_missing_date_is_the_oldest() -> None:
    dated = contact("bea", phone=N, last_modified="1970-01-01T00:00:00Z")
    before_the_epoch = contact("cleo", phone=N, last_modified="1901-01-01T00:00:00Z")
    assert decision(simulated(contact("ada", phone=N), dated)) == ("bea", "most_recent")
    assert decision(simulated(contact("ada", phone=N), before_the_epoch)) == ("cleo", "most_recent")


def test_equal_dates_are_a_tie_and_the_least_id_stands_in() -> None:
    rows = [contact(key, phone=N, last_modified=MONDAY) for key in ("cleo", "ada", "bea")]
    assert decision(simulated(*rows)) == ("ada", "tie")


def test_two_missing_dates_are_a_tie() -> None:
    assert decision(simulated(contact("bea", phone=N), contact("ada", phone=N))) == ("ada", "tie")


def test_ids_are_compared_by_code_point_so_capitals_come_first() -> None:
    rows = [contact(key, phone=N, last_modified=MONDAY) for key in ("a", "Z", "9")]
    assert decision(simulated(*rows)) == ("9", "tie")
    assert decision(simulated(*rows[:2])) == ("Z", "tie")


def test_only_a_tie_of_the_latest_is_a_tie() -> None:
    tied = [contact(key, phone=N, last_modified=MONDAY) for key in ("ada", "bea")]
    latest = contact("cleo", phone=N, last_modified=TUESDAY)
    earliest = contact("dora", phone=N)
    assert decision(simulated(*tied, latest)) == ("cleo", "most_recent")
    assert decision(simulated(*tied, earliest)) == ("ada", "tie")


def test_custom_fields_are_never_matched() -> None:
    simulation = simulated(contact("ada", custom=N), lead("lou", phone=N))
    assert decision(simulation) == ("lou", "only_record")
    assert simulation.values["number"].tolist() == [-1, 0]


@pytest.mark.parametrize("slot", ["phone", "mobile", "home", "assistant", "other"])
def test_every_standard_slot_is_matched(slot: str) -> None:
    assert decision(simulated(contact("ada", **{slot: N}))) == ("ada", "only_record")


def test_the_phone_and_mobile_profile_matches_no_other_slot() -> None:
    rows = [contact("ada", home=N), lead("lou", mobile=N)]
    assert decision(simulated(*rows, profile=SHIPPED_PROFILES["aircall-phone-mobile"])) == ("lou", "only_record")


def test_unreadable_values_are_no_numbers() -> None:
    assert simulated(contact("ada", phone="2.12555E+09", mobile="n/a", home="555-0100")).numbers.empty


def test_the_slots_of_the_winner_come_in_the_order_of_the_table() -> None:
    simulation = simulated(contact("ada", other=N, assistant="n/a", mobile=NATIONAL, phone=INTERNATIONAL, custom=N))
    assert number(simulation)["winner_slots"] == "phone+mobile+other"


def test_numbers_come_with_their_region_and_type() -> None:
    numbers = simulated(contact("ada", phone="+61491570156", mobile="+80012345678")).numbers
    assert numbers[["e164", "region", "number_type"]].to_numpy().tolist() == [
        ["+61491570156", "AU", "mobile"],
        ["+80012345678", "001", "toll_free"],
    ]


@pytest.mark.parametrize(
    ("raw", "found_under"),
    [
        ("+12125550100", "exact"),
        ("+1 (212) 555-0100", "digits"),
        ("1-212-555-0100", "digits"),
        ("1212 555 0100", "digits"),
        ("tel:+12125550100", "digits"),
        ("'+12125550100", "digits"),
        ("(212) 555-0100", "any"),
        ("011 1 212 555 0100", "any"),
        ("+1 212 555 0100 ext. 5", "any"),
        ("\uff0b\uff11\uff12\uff11\uff12\uff15\uff15\uff15\uff10\uff11\uff10\uff10", "any"),
    ],
)
def test_the_strictest_policy_depends_on_the_spelling(raw: str, found_under: str) -> None:
    assert number(simulated(contact("ada", phone=raw)))["found_under"] == found_under


def test_a_trunk_zero_is_not_found_by_digits() -> None:
    assert number(simulated(contact("ada", phone="+44 (0)20 7946 0018")), "+442079460018")["found_under"] == "any"


def test_the_strictest_spelling_of_any_record_counts() -> None:
    simulation = simulated(contact("ada", phone=NATIONAL, mobile=INTERNATIONAL), lead("lou", phone=N))
    row = number(simulation)
    assert (row["winner_exact"], row["winner_digits"]) == (id_of("Lead", "lou"), id_of("Contact", "ada"))
    assert (row["winner_record_id"], row["found_under"]) == (id_of("Contact", "ada"), "exact")


def test_winners_of_policies_that_find_nothing_are_null() -> None:
    row = number(simulated(contact("ada", phone=NATIONAL)))
    assert (row["winner_exact"], row["winner_digits"], row["found_under"]) == (None, None, "any")


@pytest.mark.parametrize(
    ("contact_spelling", "lead_spelling", "sensitive"),
    [
        (N, N, False),
        (INTERNATIONAL, N, True),
        (NATIONAL, N, True),
        (NATIONAL, INTERNATIONAL, True),
        (N, NATIONAL, False),
        (NATIONAL, NATIONAL, False),
    ],
)
def test_a_number_is_format_sensitive_when_policies_that_find_a_record_find_different_ones(
    contact_spelling: str, lead_spelling: str, *, sensitive: bool
) -> None:
    simulation = simulated(contact("ada", phone=contact_spelling), lead("lou", phone=lead_spelling))
    assert number(simulation)["format_sensitive"] == sensitive


@pytest.mark.parametrize(("policy", "winner"), [("exact", "lou"), ("digits", "bea"), ("any", "ada")])
def test_the_policy_of_the_profile_says_who_takes_part(policy: str, winner: str) -> None:
    rows = [
        contact("ada", phone=NATIONAL, last_modified=TUESDAY),
        contact("bea", phone=INTERNATIONAL, last_modified=MONDAY),
        lead("lou", phone=N),
    ]
    assert decision(simulated(*rows, profile=Profile(policy=policy)))[0] == winner


def test_candidates_that_the_policy_does_not_find_do_not_decide() -> None:
    rows = [contact("ada", phone=NATIONAL), contact("bea", phone=N), lead("lou", phone=NATIONAL)]
    assert decision(simulated(*rows, profile=Profile(policy="exact"))) == ("bea", "only_record")


def test_a_number_that_the_policy_does_not_find_keeps_its_row() -> None:
    row = number(
        simulated(contact("ada", phone=NATIONAL), lead("lou", phone=NATIONAL), profile=Profile(policy="digits"))
    )
    assert {name: row[name] for name in ("winner_record_id", "winner_sobject", "winner_slots", "winner_digits")} == {
        "winner_record_id": None,
        "winner_sobject": None,
        "winner_slots": None,
        "winner_digits": None,
    }
    assert (row["decided_by"], row["sync_outcome"]) == ("not_found", "not_found")
    assert (row["n_values"], row["n_records"], row["relation"], row["winner"]) == (2, 2, "unrelated", -1)


def test_an_org_without_records_or_numbers_has_an_empty_table() -> None:
    assert simulated().numbers.columns.tolist() == simulated(contact("ada")).numbers.columns.tolist()
    assert simulated().numbers.empty
