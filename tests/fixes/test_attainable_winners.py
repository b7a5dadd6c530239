import pandas as pd
import pytest

from audit.config.profile import Profile
from audit.fixes.attainable_winners import not_granted, possible_winners
from audit.tables.fixes import INTENDED_WINNERS
from tests.typed_org import account, contact, id_of, key_of, lead, simulated

SHARED, HELD_BY_LEAD, ALONE, NOWHERE = "+12125550100", "+12125550101", "+12125550102", "+12125550103"
ORG = simulated(
    contact("old", phone=SHARED, last_modified="2026-01-01"),
    contact("new", phone=SHARED, mobile=HELD_BY_LEAD, last_modified="2026-02-01"),
    lead("lead", phone=HELD_BY_LEAD, mobile=SHARED),
    contact("one", phone=ALONE),
    account("acme", phone=SHARED),
)


def wish(e164: str, record_id: str) -> tuple[list[tuple[str, str]], list[str]]:
    wishes = INTENDED_WINNERS.typed(pd.DataFrame({"line": [7], "e164": [e164], "record_id": [record_id]}))
    wanted, warnings = possible_winners(wishes, ORG)
    places = zip(wanted["number"], wanted["record"], strict=True)
    return [
        (ORG.numbers["e164"][number], str(key_of(ORG.records["record_id"][record]))) for number, record in places
    ], warnings


def test_a_record_of_the_winning_object_can_be_made_to_win() -> None:
    assert wish(SHARED, id_of("Contact", "old")) == ([(SHARED, "old")], [])


@pytest.mark.parametrize(("number", "key"), [(SHARED, "new"), (ALONE, "one"), (HELD_BY_LEAD, "new")])
def test_a_record_that_wins_already_needs_no_plan(number: str, key: str) -> None:
    assert wish(number, id_of("Contact", key)) == ([], [])


@pytest.mark.parametrize(
    ("number", "record_id", "why"),
    [
        (SHARED, id_of("Contact", "nobody"), "not among those that were audited"),
        (NOWHERE, id_of("Contact", "old"), "no audited record has the number"),
        (ALONE, id_of("Contact", "old"), "does not have the number"),
        (HELD_BY_LEAD, id_of("Lead", "lead"), "a record of an object that comes first has the number"),
        (SHARED, id_of("Account", "acme"), "a record of an object that comes first has the number"),
    ],
)
def test_an_impossible_winner_is_left_out_with_a_warning_that_names_the_line(
    number: str, record_id: str, why: str
) -> None:
    wanted, (warning,) = wish(number, record_id)
    assert wanted == []
    assert warning.startswith("One intended winner is left out (line 7 of the list): ")
    assert why in warning
    assert number not in warning


def test_a_record_that_the_search_does_not_find_can_not_be_made_to_win() -> None:
    rows = (contact("a", phone=SHARED), contact("b", phone="(212) 555-0100", last_modified="2026-01-01"))
    org = simulated(*rows, profile=Profile(policy="exact"))
    wishes = INTENDED_WINNERS.typed(pd.DataFrame({"line": [1], "e164": [SHARED], "record_id": [id_of("Contact", "b")]}))
    _, (warning,) = possible_winners(wishes, org)
    assert "does not find the number on the record" in warning


def test_a_tie_can_be_settled_for_the_record_that_only_stands_in() -> None:
    org = simulated(contact("a", phone=SHARED), contact("b", phone=SHARED))
    wishes = INTENDED_WINNERS.typed(pd.DataFrame({"line": [1], "e164": [SHARED], "record_id": [id_of("Contact", "a")]}))
    wanted, warnings = possible_winners(wishes, org)
    assert (len(wanted), warnings) == (1, [])


def test_winners_of_one_reason_share_a_warning() -> None:
    ids = [id_of("Contact", "nobody")] * 7
    wishes = INTENDED_WINNERS.typed(pd.DataFrame({"line": range(2, 9), "e164": SHARED, "record_id": ids}))
    _, (warning,) = possible_winners(wishes, ORG)
    assert warning.startswith("7 intended winners are left out (lines 2, 3, 4, 5, 6 and 2 more of the list): ")


def test_no_list_is_no_wish() -> None:
    wanted, warnings = possible_winners(INTENDED_WINNERS.empty(), ORG)
    assert (len(wanted), warnings) == (0, [])


def test_winners_that_contradict_each_other_or_come_out_otherwise_are_told() -> None:
    lines, none = pd.DataFrame({"line": [3, 2]}), pd.DataFrame({"line": []})
    assert list(not_granted(none, none)) == []
    (contradiction,) = not_granted(lines, none)
    assert "lines 2, 3 of the list): they contradict" in contradiction
    (other,) = not_granted(none, lines)
    assert "finds another winner" in other
