"""docs/simulation.md, Scores, figure by figure."""

import pytest

from audit.config.audit import AuditConfig
from audit.config.profile import SHIPPED_PROFILES, Profile
from audit.result.results import GroupFigures, Scores
from audit.scoring.report_figures import field_figures, group_figures, region_figures, sobject_figures
from audit.scoring.scores import by_region, counts, field_counts, group_counts, sobject_counts, whole_counts
from tests.typed_org import US, Row, account, contact, lead, person_account, simulated

N, M = "+12125550100", "+12125550101"
NATIONAL, INTERNATIONAL = "(212) 555-0100", "+1 (212) 555-0100"
MONDAY, TUESDAY = "2024-01-01", "2024-01-02"
NO_REGION = AuditConfig()


def figures(*rows: Row, profile: Profile | None = None, config: AuditConfig = US) -> GroupFigures:
    profile = profile or Profile()
    simulation = simulated(*rows, profile=profile, config=config)
    return group_figures(whole_counts(simulation, profile))


def test_everything_is_null_when_there_is_nothing_to_measure() -> None:
    empty = figures(contact("ada"))
    assert {name: getattr(empty, name) for name in Scores.model_fields} == dict.fromkeys(Scores.model_fields)
    assert (empty.records, empty.values, empty.match_values, empty.numbers, empty.callable) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize("raw", ["n/a", "1234567890", "call reception"])
def test_a_placeholder_or_text_counts_in_no_score(raw: str) -> None:
    alone = figures(contact("ada", phone=raw))
    assert (alone.values, alone.callable, alone.e164_share, alone.readiness) == (1, 0, None, None)
    beside = figures(contact("ada", phone=raw, mobile=N), profile=Profile(mobile_needs_e164_phone=False))
    assert (beside.e164_share, beside.readiness) == (1.0, 1.0)


@pytest.mark.parametrize("raw", ["2.12555E+09", "212 555 0100 / 212 555 0101", "212 555", "+9991234567"])
def test_a_lost_number_is_callable_and_cannot_be_reached(raw: str) -> None:
    found = figures(contact("ada", phone=raw), contact("bea", phone=N))
    assert (found.numbers, found.callable, found.readiness, found.e164_share) == (1, 2, 0.5, 0.5)


def test_a_number_that_needs_a_region_is_callable() -> None:
    found = figures(contact("ada", phone=NATIONAL), contact("bea", phone=N), config=NO_REGION)
    assert (found.numbers, found.callable, found.readiness) == (1, 2, 0.5)


def test_lost_numbers_are_counted_by_value_and_others_once() -> None:
    found = figures(contact("ada", phone="212 555", mobile="212 555"), lead("lou", phone=N), account("acme", phone=N))
    assert (found.values, found.numbers, found.callable) == (4, 1, 3)


def test_the_e164_share_is_of_filled_values_that_hold_a_number() -> None:
    rows = [contact("a", phone=N, mobile=NATIONAL, home="n/a", other="212 555"), lead("b", phone=N, mobile=" ")]
    assert figures(*rows).e164_share == 2 / 4


def test_custom_fields_count_in_values_and_in_nothing_else() -> None:
    found = figures(contact("ada", phone=N, custom=NATIONAL))
    assert (found.values, found.match_values, found.numbers, found.e164_share) == (2, 1, 1, 1.0)
    assert figures(contact("ada", phone=N, custom="212 555")).callable == 1


def test_slots_that_the_profile_does_not_match_count_in_nothing_else() -> None:
    found = figures(contact("ada", phone=N, home="212 555"), profile=SHIPPED_PROFILES["aircall-phone-mobile"])
    assert (found.values, found.match_values, found.callable, found.readiness) == (2, 1, 1, 1.0)


def test_found_shares_are_of_callable() -> None:
    rows = [
        contact("a", phone=N),
        contact("b", phone="+1 212 555 0101"),
        contact("c", phone="(212) 555-0102"),
        contact("d", phone="212 555"),
    ]
    found = figures(*rows)
    assert (found.callable, found.found_exact_share, found.found_digits_share) == (4, 1 / 4, 2 / 4)


@pytest.mark.parametrize(
    ("rows", "clear", "ready"),
    [
        ([contact("a", phone=N)], 1.0, 1.0),
        ([contact("a", phone=N), lead("b", phone=N)], 1.0, 1.0),
        ([contact("a", phone=NATIONAL)], 1.0, 0.0),
        ([contact("a", phone=NATIONAL), lead("b", phone=N)], 0.0, 0.0),
        ([contact("a", phone=N, last_modified=MONDAY), contact("b", phone=N, last_modified=TUESDAY)], 0.0, 0.0),
        ([contact("a", phone=N), contact("b", phone=N)], 0.0, 0.0),
        ([contact("a", home=N)], 1.0, 0.0),
    ],
)
def test_a_number_is_ready_when_the_match_is_clear_and_it_syncs(rows: list[Row], clear: float, ready: float) -> None:
    found = figures(*rows)
    assert (found.match_clear_share, found.readiness) == (clear, ready)


