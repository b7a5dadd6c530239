from datetime import date
from typing import Any

import pandas as pd
import pytest

from audit.config.audit import Suppression
from audit.fixes.planned_fixes import suppressed_fields
from audit.tables.report_tables import FINDINGS
from tests.typed_org import contact, findings_told, id_of, simulated

ORG = simulated(contact("ada", phone="+12125550100", home="212 555 0101"), contact("bob", phone="212 555 0100"))
TODAY = date(2026, 11, 22)


def alone(findings: pd.DataFrame | None = None, **suppression: Any) -> list[str]:
    """Return the texts that are left alone."""
    suppressions = [Suppression(reason="known", **suppression)] if suppression else []
    told = findings_told(FINDINGS.empty() if findings is None else findings, ORG.records, ORG.values)
    mask = suppressed_fields(ORG, told, suppressions, TODAY)
    return ORG.values.loc[mask, "raw"].tolist()


def found(*rows: tuple[str, str | None, bool]) -> pd.DataFrame:
    ids = [id_of("Contact", key) for key, _, _ in rows]
    fields, suppressed = [field for _, field, _ in rows], [flag for _, _, flag in rows]
    return FINDINGS.typed(pd.DataFrame({"record_id": ids, "field": fields, "suppressed": suppressed}))


def test_without_suppressions_nothing_is_left_alone() -> None:
    assert alone() == []
    assert alone(found(("ada", "Phone", False))) == []


def test_the_field_of_a_suppressed_finding_is_left_alone() -> None:
    assert alone(found(("ada", "HomePhone", True), ("bob", "Phone", False))) == ["212 555 0101"]


def test_a_suppressed_finding_on_a_record_as_a_whole_says_nothing_of_its_fields() -> None:
    assert alone(found(("ada", None, True))) == []


@pytest.mark.parametrize(
    ("suppression", "left"),
    [
        ({"number": "+12125550100"}, ["+12125550100", "212 555 0100"]),
        ({"record": id_of("Contact", "ada")[:15]}, ["+12125550100", "212 555 0101"]),
        ({"record": id_of("Contact", "ada"), "number": "+12125550100"}, ["+12125550100"]),
        ({"number": "+12125550100", "expires": TODAY}, ["+12125550100", "212 555 0100"]),
        ({"number": "+12125550100", "expires": date(2026, 11, 21)}, []),
        ({"rule": "not-e164", "number": "+12125550100"}, []),
    ],
)
def test_a_suppression_that_names_no_rule_covers_every_field_of_its_record_or_number(
    suppression: dict[str, Any], left: list[str]
) -> None:
    assert alone(**suppression) == left
