"""What to do first: each action is worth exactly what a simulation of the changed org says."""

from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from audit.config.audit import AuditConfig
from audit.config.profile import Profile
from audit.domain import SOBJECTS
from audit.findings.rule_texts import RULE_IDS
from audit.fixes.action_counts import ActionCounts, action_counts
from audit.fixes.actions import ranked_actions
from audit.fixes.candidates import (
    COLLECTED_AGAIN,
    COPY_MOBILE,
    KEPT_ON_ONE_RECORD,
    REMOVE_PUNCTUATION,
    fix_candidates,
    named_regions,
    national_by_region,
)
from audit.result.results import Action
from audit.scoring.counts import added
from audit.scoring.report_figures import group_figures
from audit.scoring.scores import is_clear, is_synced, whole_counts
from audit.simulate.simulate import simulate
from audit.tables.calls import CallsByNumber
from audit.tables.simulation import Simulation
from tests.typed_org import US, Row, account, contact, lead, person_account, simulated

N, NATIONAL, INTERNATIONAL = "+12125550100", "(212) 555-0100", "+1 (212) 555-0100"


def readiness(simulation: Simulation, profile: Profile) -> tuple[int, float | None]:
    """Return how many numbers are callable, and the share of them that is ready."""
    figures = group_figures(whole_counts(simulation, profile))
    return figures.callable, figures.readiness


def actions(*rows: Row, profile: Profile | None = None, config: AuditConfig = US) -> dict[str, Action]:
    """Return the ranked actions by their ids."""
    profile = profile or Profile()
    simulation = simulated(*rows, profile=profile, config=config)
    n_callable, _ = readiness(simulation, profile)
    return {action.action_id: action for action in ranked(simulation, profile, n_callable)}


def ranked(
    simulation: Simulation, profile: Profile, n_callable: int, calls: CallsByNumber | None = None
) -> list[Action]:
    counts = action_counts(simulation, profile, SOBJECTS, named(simulation, profile), calls)
    n_ready = int((is_clear(simulation.numbers) & is_synced(simulation.numbers)).sum())
    return ranked_actions(counts, n_ready, n_callable, calls)


def named(simulation: Simulation, profile: Profile) -> tuple[str, ...]:
    return named_regions(national_by_region(simulation.values, profile))


def test_adding_a_country_code_makes_a_number_ready() -> None:
    (action,) = actions(contact("ada", phone=NATIONAL), contact("bea", phone="+12125550101")).values()
    assert (action.action_id, action.region, action.rule_ids) == ("add-country-code:US", "US", ["not-e164"])
    assert (action.values, action.records, action.numbers_made_ready) == (1, 1, 1)
    assert (action.readiness_before, action.readiness_after) == (0.5, 1.0)
    assert action.title == "Add +1 to 1 US number"


def test_with_calls_the_action_whose_numbers_are_called_most_comes_first() -> None:
    org = (
        contact("ada", phone=NATIONAL),
        contact("bea", phone="(212) 555-0102"),
        contact("cat", phone="+1 212 555 0103"),
        contact("dan", phone="+12125550104"),
    )
    simulation = simulated(*org, profile=Profile(), config=US)
    calls = CallsByNumber(np.array([12125550100, 12125550103, 12125550104]), np.array([2, 30, 900]), months=4.0)
    with_calls = ranked(simulation, Profile(), 4, calls)
    assert [(a.action_id, a.numbers_made_ready, a.calls, a.calls_per_month) for a in with_calls] == [
        ("remove-punctuation", 1, 30, 7.5),
        ("add-country-code:US", 2, 2, 0.5),
    ]
    without = ranked(simulation, Profile(), 4)
    assert [(a.action_id, a.calls, a.calls_per_month) for a in without] == [
        ("add-country-code:US", None, None),
        ("remove-punctuation", None, None),
    ]


def test_removing_punctuation_makes_a_number_ready() -> None:
    assert actions(contact("ada", phone=INTERNATIONAL))["remove-punctuation"].numbers_made_ready == 1


