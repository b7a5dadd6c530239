"""What a source gives: the records in scope with their phone fields, for the stages and as frames for pandas."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from audit.columns.lookup import texts_at
from audit.config.audit import AuditConfig
from audit.domain import (
    ACCOUNT,
    CONTACT,
    COUNTRY_COLUMNS,
    COUNTRY_FIELDS,
    EMAIL_FIELDS,
    LEAD,
    RELATED_COUNTRY_FIELDS,
    SOBJECTS,
)
from audit.errors import UsageError
from audit.tables.extract import Population, Source, UnreadColumns

_READING_SETTINGS: Final = ("title", "instance_url", "include_converted_leads", "custom_fields", "profile.date_field")
"""What of a configuration decides how a source is read."""


@dataclass(frozen=True, eq=False)
class Extract:
    """What stage 1 hands on: what ``read_csv``, ``read_org``, ``read_snapshot`` and ``read_frames`` return."""

    audited: Population
    converted_leads: Population
    """Out of scope (empty when they are included), kept for the finding on numbers that only they hold."""
    source: Source
    unread: tuple[UnreadColumns, ...] = ()
    """Of files whose columns have no types."""
    config: AuditConfig = field(default_factory=AuditConfig)
    """The settings that it was read with."""

    def __repr__(self) -> str:
        """Return how many records there are, and where from; frames would show personal data by the thousand."""
        counts = ", ".join(f"{coverage.audited:,} {sobject}" for sobject, coverage in self.source.objects.items())
        return f"<Extract of {self.source.kind}: {counts or 'nothing'}>"

    def checked_config(self, config: AuditConfig | None) -> AuditConfig:
        """Return ``config``, else the settings that it was read with.

        Raise UsageError for a ``config`` by which it would have been read otherwise.
        """
        if config is None:
            return self.config
        differing = [name for name in _READING_SETTINGS if _setting(config, name) != _setting(self.config, name)]
        if differing:
            raise UsageError(
                f"The source was read with other settings of {', '.join(differing)}. Give the function that reads it "
                "the same config as run_audit."
            )
        return config

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the records in scope by object: Contact, Lead, Account, PersonAccount, those that the source has.

        Columns are called by their API names. Texts are as stored, a missing one is NaN.

        Id                 record id, 18 characters
        Name               Name, else FirstName and LastName
        Email              of Contact and Lead; PersonEmail of PersonAccount
        Owner.Name         name of the owner, else OwnerId
        AccountId          of Contact
        Phone…             each phone field that the source has, custom ones included
        MailingCountry…    each country field that the region of a number is looked for in
        LastModifiedDate   UTC; SystemModstamp when the profile says so
        CreatedDate        UTC
        CreatedById        the user who created it
        LastActivityDate   the day, as UTC
        IsConverted        of Lead

        They are copies: to audit what you change in them, give them to ``read_frames``.
        """
        of_object = self.audited.records["sobject"]
        return {
            sobject: pd.DataFrame(dict(self._columns(sobject, np.flatnonzero(of_object == sobject))))
            for sobject in SOBJECTS
            if sobject in self.source.objects and self.source.objects[sobject].present
        }

    def _columns(self, sobject: str, rows: np.ndarray) -> Iterator[tuple[str, pd.Series]]:
        records = self.audited.records.iloc[rows].reset_index(drop=True)
        yield "Id", records["record_id"]
        yield "Name", records["name"]
        if sobject != ACCOUNT:
            yield EMAIL_FIELDS[sobject], records["email"]
        yield "Owner.Name", records["owner"].astype("str")
        if sobject == CONTACT:
            yield "AccountId", records["account_id"]
        for name in self.source.objects[sobject].present:
            yield name, self._phones(name, rows)
        countries = (*COUNTRY_FIELDS[sobject], *RELATED_COUNTRY_FIELDS.get(sobject, ()))
        for name, column in zip(countries, COUNTRY_COLUMNS, strict=False):
            yield name, records[column].astype("str")
        yield self.config.profile.date_field, records["last_modified"]
        yield "CreatedDate", records["created"]
        yield "CreatedById", records["created_by"].astype("str")
        yield "LastActivityDate", records["last_activity"]
        if sobject == LEAD:
            yield "IsConverted", records["is_converted"]

    def _phones(self, name: str, rows: np.ndarray) -> pd.Series:
        phones = self.audited.phones
        of_field = np.flatnonzero(phones["field"] == name)
        at = np.full(len(self.audited.records), -1, dtype=np.int64)
        at[phones["record"].to_numpy()[of_field]] = of_field
        return pd.Series(texts_at(phones["raw"], at[rows]), dtype="str")


def _setting(config: AuditConfig, name: str) -> object:
    value: object = config
    for part in name.split("."):
        value = getattr(value, part)
    return value


def without_settings_of_csv(source: Source, config: AuditConfig) -> Source:
    """Return ``source`` with a note on the settings of ``config`` for CSV files that another one has no use for."""
    if source.kind == "csv":
        return source
    settings = {"title": (config.title, source.org_name), "instance_url": (config.instance_url, source.instance_url)}
    unused = [name for name, (value, own) in settings.items() if value is not None and value != own]
    if not unused:
        return source
    are = "is" if len(unused) == 1 else "are"
    note = (
        f"{' and '.join(unused)} {are} for CSV files only and not used: this report has the org's own name and address."
    )
    return replace(source, warnings=(*source.warnings, note))
