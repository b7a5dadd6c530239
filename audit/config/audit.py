"""Every setting of an audit, with its default and its meaning; strict, so that a misspelt key is an error."""

import difflib
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from audit.config.gates import Gates, PresetName
from audit.config.mail import MailSettings
from audit.config.profile import SHIPPED_PROFILES, Profile, RegionCode, Settings, Slot
from audit.domain import SLOT_FIELDS, Severity
from audit.errors import UsageError, told_as

DEFAULT_FILE = Path("phone-audit.toml")

_ADDRESS = re.compile(r"(?:https://)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d{1,5})?)(?:/.*)?")


class Suppression(Settings):
    """Findings that were looked at and accepted: they are counted apart, shown, and never vanish."""

    reason: str = Field(min_length=1)
    """Why it is accepted; reports show it."""
    rule: str | None = None
    """Rule id; every rule when absent."""
    number: str | None = None
    """A number in E.164."""
    record: str | None = None
    """A record id, 15 or 18 characters."""
    expires: date | None = None
    """The last day on which it holds."""

    @model_validator(mode="after")
    def _names_what_it_suppresses(self) -> Self:
        if not (self.rule or self.number or self.record):
            raise ValueError("a suppression needs a rule, a number or a record")
        return self


class CustomFields(Settings):
    """Custom phone fields to audit beyond, or not at all despite, those that are recognized by name."""

    include: tuple[Annotated[str, Field(pattern=r"^(Contact|Lead|Account|PersonAccount)\.\w+$")], ...] = ()
    """Fields that are phone fields although their names do not say so, as ``Contact.Direct_Line__c``."""
    exclude: tuple[Annotated[str, Field(pattern=r"^(Contact|Lead|Account|PersonAccount)\.\w+$")], ...] = ()
    """Fields that are not phone fields although their names say so."""


class FixSettings(Settings):
    """Which changes the load files in ``fixes/`` make."""

    region_sources: tuple[Literal["record", "account", "default"], ...] = ("record", "account")
    """Whose country is good enough to add a country code."""
    mobile_to_phone: Literal["copy", "move", "off"] = "copy"
    """What to do with a Mobile number whose Phone is empty; "move" also clears Mobile."""
    custom_fields: dict[Annotated[str, Field(pattern=r"^(Contact|Lead|Account|PersonAccount)\.\w+$")], Slot] = Field(
        default={}
    )
    """Custom fields to copy to a standard slot that is empty, as ``"Contact.Direct_Line__c" = "other"``."""
    intended_winners: Path | None = None
    """A CSV file of numbers and the ids of the records that should win them; the last step of the plan makes it so.

    In a configuration file it is looked for beside that file.
    """
    rows_per_file: int = Field(default=50_000, ge=1, le=50_000)
    """Rows of one load file; more go into further files."""

    @model_validator(mode="after")
    def _names_slots_that_exist(self) -> Self:
        for source, slot in self.custom_fields.items():
            sobject, _, _ = source.partition(".")
            if slot not in SLOT_FIELDS[sobject]:
                raise ValueError(f"{sobject} has no {slot} field; it has {', '.join(SLOT_FIELDS[sobject])}")
        return self


class ReportLimits(Settings):
    """How much of a long list the workbook shows; the tables always hold everything."""

    rows_per_sheet: int = Field(default=20_000, ge=100, le=1_048_000)
    """Rows of one sheet of the workbook."""


class AuditConfig(Settings):
    """Every setting of one audit. The file is TOML; its keys are these names."""

    region: RegionCode | None = None
    """Default region (ISO 3166 alpha-2) of records without any country."""
    profile: Profile = Profile()
    """``profile = "aircall-legacy"`` or a table with ``name`` and the settings that differ from it."""
    title: str | None = Field(default=None, min_length=1)
    """Heading of the report of CSV files, in place of the company's or the folder's name."""
    instance_url: str | None = None
    """Address of the org that CSV files come from, as https://example.my.salesforce.com: records become links."""
    redact: bool = False
    """Mask names, e-mail addresses and all but the last three digits of numbers in every output."""
    include_converted_leads: bool = False
    """Audit converted leads like the others."""
    countries: dict[str, RegionCode] = Field(default={})
    """Further spellings of countries and their regions."""
    placeholders: tuple[str, ...] = ()
    """Further texts that stand for "no number"."""
    custom_fields: CustomFields = CustomFields()
    severity: dict[str, Severity] = Field(default={})
    """Severity by rule id, in place of the rule's own."""
    suppress: tuple[Suppression, ...] = ()
    report: ReportLimits = ReportLimits()
    fix: FixSettings = FixSettings()
    gates: Gates = Gates()
    mail: MailSettings = MailSettings()

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
        return self._checked({**self.model_dump(), **given}, "On the command line")

    def with_preset(self, preset: PresetName | None) -> Self:
        """Return this configuration with the gates of ``preset`` below its own (None: not given)."""
        return self.with_overrides(gates=preset and {**self.gates.model_dump(), "preset": preset})

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a TOML file; raise UsageError with the valid names for a key that is not one."""
        try:
            with told_as(UsageError, f"Cannot read the configuration {path}"):
                settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"The configuration {path} is not valid TOML: {error}.") from error
        except RecursionError as error:
            raise UsageError(f"The configuration {path} is not valid TOML: it is nested too deeply.") from error
        config = cls._checked(settings, f"In the configuration {path}")
        winners = config.fix.intended_winners
        return config if winners is None else config.with_winners(path.parent / winners)

    def with_winners(self, winners: Path | None) -> Self:
        """Return this configuration with ``winners`` as the list of intended winners."""
        return self.model_copy(update={"fix": self.fix.model_copy(update={"intended_winners": winners})})

    @classmethod
    def _checked(cls, settings: dict[str, Any], where: str) -> Self:
        try:
            return cls.model_validate(settings)
        except ValidationError as error:
            first = error.errors()[0]
            raise UsageError(f"{where}: {_explained(cls, first)}") from error


def _explained(model: type[BaseModel], error: Any) -> str:
    """Return one sentence for a pydantic error: the key, what is wrong, which keys are valid."""
    path = [str(part) for part in error["loc"]]
    if error["type"] != "extra_forbidden":
        message = str(error["msg"]).removeprefix("Value error, ")
        return f"{'.'.join(path)}: {message}." if path else f"{message}."
    valid = sorted(_model_at(model, error["loc"][:-1]).model_fields)
    close = difflib.get_close_matches(path[-1], valid, n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return f"unknown key {'.'.join(path)}.{hint} Valid keys here: {', '.join(valid)}."


def _model_at(model: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel]:
    for part in path:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        annotation = model.model_fields[part].annotation
        candidates = [annotation, *getattr(annotation, "__args__", ())]
        model = next(c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel))
    return model
