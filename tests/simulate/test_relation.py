"""docs/simulation.md, Relations, row by row."""

import pytest

from audit.columns.types import category_of
from audit.config.profile import Profile
from audit.domain import RELATIONS, SOBJECTS
from audit.simulate.simulate import simulate
from tests.typed_org import Row, account, contact, lead, person_account, read_org, simulated

N = "+12125550100"


def relation(*rows: Row) -> str | None:
    """Return the relation of the one number that all ``rows`` hold in Phone."""
    numbers = simulated(*({"phone": N, **row} for row in rows)).numbers
    assert len(numbers) == 1
    return numbers["relation"].astype(object).where(numbers["relation"].notna(), None).iloc[0]


def test_a_number_of_one_record_has_no_relation() -> None:
    assert relation(contact("ada", name="Ada", mobile=N)) is None


@pytest.mark.parametrize(
    ("name", "other_name"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("Ada Lovelace", "  ADA   lovelace "),
        ("Ana Mar\u00eda Ruiz", "Ana-Maria Ruiz"),
        ("Ana Mari\u0301a Ruiz", "Ana Mar\u00eda Ruiz"),
        ("Ana Mar\u00eda Ruiz", "ana_maria.ruiz"),
        ("Ada\u00a0Lovelace", "Ada Lovelace"),
        ("\uff21da Lovelace", "Ada Lovelace"),
        ("Gro\u00df", "GROSS"),
        ("Ada + Lovelace\u2122", "ada lovelacetm"),
    ],
)
def test_persons_of_one_name_are_one_person(name: str, other_name: str) -> None:
    assert relation(contact("ada", name=name), lead("lou", name=other_name)) == "same_person"


@pytest.mark.parametrize(
    ("name", "other_name"),
    [("Ada Lovelace", "Ada M Lovelace"), ("Ada Lovelace", "AdaLovelace"), (None, None), ("?!", "..."), ("Ada", None)],
)
def test_persons_of_different_or_no_names_are_not(name: str | None, other_name: str | None) -> None:
    assert relation(contact("ada", name=name), lead("lou", name=other_name)) == "unrelated"


@pytest.mark.parametrize(
    ("email", "other_email", "expected"),
    [
        ("ada@example.com", " ADA@Example.com ", "same_person"),
        ("ada@example.com", "a.da@example.com", "unrelated"),
        ("ada@example.com", None, "unrelated"),
        (" ", " ", "unrelated"),
        (None, None, "unrelated"),
    ],
)
def test_persons_of_one_email_are_one_person(email: str | None, other_email: str | None, expected: str) -> None:
    rows = [contact("ada", name="Ada", email=email), person_account("pat", name="Pat", email=other_email)]
    assert relation(*rows) == expected


def test_all_persons_must_agree() -> None:
    three = [contact(key, name="Ada", email=f"{key}@example.com") for key in ("a", "b", "c")]
    assert relation(*three) == "same_person"
    assert relation(*three, lead("lou", name="Lou", email="a@example.com")) == "unrelated"


def test_agreeing_half_by_name_and_half_by_email_is_not_enough() -> None:
    rows = [
        contact("a", name="Ada", email="x@example.com"),
        contact("b", name="Ada", email="y@example.com"),
        contact("c", name="Bea", email="y@example.com"),
    ]
    assert relation(*rows) == "unrelated"


def test_an_account_between_two_records_of_one_person_does_not_matter() -> None:
    rows = [contact("a", name="Ada"), lead("b", name="Ada"), account("acme", name="Acme")]
    assert relation(*rows) == "same_person"


def test_a_person_and_an_account_of_the_same_name_are_not_one_person() -> None:
    assert relation(contact("a", name="Ada"), account("b", name="Ada")) == "unrelated"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([account("acme"), contact("a", account="acme"), contact("b", account="acme")], "same_account"),
        ([account("acme"), contact("a", account="acme")], "same_account"),
        ([contact("a", account="acme"), contact("b", account="acme")], "same_account"),
        ([person_account("pat"), contact("a", account="pat")], "same_account"),
        ([account("acme"), contact("a", account="other")], "unrelated"),
        ([account("acme"), account("other")], "unrelated"),
        ([account("acme"), person_account("pat")], "unrelated"),
        ([account("acme"), contact("a")], "unrelated"),
        ([contact("a"), contact("b")], "unrelated"),
        ([account("acme"), contact("a", account="acme"), lead("lou")], "unrelated"),
        ([lead("lou"), lead("mia")], "unrelated"),
    ],
)
def test_a_switchboard_line_has_one_account_behind_all_its_records(rows: list[Row], expected: str) -> None:
    assert relation(*rows) == expected


def test_one_person_comes_before_one_account() -> None:
    rows = [contact("a", name="Ada", account="acme"), contact("b", name="Ada", account="acme")]
    assert relation(*rows) == "same_person"


def test_records_that_hold_it_in_a_custom_field_do_not_count() -> None:
    numbers = simulated(contact("a", name="Ada", phone=N), lead("lou", name="Lou", custom=N)).numbers
    assert numbers["relation"].isna().all()


def test_each_number_has_its_own_relation() -> None:
    rows = [
        contact("a", name="Ada", phone=N, mobile="+12125550101"),
        lead("b", name="Ada", phone=N),
        lead("c", name="Cleo", phone="+12125550101"),
        lead("d", phone="+12125550102"),
    ]
    numbers = simulated(*rows).numbers
    assert numbers["relation"].astype(object).tolist()[:2] == ["same_person", "unrelated"]
    assert numbers["relation"].isna().tolist() == [False, False, True]


def test_what_is_known_of_a_number_holds_until_somebody_else_holds_it() -> None:
    ada, lou, eve = (contact(key, name=key, phone=N) for key in ("ada", "lou", "eve"))
    profile, before = Profile(), simulated(ada, lou, contact("eve", name="eve"))
    known = before.numbers.assign(relation=category_of(["same_person"], RELATIONS))
    as_before = simulate(before.records, before.values, profile, SOBJECTS, known)
    assert as_before.numbers["relation"].tolist() == ["same_person"]
    records, values = read_org(ada, lou, eve)
    assert simulate(records, values, profile, SOBJECTS, known).numbers["relation"].tolist() == ["unrelated"]
