"""What differs between two audits besides the records, and what therefore does not compare."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from audit.config.masked import masked_config
from audit.domain import EXPORTED_SOBJECTS, PERSON_ACCOUNT, SLOT_FIELDS, SOBJECTS
from audit.findings.rule import Dependency
from audit.findings.rules.registry import RULES
from audit.result.trend import Difference

_OF_ONE_RECORD: Final = frozenset(rule.id for rule in RULES if rule.looks_at != "number")
"""Rules that look at no other record: they compare although other records were left out."""
_OF_ONE_VALUE: Final = frozenset(rule.id for rule in RULES if rule.looks_at == "value")
"""Rules that look at one text: they compare under any profile, in fields that both profiles match."""

_UNREAD: Final = "not read"
_SHORT: Final = 200


@dataclass(frozen=True)
class Comparability:
    """What compares."""

    differences: tuple[Difference, ...]
    rules: frozenset[str]
    without: frozenset[tuple[str, str]]
    """(object, field) that only one audit read, or matched: findings on them do not compare."""
    sobjects: frozenset[str]

    def compares(self, what: str) -> bool:
        """Return whether ``what`` (scores, winners or records) compares."""
        return not any(what in difference.limits for difference in self.differences)


@dataclass(frozen=True)
class _Found:
    """A difference and what it takes away."""

    difference: Difference
    rules: frozenset[str] | None = None
    """The rules that still compare; None: all of them."""


LOOKED_AT: Final = ("source", "profile", "config", "rules", "tool")
"""Of results.json what decides what compares."""


def limits_of(this: Mapping[str, Any], then: Mapping[str, Any]) -> Comparability:
    """Return what of two audits compares; of ``this`` and the earlier results.json what is LOOKED_AT."""
    found = [
        *_org(this, then),
        *_scope(this, then),
        *_profile(this, then),
        *_rules(this, then),
        *_settings(this, then),
        *_versions(this, then),
        *_finding_ids(this, then),
        *_redaction(then),
    ]
    rules = {rule["rule_id"] for rule in this["rules"]}
    for one in found:
        rules &= rules if one.rules is None else one.rules
    return Comparability(
        differences=tuple(one.difference for one in found),
        rules=frozenset(rules),
        without=_lone_fields(this, then),
        sobjects=frozenset(sobject for sobject in SOBJECTS if _reads(this, sobject) and _reads(then, sobject)),
    )


def _exported(sobject: str) -> str:
    return "Account" if sobject == PERSON_ACCOUNT else sobject


def _reads(results: Mapping[str, Any], sobject: str) -> bool:
    scope = results["source"]["objects"].get(_exported(sobject), {})
    return bool(scope and (scope["fields"]["present"] or scope["read"]))


def _org(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[_Found]:
    ids = [results["source"]["org_id"] for results in (then, now)]
    if all(ids) and ids[0] != ids[1]:
        limits = ["scores", "winners", "findings", "records"]
        yield _Found(_difference("org", ids, limits), frozenset())


def _scope(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[_Found]:
    for sobject in EXPORTED_SOBJECTS:
        read = [_reads(results, sobject) for results in (then, now)]
        if read[0] != read[1]:
            texts = ["read" if one else _UNREAD for one in read]
            yield _Found(_difference(f"scope.{sobject}", texts, ["scores", "winners", "findings"]), _OF_ONE_RECORD)
    for sobject in SOBJECTS:
        yield from _field_scope(sobject, now, then)


def _field_scope(sobject: str, now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[_Found]:
    if not all(results["source"]["objects"].get(sobject, {}).get("audited") for results in (now, then)):
        return
    fields_then, fields_now = _fields(then, sobject), _fields(now, sobject)
    searched = {
        SLOT_FIELDS[sobject].get(slot) for slot in (*now["profile"]["match_slots"], *then["profile"]["match_slots"])
    }
    differing = fields_then ^ fields_now
    for field in sorted(differing):
        texts = ["read" if field in fields else _UNREAD for fields in (fields_then, fields_now)]
        if field in searched:
            limits = ["scores", "winners", "findings"]
            yield _Found(_difference(f"scope.{sobject}.{field}", texts, limits), _OF_ONE_VALUE)
        else:
            yield _Found(_difference(f"scope.{sobject}.{field}", texts, ["findings"]))


def _fields(results: Mapping[str, Any], sobject: str) -> set[str]:
    return set(results["source"]["objects"].get(sobject, {"fields": {"present": []}})["fields"]["present"])


def _lone_fields(now: Mapping[str, Any], then: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """Return the phone fields that only one audit read; of two sets of match slots, all that are not in both."""
    slots_now, slots_then = (set(results["profile"]["match_slots"]) for results in (now, then))
    lone = set()
    for sobject in SOBJECTS:
        fields_now, fields_then = _fields(now, sobject), _fields(then, sobject)
        common = fields_now & fields_then
        if slots_now != slots_then:
            common &= {SLOT_FIELDS[sobject].get(slot, "") for slot in slots_now & slots_then}
        lone |= {(sobject, field) for field in (fields_now | fields_then) - common}
    return frozenset(lone)


def _profile(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[_Found]:
    profiles = [_deciding(results["profile"]) for results in (then, now)]
    if profiles[0] == profiles[1]:
        return
    names = [profile["name"] for profile in profiles]
    if names[0] == names[1]:
        keys = sorted(key for key in profiles[1] if profiles[1][key] != profiles[0].get(key))
        names = [f"{names[0]} ({_text({key: profile.get(key) for key in keys})})" for profile in profiles]
    yield _Found(_difference("profile", names, ["scores", "winners", "findings"]), _OF_ONE_VALUE)


def _deciding(profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return a profile without what changes nothing: where the probe is, and when and how often it asked."""
    measured = profile.get("measured")
    found = measured and {stored: each["verdict"] for stored, each in measured["formats"].items()}
    asked_as = measured["asked_as"] if measured else None
    kept = {key: value for key, value in profile.items() if key != "probe"}
    return {**kept, "measured": found, "asked_as": asked_as}


