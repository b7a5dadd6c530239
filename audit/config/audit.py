"""Every setting of an audit, with its default and its meaning; strict, so that a misspelt key is an error."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from audit.config.engine import EngineSettings
from audit.config.gates import Gates, PresetName
from audit.config.mail import MailSettings
from audit.config.profile import SHIPPED_PROFILES, Profile, RegionCode, Settings, Slot
from audit.config.setting_errors import sentence_of_setting
from audit.config.toml_file import toml_content
from audit.domain import SLOT_FIELDS, Severity
from audit.errors import UsageError

DEFAULT_FILE = Path("phone-audit.toml")

_ADDRESS = re.compile(r"(?:https://)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d{1,5})?)(?:/.*)?")


class Suppression(Settings):
    """Findings that you looked at and accept. Reports still show them, and count them separately."""

    reason: str = Field(min_length=1, examples=["Switchboard of the head office"])
    """Why you accept it. Reports show it."""
    rule: str | None = Field(default=None, examples=["shared-line"])
    """Rule ID. Without it, every rule."""
    number: str | None = Field(default=None, examples=["+12125550100"])
    """A number in E.164."""
    record: str | None = Field(default=None, examples=["003000000000001AAA"])
    """A record ID, 15 or 18 characters."""
    expires: date | None = Field(default=None, examples=[date(2027, 3, 31)])
    """The last day on which it counts."""

    @model_validator(mode="after")
    def _names_what_it_suppresses(self) -> Self:
        if not (self.rule or self.number or self.record):
            raise ValueError("a suppression needs a rule, a number or a record")
        return self


class CustomFields(Settings):
    """Custom phone fields. Fields with a name such as phone or mobile are found without this."""

    include: tuple[Annotated[str, Field(pattern=r"^(Contact|Lead|Account|PersonAccount)\.\w+$")], ...] = Field(
        default=(), examples=[("Contact.Direct_Line__c",)]
    )
    """Fields to audit as well."""
    exclude: tuple[Annotated[str, Field(pattern=r"^(Contact|Lead|Account|PersonAccount)\.\w+$")], ...] = Field(
        default=(), examples=[("Lead.Phone_Provider__c",)]
    )
    """Fields not to audit."""


class FixSettings(Settings):
    """Which changes the load files in ``fixes/`` make."""

    region_sources: tuple[Literal["record", "account", "default"], ...] = ("record", "account")
    """Which country is good enough to add a country code: of the record, of its account, or the default region."""
    mobile_to_phone: Literal["copy", "move", "off"] = "copy"
    """What to do with Mobile when Phone is empty: copy it to Phone, move it (Mobile is then empty), or nothing."""
    custom_fields: dict[Annotated[str, Field(pattern=r"^(Contact|Lead|Account|PersonAccount)\.\w+$")], Slot] = Field(
        default={}, examples=[{"Contact.Direct_Line__c": "other"}]
    )
    """Custom fields to copy to a standard phone field that is empty."""
    intended_winners: Path | None = Field(default=None, examples=[Path("winners.csv")])
    """A CSV file, beside this file: numbers, and the IDs of the records that calls on them should reach."""
    rows_per_file: int = Field(default=50_000, ge=1, le=50_000)
    """Most rows in one load file. More go into further files."""

    @model_validator(mode="after")
    def _names_slots_that_exist(self) -> Self:
        for source, slot in self.custom_fields.items():
            sobject, _, _ = source.partition(".")
            if slot not in SLOT_FIELDS[sobject]:
                raise ValueError(f"{sobject} has no {slot} field; it has {', '.join(SLOT_FIELDS[sobject])}")
        return self


class ReportLimits(Settings):
    """How much of a long list the workbook shows. The files in tables/ always have everything."""

    rows_per_sheet: int = Field(default=20_000, ge=100, le=1_048_000)
    """Most rows per sheet of the workbook."""


class AircallSettings(Settings):
    """How phone-audit calls --aircall reads calls."""

    requests_per_minute: int = Field(default=50, ge=1, le=120)
    """Most requests in a minute; one gives 50 calls. Aircall's limit, 60 or 120, is your whole company's."""


class AuditConfig(Settings):
    """Every setting of one audit. The file is TOML; its keys are these names."""

    region: RegionCode | None = Field(default=None, examples=["US"])
    """Country of numbers on records that have no country, in two letters (ISO 3166): US, GB, DE."""
    profile: Profile = Profile()
    """``profile = "aircall-legacy"`` for a whole profile, or a table with ``name`` and what differs from it."""
    title: str | None = Field(default=None, min_length=1, examples=["Larkspur & Finch, March"])
    """Heading of a report on CSV files. Without it: the company in Organization.csv, or the folder's or file's name."""
    instance_url: str | None = Field(default=None, examples=["https://example.my.salesforce.com"])
    """Address of the org that CSV files come from. With it, records in the report are links."""
    redact: bool = False
    """Mask names, email addresses and all but the last three digits of numbers everywhere."""
    include_converted_leads: bool = False
    """Audit converted leads, too."""
    countries: dict[str, RegionCode] = Field(default={}, examples=[{"Holland": "NL"}])
    """More names of countries, as your records have them."""
    placeholders: tuple[str, ...] = Field(default=(), examples=[("see notes", "ask reception")])
    """More texts that mean "no number"."""
    custom_fields: CustomFields = CustomFields()
    severity: dict[str, Severity] = Field(default={}, examples=[{"shared-line": "notice"}])
    """Severity by rule ID, instead of the rule's own."""
    suppress: tuple[Suppression, ...] = ()
    report: ReportLimits = ReportLimits()
    fix: FixSettings = FixSettings()
    gates: Gates = Gates()
    mail: MailSettings = MailSettings()
    aircall: AircallSettings = AircallSettings()
    engine: EngineSettings = Field(default=EngineSettings(), exclude=True)

    if not TYPE_CHECKING:  # which knows the settings from the fields

        def __init__(self, /, **settings: object) -> None:
            """Check ``settings``; raise UsageError for the first that is wrong, with the valid names for a key."""
            try:
                super().__init__(**settings)
            except ValidationError as error:
                raise UsageError(sentence_of_setting(type(self), error.errors()[0])) from error

        # as pydantic marks its own: what it validates within something else keeps its place there in the error
        __init__.__pydantic_base_init__ = True

    @field_validator("instance_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        match = _ADDRESS.fullmatch(value.strip())
        if match is None:
            raise ValueError("an address looks like https://example.my.salesforce.com")
        return f"https://{match[1]}"

    @field_validator("profile", mode="before")
    @classmethod
    def _start_from_a_shipped_profile(cls, value: object) -> object:
        if isinstance(value, Profile):
            return value
        settings = {"name": value} if isinstance(value, str) else value
        if not isinstance(settings, dict):
            return settings
        name = settings.get("name", "aircall")
        if name not in SHIPPED_PROFILES:
            raise ValueError(f"no profile {name!r}; there are {', '.join(SHIPPED_PROFILES)}")
        return {**SHIPPED_PROFILES[name].model_dump(), **settings}

    def with_overrides(self, **settings: object) -> Self:
        """Return this configuration with ``settings`` (None: not given) in place of its own, checked again."""
        given = {name: value for name, value in settings.items() if value is not None}
        if not given:
            return self
        return self._checked({**dict(self), **given}, "On the command line")

    def with_preset(self, preset: PresetName | None) -> Self:
        """Return this configuration with the gates of ``preset`` below its own (None: not given)."""
        return self.with_overrides(gates=preset and {**self.gates.model_dump(), "preset": preset})

    @classmethod
    def from_file(cls, path: str | Path) -> Self:
        """Return the settings of a TOML file; raise UsageError with the valid names for a key that is not one."""
        path = Path(path)
        what = f"the configuration {path}"
        settings = toml_content(path, what, "Compare it with what phone-audit init writes.")
        return cls.from_settings(settings, f"In {what}", path.parent)

    @classmethod
    def from_settings(cls, settings: dict[str, Any], where: str, folder: Path) -> Self:
        """Return what a TOML file in ``folder`` says; raise UsageError, which begins with ``where``."""
        config = cls._checked(settings, where)
        if config.profile.measured is not None:
            raise UsageError(f"{where}: profile.measured is not set by hand. Name a probe instead.")
        winners, probe = config.fix.intended_winners, config.profile.probe
        if probe is not None:
            config = config.with_profile(probe=folder / probe)
        return config if winners is None else config.with_winners(folder / winners)

    def with_winners(self, winners: Path | None) -> Self:
        """Return this configuration with ``winners`` as the list of intended winners."""
        return self.model_copy(update={"fix": self.fix.model_copy(update={"intended_winners": winners})})

    def with_engine(self, **settings: object) -> Self:
        """Return this configuration with ``settings`` (None: not given) of how it is computed, checked again."""
        given = {name: value for name, value in settings.items() if value is not None}
        return self.with_overrides(engine={**dict(self.engine), **given}) if given else self

    def with_profile(self, **settings: object) -> Self:
        """Return this configuration with ``settings`` of its profile in place of those that it has."""
        return self.model_copy(update={"profile": self.profile.model_copy(update=settings)})

    @classmethod
    def _checked(cls, settings: dict[str, Any], where: str) -> Self:
        try:
            return cls(**settings)
        except UsageError as error:
            raise UsageError(f"{where}: {error}") from error