def test_the_most_frequent_regions_have_an_action_each_and_the_others_share_one() -> None:
    spelled = {
        "AU": "0491 570 156",
        "GB": "020 7946 0018",
        "FR": "01 99 00 12 34",
        "DE": "030 123456",
        "ES": "912 345 678",
        "IT": "06 1234 5678",
        "NL": "020 123 4567",
        "SE": "08 123 456 78",
        "CH": "044 123 45 67",
        "US": "212 555 0100",
    }
    rows = [contact(code, phone=raw, countries=[code]) for code, raw in spelled.items()]
    found = actions(*rows, contact("second", phone="212 555 0101", countries=["US"]))
    assert len(found) == 9
    assert found["add-country-code:US"].numbers_made_ready == 2
    assert found["add-country-code:others"].numbers_made_ready == 2
    others = found["add-country-code:others"]
    assert (others.region, len(others.regions)) == (None, 2)
    named = [region for action in found.values() for region in action.regions]
    assert sorted(named) == sorted(spelled)


def test_a_number_that_needs_a_person_to_look_is_not_rewritten() -> None:
    assert actions(contact("ada", phone="+1 212 555 0100 ext. 5"), contact("bea", phone="1-800-FLOWERS")) == {}


def test_copying_mobile_to_an_empty_phone_makes_it_ready() -> None:
    action = actions(contact("ada", mobile=N))["copy-mobile-to-phone"]
    assert (action.values, action.records, action.numbers_made_ready) == (1, 1, 1)


def test_mobile_is_not_copied_where_the_profile_does_not_look_at_phone() -> None:
    assert actions(contact("ada", mobile=N), profile=Profile(match_slots=("mobile",))) == {}


def test_merging_one_person_makes_a_tie_ready() -> None:
    rows = [contact("a", name="Ada Byrne", phone=N), contact("b", name="ada byrne", phone=N)]
    action = actions(*rows)["merge-same-person"]
    assert (action.relation, action.regions, action.confidence) == ("same_person", [], None)
    assert (action.values, action.records, action.numbers_made_ready) == (1, 1, 1)


def test_a_switchboard_line_stays_on_its_account() -> None:
    people = [contact(key, account="acme", phone=N) for key in ("a", "b")]
    action = actions(account("acme", phone=N), *people)["keep-line-on-account"]
    assert (action.values, action.records, action.numbers_made_ready) == (2, 2, 1)


def test_a_switchboard_line_of_people_alone_stays_with_the_winner() -> None:
    people = [contact(key, account="acme", phone=N) for key in ("a", "b")]
    assert actions(*people)["keep-line-on-account"].values == 1


def test_finding_the_owner_of_a_number_on_unrelated_records_makes_it_ready() -> None:
    assert actions(lead("a", phone=N), lead("b", phone=N))["find-owner"].numbers_made_ready == 1


def test_a_number_that_nothing_finds_is_taken_from_nobody() -> None:
    rows = [contact("a", phone=N), contact("b", phone=N), lead("c", phone="212 555 0101")]
    more = [lead("d", phone="212 555 0101")]
    action = actions(*rows, *more, profile=Profile(policy="exact"))["find-owner"]
    assert (action.values, action.readiness_after) == (1, 0.5)


@pytest.mark.parametrize(
    ("raw", "action_id", "config"),
    [
        (NATIONAL, "fill-country", AuditConfig()),
        ("212 555 0100 / 212 555 0101", "split-numbers", US),
        ("2.12555E+09", "collect-scientific", US),
        ("212 555", "collect-invalid", US),
    ],
)
def test_a_lost_number_that_is_collected_again_is_ready(raw: str, action_id: str, config: AuditConfig) -> None:
    found = actions(contact("ada", phone=raw), config=config)
    assert list(found) == [action_id]
    assert (found[action_id].numbers_made_ready, found[action_id].readiness_after) == (1, 1.0)


def test_a_lost_number_in_an_unsynced_field_stays_unready() -> None:
    assert actions(contact("ada", home="212 555")) == {}


def test_actions_come_by_what_they_make_ready_and_then_by_id() -> None:
    rows = [
        contact("a", phone=INTERNATIONAL),
        contact("b", phone="212 555 0101"),
        contact("c", phone="212 555 0102"),
        contact("d", mobile="+12125550103"),
    ]
    assert list(actions(*rows)) == ["add-country-code:US", "copy-mobile-to-phone", "remove-punctuation"]


def test_a_fix_without_effect_is_not_listed() -> None:
    assert actions(contact("ada", phone=N, home=INTERNATIONAL)) == {}


def test_an_org_without_any_readable_number_has_actions() -> None:
    found = actions(contact("ada", phone="2.12555E+09"), contact("bea", phone="n/a"))
    assert list(found) == ["collect-scientific"]


def test_an_org_without_records_has_no_actions() -> None:
    assert actions() == {}


