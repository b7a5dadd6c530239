"""What a probe measured, in words; and how every figure on calls is marked."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit import AuditConfig, run_audit
from audit.reports.text.summary import summary_lines
from audit.reports.view.build_view import build_view
from audit.reports.view.methodology import assumptions_of
from audit.reports.view.search_basis_text import basis_mark, basis_sentence
from audit.reports.view.search_section import SearchView, search_of
from audit.result.probe import FormatEffect, ProbeFigures
from audit.result.results import Audit, Results
from audit.sources.calls.read_calls import read_calls
from audit.sources.csv.read_csv import read_csv
from tests.probe.probes import PARTS, probe

pytestmark = pytest.mark.slow  # whole audits
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
EFFECTS = [
    FormatEffect(asked="e164", found_today=0.6, found_in_e164=1.0),
    FormatEffect(asked="no_trunk", found_today=0.4, found_in_e164=0.0),
]
PROBE = probe(PARTS).model_copy(update={"effects": EFFECTS})
ROWS = """Id,Name,Phone,MailingCountry,LastModifiedDate
003000000000001AAA,Ada,+12125550100,US,2026-01-01T00:00:00Z
003000000000002AAA,Bo,(212) 555-0101,US,2026-01-01T00:00:00Z
003000000000003AAA,Cy,011 1 212 555 0102,US,2026-01-01T00:00:00Z
"""


def audited(tmp_path: Path, figures: ProbeFigures | None, **profile: str) -> Audit:
    (tmp_path / "Contact.csv").write_text(ROWS)
    config = AuditConfig.model_validate({"profile": profile})
    return run_audit(read_csv(tmp_path, config), now=NOW, probe=figures).audit


def test_without_a_probe_figures_on_calls_are_assumed_and_nothing_is_shown(tmp_path: Path) -> None:
    result = audited(tmp_path, None)
    assert result.results.search.basis == basis_mark(result.results) == "assumed"
    assert search_of(result.results) is None
    assert "phone-audit probe measures it" in basis_sentence(result.results)


def test_a_probe_that_no_policy_uses_is_shown_and_the_figures_stay_assumed(tmp_path: Path) -> None:
    result = audited(tmp_path, PROBE)
    view = build_view(result)
    assert view.headline.basis_tag == "assumed"
    assert view.search is not None
    assert any("--policy measured" in text for text in view.search.to_do)
    assert basis_sentence(result.results) == (
        "Assumed: Aircall finds a number in any format. Aircall does not say so. It was measured on 2026-11-28: run "
        "again with --policy measured to use that."
    )
    assert "do not say of which org they are" in view.search.limits[0]


def test_what_was_measured_is_marked_with_day_and_org(tmp_path: Path) -> None:
    result = audited(tmp_path, PROBE, policy="measured")
    assert basis_mark(result.results) == "measured on 2026-11-28 in org 00D000000000001AAA"
    lines = list(summary_lines(result.results, tmp_path))
    assert any(re.search(r"syncs 33.3% \[measured on 2026-11-28\]", line) for line in lines)


def test_the_sentence_says_what_is_missed_and_what_is_open(tmp_path: Path) -> None:
    results = audited(tmp_path, PROBE, policy="measured").results
    assert basis_sentence(results) == (
        "Who gets a call was measured on 2026-11-28 in org 00D000000000001AAA. If Aircall searches for numbers written "
        "like +33199009061 (assumed), it misses 1 phone field, stored like 01 99 00 90 61; 1 more may be found or not, "
        "and counts as missed."
    )


def test_the_section_names_what_is_not_found_and_what_is_not_certain_with_counts(tmp_path: Path) -> None:
    view = search_of(audited(tmp_path, PROBE, policy="measured").results)
    assert view is not None
    assert "Not found: numbers stored like 01 99 00 90 61 (1 field)." in view.meaning
    assert (
        "Not certain, as only some were found or very few could be searched for: numbers stored like 0033199009061 (1 "
        "field; 0 of 0 found). They count as not found. If all were found, right record would be 66.7% and "
        "readiness 33.3%."
    ) in view.meaning


def test_a_format_found_in_part_is_said_with_its_counts(tmp_path: Path) -> None:
    results = audited(tmp_path, PROBE, policy="measured", asked_as="no_trunk").results
    view = search_of(results)
    assert view is not None
    assert "01 99 00 90 61 (1 field; 12 of 20 found)" in " ".join(view.meaning)
    assert results.search.asked_as_basis == "setting"
    assert "(set by you)" in basis_sentence(results)


def test_the_section_says_what_e164_gains_and_who_loses(tmp_path: Path) -> None:
    view = search_of(audited(tmp_path, PROBE, policy="measured").results)
    assert view is not None
    gains, loses, *_ = view.to_do
    assert "finds 100% of them instead of 60.0%" in gains
    assert "written like 199009061 (finds 40.0% today, then 0%) finds fewer" in loses
    assert [row.cells[0] for row in view.rows if row.label == "No country code"] == [("not found", "0 of 20")]


def test_a_probe_whose_controls_fail_has_no_meaning_but_is_shown(tmp_path: Path) -> None:
    view = search_of(audited(tmp_path, probe(PARTS, is_sound=False)).results)
    assert view is not None
    assert view.meaning == ("The check questions failed (see below), so nothing follows from these figures.",)


def called(tmp_path: Path, found: str, n: int = 40) -> Results:
    """Return the figures of an org of whose numbers calls find those stored in the format ``found``."""
    stored = {"e164": "+1212555{:04}", "national": "(212) 555-{:04}"}
    rows = ["Id,Name,Phone,MailingCountry,LastModifiedDate,CreatedDate"]
    calls = ["call id,started_at,direction,raw_digits,record id"]
    for place in range(n):
        line, form = 100 + place, ("e164", "national")[place % 2]
        record = f"003{place:012d}AAA"
        rows.append(f"{record},Ada {place},{stored[form].format(line)},US,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z")
        logged_on = record if form == found else ""
        calls.append(f"{place},2026-11-01T10:00:00Z,inbound,+1 212 555 {line:04},{logged_on}")
    (tmp_path / "Contact.csv").write_text("\n".join(rows))
    (tmp_path / "calls.csv").write_text("\n".join(calls))
    figures = probe({**PARTS, ("national", "no_trunk"): 20}).model_copy(update={"effects": EFFECTS})
    config = AuditConfig.model_validate({"profile": {"policy": "measured"}})
    history = read_calls(tmp_path / "calls.csv", None)
    extract = read_csv(tmp_path / "Contact.csv", config)
    return run_audit(extract, now=NOW, probe=figures, calls=history).audit.results


def shown(results: Results) -> SearchView:
    view = search_of(results)
    assert view is not None
    return view


def test_calls_that_agree_with_the_format_that_is_assumed_are_said_to_show_it(tmp_path: Path) -> None:
    results = called(tmp_path, "e164")
    view = shown(results)
    assert "written like +33199009061 (as your logged calls show, with 99% confidence)" in view.meaning[0]
    assert not any("phone-audit replay" in text for text in view.to_do)
    assert [each.mark for each in assumptions_of(results) if each.setting == "asked_as"] == ["measured"]


def test_calls_that_speak_against_it_come_before_any_advice_to_load(tmp_path: Path) -> None:
    first, *others = shown(called(tmp_path, "national")).to_do
    assert first.startswith("Your logged calls speak against +33199009061, with 99% confidence: it is 199009061.")
    assert not any("Store all numbers in E.164" in text for text in others)


def test_calls_that_cannot_tell_how_aircall_searches_are_said_to(tmp_path: Path) -> None:
    view = shown(called(tmp_path, "e164", n=4))
    assert "(assumed)" in view.meaning[0]
    assert view.to_do[-1].startswith("Your logged calls cannot tell yet how Aircall writes the numbers")