def test_a_number_may_sync_without_a_clear_match() -> None:
    found = figures(contact("a", phone=N), contact("b", phone=N))
    assert (found.sync_ready_share, found.match_clear_share, found.readiness) == (1.0, 0.0, 0.0)


def test_readiness_needs_both_of_the_same_number() -> None:
    rows = [contact("a", phone=N), contact("b", phone=N), contact("c", home=M)]
    found = figures(*rows)
    assert (found.sync_ready_share, found.match_clear_share, found.readiness) == (0.5, 0.5, 0.0)


def test_a_number_that_the_policy_does_not_find_is_callable_and_not_clear() -> None:
    found = figures(contact("a", phone=NATIONAL), profile=Profile(policy="exact"))
    assert (found.numbers, found.callable, found.match_clear_share, found.readiness) == (1, 1, 0.0, 0.0)


def test_each_object_has_its_records_values_lost_numbers_and_the_numbers_that_it_wins() -> None:
    rows = [
        contact("a", phone=N, home="212 555"),
        lead("b", phone=N, mobile="+1 212 555 0101"),
        account("c", phone=NATIONAL),
        person_account("d", custom=N),
    ]
    of = sobject_figures(sobject_counts(simulated(*rows), Profile()))
    assert {name: (f.records, f.values, f.match_values, f.numbers, f.callable) for name, f in of.items()} == {
        "Contact": (1, 2, 2, 1, 2),
        "Lead": (1, 2, 2, 1, 1),
        "Account": (1, 1, 1, 0, 0),
        "PersonAccount": (1, 1, 0, 0, 0),
    }
    assert [figures.readiness for figures in of.values()] == [0.5, 0.0, None, None]
    assert [figures.e164_share for figures in of.values()] == [0.5, 0.5, 0.0, None]


def test_every_sync_figure_is_given_by_object_too() -> None:
    rows = [contact("a", phone=N, mobile="+1 212 555 0102"), lead("b", phone=N, mobile=M), account("c", phone=NATIONAL)]
    of = sobject_figures(sobject_counts(simulated(*rows), Profile()))
    filled = {
        name: (
            {outcome: n for outcome, n in figures.sync.items() if n},
            {outcome: n for outcome, n in figures.sync_numbers.items() if n},
        )
        for name, figures in of.items()
    }
    assert filled == {
        "Contact": ({"syncs": 1, "not_e164": 1}, {"syncs": 1, "not_e164": 1}),
        "Lead": ({"syncs": 2}, {"syncs": 1}),
        "Account": ({"not_e164": 1}, {}),
        "PersonAccount": ({}, {}),
    }


def test_numbers_without_a_winner_belong_to_no_object() -> None:
    profile = Profile(policy="exact")
    of = sobject_figures(sobject_counts(simulated(contact("a", phone=NATIONAL), profile=profile), profile))
    assert sum(figures.numbers for figures in of.values()) == 0


def test_each_region_has_its_numbers_and_the_lost_ones_of_its_records() -> None:
    rows = [
        contact("a", phone="+442079460018", home="212 555", countries=["US"]),
        lead("b", phone="7946", countries=["GB"]),
        lead("c", phone="7946", countries=["Atlantis"]),
    ]
    simulation = simulated(*rows)
    of = region_figures(group_counts(simulation, Profile(), by_region(simulation)))
    assert {name: (f.records, f.numbers, f.callable) for name, f in of.items()} == {
        "US": (1, 0, 1),
        "GB": (1, 1, 2),
        "none": (1, 0, 1),
    }


def test_each_field_has_its_formats_outcomes_and_share() -> None:
    rows = [
        contact("a", phone=N, mobile="n/a", custom=NATIONAL),
        contact("b", phone=INTERNATIONAL, other="n/a"),
        lead("c", mobile=N),
    ]
    of = field_figures(field_counts(simulated(*rows).values))
    assert list(of) == [
        "Contact.Phone",
        "Contact.MobilePhone",
        "Contact.OtherPhone",
        "Contact.Direct_Phone__c",
        "Lead.MobilePhone",
    ]
    phone = of["Contact.Phone"]
    assert (phone.filled, phone.e164_share) == (2, 0.5)
    assert {name: n for name, n in phone.formats.items() if n} == {"e164": 1, "international": 1}
    assert {name: n for name, n in phone.sync.items() if n} == {"syncs": 1, "not_e164": 1}
    assert of["Contact.OtherPhone"].e164_share is None
    assert of["Lead.MobilePhone"].sync["phone_empty"] == 1


def test_an_org_without_values_has_no_fields() -> None:
    assert field_figures(field_counts(simulated(contact("ada")).values)) == {}


def test_counts_name_what_does_not_occur_too() -> None:
    values = simulated(contact("a", phone=N, mobile=N, home="n/a")).values
    assert counts(values["format"], ("e164", "idd", "placeholder")) == {"e164": 2, "idd": 0, "placeholder": 1}
