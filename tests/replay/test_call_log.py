from typing import Any

import pytest

from audit.result.replay import LogComparison
from audit.tables.calls import LOG_STATUSES
from tests.replay.replays import Call, call, replay, stored
from tests.typed_org import account, contact, id_of, lead, person_account

A, B, SHARED, STRANGER = (f"+1212555010{n}" for n in range(4))
ADA, BEN, LEN = id_of("Contact", "ada"), id_of("Contact", "ben"), id_of("Lead", "len")
GONE = id_of("Contact", "gone")

REPORT = stored(
    contact("ada", phone=A, name="Ada  Byrne"),
    contact("ben", phone="(212) 555-0101", name="Ben Okafor"),
    contact("ann", phone="(212) 555-0102", name="Ann Vane"),
    lead("len", phone=SHARED, name="Len Vane"),
    account("co", name="Vane & Co"),
    person_account("pat", phone="+12125550109", name="Pat Vane"),
)


def comparison(*calls: Call, by: str = "id", top: int = 10) -> LogComparison:
    logged = replay(REPORT, *calls, by=by, top=top).figures.logged
    assert logged is not None
    return logged


def status_of(one: Call, by: str = "id") -> str:
    found = comparison(one, by=by)
    (status,) = [name for name in LOG_STATUSES if getattr(found, name)]
    return status


@pytest.mark.parametrize(
    ("one", "status"),
    [
        (call(A, logged_on=ADA), "agrees"),
        (call(A, logged_on=BEN), "differs"),
        (call(STRANGER, logged_on=BEN), "differs"),
        (call(A, logged_on=GONE), "gone"),
        (call(STRANGER, logged_on=GONE), "gone"),
        (call(A), "missing"),
        (call(STRANGER), "unlogged"),
    ],
)
def test_a_log_entry_agrees_differs_is_missing_is_gone_or_is_rightly_not_there(one: Call, status: str) -> None:
    assert status_of(one) == status


def test_a_task_of_a_person_account_belongs_to_the_contact_that_mirrors_it() -> None:
    entry = {"logged_on": id_of("Contact", "mirror"), "logged_account": id_of("PersonAccount", "pat")}
    assert status_of(call("+12125550109", **entry)) == "agrees"
    assert status_of(call(A, **entry)) == "differs"


def test_the_account_of_a_contact_is_not_what_a_call_was_logged_on() -> None:
    assert status_of(call(A, logged_on=BEN, logged_account=id_of("Account", "co"))) == "differs"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("ada byrne", "agrees"),
        ("Ben Okafor", "differs"),
        ("Nobody Known", "gone"),
        (None, "missing"),
        (" ", "missing"),
    ],
)
def test_names_are_compared_where_there_are_no_ids(name: str | None, status: str) -> None:
    assert status_of(call(A, logged_name=name), by="name") == status


def test_calls_without_a_number_are_not_compared() -> None:
    found = comparison(call(None, logged_on=ADA), call(None, format="invalid", logged_on=ADA), call(A, logged_on=ADA))
    assert [getattr(found, status) for status in LOG_STATUSES] == [1, 0, 0, 0, 0, 0, 0, 0]


def test_without_log_entries_nothing_is_compared() -> None:
    replay_ = replay(REPORT, call(A))
    assert replay_.figures.logged is None
    assert replay_.called.loc[0, list(LOG_STATUSES)].tolist() == [0] * len(LOG_STATUSES)


def test_a_policy_explains_a_call_when_it_names_the_record_or_names_none_and_none_was_logged() -> None:
    found = comparison(
        call(A, logged_on=ADA),
        call(B, logged_on=BEN),
        call(B),
        call(SHARED, logged_on=LEN),
        call(SHARED, logged_on=LEN),
        call(SHARED, logged_on=GONE),
    )
    fits = {policy: (fit.explained, fit.explained_decisive) for policy, fit in found.policies.items()}
    assert (found.compared, found.decisive) == (5, 4)
    assert fits == {"exact": (4, 3), "digits": (4, 3), "any": (2, 1)}


def test_where_the_policies_agree_none_is_best() -> None:
    found = comparison(call(A, logged_on=ADA), call(STRANGER))
    assert (found.compared, found.decisive, found.best) == (2, 0, [])


def test_where_no_policy_explains_anything_none_is_best() -> None:
    found = comparison(call(SHARED, logged_on=BEN))
    assert (found.decisive, found.best) == (1, [])


def test_disagreements_say_which_policy_would_explain_them_those_with_most_calls_first() -> None:
    calls = [call(A, logged_on=BEN), *[call(SHARED, logged_on=LEN)] * 2, call(STRANGER, logged_on=ADA)]
    found = comparison(*calls, top=2)
    assert found.entries_that_differ == 3
    assert [entry.model_dump() for entry in found.disagreements] == [
        disagreement(SHARED, 2, LEN, id_of("Contact", "ann"), ["exact", "digits"]),
        disagreement(A, 1, BEN, ADA, []),
    ]
    (_, _, stranger) = comparison(*calls).disagreements
    assert stranger.winner_record_id is None


def disagreement(e164: str, calls: int, logged_on: str, winner: str, explained_by: list[str]) -> dict[str, Any]:
    return {
        "e164": e164, "calls": calls, "logged_on": logged_on, "winner_record_id": winner, "explained_by": explained_by,
    }  # fmt: skip


def test_the_table_has_the_record_with_most_entries_and_counts_them_all() -> None:
    calls = [call(A, logged_on=BEN), call(A, logged_on=ADA), call(A, logged_on=ADA), call(A, logged_on=GONE), call(A)]
    (row,) = replay(REPORT, *calls, by="id").called.to_dict("records")
    assert row["logged_on"] == ADA
    assert {name: row[name] for name in LOG_STATUSES if row[name]} == {
        "agrees": 2,
        "differs": 1,
        "missing": 1,
        "gone": 1,
    }
