import pandas as pd
import pytest

from audit.config.profile import Profile
from audit.fixes.attainable_winners import (
    CONTRADICTION,
    NOT_REACHED,
    POSSIBLE,
    left_out_wishes,
    wishes_here,
    with_outcome,
)
from audit.scoring.counts import added
from audit.tables.fixes import INTENDED_WINNERS
from audit.tables.simulation import Simulation
from tests.typed_org import account, contact, id_of, key_of, lead, simulated

SHARED, HELD_BY_LEAD, ALONE, NOWHERE = "+12125550100", "+12125550101", "+12125550102", "+12125550103"
ORG = simulated(
    contact("old", phone=SHARED, last_modified="2026-01-01"),
    contact("new", phone=SHARED, mobile=HELD_BY_LEAD, last_modified="2026-02-01"),
    lead("lead", phone=HELD_BY_LEAD, mobile=SHARED),
    contact("one", phone=ALONE),
    account("acme", phone=SHARED),
)


def listed(e164: str | list[str], record_ids: str | list[str], first_line: int = 1) -> pd.DataFrame:
    """Return INTENDED_WINNERS."""
    wishes = pd.DataFrame(
        {"e164": e164, "record_id": record_ids}, index=range(1 if isinstance(e164, str) else len(e164))
    )
    return INTENDED_WINNERS.typed(wishes.assign(line=wishes.index + first_line))


def asked(wishes: pd.DataFrame, *parts: Simulation) -> tuple[list[pd.DataFrame], list[str]]:
    """Return what each of ``parts`` plans for, and the warnings of all."""
    here = [wishes_here(wishes, part) for part in parts]
    return [part.wanted for part in here], list(left_out_wishes(wishes, added([part.counts for part in here])))


def wish(e164: str, record_id: str) -> tuple[list[tuple[str, str]], list[str]]:
    (wanted,), warnings = asked(listed(e164, record_id, 7), ORG)
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
    _, (warning,) = asked(listed(SHARED, id_of("Contact", "b")), org)
    assert "does not find the number on the record" in warning


def test_a_tie_can_be_settled_for_the_record_that_only_stands_in() -> None:
    org = simulated(contact("a", phone=SHARED), contact("b", phone=SHARED))
    (wanted,), warnings = asked(listed(SHARED, id_of("Contact", "a")), org)
    assert (len(wanted), warnings) == (1, [])


def test_winners_of_one_reason_share_a_warning() -> None:
    _, (warning,) = asked(listed([SHARED] * 7, [id_of("Contact", "nobody")] * 7, 2), ORG)
    assert warning.startswith("7 intended winners are left out (lines 2, 3, 4, 5, 6 and 2 more of the list): ")


def test_no_list_is_no_wish() -> None:
    (wanted,), warnings = asked(INTENDED_WINNERS.empty(), ORG)
    assert (len(wanted), warnings) == (0, [])


def test_winners_that_contradict_each_other_or_come_out_otherwise_are_told() -> None:
    wishes = listed([SHARED] * 3, [id_of("Contact", "old")] * 3)
    counts = wishes_here(wishes, ORG).counts
    assert list(left_out_wishes(wishes, counts)) == []
    (contradiction,) = left_out_wishes(wishes, with_outcome(counts, pd.Series([2, 1]), CONTRADICTION))
    assert "lines 2, 3 of the list): they contradict" in contradiction
    then = with_outcome(counts, pd.Series([0]), NOT_REACHED)
    (other,) = left_out_wishes(wishes, then)
    assert "line 1 of the list): the simulation of the load finds another winner" in other
    assert then.outcomes[POSSIBLE].tolist() == [0, 1, 1]
    assert counts.outcomes[POSSIBLE].tolist() == [1, 1, 1]


APART = (
    simulated(
        contact("old", phone=SHARED, last_modified="2026-01-01"),
        contact("new", phone=SHARED, last_modified="2026-02-01"),
    ),
    simulated(contact("one", phone=ALONE), contact("none")),
)


@pytest.mark.parametrize(
    ("number", "key", "why"),
    [
        (SHARED, "one", "does not have the number"),
        (ALONE, "none", "does not have the number"),
        (ALONE, "nobody", "not among those that were audited"),
        (NOWHERE, "one", "no audited record has the number"),
    ],
)
def test_of_an_org_in_parts_the_reason_is_that_of_the_whole(number: str, key: str, why: str) -> None:
    wanted, (warning,) = asked(listed(number, id_of("Contact", key), 7), *APART)
    assert [len(part) for part in wanted] == [0, 0]
    assert warning.startswith("One intended winner is left out (line 7 of the list): ")
    assert why in warning


def test_the_part_with_record_and_number_plans_for_a_wish() -> None:
    wanted, warnings = asked(listed([ALONE, SHARED], [id_of("Contact", "one"), id_of("Contact", "old")]), *APART)
    assert ([part["wish"].tolist() for part in wanted], warnings) == ([[1], []], [])
