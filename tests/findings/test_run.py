from datetime import UTC, datetime

import pytest

from audit.config.audit import AuditConfig, Suppression
from audit.errors import UsageError
from audit.findings.run import find_all
from audit.tables.report_tables import FINDINGS
from tests.findings.typed_in import LEEDS, LONDON, names, number, org, record, told, value

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
EVIDENCE = org(
    [record("003B", name="+442079460018"), record("003A"), record("00QA", sobject="Lead", last_modified=None)],
    [
        value("003A", "other", "0113 496 0023", LEEDS, format="national", proposed=LEEDS, confidence="region"),
        value("003A", "phone", "020 7946 0018", LONDON, format="national", proposed=LONDON, confidence="region"),
        value("003B", "phone", "020 7946 0018", LONDON, format="national", proposed=LONDON, confidence="region"),
        value("00QA", "phone", "n/a", format="placeholder"),
    ],
    [number(LEEDS, "003A"), number(LONDON, "003A", decided_by="tie")],
)


def test_findings_come_by_severity_rule_record_field_and_number() -> None:
    findings = told(find_all(EVIDENCE, AuditConfig(), NOW)[0], EVIDENCE)
    rows = zip(findings["severity"], findings["rule_id"], names(findings["record_id"]), findings["field"], strict=True)
    assert [tuple(str(part) for part in row) for row in rows] == [
        ("error", "not-e164", "003A", "Phone"),
        ("error", "not-e164", "003B", "Phone"),
        ("error", "undetermined-winner", "003A", "Phone"),
        ("error", "undetermined-winner", "003B", "Phone"),
        ("warning", "not-e164", "003A", "OtherPhone"),
        ("warning", "placeholder-number", "00QA", "Phone"),
        ("notice", "placeholder-contact", "003B", "nan"),
        ("notice", "missing-last-modified", "00QA", "nan"),
    ]


def test_the_table_is_that_of_the_contract() -> None:
    findings = told(find_all(EVIDENCE, AuditConfig(), NOW)[0], EVIDENCE)
    assert list(findings) == FINDINGS.names
    assert findings.dtypes.equals(FINDINGS.typed(findings).dtypes)
    assert findings["finding_id"].str.fullmatch("[0-9a-f]{16}").all()
    assert findings["finding_id"].is_unique


def test_current_is_the_stored_text() -> None:
    findings = told(find_all(EVIDENCE, AuditConfig(), NOW)[0], EVIDENCE)
    assert findings["current"].equals(findings["raw"])


def test_a_severity_of_the_configuration_replaces_every_severity_of_the_rule() -> None:
    findings = told(find_all(EVIDENCE, AuditConfig(severity={"not-e164": "notice"}), NOW)[0], EVIDENCE)
    severities = findings.loc[findings["rule_id"].eq("not-e164"), "severity"]
    assert severities.tolist() == ["notice"] * 3


def test_suppressed_findings_stay_and_are_marked() -> None:
    settled = AuditConfig(suppress=(Suppression(reason="front desk", number=LONDON, rule="undetermined-winner"),))
    found, held = find_all(EVIDENCE, settled, NOW)
    findings = told(found, EVIDENCE)
    assert findings.loc[findings["suppressed"], "rule_id"].tolist() == ["undetermined-winner"] * 2
    assert len(findings) == 8
    assert held == (2,)


def test_a_rule_that_does_not_exist_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="Did you mean not-e164"):
        find_all(EVIDENCE, AuditConfig(severity={"not-e.164": "notice"}), NOW)


def test_an_empty_org_has_an_empty_table_of_findings() -> None:
    found, held = find_all(org([]), AuditConfig(), NOW)
    findings = told(found, org([]))
    assert findings.empty
    assert list(findings) == FINDINGS.names
    assert held == ()
