"""What to do first: each fix as an instruction, ranked by the numbers that it makes ready, or by their calls."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from audit.findings.labels import number_in
from audit.fixes.action_counts import ActionCounts
from audit.fixes.candidates import (
    ADD_COUNTRY_CODE,
    COLLECTED_AGAIN,
    COPY_MOBILE,
    KEPT_ON_ONE_RECORD,
    REMOVE_PUNCTUATION,
)
from audit.normalize.scalar import calling_code
from audit.result.results import Action
from audit.tables.calls import CallsByNumber


@dataclass(frozen=True)
class _Words:
    """What is said of one fix; ``{}`` in the title is how many of what."""

    title: str
    one: str
    how: str
    rule_ids: tuple[str, ...]
    many: str | None = None
    """None: ``one`` and an s"""
    confidence: str | None = None
    """of all proposals that it stores, where it is for one kind only"""
    relation: str | None = None
    """of the records of each number that it leaves on one of them"""


def ranked_actions(
    counts: Mapping[str, ActionCounts], n_ready: int, n_callable: int, calls: CallsByNumber | None = None
) -> list[Action]:
    """Return the actions that make numbers ready, the most effective first: by ``calls`` on these, then by numbers.

    ``counts`` are those of the whole org, and so are ``n_ready`` and ``n_callable``: its numbers that are ready as they
    are, and what readiness is a share of.
    """
    actions = [
        _action(action_id, counted, n_ready, n_callable, calls)
        for action_id, counted in counts.items()
        if counted.numbers_made_ready > 0
    ]
    return sorted(actions, key=lambda action: (-(action.calls or 0), -action.numbers_made_ready, action.action_id))


def _action(action_id: str, counts: ActionCounts, n_ready: int, n_callable: int, calls: CallsByNumber | None) -> Action:
    words, regions = _words(action_id, counts), sorted(counts.regions)
    return Action(
        action_id=action_id,
        title=words.title.format(_counted(counts.numbers or counts.values, words)),
        how=words.how,
        rule_ids=list(words.rule_ids),
        region=regions[0] if len(regions) == 1 else None,
        regions=regions,
        confidence=words.confidence,
        relation=words.relation,
        values=counts.values,
        records=counts.records,
        numbers_made_ready=counts.numbers_made_ready,
        readiness_before=n_ready / n_callable,
        readiness_after=(n_ready + counts.numbers_made_ready) / n_callable,
        calls=counts.calls if calls else None,
        calls_per_month=calls.per_month(counts.calls) if calls else None,
    )


def _words(action_id: str, counts: ActionCounts) -> _Words:
    kind, _, region = action_id.partition(":")
    if kind == ADD_COUNTRY_CODE:
        return _of_country_code(region, _load_by_region(counts.by_default))
    words = _WORDS[action_id]
    return replace(words, how=words.how + _not_copied(counts.not_copied)) if counts.not_copied else words


def _of_country_code(region: str, how: str) -> _Words:
    if region == "others":
        title, one, many = "Add the country code to {} in other countries", "number", None
    else:
        title, one, many = f"Add +{calling_code(region)} to {{}}", number_in(region), number_in(region, "numbers")
    return _Words(title, one, how, ("not-e164",), many, confidence="region")


def _load_by_region(by_default: Mapping[str, int]) -> str:
    """Return how to load numbers that were read in a country, and how many of these are of no known country."""
    how = (
        "Load the files in fixes (the sheet Not E.164 lists the numbers). They are right only if the record's country "
        "is, so check a few before you load them all."
    )
    for region, n in by_default.items():
        have, were = ("has", "was") if n == 1 else ("have", "were")
        how += f" {n:,} {have} no country and {were} read as {region}: check these first."
    return how


def _not_copied(n: int) -> str:
    return f" {n:,} more {'needs' if n == 1 else 'need'} a look first: Mobile can't be read for sure."


_WORDS: Final = {
    REMOVE_PUNCTUATION: _Words(
        "Remove spaces and punctuation from {}",
        "international number",
        "Load the files in fixes (the sheet Not E.164 lists the numbers). The number itself does not change, so "
        "this is safe.",
        ("not-e164",),
        confidence="certain",
    ),
    COPY_MOBILE: _Words(
        "Copy Mobile to the empty Phone of {}",
        "record",
        "Mobile syncs only when Phone is filled, too. The files in fixes put the Mobile number, in E.164, into Phone.",
        ("mobile-without-phone",),
    ),
    KEPT_ON_ONE_RECORD["same_person"]: _Words(
        "Merge duplicates of one person, or convert the Lead, for {}",
        "number",
        "The records with the number have the same name or e-mail address. They are on the sheet Duplicates.",
        ("duplicate-same-object", "duplicate-across-objects", "undetermined-winner"),
        relation="same_person",
    ),
    KEPT_ON_ONE_RECORD["same_account"]: _Words(
        "Keep {} shared within one Account on that Account only",
        "number",
        "All records with the number belong to one Account. Keep it there, and give the people their direct lines.",
        ("shared-line", "duplicate-same-object", "duplicate-across-objects"),
        relation="same_account",
    ),
    KEPT_ON_ONE_RECORD["unrelated"]: _Words(
        "Ask record owners about {} on unrelated records",
        "number",
        "The data doesn't say whose number it is. Ask the owners of the records, and clear it on the wrong ones.",
        ("duplicate-same-object", "duplicate-across-objects", "undetermined-winner"),
        relation="unrelated",
    ),
    COLLECTED_AGAIN["needs_region"]: _Words(
        "Fill in the country for {} without a country code",
        "number",
        "Fill in the record's country, or set a default (--region) if these numbers are all from one country. Then "
        "audit again.",
        ("needs-region", "unknown-country-spelling"),
    ),
    COLLECTED_AGAIN["multiple"]: _Words(
        "Split {} with several numbers",
        "field",
        "Move each further number to an empty phone field of the record, such as Mobile or Other Phone.",
        ("several-numbers-in-field",),
    ),
    COLLECTED_AGAIN["scientific"]: _Words(
        "Find {} again that a spreadsheet destroyed",
        "number",
        "Text such as 4.41E+11 has lost its digits. Find the number in an older export, or ask the person.",
        ("scientific-notation",),
    ),
    COLLECTED_AGAIN["invalid"]: _Words(
        "Fix {}",
        "invalid number",
        "Each finding says what is wrong: the record's country, a missing digit, words among the digits… Ask the "
        "person; clear the field only if nobody knows.",
        ("invalid-number",),
    ),
}


def _counted(n: int, words: _Words) -> str:
    return f"{n:,} {words.one if n == 1 else words.many or words.one + 's'}"
