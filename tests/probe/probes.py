"""A probe typed into a test."""

from collections.abc import Mapping

from audit.result.probe import Hits, ProbeControls, ProbeFigures, ProbeVerdict, SearchCell

ORG = "00D000000000001AAA"
MEASURED_AT = "2026-11-28T09:00:00+00:00"


def cell(stored: str, asked: str, found: int, numbers: int = 20) -> SearchCell:
    """Return a cell of the matrix; its interval is not looked at."""
    verdict = "found" if found >= 0.95 * numbers else "not_found" if found <= 0.05 * numbers else "mixed"
    return SearchCell.model_validate(
        {
            "stored": stored,
            "asked": asked,
            "numbers": numbers,
            "found": found,
            "share": found / numbers,
            "low": 0.0,
            "high": 1.0,
            "verdict": verdict,
            "examples_found": [],
            "examples_not_found": [],
        }
    )


def probe(found: Mapping[tuple[str, str], int], *, is_sound: bool = True, org_id: str = ORG) -> ProbeFigures:
    """Return a probe that found so many of 20 numbers of each (stored, asked)."""
    return ProbeFigures(
        org_id=org_id,
        org_name="Larkspur & Finch (invented)",
        username="ada@example.com",
        measured_at=MEASURED_AT,
        report_generated_at=MEASURED_AT,
        requests=100,
        numbers=20,
        left_out={"recent": 2},
        objects={"Contact": Hits(asked=20, found=20)},
        matrix=[cell(stored, asked, n) for (stored, asked), n in found.items()],
        controls=ProbeControls(unheld_asked=25, unheld_found=0 if is_sound else 3, asked_singly=20, disagreeing=0),
        others={"fax": Hits(asked=5, found=5)},
        effects=[],
        verdict=ProbeVerdict(
            is_sound=is_sound, policies={}, any_by_several=False, index=[], formats_compared=["e164", "national"]
        ),
    )


PARTS = {
    ("e164", "e164"): 20,
    ("international, spaces", "e164"): 20,
    ("international, brackets", "e164"): 20,
    ("no_plus", "e164"): 20,
    ("national", "e164"): 0,
    ("e164", "no_trunk"): 0,
    ("national", "no_trunk"): 12,
}
"""What a search finds that indexes the digits from the start of each part of a number."""
