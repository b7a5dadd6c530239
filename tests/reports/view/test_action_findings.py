from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from audit.reports.view.action_findings import action_of_findings
from audit.result.results import Audit
from tests.reports.typed_org import small_audit

NOT_E164, SHARED = "not-e164", "undetermined-winner"


@pytest.fixture(scope="module")
def org() -> Audit:
    """Return an audit whose numbers in the wrong format are one of Britain, sure, and one of France, by its country."""
    plain = small_audit()
    values = plain.values.assign(region=plain.values["region"].cat.add_categories(["FR"]))
    values.loc[plain.values["confidence"] == "region", "region"] = "FR"
    return replace(plain, values=values)


def fields_of(audit: Audit, *rule_ids: str, **asked: Any) -> list[tuple[str, str]]:
    """Return rule and number of the findings of the second of two actions, which asks for ``asked``."""
    first, second, *_ = audit.results.actions
    another = first.model_copy(update={"rule_ids": ["shared-line"]})
    action = second.model_copy(update={"rule_ids": list(rule_ids), **asked})
    audit = replace(audit, results=audit.results.model_copy(update={"actions": [another, action]}))
    found, rows = audit.findings.found, audit.findings_table()
    place = np.array([list(audit.rules).index(name) for name in rows["rule_id"]])
    of = action_of_findings(audit, place, found["value"].to_numpy(), rows)
    return list(rows.loc[of == 1, ["rule_id", "e164"]].itertuples(index=False, name=None))


def test_an_action_has_all_findings_of_its_rules(org: Audit) -> None:
    assert fields_of(org, NOT_E164) == [(NOT_E164, "+442079460002"), (NOT_E164, "+442079460004")]


def test_an_action_on_one_kind_of_proposal_has_no_others(org: Audit) -> None:
    assert fields_of(org, NOT_E164, confidence="certain") == [(NOT_E164, "+442079460004")]
    assert fields_of(org, NOT_E164, confidence="region") == [(NOT_E164, "+442079460002")]


def test_an_action_on_some_countries_has_the_numbers_of_these(org: Audit) -> None:
    assert fields_of(org, NOT_E164, regions=["FR", "US"]) == [(NOT_E164, "+442079460002")]
    assert fields_of(org, NOT_E164, regions=["US"]) == []
    assert fields_of(org, NOT_E164, regions=["FR"], confidence="certain") == []


def test_an_action_on_records_of_one_person_has_no_numbers_of_others(org: Audit) -> None:
    assert fields_of(org, SHARED, relation="same_person") == []
    assert fields_of(org, NOT_E164, relation="unrelated") == [(NOT_E164, "+442079460002")]
