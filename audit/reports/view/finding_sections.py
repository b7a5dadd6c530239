"""The problems of an audit: what each rule found, why it matters and how to fix it."""

from collections.abc import Mapping, Sequence
from typing import Final

from audit.domain import SEVERITIES as SEVERITY_CODES
from audit.reports.view.counters import COUNTER_LABELS
from audit.reports.view.figures import count, counted
from audit.reports.view.labels import SEVERITIES, SEVERITY_MARKS
from audit.reports.view.models import NextAction, Option, OptionGroup, RuleSection
from audit.result.results import Audit, Results, RuleFigures

_ORDER: Final = SEVERITY_CODES


def rule_sections(result: Audit) -> tuple[RuleSection, ...]:
    """Return a section for each rule that found something, errors first, in the order of the rules."""
    figures = [rule for rule in result.results.rules if rule.findings or rule.suppressed]
    return tuple(_section(result, rule) for rule in sorted(figures, key=lambda rule: _ORDER.index(rule.severity)))


def _section(result: Audit, figures: RuleFigures) -> RuleSection:
    rule = result.rules[figures.rule_id]
    return RuleSection(
        rule_id=figures.rule_id,
        severity=figures.severity,
        severity_word=SEVERITIES[figures.severity].label,
        severity_mark=SEVERITY_MARKS[figures.severity],
        title=figures.title,
        why=rule.why,
        how_to_fix=rule.how_to_fix,
        count=_count(figures),
        choice=f"{figures.title} ({count(figures.findings)})",
    )


def _count(figures: RuleFigures) -> str:
    text = f"{counted(figures.findings, 'finding')} on {counted(figures.records, 'record')}" if figures.findings else ""
    suppressed = f"{count(figures.suppressed)} suppressed" if figures.suppressed else ""
    return ", ".join(filter(None, (text, suppressed)))


def problem_choices(
    actions: Sequence[NextAction], sections: Sequence[RuleSection], captions: Mapping[str, str]
) -> tuple[OptionGroup, ...]:
    """Return what the filter of findings offers: the actions, the fields of one of the three counts, each problem."""
    of_actions = tuple(Option(f"action:{action.action_id}", action.title) for action in actions)
    of_rules = tuple(Option(f"rule:{section.rule_id}", section.choice) for section in sections)
    not_e164 = Option("sheet:Not E.164", COUNTER_LABELS["not_e164"])
    groups = (
        OptionGroup(captions["first"], of_actions),
        OptionGroup(captions["problems"], (not_e164, *of_rules)),
    )
    return tuple(group for group in groups if group.options)


def findings_sentence(results: Results) -> str:
    """Return how many findings there are, by severity; the empty text for none."""
    found = results.severities
    total = sum(found.values())
    by_severity = ", ".join(counted(found[code], code) for code in _ORDER if found.get(code))
    return f"{counted(total, 'finding')}: {by_severity}." if total else ""
