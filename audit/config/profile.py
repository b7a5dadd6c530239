"""The rules of the integration that may differ between orgs, as a profile."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from audit.domain import SOBJECTS, STANDARD_SLOTS

SObject = Literal["Contact", "Lead", "Account", "PersonAccount"]
Slot = Literal["phone", "mobile", "home", "assistant", "other"]
Policy = Literal["exact", "digits", "any"]
RegionCode = str
"""ISO 3166 alpha-2; normalize.region.check_regions knows which there are."""


class Settings(BaseModel):
    """A group of settings: no key but those that are declared, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    policy: Policy = "any"
    """Which formats of a number Aircall finds [assumed; the report shows all three]."""

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
