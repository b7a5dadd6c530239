"""What reports and the command ``phone-audit rules`` say about each rule."""

from audit.config.audit import AuditConfig
from audit.findings.rules.registry import RULES
from audit.findings.unknown_rule import unknown_rule
from audit.result.results import RuleText

RULE_IDS = tuple(rule.id for rule in RULES)


def rule_texts(config: AuditConfig) -> dict[str, RuleText]:
    """Return the text of every rule by its id, in the order of the registry, with the severity in force."""
    return {
        rule.id: RuleText(
            rule_id=rule.id,
            severity=config.severity.get(rule.id, rule.severity),
            sheet=rule.sheet,
            title=rule.title,
            why=rule.why,
            how_to_fix=rule.how_to_fix,
        )
        for rule in RULES
    }


def check_rule_ids(config: AuditConfig) -> None:
    """Raise UsageError if the configuration names a rule that does not exist."""
    for rule_id in config.severity:
        check_rule_id(rule_id, "In the configuration, under [severity]: ")
    for rule_id in config.gates.rules:
        check_rule_id(rule_id, "In the configuration, under [gates.rules]: ")
    for position, suppression in enumerate(config.suppress, start=1):
        if suppression.rule is not None:
            check_rule_id(suppression.rule, f"In the configuration, [[suppress]] number {position}: ")


def check_rule_id(rule_id: str, where: str = "") -> None:
    """Raise UsageError, naming ``where`` it stands and the closest rule, if ``rule_id`` is none."""
    if rule_id not in RULE_IDS:
        raise unknown_rule(rule_id, RULE_IDS, where)
