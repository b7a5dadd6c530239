from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.config.profile import Profile
from audit.replay.simulated_calls import without_own_lines
from audit.result.baseline import Baseline
from audit.tables.calls import CALLS, CallLog
from tests.replay.replays import call, call_rows, replay, stored
from tests.typed_org import contact, id_of, lead, person_account

A, B, C, D, STRANGER = (f"+1212555010{n}" for n in range(5))
JANUARY, FEBRUARY = "2026-01-01", "2026-02-01"


def report(**options: Any) -> Baseline:
    """One number each: clear and syncing, clear and not in E.164, by last edit, undetermined."""
    return stored(
        contact("ada", phone=A, name="Ada Byrne", last_modified=JANUARY),
        contact("ben", phone="(212) 555-0101", name="Ben Okafor", last_modified=JANUARY),
        contact("cy1", phone=C, last_modified=JANUARY),
        contact("cy2", phone=C, last_modified=FEBRUARY),
        contact("dee1", phone=D, last_modified=JANUARY),
        contact("dee2", phone=D, last_modified=JANUARY),
        **options,
    )


REPORT = report()


def outcome_of(one: Any, baseline: Baseline | None = None) -> str:
    (outcome,) = replay(baseline or REPORT, one).called["outcome"]
    return str(outcome)


@pytest.mark.parametrize(
    ("one", "outcome"),
    [
        (call(A), "clear"),
        (call(B), "clear"),
        (call(C), "most_recent"),
        (call(D), "tie"),
        (call(STRANGER), "no_record"),
        (call(None), "anonymous"),
        (call(None, format="empty"), "anonymous"),
        (call(None, format="text"), "anonymous"),
        (call(None, format="scientific"), "unreadable"),
        (call(None, format="invalid"), "unreadable"),
        (call(None, format="multiple"), "unreadable"),
        (call(None, format="needs_region"), "unreadable"),
    ],
)
def test_a_call_has_the_outcome_of_its_number(one: Any, outcome: str) -> None:
    assert outcome_of(one) == outcome


def test_a_number_depends_on_spelling_when_the_policies_name_different_records() -> None:
    baseline = stored(contact("ada", phone="(212) 555-0100"), lead("ben", phone=A))
    assert outcome_of(call(A), baseline) == "format_sensitive"


def test_a_number_that_the_profile_does_not_find_is_not_found() -> None:
    assert outcome_of(call(B), report(profile=Profile(policy="exact"))) == "not_found"


def test_a_number_in_a_custom_field_alone_is_on_no_record() -> None:
    baseline = stored(contact("ada", custom=A), findings=[{"rule_id": "custom-field-only", "e164": A}])
    replay_ = replay(baseline, call(A))
    assert replay_.called["outcome"].tolist() == ["no_record"]
    assert [reason.rule_id for reason in replay_.figures.trouble[0].reasons] == ["custom-field-only"]


def test_every_call_is_in_exactly_one_row_and_those_with_most_calls_come_first() -> None:
    calls = [call(B), call(A), call(A, direction="outbound"), call(None), call(None, format="invalid"), call(STRANGER)]
    called = replay(report(), *calls).called
    assert called["calls"].sum() == len(calls)
    assert called["e164"].astype(object).where(called["e164"].notna(), None).tolist() == [A, B, STRANGER, None, None]
    assert called["outcome"].tolist() == ["clear", "clear", "no_record", "unreadable", "anonymous"]
    assert called.loc[0, ["calls", "inbound", "outbound"]].tolist() == [2, 1, 1]


def test_totals_and_tallies_count_calls_and_distinct_numbers() -> None:
    calls = [call(A), call(A, direction="outbound"), call(B, direction=None), call(None), call(STRANGER)]
    figures = replay(report(), *calls).figures
    assert figures.totals.model_dump() == {"calls": 5, "inbound": 3, "outbound": 1, "numbers": 3}
    assert {name: (t.calls, t.numbers) for name, t in figures.outcomes.items()} == {
        "clear": (3, 2),
        "no_record": (1, 1),
        "anonymous": (1, 0),
    }
    assert {name: (t.calls, t.numbers) for name, t in figures.sync.items()} == {"syncs": (2, 1), "not_e164": (1, 1)}


def test_readiness_by_calls_weighs_numbers_that_some_record_holds() -> None:
    calls = [call(A), call(A), call(A), call(B), call(C), call(STRANGER), call(None)]
    figures = replay(report(), *calls).figures
    assert figures.readiness_by_calls == 3 / 5
    assert figures.readiness_by_numbers == 0.5


def test_without_a_known_number_there_is_no_readiness() -> None:
    assert replay(report(), call(STRANGER)).figures.readiness_by_calls is None


def test_no_calls_are_no_figures() -> None:
    figures = replay(report(), by="id").figures
    assert (figures.totals.calls, figures.outcomes, figures.trouble, figures.readiness_by_calls) == (0, {}, [], None)


