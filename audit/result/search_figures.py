"""What the figures on calls rest on: an assumption on how the search reads formats, or its measurement."""

from typing import Final, Literal

from pydantic import Field

from audit.config.profile import FormatVerdict
from audit.result.model import ResultModel, Share

RESTING: Final = (
    *("scores.readiness", "scores.match_clear_share", "scores.sync_ready_share", "decided_by", "reach"),
    *("sync_numbers", "actions", "fixes", "by_sobject", "by_region", "numbers.winner_record_id", "numbers.decided_by"),
    *("numbers.format_sensitive", "numbers.sync_outcome", "records.reach", "records.n_won"),
)
"""Figures of results.json and columns of tables that follow from what the search finds."""


class StoredFormat(ResultModel):
    """Numbers stored in one format: how many fields of the org, and what was measured of such."""

    stored: str = Field(description="format (docs/simulation.md, Formats); international: with its punctuation")
    fields: int = Field(description="of the audited records, in match slots")
    asked: int
    found: int
    verdict: FormatVerdict = Field(description="mixed and too_few count as not found")


class SearchBasis(ResultModel):
    """What the search finds, and how that is known."""

    basis: Literal["assumed", "measured"]
    policy: str
    measured_at: str | None = None
    org_id: str | None = None
    is_same_org: bool | None = Field(default=None, description="whether the records say that they are of this org")
    asked_as: str | None = Field(default=None, description="the format in which the search was asked")
    asked_as_basis: Literal["assumed", "setting"] | None = None
    formats: list[StoredFormat] = Field(default=[])
    unsure_numbers: int = Field(
        default=0, description="numbers that come out otherwise if formats that are mixed or too_few are found"
    )
    match_clear_if_found: Share = Field(default=None, description="match_clear_share if these are found")
    readiness_if_found: Share = Field(default=None, description="readiness if these are found")
    figures: list[str] = Field(default=list(RESTING), description="what rests on it, here and in tables/")
