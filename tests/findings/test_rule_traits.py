from dataclasses import fields, replace
from typing import Any

import pytest

from audit.findings.rule import Rule
from audit.findings.rules.registry import RULES

TRAITS = [field.name for field in fields(Rule)]
WHOLE = {name: getattr(RULES[0], name) for name in TRAITS}


@pytest.mark.parametrize("trait", TRAITS)
def test_a_rule_that_leaves_out_a_trait_cannot_be_made(trait: str) -> None:
    traits: dict[str, Any] = {name: value for name, value in WHOLE.items() if name != trait}
    with pytest.raises(TypeError, match=f"missing 1 required keyword-only argument: '{trait}'"):
        Rule(**traits)


@pytest.mark.parametrize(
    ("trait", "value", "told"),
    [
        ("severity", "grave", "severity is 'grave', not one of error, warning, notice"),
        ("sheet", "Other", "sheet is 'Other', not one of Duplicates, Not E.164, Mobile without Phone, Other problems"),
        ("looks_at", "org", "looks_at is 'org', not one of value, record, number"),
        ("side", "both", "side is 'both', not one of number, record"),
        ("depends_on", ("weather",), "depends_on is 'weather', not one of countries, placeholders, numbering_plans"),
        ("manual_task", "think", "manual_task is 'think', not one of collect, split, fill_country, check"),
    ],
)
def test_a_trait_that_there_is_not_is_named_with_those_there_are(trait: str, value: object, told: str) -> None:
    with pytest.raises(ValueError, match=f"rule {RULES[0].id}: {told}"):
        replace(RULES[0], **{trait: value})


def test_what_looks_at_one_text_is_found_record_by_record() -> None:
    assert {rule.side for rule in RULES if rule.looks_at == "value"} == {"record"}


def test_rules_on_the_format_of_a_number_are_on_the_sheet_of_what_is_not_in_e164() -> None:
    on_formats = {rule.id for rule in RULES if rule.looks_at == "value"}
    without_number = {"placeholder-number", "text-in-phone-field"}
    assert {rule.id for rule in RULES if rule.sheet == "Not E.164"} == on_formats - without_number


def test_what_nobody_can_load_is_a_task_wherever_a_text_has_to_be_looked_at() -> None:
    without = {rule.id for rule in RULES if rule.sheet == "Not E.164" and rule.manual_task is None}
    assert without == {"us-locale-formatting"}
