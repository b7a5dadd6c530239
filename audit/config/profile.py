"""The rules of the integration that may differ between orgs, as a profile."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from audit.domain import SOBJECTS, STANDARD_SLOTS

SObject = Literal["Contact", "Lead", "Account", "PersonAccount"]
Slot = Literal["phone", "mobile", "home", "assistant", "other"]
PolicyName = Literal["exact", "digits", "any", "measured"]
SpellingName = Literal["e164", "digits", "trunk", "no_trunk", "international", "national", "idd"]
FormatVerdict = Literal["found", "not_found", "mixed", "too_few"]
RegionCode = str
"""ISO 3166 alpha-2; normalize.region.check_regions knows which there are."""


FILLED_IN: Final = "filled in"
"""Marks a field that no settings file sets: a run fills it in, and a report keeps it for those who read it."""


def settings_in(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of ``model`` that a settings file may set."""
    return {name: field for name, field in model.model_fields.items() if FILLED_IN not in field.metadata}


class Settings(BaseModel):
    """A group of settings: no key but those that are declared, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class MeasuredFormat(Settings):
    """What a search of an org finds of the numbers that are stored in one format."""

    asked: int
    """How many it was asked for."""
    found: int
    """How many of them it found."""
    verdict: FormatVerdict
    """found (95% and more), not_found (up to 5%), mixed, or too_few to tell."""


class MeasuredSearch(Settings):
    """What a probe measured, as the policy `measured` uses it. A run takes it from the probe's file."""

    org_id: str
    """The org whose search was asked."""
    is_same_org: bool
    """Whether the audited data says that it is of this org; files may not say of which they are."""
    measured_at: str
    """When, in UTC."""
    asked_as: SpellingName
    """The format in which the search was asked."""
    formats: dict[str, MeasuredFormat]
    """By stored format."""


class Profile(Settings):
    """How Aircall matches and syncs, where it may differ between orgs (docs/simulation.md, Profiles)."""

    name: str = "aircall"
    """The profile to start from: aircall, aircall-phone-mobile or aircall-legacy."""
    object_order: tuple[SObject, ...] = SOBJECTS
    """Which object gets the call when several have the number [documented]."""
    match_slots: tuple[Slot, ...] = STANDARD_SLOTS
    """The fields that Aircall searches for a number [documented]."""
    sync_slots: tuple[Slot, ...] = ("phone", "mobile")
    """The fields that Contact Sync copies [documented]."""
    sync_objects: tuple[SObject, ...] = SOBJECTS
    """The objects that Contact Sync copies [assumed: the vendor says "Contact" and no more]."""
    mobile_needs_e164_phone: bool = True
    """Whether Mobile syncs only when Phone is in E.164, not just filled [assumed: the strict reading]."""
    date_field: Literal["LastModifiedDate", "SystemModstamp"] = "LastModifiedDate"
    """The date behind "most recently updated" [assumed]."""
    policy: PolicyName = "any"
    """Which stored numbers Aircall finds: those in E.164 (exact), those with the digits of E.164 (digits), or all that
    can be read (any) [assumed; the report shows the three]; or `measured`: those that phone-audit probe found."""
    probe: Path | None = Field(default=None, examples=[Path("probe.json")])
    """The file that phone-audit probe wrote, beside this file. Without it, probe.json beside the report's folder."""
    asked_as: SpellingName | None = Field(default=None, examples=["e164"])
    """For `policy = "measured"`: how Aircall writes the number that it searches for. That of +33 1 99 00 90 61 is
    +33199009061 (e164), 33199009061 (digits), 0199009061 (trunk), 199009061 (no_trunk), +33 1 99 00 90 61
    (international), 01 99 00 90 61 (national) or 0033199009061 (idd). Not set: e164 [assumed]. phone-audit replay can
    tell it from your calls."""
    measured: Annotated[MeasuredSearch | None, FILLED_IN] = None
    """What the probe measured."""

    @model_validator(mode="after")
    def _orders_every_object_once(self) -> Self:
        if sorted(self.object_order) != sorted(SOBJECTS):
            raise ValueError(f"object_order must name each of {', '.join(SOBJECTS)} once")
        return self


SHIPPED_PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(),
        Profile(name="aircall-phone-mobile", match_slots=("phone", "mobile")),
        Profile(name="aircall-legacy", object_order=("Contact", "Account", "Lead", "PersonAccount")),
    )
}
