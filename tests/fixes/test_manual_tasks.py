from typing import Any, Literal

import pandas as pd
import pytest

from audit.config.audit import FixSettings
from audit.findings.ids import finding_ids
from audit.fixes.manual_tasks import manual_tasks
from audit.tables.findings import Assessment, id_texts
from audit.tables.report_tables import FINDINGS
from tests.typed_org import contact, findings_told, id_of, simulated

SHARED, OTHER = "+12125550100", "+12125550101"
ORG = simulated(
    contact("ada", phone=SHARED, name="Ada Vane", owner="Mara"),
    contact("ada2", phone=SHARED, home="n/a", name="Ada Vane", owner="Jonas"),
    contact("bob", phone=OTHER, home="n/a", name="Bob Moss", owner="Mara"),
    contact("cleo", phone=OTHER, name="Cleo Marsh", owner=None),
)


def work(*found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return owner, task and key of each row."""
    defaults = {"sobject": "Contact", "field": "Phone", "severity": "error", "suppressed": False, "raw": "n/a"}
    rows = [{**defaults, **row, "record_id": id_of("Contact", row["record_id"])} for row in found]
    findings = findings_told(pd.DataFrame(rows, columns=FINDINGS.names), ORG.records, ORG.values)
    table = manual_tasks(Assessment(ORG, findings), FixSettings())
    owners, keys = table["owner"].astype("str").fillna("nobody"), table["record_id"].str.slice(3).str.rstrip("0")
    return list(zip(owners, table["task"].astype("str"), keys, strict=True))


def finding(rule_id: str, key: str, **columns: Any) -> dict[str, Any]:
    return {"rule_id": rule_id, "record_id": key, **columns}


def test_each_kind_of_damage_has_its_task() -> None:
    rules = ["invalid-number", "needs-region", "not-e164"]
    found = [finding(rule, "ada", raw=rule) for rule in rules]
    assert [task for _, task, _ in work(*found)] == ["collect", "fill_country", "check"]


def test_a_number_of_one_person_is_to_be_merged_and_one_of_several_to_be_assigned() -> None:
    found = [finding("duplicate-same-object", key, e164=number) for key, number in [("ada", SHARED), ("bob", OTHER)]]
    assert work(*found) == [("Mara", "merge", "ada"), ("Mara", "assign", "bob")]


def test_what_is_suppressed_or_no_work_for_people_is_not_on_the_list() -> None:
    found = [finding("not-e164", "ada", suppressed=True), finding("unstable-winner", "ada", e164=SHARED)]
    assert work(*found) == []


def test_a_value_with_several_findings_is_one_row_told_by_the_gravest() -> None:
    found = [finding("extension-in-number", "ada", severity="warning"), finding("not-e164", "ada")]
    assert len(work(*found)) == 1


def test_the_owner_with_most_errors_comes_first_and_nobody_is_an_owner_too() -> None:
    found = [
        finding("invalid-number", "ada2", severity="warning"),
        finding("text-in-phone-field", "ada2", severity="warning", field="HomePhone"),
        finding("not-e164", "cleo"),
        finding("scientific-notation", "bob", field="HomePhone"),
        finding("scientific-notation", "bob"),
    ]
    assert [owner for owner, _, _ in work(*found)] == ["Mara", "Mara", "nobody", "Jonas", "Jonas"]


def test_an_audit_without_findings_leaves_nothing_to_do() -> None:
    assert work() == []


def test_a_task_has_the_id_that_an_audit_gives_to_its_finding() -> None:
    rows = [{"sobject": "Contact", "field": "Phone", "severity": "error", "rule_id": "invalid-number"}]
    told = [{**row, "record_id": id_of("Contact", "ada"), "raw": "n/a", "suppressed": False} for row in rows]
    findings = findings_told(pd.DataFrame(told, columns=FINDINGS.names), ORG.records, ORG.values)
    (task_id,) = manual_tasks(Assessment(ORG, findings), FixSettings())["finding_id"]
    assert [task_id] == id_texts(finding_ids(findings, ORG.records, ORG.values)).tolist()


def test_a_sure_number_that_no_file_writes_waits_for_another_field() -> None:
    org = simulated(contact("ada", phone="12", mobile="+1 212 555 0100"), contact("bob", home="(212) 555-0101 ext. 5"))
    raws = {"ada": ("MobilePhone", "+1 212 555 0100"), "bob": ("HomePhone", "(212) 555-0101 ext. 5")}
    rows = [
        {
            **finding("not-e164", key, field=field, raw=raw, sobject="Contact", severity="error", suppressed=False),
            "record_id": id_of("Contact", key),
        }
        for key, (field, raw) in raws.items()
    ]
    findings = findings_told(pd.DataFrame(rows, columns=FINDINGS.names), org.records, org.values)
    table = manual_tasks(Assessment(org, findings), FixSettings()).set_index("raw")["task"].astype("str")
    assert table.to_dict() == {"+1 212 555 0100": "later", "(212) 555-0101 ext. 5": "check"}


@pytest.mark.parametrize(("region_sources", "task"), [(("record",), "later"), (("account",), "check")])
def test_a_number_waits_for_another_field_only_if_the_settings_let_a_file_write_it(
    region_sources: tuple[Literal["record", "account"], ...], task: str
) -> None:
    org = simulated(contact("ada", phone="12", mobile="(212) 555-0100", countries=("US",)))
    row = finding("not-e164", "ada", field="MobilePhone", raw="(212) 555-0100", sobject="Contact", severity="error")
    rows = [{**row, "suppressed": False, "record_id": id_of("Contact", "ada")}]
    findings = findings_told(pd.DataFrame(rows, columns=FINDINGS.names), org.records, org.values)
    table = manual_tasks(Assessment(org, findings), FixSettings(region_sources=region_sources))
    assert table["task"].astype("str").tolist() == [task]
