"""The rules as the command phone-audit rules prints them."""

import textwrap
from collections.abc import Iterable
from typing import Final

from audit.config.audit import AuditConfig
from audit.domain import SEVERITIES
from audit.findings.rule_texts import check_rule_id, rule_texts
from audit.result.results import RuleText

_WIDTH: Final = 100


def rule_help(rule_id: str | None) -> str:
    """Return the list of rules, or one in full; raise UsageError for one that there is not."""
    texts = rule_texts(AuditConfig())
    if rule_id is None:
        return _rule_list(texts.values())
    check_rule_id(rule_id)
    return _rule_in_full(texts[rule_id])


def _rule_list(rules: Iterable[RuleText]) -> str:
    """Return one line a rule, by severity."""
    texts = list(rules)
    widest = max(len(text.rule_id) for text in texts)
    blocks = [
        "\n".join([severity.upper(), *(f"  {t.rule_id:<{widest}}  {t.title}" for t in texts if t.severity == severity)])
        for severity in SEVERITIES
    ]
    return "\n\n".join([*blocks, "phone-audit rules RULE_ID explains one: why it matters and how to fix it."])


def _rule_in_full(rule: RuleText) -> str:
    """Return what, why and how to fix."""
    return "\n\n".join(
        [
            f"{rule.rule_id} ({rule.severity})\n{rule.title}",
            f"Why it matters\n{_wrapped(rule.why)}",
            f"How to fix it\n{_wrapped(rule.how_to_fix)}",
        ]
    )


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
