import dataclasses
import json
import re
from typing import Any

import pytest

from audit.config.audit import AuditConfig
from audit.config.profile import Profile
from audit.domain import POLICIES
from audit.reports.redact import redacted
from audit.reports.view.build_view import View, build_view
from audit.reports.view.page_selection import CANDIDATES
from audit.reports.view.script_words import words_of_codes
from audit.reports.view.visible_columns import shown_numbers
from audit.reports.view.visible_text import LONGEST_ON_PAGE
from audit.result.results import Audit
from audit.tables.report_tables import numbers_with_ids
from tests.reports.typed_org import large_audit, small_audit
from tests.reports.view.told_tables import candidates, told_tables, winner_under


@pytest.mark.parametrize("policy", POLICIES)
def test_the_page_finds_the_winner_of_the_simulation_under_every_policy(policy: str) -> None:
    audited = large_audit(300)
    told, objects = told_tables(build_view(audited)), words_of_codes(audited)["objectOrder"]
    column = "winner_record_id" if policy == "any" else f"winner_{policy}"
    numbers = numbers_with_ids(audited.numbers, audited.records)
    winners = dict(zip(numbers["e164"], numbers[column].fillna(""), strict=True))
    found = {
        f"+{e164}": winner_under(told, at, policy, objects) or "" for at, e164 in enumerate(told["numbers"]["e164"])
    }
    assert found == winners


def test_the_order_of_objects_is_that_of_the_profile() -> None:
    audited = small_audit(AuditConfig(profile=Profile(object_order=("Lead", "Contact", "Account", "PersonAccount"))))
    told = told_tables(build_view(audited))
    number = told["numbers"]["e164"].index("442079460002")
    assert winner_under(told, number, "any", words_of_codes(audited)["objectOrder"]) == "00Q000000000002AAA"


def text_of_finding(told: dict[str, Any], at: int) -> str:
    """Return the stored text that a finding is about, the empty text for one about the whole record."""
    place, values = told["findings"]["value"][at], told["values"]
    if place < 0:
        return ""
    value = values["record"].index(told["findings"]["record"][at]) + place
    raw: str = values["raw"][value]
    return raw or f"+{told['numbers']['e164'][values['number'][value]]}"


def test_every_open_finding_is_told_with_its_record_its_text_and_its_message(audited: Audit, view: View) -> None:
    told = told_tables(view)
    findings, ids = told["findings"], told["records"]["id"]
    rows = [
        (ids[record], told["messages"][findings["message"][at]], text_of_finding(told, at))
        for at, record in enumerate(findings["record"])
    ]
    found = audited.findings_table()
    found = found[~found["suppressed"]]
    raw = shown_numbers(found["raw"], LONGEST_ON_PAGE)
    assert sorted(rows) == sorted(zip(found["record_id"], found["message"], raw, strict=True))


def test_the_most_recently_edited_record_of_a_rule_comes_first(view: View) -> None:
    told = told_tables(view)
    first = [told["records"]["name"][told["findings"]["record"][at]] for at in range(2)]
    assert first == ["Acme ⟨U+202E⟩GmbH", "Ben Okafor"]


def test_a_record_without_a_name_is_named_by_its_id(view: View) -> None:
    assert "00Q000000000007AAA" in told_tables(view)["records"]["name"]


def test_a_text_that_is_its_number_is_not_told_twice(view: View) -> None:
    assert "+442079460001" not in told_tables(view)["values"]["raw"]


def test_of_a_crowded_number_the_first_candidates_are_kept_and_all_are_counted() -> None:
    crowded = large_audit(200)
    values = crowded.values.assign(number=0, digits=crowded.numbers["digits"][0], e164=crowded.numbers["e164"][0])
    numbers = crowded.numbers.head(1).assign(n_records=200, n_values=400, winner=0)
    none = dataclasses.replace(crowded.findings, found=crowded.findings.found.iloc[:0])
    audited = dataclasses.replace(crowded, values=values, numbers=numbers, findings=none)
    told = told_tables(build_view(audited))
    assert CANDIDATES <= len(candidates(told, 0, words_of_codes(audited)["objectOrder"])) <= CANDIDATES + len(POLICIES)
    assert told["numbers"]["records"] == [200]


def test_an_action_knows_its_findings(audited: Audit, view: View) -> None:
    told = told_tables(view)
    actions = [action.action_id for action in audited.results.actions]
    rules = [audited.results.rules[rule].rule_id for rule in told["findings"]["rule"]]
    of = {
        (rule, actions[action] if action >= 0 else "")
        for rule, action in zip(rules, told["findings"]["action"], strict=True)
    }
    assert ("mobile-without-phone", "copy-mobile") in of


def test_masked_numbers_cannot_be_tried() -> None:
    plain = small_audit(AuditConfig(redact=True))
    view = build_view(redacted(plain))
    told = told_tables(view)
    assert "masked" in view.lists.simulator_note
    assert {re.sub("•+", "•", e164) for e164 in told["numbers"]["e164"]} == set("•" + plain.numbers["e164"].str[-3:])
    written = json.dumps([told, dict(view.lists.content)])
    assert not [digits for digits in plain.numbers["e164"].str[-9:] if digits in written]


def test_numbers_of_a_report_that_is_not_redacted_can_be_tried_whatever_is_in_them(audited: Audit) -> None:
    odd = dataclasses.replace(audited, numbers=audited.numbers.assign(e164="+•••••••••001"))
    assert "can be tried" in build_view(odd).lists.simulator_note
