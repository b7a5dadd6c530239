"""docs/simulation.md, Measured policy: which probe an audit may rest on, and what it says."""

import pytest

from audit.config.audit import AuditConfig
from audit.errors import UsageError
from audit.probe.measured import probe_warnings, with_measured
from audit.tables.extract import Source
from tests.probe.probes import ORG, PARTS, probe

MEASURED = AuditConfig(profile={"policy": "measured"})
HERE = Source(kind="org", locations=(), objects={}, org_id=ORG)
FILES = Source(kind="csv", locations=(), objects={})


def test_each_stored_format_gets_the_verdict_of_the_format_that_is_asked_for() -> None:
    measured = with_measured(MEASURED, probe(PARTS), HERE).profile.measured
    assert measured is not None
    verdicts = {stored: each.verdict for stored, each in measured.formats.items()}
    assert (verdicts["e164"], verdicts["national"], measured.asked_as) == ("found", "not_found", "e164")


def test_another_format_may_be_set_in_which_aircall_asks() -> None:
    measured = with_measured(MEASURED.with_profile(asked_as="no_trunk"), probe(PARTS), HERE).profile.measured
    assert measured is not None
    assert {stored: each.verdict for stored, each in measured.formats.items()} == {
        "e164": "not_found",
        "national": "mixed",
    }


def test_of_a_few_numbers_nothing_is_said() -> None:
    figures = probe(PARTS)
    few = [each.model_copy(update={"numbers": 4, "found": 4}) for each in figures.matrix[1:2]]
    figures = figures.model_copy(update={"matrix": [figures.matrix[0], *few]})
    measured = with_measured(MEASURED, figures, HERE).profile.measured
    assert measured is not None
    assert measured.formats["international, spaces"].verdict == "too_few"


def test_other_policies_leave_the_probe_alone() -> None:
    assert with_measured(AuditConfig(), probe(PARTS), HERE) == AuditConfig()
    again = with_measured(MEASURED, probe(PARTS), HERE).with_profile(policy="any")
    assert with_measured(again, probe(PARTS), HERE) == AuditConfig()


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        (None, "needs the file that phone-audit probe writes"),
        (probe(PARTS, is_sound=False), "controls of the probe failed"),
        (probe(PARTS, org_id="00D000000000002AAA"), "The probe is of the org 00D000000000002AAA, the records are of"),
        (probe({("e164", "digits"): 20}), r"too few numbers in the format \+33199009061"),
    ],
)
def test_a_probe_that_says_nothing_about_the_records_is_refused(figures: object, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        with_measured(MEASURED, figures, HERE)  # type: ignore[arg-type]


def test_files_that_do_not_say_of_which_org_they_are_get_a_warning() -> None:
    (said,) = probe_warnings(with_measured(MEASURED, probe(PARTS), FILES))
    assert f"measured in the org {ORG}" in said
    assert list(probe_warnings(with_measured(MEASURED, probe(PARTS), HERE))) == []


def test_a_search_that_does_not_find_e164_warns_of_the_load_files() -> None:
    asked = MEASURED.with_profile(asked_as="no_trunk")
    (said,) = probe_warnings(with_measured(asked, probe(PARTS), HERE))
    assert said.startswith(
        "Asked for in the format 199009061, the search does not find numbers stored in E.164 (0 of 20"
    )
