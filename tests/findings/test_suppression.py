from datetime import date

import pandas as pd

from audit.config.audit import Suppression
from audit.findings.suppression import suppressed, suppression_warnings
from audit.scoring.counts import added
from audit.tables.findings import UNTABLED_SUBJECTS, Findings
from tests.findings.typed_in import LEEDS, LONDON, org, record, value

TODAY = date(2026, 6, 30)
EVIDENCE = org(
    [record("003A00000000000AAA"), record("003a00000000000AAA")],
    [value("003A00000000000AAA", "phone", LEEDS), value("003A00000000000AAA", "mobile", LONDON)],
)
FOUND = pd.DataFrame(
    {
        "rule_id": pd.Categorical(["not-e164", "shared-line", "shared-line"]),
        "record": [0, 0, 1],
        "value": [0, 1, -1],
    }
)
FINDINGS = Findings(FOUND, UNTABLED_SUBJECTS.empty())


def accepted(**settings: object) -> tuple[list[bool], list[str]]:
    suppression = Suppression.model_validate({"reason": "front desk", **settings})
    hidden, held = suppressed(FINDINGS, EVIDENCE, [suppression], TODAY)
    return hidden.tolist(), suppression_warnings([suppression], held, TODAY)


def test_a_rule_alone_suppresses_all_its_findings() -> None:
    assert accepted(rule="shared-line") == ([False, True, True], [])


def test_a_number_alone_suppresses_all_findings_about_it() -> None:
    assert accepted(number=LEEDS) == ([True, False, False], [])


def test_a_record_is_named_by_15_or_18_characters_and_case_counts() -> None:
    assert accepted(record="003A00000000000") == ([True, True, False], [])
    assert accepted(record="003A00000000000AAA") == ([True, True, False], [])


def test_all_that_is_named_must_agree() -> None:
    assert accepted(rule="shared-line", record="003A00000000000", number=LONDON) == ([False, True, False], [])


def test_it_holds_on_its_last_day() -> None:
    assert accepted(rule="not-e164", expires=TODAY) == ([True, False, False], [])


def test_a_day_later_it_suppresses_nothing_and_says_so() -> None:
    assert accepted(rule="not-e164", expires=date(2026, 6, 29)) == (
        [False, False, False],
        ["Suppression number 1 (front desk) expired on 2026-06-29: what it suppressed is shown again."],
    )


def test_one_that_suppresses_nothing_says_so() -> None:
    assert accepted(rule="needs-region") == (
        [False, False, False],
        ["Suppression number 1 (front desk) matches no finding: remove it from the configuration."],
    )


def test_two_suppressions_of_the_same_finding_are_both_in_use() -> None:
    both = [Suppression(reason="one", rule="not-e164"), Suppression(reason="other", number=LEEDS)]
    hidden, held = suppressed(FINDINGS, EVIDENCE, both, TODAY)
    assert hidden.tolist() == [True, False, False]
    assert held == (1, 1)
    assert suppression_warnings(both, held, TODAY) == []


def test_one_that_holds_in_another_part_of_the_org_is_not_in_vain() -> None:
    suppression = Suppression(reason="front desk", number=LEEDS)
    nothing = Findings(FOUND.iloc[1:], UNTABLED_SUBJECTS.empty())
    parts = [suppressed(findings, EVIDENCE, [suppression], TODAY)[1] for findings in (nothing, FINDINGS)]
    assert parts == [(0,), (1,)]
    assert suppression_warnings([suppression], added(parts), TODAY) == []


def test_one_on_what_is_out_of_scope_is_named_by_record_or_number() -> None:
    aside = pd.DataFrame({"record_id": ["00QA00000000000AAA"], "raw": [LONDON], "e164": [LONDON]})
    found = pd.DataFrame({"rule_id": ["converted-lead-only-holder"], "record": [-1], "value": [len(EVIDENCE.values)]})
    for named in ({"record": "00QA00000000000"}, {"number": LONDON}):
        suppression = Suppression.model_validate({"reason": "front desk", **named})
        assert suppressed(Findings(found, UNTABLED_SUBJECTS.typed(aside)), EVIDENCE, [suppression], TODAY)[
            0
        ].tolist() == [True]


def test_without_findings_each_suppression_is_in_vain() -> None:
    none = Findings(FOUND.iloc[:0], UNTABLED_SUBJECTS.empty())
    old = [Suppression(reason="old", rule="not-e164")]
    hidden, held = suppressed(none, EVIDENCE, old, TODAY)
    assert hidden.tolist() == []
    assert len(suppression_warnings(old, held, TODAY)) == 1
