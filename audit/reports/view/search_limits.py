"""What a probe cannot say: whose eyes were used, what was left out, what the check questions said."""

from collections.abc import Iterator, Mapping
from typing import Final

from audit.reports.view.figures import count, counted
from audit.result.probe import ProbeFigures
from audit.result.results import Results

LEFT_OUT_WORDS: Final[Mapping[str, str]] = {
    "not_seen": "not visible to this user, or deleted",
    "changed": "changed since the report",
    "recent": "edited within a day, so perhaps not in the search yet",
}
ALSO_FOUND_WORDS: Final[Mapping[str, str]] = {
    "fax": "Fax numbers",
    "custom": "numbers in custom phone fields",
    "mirrored_contact": "contacts behind a Person Account",
    "converted_lead": "converted Leads",
}


def limits_of(results: Results, probe: ProbeFigures) -> Iterator[str]:
    """Yield of which org and user it is, what the checks said, what was left out, and what else was found."""
    if results.source.org_id is None:
        yield (
            f"The records of this report do not say of which org they are. Check that it is {probe.org_name or ''} "
            f"({probe.org_id}), whose search was asked."
        )
    yield searched_as(probe)
    yield checks_text(probe)
    for why, n in probe.left_out.items():
        yield f"Not searched for: {counted(n, 'number')}, {LEFT_OUT_WORDS[why]}."
    others = [
        f"{ALSO_FOUND_WORDS[name]} {count(hits.found)} of {count(hits.asked)}"
        for name, hits in probe.others.items()
        if hits.asked
    ]
    if others:
        yield f"Also found in at least one format, though this report does not count them: {', '.join(others)}."
    most = max((cell.numbers for cell in probe.matrix), default=0)
    yield f"Each line of the table is a sample of at most {counted(most, 'number')}."


def searched_as(probe: ProbeFigures) -> str:
    """Return whose eyes were used."""
    return (
        f"It searched as {probe.username or 'the user of the probe'}. If Aircall is connected as another user, that "
        "user may find more or fewer records: Salesforce shows each user only what they may see."
    )


def checks_text(probe: ProbeFigures) -> str:
    """Return what the control questions of a probe said."""
    controls = probe.controls
    passed = "passed" if probe.verdict.is_sound else "failed"
    return (
        f"Check questions {passed}: of {counted(controls.unheld_asked, 'number')} that no record has, "
        f"{count(controls.unheld_found)} were found (should be 0); of {counted(controls.asked_singly, 'question')} "
        f"asked twice, {count(controls.disagreeing)} were answered differently (should be 0)."
    )