def test_trouble_names_the_numbers_with_most_calls_that_are_not_ready_with_winner_and_reasons() -> None:
    found = [
        {"rule_id": "shared-line", "e164": C, "severity": "notice"},
        {"rule_id": "duplicate-same-object", "e164": C},
        {"rule_id": "duplicate-same-object", "e164": C},
        {"rule_id": "not-e164", "e164": B},
        {"rule_id": "extension-in-number", "e164": B, "suppressed": True},
        {"rule_id": "unheard-of", "e164": B},
    ]
    calls = [call(A)] * 4 + [call(C)] * 3 + [call(B)] * 2 + [call(STRANGER), call(None)]
    replay_ = replay(report(findings=found), *calls)
    first, second, third = replay_.figures.trouble
    assert (first.e164, first.calls, first.winner_record_id) == (C, 3, id_of("Contact", "cy2"))
    assert [(reason.rule_id, reason.finding_ids) for reason in first.reasons] == [
        ("duplicate-same-object", ["f1", "f2"]),
        ("shared-line", ["f0"]),
    ]
    assert (second.winner_name, second.sync_outcome) == ("Ben Okafor", "not_e164")
    assert [reason.rule_id for reason in second.reasons] == ["not-e164"]
    assert (third.e164, third.winner_record_id, third.reasons) == (STRANGER, None, [])
    assert replay_.called.set_index("e164").loc[C, "rules"] == "duplicate-same-object shared-line"


def test_trouble_names_the_record_that_has_a_number_which_the_search_does_not_find() -> None:
    first, second = replay(report(profile=Profile(policy="exact")), *[call(B)] * 2, call(STRANGER)).figures.trouble
    assert (first.outcome, first.winner_record_id, first.holder_name) == ("not_found", None, "Ben Okafor")
    assert (first.holder_record_id, first.holder_sobject) == (id_of("Contact", "ben"), "Contact")
    assert (second.holder_record_id, second.holder_name) == (None, None)


def test_lists_name_at_most_so_many_and_say_how_many_there_are() -> None:
    figures = replay(report(), call(B), call(C), call(D), top=2).figures
    assert (len(figures.trouble), figures.numbers_not_ready) == (2, 3)


def test_numbers_that_a_spreadsheet_destroyed_are_told_beside_what_the_reader_says() -> None:
    lost = call(None, format="scientific")
    one, two = (replay(report(), *[lost] * n, warnings=("read",)).figures.warnings for n in (1, 2))
    assert one[0] == two[0] == "read"
    assert one[1].startswith("1 number was destroyed")
    assert two[1].startswith("2 numbers were destroyed")


@pytest.mark.parametrize("policy", ["exact", "digits", "any"])
def test_the_three_policies_name_the_same_winners_whatever_the_policy_of_the_report_is(policy: Any) -> None:
    profile = Profile(policy=policy, object_order=("Lead", "Contact", "Account", "PersonAccount"))
    baseline = stored(
        contact("ada", phone="12125550100"),
        contact("bea", mobile=A),
        lead("cyd", phone="(212) 555-0100", last_modified=JANUARY),
        lead("dot", phone="212 555 0100", last_modified=FEBRUARY),
        lead("eve", custom=A, last_modified="2026-03-01"),
        person_account("fay", home=A),
        profile=profile,
    )
    (called,) = replay(baseline, call(A)).called.to_dict("records")
    winners = [called[f"winner_{name}"] for name in ("exact", "digits", "any")]
    assert winners == [id_of("Contact", "bea"), id_of("Contact", "ada"), id_of("Lead", "dot")]


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.permutations(range(9)))
def test_the_order_of_the_calls_changes_nothing(order: list[int]) -> None:
    calls = [
        *[call(A, logged_on=id_of("Contact", "ada")), call(A, direction="outbound"), call(B), call(B), call(C)],
        *[call(D), call(STRANGER, logged_on=id_of("Contact", "ben")), call(None), call(None, format="invalid")],
    ]
    first, again = replay(REPORT, *calls, by="id"), replay(REPORT, *(calls[place] for place in order), by="id")
    assert again.figures == first.figures
    pd.testing.assert_frame_equal(again.called, first.called)


def test_calls_with_a_line_of_the_companys_own_are_set_aside_and_counted() -> None:
    calls = [call(A, line="12125550104"), call(STRANGER, line="12125550109"), call(STRANGER), call(B)]
    figures = replay(report(), *calls).figures
    assert (figures.totals.calls, figures.set_aside) == (2, {"own_line": 2})


def test_calls_with_own_lines_that_were_set_aside_before_count_too() -> None:
    rows = call_rows(pd.DataFrame([call(A, line="12125550104"), call(STRANGER)]).reindex(columns=CALLS.names))
    log = CallLog(rows, has_country_code=True, set_aside={"own_line": 3, "unfinished": 1})
    callers = pd.DataFrame({"e164": [A, STRANGER], "format": "e164"})
    assert without_own_lines(log, callers)[0].set_aside == {"own_line": 4, "unfinished": 1}
