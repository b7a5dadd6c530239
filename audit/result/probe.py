"""What a probe measured: in which formats an org's search finds numbers (probe.json)."""

from typing import Final, Literal

from pydantic import Field

from audit.result.model import ResultModel, Share

PROBE_VERSION: Final = 1
CellVerdict = Literal["found", "not_found", "mixed"]


class SearchCell(ResultModel):
    """Numbers stored in one way, asked for in one spelling; ``low`` and ``high`` bound the share with 95 %."""

    stored: str = Field(description="format (docs/simulation.md, Formats); international: with its punctuation")
    asked: str = Field(description="e164, digits, trunk, no_trunk, international, national, idd")
    numbers: int
    found: int
    share: float
    low: float
    high: float
    verdict: CellVerdict
    examples_found: list[str] = Field(description="ids of records, of a mixed cell")
    examples_not_found: list[str]


class ProbeControls(ResultModel):
    """What would make the figures worthless; all of ``unheld_found`` and ``disagreeing`` should be 0."""

    unheld_asked: int = Field(description="valid numbers that no record of the report has")
    unheld_found: int
    asked_singly: int
    disagreeing: int = Field(description="single questions with another answer than in a batch")


class PolicyFound(ResultModel):
    """One policy: the spellings that give it, where there are any."""

    spellings: list[str]
    exceptions: dict[str, list[str]] = Field(
        description="by asked format: stored formats beside the usual ones that differ from the policy"
    )


class Hits(ResultModel):
    """How many were asked for, and how many of them the search found."""

    asked: int
    found: int


class FormatEffect(ResultModel):
    """What E.164 everywhere changes for a program that searches in one spelling; of all readable numbers."""

    asked: str
    found_today: Share
    found_in_e164: Share


class ProbeVerdict(ResultModel):
    """What follows."""

    is_sound: bool = Field(description="the controls passed")
    policies: dict[str, PolicyFound] = Field(description="by policy: exact, digits, any")
    any_by_several: bool = Field(description="asking in all formats finds every usual format")
    index: list[str] = Field(description="what the search seems to index: parts, value, e164; empty: none of them")
    formats_compared: list[str] = Field(description="stored formats with enough numbers for the verdict")


class ProbeFigures(ResultModel):
    """All of probe.json."""

    schema_version: int = PROBE_VERSION
    org_id: str
    org_name: str | None
    username: str | None = Field(description="whose rights bound what was found")
    measured_at: str
    report_generated_at: str
    requests: int = Field(description="searches and queries; the login comes on top")
    numbers: int
    left_out: dict[str, int] = Field(description="chosen numbers that were not asked for: not_seen, changed, recent")
    objects: dict[str, Hits] = Field(description="by object: numbers found in at least one format")
    matrix: list[SearchCell]
    controls: ProbeControls
    others: dict[str, Hits] = Field(description="fax, custom, mirrored_contact, converted_lead")
    effects: list[FormatEffect]
    verdict: ProbeVerdict
