"""What the figures rest on: the rules of the simulation, the settings in force, the words."""

import json
from collections.abc import Mapping
from typing import Any, Final, Literal

from audit.config.gates import Gates
from audit.reports.view.labels import CONFIDENCES, FORMATS, POLICIES, SEVERITIES, SLOTS, SYNC
from audit.reports.view.models import Assumption, Pair
from audit.reports.view.record_labels import sobject_label
from audit.reports.view.search_basis_text import basis_sentence, calls_show
from audit.reports.view.search_words import ASKED
from audit.reports.view.visible_text import shown_text
from audit.result.results import Results


def assumptions_of(results: Results) -> tuple[Assumption, ...]:
    """Return the rules of the simulation, what the vendor documents first, with the settings in force."""
    profile = results.profile
    slots = ", ".join(SLOTS[slot] for slot in profile.match_slots)
    synced = " and ".join(SLOTS[slot] for slot in profile.sync_slots)
    order = ", ".join(map(sobject_label, profile.object_order))
    return (
        Assumption(f"A call is matched on these phone fields: {slots}.", "documented", "match_slots"),
        Assumption("Custom phone fields are neither matched nor synced.", "documented", ""),
        Assumption(f"If several objects have a number, this order decides: {order}.", "documented", "object_order"),
        Assumption("Among records of one object, the most recently updated one is matched.", "documented", ""),
        Assumption(
            f"Contact Sync copies only numbers in E.164, from {synced}.",
            "documented",
            "sync_slots",
        ),
        Assumption("Mobile syncs only if Phone is filled too.", "documented", ""),
        Assumption("A contact is copied only once there is a call on its number.", "documented", ""),
        Assumption(f"“Most recently updated” means {profile.date_field}.", "assumed", "date_field"),
        Assumption("If several were updated at the same moment, it is not certain which is matched.", "assumed", ""),
        Assumption(
            "Mobile syncs only if Phone is in E.164, not just filled."
            if profile.mobile_needs_e164_phone
            else "Mobile syncs if Phone is filled in any format.",
            "assumed",
            "mobile_needs_e164_phone",
        ),
        Assumption(
            f"These objects sync: {', '.join(map(sobject_label, profile.sync_objects))}.", "assumed", "sync_objects"
        ),
        *_search_of(results),
    )


def _search_of(results: Results) -> tuple[Assumption, ...]:
    """Return in which formats a number is found, and in which it is searched for."""
    search = results.search
    if search.basis == "measured":
        known: Literal["assumed", "set", "measured"] = "set" if search.asked_as_basis == "setting" else "assumed"
        if calls_show(results):
            known = "measured"
        return (
            Assumption(f"{basis_sentence(results)} See What the search finds.", "measured", "policy"),
            Assumption(f"Aircall searches for numbers written like {ASKED[search.asked_as or '']}.", known, "asked_as"),
        )
    policy = POLICIES[results.profile.policy]
    text = (
        f"How Aircall searches: {policy.label}. {policy.meaning} Aircall does not document it, so the report works out "
        "all three ways (Exact format, Same digits, Any format) and says where they differ."
    )
    return (Assumption(text, "assumed", "policy"),)


def settings_of(results: Results) -> tuple[Pair, ...]:
    """Return every setting in force, one a line, with its dotted name; of the gates those of their preset, too.

    What was measured is left out: no file sets it, and it is shown by itself.
    """
    config = dict(results.config)
    if "gates" in config:
        config["gates"] = Gates.model_validate(config["gates"]).in_force().model_dump()
    if profile := config.get("profile"):
        config["profile"] = {name: value for name, value in profile.items() if name != "measured"}
    return tuple(Pair(shown_text(name), shown_text(value)) for name, value in _flattened(config, ""))


def _flattened(settings: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for name, value in settings.items():
        if isinstance(value, Mapping) and value:
            lines.extend(_flattened(value, f"{prefix}{name}."))
        elif isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
            for place, entry in enumerate(value, 1):
                lines.extend(_flattened(entry, f"{prefix}{name}.{place}."))
        else:
            lines.append((prefix + name, _written(value)))
    return lines


def _written(value: Any) -> str:
    if value is None or value in ([], {}, ()):
        return "not set"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, default=str)


_TERMS: Final[Mapping[str, str]] = {
    "Callable number": "A number in the searched fields, or a value there that should be one but cannot be read. "
    "Shares are of these.",
    "Contact Sync": "The part of Aircall that copies a Salesforce contact to Aircall after a call.",
    "E.164": "The international way to write a number: plus sign, country code, number, at most 15 digits, no spaces.",
    "Extension": "The digits dialed after a call is answered; E.164 has no room for them.",
    "Hidden character": "A character that cannot be seen, such as a no-break space. Reports show it as ⟨U+200B⟩, "
    "because it can keep a number from being found.",
    "Exact search": "The strictest way in which Aircall may search: only E.164 is found.",
    "Object order": "Which object gets the call if several have the number, as set in the profile.",
    "Person Account": "An account that is a person. Salesforce keeps it as an account with a hidden contact behind it.",
    "Profile": "The set of rules that the simulation follows.",
    "Readiness": "The share of numbers that are ready: calls are logged on the right record and the contact syncs.",
    "Right record": "The only record with the number, or the only one of the object that comes first, whatever format "
    "Aircall searches for. If the last edit decides, no record is the right one for sure.",
    "Searched field": "A phone field that a call's number is looked up in.",
    "Shadowed record": "A record whose calls go to another record with the same number.",
    "Shared number": "A number on two or more records.",
    "Suppressed": "Accepted in the configuration, with a reason. It is still listed, and counted apart.",
}


def glossary() -> tuple[Pair, ...]:
    """Return every word of a report that an administrator may not know, in order of the alphabet."""
    codes = {
        f"{kind}: {word.label}": word.meaning
        for kind, words in (
            ("Format", FORMATS),
            ("Contact Sync", SYNC),
            ("Search", POLICIES),
            ("Confidence", CONFIDENCES),
            ("Severity", SEVERITIES),
        )
        for word in words.values()
    }
    terms = {**_TERMS, **codes}
    return tuple(Pair(term, terms[term]) for term in sorted(terms, key=str.casefold))
