from typing import Any

import pandas as pd
import pytest

from audit.columns.types import TIMESTAMP
from audit.domain import SLOT_FIELDS
from audit.fixes.verify import verified
from audit.tables.fixes import EXPECTED_WINNERS, STORED_PLAN, VERIFIED
from tests.typed_org import Row, contact, id_of, population, simulated

OLD, NEW, OTHER = "(212) 555-0100", "+12125550100", "+12125550101"
BEFORE, AFTER = "2026-01-01", "2026-02-01"
CONTACT_UNASKED = {"winner_sobject": "Contact", "intended": False}
PRESENT = {sobject: list(fields.values()) for sobject, fields in SLOT_FIELDS.items()}


def plan(**cell: Any) -> pd.DataFrame:
    row = {
        "record_id": id_of("Contact", "ada"), "sobject": "Contact", "field": "Phone", "change": "to_e164",
        "old": OLD, "new": NEW, "step": 1, "last_modified": BEFORE, **cell,
    }  # fmt: skip
    frame = pd.DataFrame([row])
    return STORED_PLAN.typed(
        frame.assign(last_modified=pd.to_datetime(frame["last_modified"], utc=True).astype(TIMESTAMP))
    )


def state(planned: pd.DataFrame, *rows: Row, present: dict[str, list[str]] | None = None) -> str:
    fields = PRESENT if present is None else present
    found = verified(planned, EXPECTED_WINNERS.empty(), simulated(*rows), population(*rows).phones, fields)
    (status,) = found["status"].tolist()
    return str(status)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"phone": NEW}, "done"),
        ({"phone": OLD}, "not_done"),
        ({"phone": OTHER}, "overwritten"),
        ({"phone": NEW + " "}, "overwritten"),
        ({}, "overwritten"),
    ],
)
def test_a_field_holds_what_was_planned_or_what_it_held_or_something_else(fields: dict[str, str], status: str) -> None:
    assert state(plan(), contact("ada", **fields)) == status


@pytest.mark.parametrize(
    ("fields", "status"), [({"phone": NEW}, "done"), ({}, "not_done"), ({"phone": OTHER}, "overwritten")]
)
def test_a_field_that_was_empty_is_filled_or_not(fields: dict[str, str], status: str) -> None:
    assert state(plan(change="mobile_to_phone", old=None), contact("ada", **fields)) == status


@pytest.mark.parametrize(
    ("fields", "status"), [({}, "done"), ({"mobile": OLD}, "not_done"), ({"mobile": NEW}, "overwritten")]
)
def test_a_field_that_is_to_be_cleared_is_empty_or_not(fields: dict[str, str], status: str) -> None:
    cell = plan(change="mobile_cleared", field="MobilePhone", new=None)
    assert state(cell, contact("ada", phone=NEW, **fields)) == status


@pytest.mark.parametrize(
    ("before", "now", "phone", "status"),
    [
        (BEFORE, AFTER, NEW, "done"),
        (BEFORE, BEFORE, NEW, "not_done"),
        (BEFORE, None, NEW, "not_done"),
        (None, AFTER, NEW, "done"),
        (BEFORE, AFTER, OTHER, "overwritten"),
    ],
)
def test_a_record_to_be_saved_again_is_done_when_it_was_edited_since(
    before: str | None, now: str | None, phone: str, status: str
) -> None:
    cell = plan(change="touch", old=NEW, last_modified=before)
    assert state(cell, contact("ada", phone=phone, last_modified=now)) == status


@pytest.mark.parametrize(("moment", "saved"), [(BEFORE, [False]), (AFTER, [True]), (None, [False])])
def test_a_record_that_was_saved_after_the_audit_is_marked(moment: str | None, saved: list[bool]) -> None:
    rows = [contact("ada", phone=OLD, last_modified=moment)]
    found = verified(plan(), EXPECTED_WINNERS.empty(), simulated(*rows), population(*rows).phones, PRESENT)
    assert (found["status"].tolist(), found["saved_since"].tolist()) == (["not_done"], saved)


def test_a_record_that_is_not_there_any_more_is_gone() -> None:
    assert state(plan(), contact("bob", phone=NEW)) == "gone"
    assert state(plan()) == "gone"


def test_a_field_or_object_that_the_source_does_not_have_says_nothing() -> None:
    assert state(plan(), contact("ada", mobile=NEW), present={"Contact": ["MobilePhone"]}) == "not_exported"
    assert state(plan(), present={"Contact": []}) == "not_exported"
    assert state(plan(), present={}) == "not_exported"


@pytest.mark.parametrize("blank", [" ", "\u200b"])
def test_a_phone_that_held_only_blanks_and_still_does_is_not_done(blank: str) -> None:
    cell = plan(change="mobile_to_phone", old=blank)
    assert state(cell, contact("ada", phone=blank, mobile=NEW)) == "not_done"


def test_of_a_winner_whose_object_was_not_exported_nothing_is_known() -> None:
    expected = EXPECTED_WINNERS.typed(
        pd.DataFrame([{"e164": NEW, "winner_record_id": id_of("Contact", "ada"), **CONTACT_UNASKED}])
    )
    found = verified(
        STORED_PLAN.empty(), expected, simulated(), population().phones, {"Contact": [], "Lead": ["Phone"]}
    )
    assert found["status"].tolist() == ["not_exported"]


@pytest.mark.parametrize(("winner", "status"), [("ada", "done"), ("bob", "overwritten"), (None, "gone")])
def test_a_foretold_winner_wins_or_another_does_or_nobody(winner: str | None, status: str) -> None:
    expected = EXPECTED_WINNERS.typed(
        pd.DataFrame([{"e164": NEW, "winner_record_id": id_of("Contact", "ada"), **CONTACT_UNASKED}])
    )
    rows = [contact(winner, phone=NEW)] if winner else []
    found = verified(STORED_PLAN.empty(), expected, simulated(*rows), population(*rows).phones, PRESENT)
    assert found.columns.tolist() == VERIFIED.names
    row = found.iloc[0]
    assert (row["change"], row["e164"], row["step"], row["status"]) == ("winner", NEW, 0, status)
    assert (row["now"] if winner else None) == (id_of("Contact", winner) if winner else None)


def test_nothing_planned_is_nothing_to_verify() -> None:
    nothing = verified(STORED_PLAN.empty(), EXPECTED_WINNERS.empty(), simulated(), population().phones, PRESENT)
    assert nothing.empty
