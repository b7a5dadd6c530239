from importlib import import_module
from pathlib import Path

import pytest

import audit.findings.rules
from audit.findings.rule import FOUND_COLUMNS, Rule
from audit.findings.rules.registry import RULES
from tests.findings.typed_in import org

FOLDER = Path(audit.findings.rules.__file__).parent


def module_of(rule: Rule) -> str:
    return rule.id.replace("-", "_")


def test_every_rule_file_is_in_the_registry_once() -> None:
    files = {path.stem for path in FOLDER.glob("*.py") if "RULE = Rule(" in path.read_text(encoding="utf-8")}
    assert sorted(files) == sorted(module_of(rule) for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
class TestEveryRule:
    def test_it_lives_in_the_file_of_its_name(self, rule: Rule) -> None:
        assert import_module(f"audit.findings.rules.{module_of(rule)}").RULE is rule

    def test_it_has_a_test_of_its_name(self, rule: Rule) -> None:
        assert Path(__file__).with_name(f"test_{module_of(rule)}.py").exists()

    def test_it_finds_nothing_in_an_empty_org(self, rule: Rule) -> None:
        assert rule.find(org([])).empty

    def test_it_speaks_of_known_columns_only(self, rule: Rule) -> None:
        assert set(rule.find(org([]))) <= set(FOUND_COLUMNS)


def test_no_later_stage_has_a_table_of_rules() -> None:
    naming = {
        path.name
        for path in FOLDER.parents[1].rglob("*.py")
        if FOLDER not in path.parents and any(f'"{rule.id}"' in path.read_text(encoding="utf-8") for rule in RULES)
    }
    examples = {"audit.py", "gates.py"}
    assert naming == {"actions.py", *examples}, "what a stage needs to know of a rule is a trait of Rule"