def _rules(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[_Found]:
    ids = [{rule["rule_id"] for rule in results["rules"]} for results in (then, now)]
    if ids[0] != ids[1]:
        only = [", ".join(sorted(mine - other)) or "none" for mine, other in (ids, ids[::-1])]
        yield _Found(
            _difference("rules", (f"only then: {only[0]}", f"only now: {only[1]}"), ["findings"]),
            frozenset(ids[0] & ids[1]),
        )


def _independent_of(what: Dependency) -> frozenset[str]:
    return frozenset(rule.id for rule in RULES if what not in rule.depends_on)


_SETTINGS: Final[Sequence[tuple[str, tuple[str, ...]]]] = (
    ("region", ("scores", "winners", "findings")),
    ("countries", ("scores", "winners", "findings")),
    ("placeholders", ("scores", "findings")),
    ("include_converted_leads", ("scores", "winners", "findings", "records")),
    ("custom_fields", ()),
    ("severity", ()),
    ("suppress", ()),
)
"""Settings that change what an audit finds, and what does not compare when they differ."""


def _settings(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[_Found]:
    still: dict[str, frozenset[str]] = {
        "region": _independent_of("countries"),
        "countries": _independent_of("countries"),
        "placeholders": _independent_of("placeholders"),
        "include_converted_leads": _OF_ONE_VALUE,
    }
    config = masked_config(now["config"]) if then["config"].get("redact") else now["config"]
    for name, limits in _SETTINGS:
        values = [then["config"].get(name), config.get(name)]
        if values[0] != values[1]:
            texts = [*map(_text if name != "suppress" else _how_many, values)]
            yield _Found(_difference(f"settings.{name}", texts, limits), still.get(name))


def _versions(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[_Found]:
    for name, what, limits in (("libphonenumber", "libphonenumber", ["findings"]), ("version", "version", [])):
        versions = [results["tool"][name] for results in (then, now)]
        if versions[0] == versions[1]:
            continue
        rules = _independent_of("numbering_plans") if limits else None
        yield _Found(_difference(what, versions, limits), rules)


def _finding_ids(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[_Found]:
    ways = [str(results["tool"].get("finding_ids", 1)) for results in (then, now)]
    if ways[0] != ways[1]:
        yield _Found(_difference("finding_ids", ways, ["findings"]), frozenset())


def _redaction(then: Mapping[str, Any]) -> Iterator[_Found]:
    if then["config"].get("redact"):
        yield _Found(_difference("redact", ("numbers masked", ""), ["winners"]))


def _difference(what: str, then_and_now: Sequence[str], limits: Sequence[Any]) -> Difference:
    then, now = then_and_now
    return Difference(what=what, then=then, now=now, limits=list(limits))


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        value = [f"{key}: {_text(one)}" for key, one in value.items()]
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    text = "none" if value in (None, "") else str(value)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _how_many(suppressions: Sequence[Any] | None) -> str:
    return f"{len(suppressions or ())} entries"
