import re

import pytest

from audit.config.audit import AuditConfig, Suppression
from audit.errors import UsageError
from audit.findings.rule import Rule
from audit.findings.rule_texts import check_rule_ids, rule_texts
from audit.findings.rules.registry import RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
class TestWords:
    def test_a_title_is_a_fact_on_one_line(self, rule: Rule) -> None:
        assert 10 < len(rule.title) < 80
        assert not rule.title.endswith(".")

    def test_why_says_what_is_documented_or_assumed(self, rule: Rule) -> None:
        assert re.search(r"\[(documented|assumed)", rule.why)
        assert rule.why.endswith(".")

    def test_how_to_fix_is_whole_sentences(self, rule: Rule) -> None:
        assert len(rule.how_to_fix) > 80
        assert re.search(r"[.)]$", rule.how_to_fix)

    def test_the_texts_are_plain_characters_without_double_spaces(self, rule: Rule) -> None:
        assert "  " not in rule.title + rule.why + rule.how_to_fix
        assert (rule.title + rule.why + rule.how_to_fix).replace("…", "").isascii()


def test_texts_come_in_the_order_of_the_registry_with_the_severity_in_force() -> None:
    texts = rule_texts(AuditConfig(severity={"shared-line": "error"}))
    assert list(texts) == [rule.id for rule in RULES]
    assert texts["shared-line"].severity == "error"
    assert texts["not-e164"].severity == "error"
    assert texts["not-e164"].title == "The number is not stored in E.164"


def test_a_misspelt_rule_in_severity_names_the_closest() -> None:
    with pytest.raises(UsageError, match=r"under \[severity\]: There is no rule 'not-e16'\. Did you mean not-e164\?"):
        check_rule_ids(AuditConfig(severity={"not-e16": "notice"}))


def test_a_misspelt_rule_in_a_suppression_names_its_position() -> None:
    known, unknown = Suppression(reason="ok", rule="shared-line"), Suppression(reason="ok", rule="shared-lines")
    with pytest.raises(UsageError, match=r"\[\[suppress\]\] number 2: .*Did you mean shared-line\?"):
        check_rule_ids(AuditConfig(suppress=(known, unknown)))


def test_a_rule_that_is_like_no_other_points_to_the_command() -> None:
    with pytest.raises(UsageError, match="phone-audit rules"):
        check_rule_ids(AuditConfig(severity={"xyzzy": "notice"}))


def test_known_rules_pass() -> None:
    check_rule_ids(AuditConfig(severity={"not-e164": "notice"}, suppress=(Suppression(reason="ok", number="+1"),)))
