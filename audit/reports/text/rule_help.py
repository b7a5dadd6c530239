"""The rules as the command phone-audit rules prints them."""

import json
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from audit.domain import SEVERITIES
from audit.findings.unknown_rule import unknown_rule

RULES_FILE: Final = Path(__file__).with_name("rules.json")
"""The texts of the rules, ready-made by ``scripts/reference_docs.py``: code that finds takes long to load."""
_WIDTH: Final = 100


class _Rule(NamedTuple):
    id: str
    severity: str
    title: str
    why: str
    how_to_fix: str


def rule_help(rule_id: str | None) -> str:
    """Return the list of rules, or one in full; raise UsageError for one that there is not."""
    rules = {each["id"]: _Rule(**each) for each in json.loads(RULES_FILE.read_text(encoding="utf-8"))}
    if rule_id is None:
        return _rule_list(list(rules.values()))
    if rule_id not in rules:
        raise unknown_rule(rule_id, rules)
    return _rule_in_full(rules[rule_id])


def _rule_list(rules: Sequence[_Rule]) -> str:
    """Return one line a rule, by severity."""
    widest = max(len(rule.id) for rule in rules)
    blocks = [
        "\n".join([severity.upper(), *(f"  {r.id:<{widest}}  {r.title}" for r in rules if r.severity == severity)])
        for severity in SEVERITIES
    ]
    return "\n\n".join([*blocks, "phone-audit rules RULE_ID explains one: why it matters and how to fix it."])


def _rule_in_full(rule: _Rule) -> str:
    """Return what, why and how to fix."""
    return "\n\n".join(
        [
            f"{rule.id} ({rule.severity})\n{rule.title}",
            f"Why it matters\n{_wrapped(rule.why)}",
            f"How to fix it\n{_wrapped(rule.how_to_fix)}",
        ]
    )


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
