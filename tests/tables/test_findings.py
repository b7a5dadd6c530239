import numpy as np
import pandas as pd

from audit.tables.findings import FINDING_ROWS, RELATED_ACCOUNT, UNTABLED_SUBJECTS, Findings
from tests.typed_org import contact, id_of, key_of, lead, simulated

NEW_YORK, LEEDS = "+12125550100", "+441134960023"
ORG = simulated(
    contact("ada", phone="(212) 555-0100", account="acme", last_modified="2026-01-02"),
    lead("bob", mobile=NEW_YORK, last_modified="2026-01-01"),
)
ON_PHONE, ON_MOBILE, TOLD_ASIDE = 0, 1, len(ORG.values)
LOST = pd.DataFrame({"record_id": [id_of("Lead", "cleo")], "raw": ["0113 496 0023"], "e164": [LEEDS]})


def told(*rows: dict[str, object], at: slice | None = None) -> pd.DataFrame:
    """Tell findings; unless told otherwise each is on the record of Ada as a whole."""
    whole = {"finding_id": 255, "record": 0, "value": -1, "related": -1, "proposes": False, "suppressed": False}
    found = FINDING_ROWS.typed(pd.DataFrame([{**whole, **row} for row in rows]))
    findings = Findings(found, UNTABLED_SUBJECTS.typed(LOST))
    return findings.expanded(ORG.records, ORG.values, at or slice(None))


def test_a_finding_on_a_value_tells_its_record_text_and_number() -> None:
    (row,) = told({"value": ON_PHONE, "field": "Phone"}).to_dict("records")
    assert (key_of(row["record_id"]), row["field"], row["raw"], row["e164"]) == (
        "ada",
        "Phone",
        "(212) 555-0100",
        NEW_YORK,
    )
    assert row["current"] == row["raw"]
    assert row["finding_id"] == "00000000000000ff"


def test_a_finding_on_a_record_as_a_whole_tells_no_text() -> None:
    assert told({}).loc[0, ["field", "raw", "e164", "current", "proposed", "related_record_id"]].isna().all()


def test_a_finding_proposes_its_number_in_e164_or_nothing() -> None:
    found = [{"value": ON_PHONE, "proposes": True}, {"value": ON_MOBILE, "proposes": True}, {"value": ON_PHONE}]
    assert told(*found)["proposed"].fillna("").tolist() == [NEW_YORK, NEW_YORK, ""]


def test_the_other_record_is_a_row_or_the_account_of_the_record() -> None:
    related = told({"related": 1}, {"related": RELATED_ACCOUNT}, {})["related_record_id"]
    assert related[:2].tolist() == [id_of("Lead", "bob"), id_of("Account", "acme")]
    assert pd.isna(related[2])


def test_what_is_out_of_scope_is_told_aside() -> None:
    rows = told({"record": -1, "value": TOLD_ASIDE}, {"value": ON_PHONE})
    assert [key_of(text) for text in rows["record_id"]] == ["cleo", "ada"]
    assert rows["raw"].tolist() == ["0113 496 0023", "(212) 555-0100"]
    assert rows["e164"].tolist() == [LEEDS, NEW_YORK]


def test_some_of_the_findings_keep_their_places() -> None:
    rows = told({"value": ON_PHONE}, {"value": ON_MOBILE, "record": 1}, at=slice(1, None))
    assert rows.index.tolist() == [1]
    assert [key_of(text) for text in rows["record_id"]] == ["bob"]


def test_findings_on_one_record_share_a_code_in_scope_or_not() -> None:
    rows = [{"record": 1}, {"record": -1, "value": TOLD_ASIDE}, {"record": 1, "value": ON_MOBILE}]
    found = FINDING_ROWS.typed(
        pd.DataFrame(
            [{"finding_id": 0, "related": -1, "value": -1, "proposes": False, "suppressed": False, **r} for r in rows]
        )
    )
    codes = Findings(found, UNTABLED_SUBJECTS.typed(LOST)).record_codes(len(ORG.records), len(ORG.values))
    assert codes.tolist() == [1, len(ORG.records), 1]
    assert codes.dtype == np.int64
