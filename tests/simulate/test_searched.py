"""docs/simulation.md, Measured policy: who wins what the search was seen to find."""

from collections.abc import Mapping

import pytest

from audit.config.audit import AuditConfig
from audit.config.profile import FormatVerdict, MeasuredFormat, MeasuredSearch, PolicyName, Profile, SpellingName
from audit.domain import POLICIES, STORED
from audit.tables.simulation import Simulation
from tests.simulate.test_matching import decision, number
from tests.typed_org import Row, contact, lead, simulated

N = "+12125550100"
TEXTS = (N, "+1 212 555 0100", "12125550100", "(212) 555-0100", "011 1 212 555 0100", "+1 (212) 555-0100 ext 5")
MONDAY, TUESDAY = "2024-01-01T10:00:00Z", "2024-01-02T10:00:00Z"
FOUND_UNDER: Mapping[str, set[str]] = {
    "exact": {"e164"},
    "digits": {"e164", "no_plus", *(stored for stored in STORED if stored.startswith("international"))},
    "any": {*STORED},
}


def measured(asked_as: SpellingName = "e164", /, **verdicts: FormatVerdict) -> Profile:
    """Return a profile under which formats are found as said; international ones all alike."""
    said = {stored: verdicts.get(stored.split(",")[0]) for stored in STORED}
    formats = {stored: MeasuredFormat(asked=20, found=0, verdict=each) for stored, each in said.items() if each}
    search = MeasuredSearch(org_id="", is_same_org=True, measured_at="2026-11-28", asked_as=asked_as, formats=formats)
    return Profile(policy="measured", measured=search)


def met(profile: Profile, *rows: Row, region: str = "US") -> Simulation:
    return simulated(*rows, profile=profile, config=AuditConfig(region=region, profile=profile))


@pytest.mark.slow
@pytest.mark.parametrize("policy", POLICIES)
def test_a_search_that_was_measured_to_work_like_a_policy_gives_the_same_winners(policy: PolicyName) -> None:
    verdicts: dict[str, FormatVerdict] = {
        stored.split(",")[0]: "found" if stored in FOUND_UNDER[policy] else "not_found" for stored in STORED
    }
    for first in TEXTS:
        for second in TEXTS:
            rows = [
                contact("ada", phone=first, last_modified=MONDAY),
                contact("bo", phone=second, last_modified=TUESDAY),
            ]
            assumed = simulated(*rows, profile=Profile(policy=policy)).numbers
            found = met(measured(**verdicts), *rows).numbers
            for name in ("winner", "decided_by", "sync_outcome", "winner_exact", "winner_digits", "found_under"):
                assert list(found[name]) == list(assumed[name]), (name, first, second)


def test_a_search_may_find_what_no_policy_does() -> None:
    profile = measured("no_trunk", e164="not_found", national="found")
    rows = [contact("ada", phone=N), lead("lou", phone="(212) 555-0100")]
    assert decision(met(profile, *rows)) == ("lou", "only_record")


def test_a_format_that_is_found_in_part_counts_as_not_found() -> None:
    profile = measured(e164="found", national="mixed")
    assert decision(met(profile, contact("ada", phone="(212) 555-0100"))) == (None, "not_found")


def test_a_format_that_was_not_asked_for_counts_as_not_found() -> None:
    assert decision(met(measured(e164="found"), contact("ada", phone="(212) 555-0100"))) == (None, "not_found")


def test_a_number_is_format_sensitive_where_a_format_found_in_part_would_win() -> None:
    rows = [lead("lou", phone=N), contact("ada", phone="(212) 555-0100")]
    mixed, missed = (met(measured(e164="found", national=verdict), *rows) for verdict in ("mixed", "not_found"))
    assert (number(mixed)["format_sensitive"], number(missed)["format_sensitive"]) == (True, False)
    assert decision(mixed) == decision(missed) == ("lou", "only_record")


def test_a_number_asked_for_with_a_trunk_prefix_that_its_country_has_not_is_not_known_to_be_found() -> None:
    profile = measured("trunk", e164="not_found", national="found")
    french = met(profile, contact("ada", phone="01 99 00 90 61"), region="FR")
    american = met(profile, contact("ada", phone="(212) 555-0100"))
    assert decision(french, "+33199009061") == ("ada", "only_record")
    assert decision(american) == (None, "not_found")
