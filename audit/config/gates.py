"""What an audit must reach: the gates of the configuration and the sets of them that ship."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

PresetName = Literal["pre-rollout", "quarterly"]
FailOn = Literal["error", "warning", "never"]
"""The least severity of findings that fails the run."""
GatedShare = Literal[
    "readiness", "e164_share", "match_clear_share", "sync_ready_share", "found_exact_share", "found_digits_share"
]
GATED_SHARES: Final[tuple[GatedShare, ...]] = (
    "readiness",
    "match_clear_share",
    "sync_ready_share",
    "e164_share",
    "found_digits_share",
    "found_exact_share",
)
"""In the order in which a verdict lists them."""

Fraction = Annotated[float, Field(ge=0, le=1, description="a fraction of 1, as in results.json: 0.9 for 90 %")]


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class ShareGate(_Settings):
    """What a score must reach: ``go`` passes, below ``no_go`` fails, between the two is a risk."""

    go: Fraction
    """With this or more it passes."""
    no_go: Fraction
    """Below this it fails; the same as ``go`` when not given."""

    @model_validator(mode="before")
    @classmethod
    def _one_bound_is_both(cls, value: object) -> object:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return {"go": value, "no_go": value}
        return {"no_go": value["go"], **value} if isinstance(value, dict) and "go" in value else value

    @model_validator(mode="after")
    def _no_go_is_not_above_go(self) -> Self:
        if self.no_go > self.go:
            raise ValueError(f"no_go ({self.no_go:g}) must not be above go ({self.go:g})")
        return self


class RuleGate(_Settings):
    """How often a rule may fire: more findings than ``count``, or on more than ``share`` of the records, fails."""

    count: int | None = Field(default=None, ge=0)
    """Findings that are let pass."""
    share: Fraction | None = None
    """Share of the records, as a fraction of 1, on which findings are let pass."""

    @model_validator(mode="before")
    @classmethod
    def _a_number_is_a_count(cls, value: object) -> object:
        if isinstance(value, float):
            raise ValueError(f"write {{ share = {value:g} }} for a share, a whole number for a count")  # noqa: TRY004
        return {"count": value} if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _bounds_something(self) -> Self:
        if self.count is None and self.share is None:
            raise ValueError("a rule's gate needs a count or a share")
        return self


class Gates(_Settings):
    """The limits behind the verdict. A limit that is missed makes it no-go, and the run exits with 10.

    A ``preset`` sets limits, which the settings here replace. Without any, three limits for orientation decide the
    verdict and never the exit code.
    """

    preset: PresetName | None = Field(default=None, examples=["quarterly"])
    """Ready-made limits for an occasion."""
    readiness: ShareGate | None = Field(default=None, examples=[{"go": 0.9, "no_go": 0.8}])
    """Numbers whose calls reach the right record and that sync. One figure, or two: ``{ go = 0.9, no_go = 0.8 }``."""
    match_clear_share: ShareGate | None = Field(default=None, examples=[0.95])
    """Numbers that match one record, whatever format Aircall searches for."""
    sync_ready_share: ShareGate | None = Field(default=None, examples=[0.9])
    """Numbers that sync."""
    e164_share: ShareGate | None = Field(default=None, examples=[0.95])
    """Fields in E.164, of those with a number."""
    found_digits_share: ShareGate | None = Field(default=None, examples=[0.9])
    """Numbers found by a search for their digits."""
    found_exact_share: ShareGate | None = Field(default=None, examples=[0.9])
    """Numbers found by an exact search."""
    readiness_drop: Fraction | None = Field(default=None, examples=[0.02])
    """How far readiness may fall since the baseline, as a fraction of 1."""
    no_new_errors: bool | Literal["risk"] = False
    """Whether errors that the baseline did not have fail, or are a "risk"."""
    rules: dict[str, RuleGate] = Field(default={}, examples=[{"not-e164": {"share": 0.01}}])
    """Most findings by rule ID: ``{ count = 10 }``, or ``{ share = 0.01 }`` of the records."""

    @field_validator("rules", mode="before")
    @classmethod
    def _is_a_table(cls, value: object) -> object:
        if not isinstance(value, dict):
            raise ValueError("write [gates.rules] and below it rule-id = count")  # noqa: TRY004
        return value

    @property
    def given(self) -> dict[str, Any]:
        """The gates that are set, the preset aside."""
        return {
            name: value
            for name, value in self
            if name != "preset" and value is not None and value is not False and value != {}
        }

    @property
    def enforced(self) -> bool:
        """Whether a gate that fails has an exit code: somebody asked for a preset or for a gate."""
        return self.preset is not None or bool(self.given)

    def in_force(self) -> "Gates":
        """Return these gates on top of those of their preset; without either, those for orientation."""
        if not self.enforced:
            return ORIENTATION
        base = PRESETS[self.preset] if self.preset else Gates()
        rules = {**base.rules, **self.rules}
        return base.model_copy(update={**self.given, "preset": self.preset, "rules": rules})


ORIENTATION: Final = Gates(
    readiness=ShareGate(go=0.90, no_go=0.60),
    match_clear_share=ShareGate(go=0.95, no_go=0.80),
    found_exact_share=ShareGate(go=0.90, no_go=0.0),
)
"""A literal search is the cautious reading where the vendor is silent: alone it is a risk, never a no-go."""

PRESETS: Final[Mapping[PresetName, Gates]] = {
    "pre-rollout": Gates(
        readiness=ShareGate(go=0.90, no_go=0.80),
        match_clear_share=ShareGate(go=0.95, no_go=0.90),
        e164_share=ShareGate(go=0.95, no_go=0.80),
        found_exact_share=ShareGate(go=0.90, no_go=0.0),
        rules={"undetermined-winner": RuleGate(share=0.01)},
    ),
    "quarterly": Gates(
        readiness=ShareGate(go=0.90, no_go=0.60),
        match_clear_share=ShareGate(go=0.95, no_go=0.80),
        found_exact_share=ShareGate(go=0.90, no_go=0.0),
        readiness_drop=0.02,
        no_new_errors="risk",
    ),
}
"""Before a rollout nobody is used to anything yet, so the bar is high; each quarter, that it does not get worse."""