def random_rows(chance: Random) -> list[Row]:
    """Return records that share few numbers in many spellings."""
    texts = [N, NATIONAL, INTERNATIONAL, "+12125550101", "212 555 0101", "2.1E+9", "n/a", "212 555 0100 ext. 5", "123"]
    kinds = {
        contact: ["phone", "mobile", "home"],
        lead: ["phone", "mobile"],
        account: ["phone"],
        person_account: ["mobile"],
    }
    dates = [None, "2024-01-01", "2024-01-02"]
    rows = []
    for key in "abcdefgh":
        record = chance.choice(list(kinds))
        phones = {slot: chance.choice(texts) for slot in kinds[record] if chance.random() < 0.7}
        name, date = chance.choice(["Ada", "Bea"]), chance.choice(dates)
        owner = {"account": chance.choice("ah")} if record is contact else {}
        rows.append(record(key, name=name, last_modified=date, **owner, **phones))
    return rows


@settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.randoms(use_true_random=True), st.sampled_from(["exact", "digits", "any"]))
def test_the_effect_of_an_action_is_that_of_simulating_the_whole_org_again(chance: Random, policy: str) -> None:
    profile = Profile(policy=policy)
    rows = random_rows(chance)
    before = simulated(*rows, profile=profile)
    listed = actions(*rows, profile=profile)
    n_callable, share_before = readiness(before, profile)
    for fix in fix_candidates(before, profile, named(before, profile)):
        values = pd.concat([before.values.loc[~fix.changed], fix.after], ignore_index=True)
        _, share_after = readiness(simulate(before.records, values, profile, SOBJECTS), profile)
        assert share_before is not None
        assert share_after is not None
        action = listed.get(fix.action_id)
        assert (action is not None) == (share_after > share_before)
        if action:
            assert set(action.rule_ids) <= set(RULE_IDS)
            assert (action.readiness_before, action.readiness_after) == (share_before, share_after)
            assert action.numbers_made_ready == round((share_after - share_before) * n_callable)


def made_ready(**counted: Any) -> ActionCounts:
    """Return the counts of a fix that makes one number ready."""
    nothing: dict[str, int] = {}
    one = {"values": 1, "records": 1, "numbers": 0, "numbers_made_ready": 1, "calls": 0}
    return ActionCounts(**one | {"regions": nothing, "by_default": nothing, "not_copied": 0} | counted)


@pytest.mark.parametrize(
    "action_id", [REMOVE_PUNCTUATION, COPY_MOBILE, *KEPT_ON_ONE_RECORD.values(), *COLLECTED_AGAIN.values()]
)
def test_every_fix_has_words_and_rules_that_there_are(action_id: str) -> None:
    (action,) = ranked_actions({action_id: made_ready()}, 0, 1)
    assert "1 " in action.title
    assert set(action.rule_ids) <= set(RULE_IDS)


def test_of_regions_that_are_as_frequent_the_first_by_their_code_are_named() -> None:
    national = {"US": 3, **dict.fromkeys(["ES", "CH", "AT", "BE", "NL", "DE", "FR", "GB"], 2)}
    assert named_regions(national) == ("US", "AT", "BE", "CH", "DE", "ES", "FR", "GB")


def test_what_one_part_of_an_org_copies_and_another_cannot_is_one_action() -> None:
    here = made_ready(values=2, records=2, numbers_made_ready=2)
    elsewhere = made_ready(values=0, records=0, numbers_made_ready=0, not_copied=3)
    (action,) = ranked_actions({COPY_MOBILE: added([here, elsewhere])}, 0, 5)
    assert action.title == "Copy Mobile to the empty Phone of 2 records"
    assert action.how.endswith(" 3 more need a look first: Mobile can't be read for sure.")


def test_an_org_whose_mobiles_alone_cannot_be_read_for_sure_has_no_action_for_them() -> None:
    assert actions(contact("ada", mobile="12")) == {}


def test_numbers_of_no_known_country_are_counted_with_the_country_that_they_were_read_in() -> None:
    how = actions(contact("ada", phone=NATIONAL), contact("bea", phone="(212) 555-0101"))["add-country-code:US"].how
    assert "2 have no country and were read as US: check these first." in how


def test_a_mobile_alone_that_cannot_be_copied_is_counted() -> None:
    found = actions(contact("ada", mobile=N), contact("bea", mobile="12"), contact("cleo", mobile="n/a"))
    copied = found["copy-mobile-to-phone"]
    assert copied.title == "Copy Mobile to the empty Phone of 1 record"
    assert copied.how.endswith("1 more needs a look first: Mobile can't be read for sure.")
