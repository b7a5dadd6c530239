from tests.fixes.planned import GB, changes
from tests.typed_org import contact

LONDON = "+442079460018"
EARLY, LATE = "2026-01-01", "2026-03-01"


def test_a_mobile_whose_phone_will_not_be_in_e164_is_left_to_people() -> None:
    assert changes(contact("ada", phone="n/a", mobile="+44 20 7946 0018")) == {}


def test_a_mobile_is_rewritten_together_with_its_phone() -> None:
    written = changes(contact("ada", phone="+1 212 555 0100", mobile="+44 20 7946 0018"))
    assert set(written) == {("ada", "Phone"), ("ada", "MobilePhone")}


def test_a_mobile_that_phone_does_not_block_is_rewritten() -> None:
    row = contact("ada", phone="n/a", mobile="+44 20 7946 0018")
    assert changes(row, profile={"mobile_needs_e164_phone": False}) == {("ada", "MobilePhone"): LONDON}


def test_a_loser_is_not_rewritten_while_its_winner_can_not_be() -> None:
    rows = (
        contact("old", phone="020 7946 0018", last_modified=EARLY, **GB),
        contact("new", phone="020 7946 0018 ext 5", last_modified=LATE, **GB),
    )
    assert changes(*rows) == {}


def test_a_loser_is_rewritten_with_its_winner_or_when_the_winner_is_in_e164() -> None:
    loser = contact("old", phone="020 7946 0018", last_modified=EARLY, **GB)
    for spelling in ("+44 20 7946 0018", LONDON):
        assert ("old", "Phone") in changes(loser, contact("new", phone=spelling, last_modified=LATE))


def test_a_number_that_is_format_sensitive_already_is_no_worse_off() -> None:
    rows = (
        contact("old", phone="020 7946 0018", last_modified=EARLY, **GB),
        contact("mid", phone=LONDON, last_modified="2026-02-01"),
        contact("new", phone="020 7946 0018 ext 5", last_modified=LATE, **GB),
    )
    assert set(changes(*rows)) == {("old", "Phone")}


def test_leaving_out_a_winner_leaves_out_its_losers() -> None:
    rows = (
        contact("old", phone="020 7946 0018", last_modified=EARLY, **GB),
        contact("new", phone="n/a", mobile="+44 20 7946 0018", last_modified=LATE),
    )
    assert changes(*rows) == {}


def test_under_a_strict_policy_nobody_is_rewritten_into_the_search_but_the_winner() -> None:
    rows = (
        contact("seen", phone=LONDON, last_modified=EARLY),
        contact("unseen", phone="020 7946 0018", last_modified=LATE, **GB),
    )
    assert changes(*rows, profile={"policy": "exact"}) == {}
    assert set(changes(rows[1], profile={"policy": "exact"})) == {("unseen", "Phone")}


def test_with_an_intended_winner_it_is_that_ones_spelling_that_counts() -> None:
    rows = (
        contact("old", phone="020 7946 0018", last_modified=EARLY, **GB),
        contact("new", phone="020 7946 0018 ext 5", last_modified=LATE, **GB),
    )
    assert changes(*rows) == {}
    assert set(changes(*rows, intended={LONDON: "old"})) == {("old", "Phone")}
