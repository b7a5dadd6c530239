"""What the script of the page calls each code of the tables, in the order of the codes, and its standing words."""

from collections.abc import Mapping
from typing import Any, Final

from audit.domain import CONFIDENCES as CONFIDENCE_CODES
from audit.domain import DECISIONS as DECISION_CODES
from audit.domain import FORMATS, MEASURED, NO_NUMBER_FORMATS, NOT_FOUND, SYNC_OUTCOMES
from audit.domain import POLICIES as POLICY_CODES
from audit.domain import RELATIONS as RELATION_CODES
from audit.domain import SEVERITIES as SEVERITY_CODES
from audit.findings.labels import OBJECT_LABELS
from audit.reports.view.keepers import MERGE_PAGES
from audit.reports.view.labels import (
    DECISIONS,
    ONLY_ONE_FOUND,
    POLICIES,
    RELATION_ACTIONS,
    RELATIONS,
    SEVERITIES,
    SEVERITY_MARKS,
    SINCE,
    SYNC,
    Word,
    label_of,
)
from audit.reports.view.shared_numbers import MAY_WIN, SHADOWED, WINNER, WORST_FIRST
from audit.result.results import Audit

SENTENCES: Final[Mapping[str, str]] = {
    "sort": "Sort by {column}",
    "previous": "Previous",
    "next": "Next",
    "page": "{from} to {to} of {total}",
    "rows": "Rows on a page",
    "perPage": "{count} rows",
    "none": "Nothing matches.",
    "noneFiltered": "Nothing matches with these filters. Findings without them: {count}.",
    "noneSearched": "Nothing matches. Records with neither a number nor a finding are not on this page.",
    "matching": "{shown} of {total} findings match.",
    "matchingFields": "{shown} of {total} findings match, on {fields} fields.",
    "all": "{total} findings.",
    "withoutFinding": "Matches, but has no open finding here:",
    "withoutFindings": "{count} records match, but have no open finding here:",
    "andMore": " and {count} more",
    "reached": "A call on {number} reaches",
    "tie": "Several records tie: a call on {number} may reach any of these.",
    "tiedRecords": "any of {count} records that tie",
    "numbersOnly": "Type a phone number here. Names and record IDs are searched under Findings.",
    "searchFor": "Search findings for {text}",
    "nobody": "A call on {number} finds no record.",
    "unknown": "No record of this audit has {number}.",
    "unknownCut": "{number} is not among the numbers on this page. Try: phone-audit explain NUMBER --report FOLDER",
    "short": "Type at least six digits.",
    "ambiguous": "{count} numbers end like this. Which one?",
    "ambiguousMore": "{count} numbers end like this: type more digits.",
    "readAs": "Read as {number}, the only number here that ends like this.",
    "candidates": "Records with {number}, in the order Aircall picks them",
    "why": "Why",
    "search": "Search",
    "careful": "Careful",
    "onlyOneFound": ONLY_ONE_FOUND,
    "policyNone": "no record is found",
    "orAnother": "or another one",
    "sensitive": "Which record is found depends on the format.",
    "sync": "Contact Sync",
    "advice": "What to do",
    "moreRecords": "and {count} more records",
    "problem": "What is wrong",
    "record": "Record",
    "records": "Records",
    "object": "Object",
    "owner": "Record owner",
    "field": "Field",
    "current": "Stored now",
    "proposed": "Proposed",
    "related": "Other record",
    "edited": "Last edit (UTC)",
    "editedDay": "Last edit",
    "undated": "unknown",
    "number": "Number",
    "decidedBy": "Decided by",
    "keeper": "Suggested keeper",
    "keep": "Keep",
    "ifSame": "If the same",
    "suggestion": "Suggestion",
    "merge": "Compare, merge (Classic)",
    "stored": "Stored in",
    "found": "Found by",
    "role": "Calls",
    "findings": "Findings",
    "duplicates": "Duplicates",
    "oldBrowser": "This browser is too old for this list: use a current one, or open report.xlsx.",
}
"""What the script says; the names in braces are filled in."""


_PROPOSED: Final[Mapping[str, str]] = {"certain": "", "region": "if country is right", "review": "check first"}
"""What stands beside a number that is proposed, by how sure it is."""


def words_of_codes(result: Audit) -> dict[str, Any]:
    """Return the words of every code that the tables have, and what the script must know of the profile."""
    profile = result.results.profile
    policies = POLICY_CODES if profile.measured is None else (*POLICY_CODES, MEASURED)
    sync = (*SYNC_OUTCOMES, NOT_FOUND)
    return {
        "rules": [{"id": rule_id, "title": rule.title, "sheet": rule.sheet} for rule_id, rule in result.rules.items()],
        "actions": [action.action_id for action in result.results.actions],
        "severities": [
            {"code": code, "mark": SEVERITY_MARKS[code], "label": SEVERITIES[code].label} for code in SEVERITY_CODES
        ],
        "confidences": [_PROPOSED[code] for code in CONFIDENCE_CODES],
        "since": ["" if code == "open" else word.label for code, word in SINCE.items()],
        "decisionCodes": list(DECISION_CODES),
        "worstFirst": list(WORST_FIRST),
        "decisions": [_said(DECISIONS, code) for code in DECISION_CODES],
        "decisionLabels": [label_of(DECISIONS, code) for code in DECISION_CODES],
        "sync": [label_of(SYNC, code) for code in sync],
        "syncMeans": [SYNC[code].meaning for code in sync],
        "relations": [_said(RELATIONS, code) for code in RELATION_CODES],
        "relationCodes": list(RELATION_CODES),
        "relationAdvice": [
            f"{label_of(RELATIONS, code)}: {_inside(RELATION_ACTIONS[code])}" for code in RELATION_CODES
        ],
        "advice": [RELATION_ACTIONS[code] for code in RELATION_CODES],
        "policies": [POLICIES[code].label for code in policies],
        "policy": policies.index(profile.policy),
        "measured": len(POLICY_CODES),
        "searched": ["Found", "Found sometimes", "Not found"],
        "mergePages": {OBJECT_LABELS[sobject]: page for sobject, page in MERGE_PAGES.items()},
        "objectOrder": [OBJECT_LABELS[sobject] for sobject in profile.object_order],
        "noNumber": [FORMATS.index(format_) for format_ in NO_NUMBER_FORMATS],
        "roles": {"winner": WINNER, "mayWin": MAY_WIN, "shadowed": SHADOWED},
    }


def _inside(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _said(words: Mapping[str, Word], code: str) -> str:
    return f"{words[code].label}: {words[code].meaning}"
