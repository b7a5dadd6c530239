"""The tables of stage 1, extract: records and their phone fields, and where they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from audit.columns.types import TIMESTAMP
from audit.domain import (
    COUNTRY_COLUMNS,
    SLOTS,
)
from audit.tables.schema import ID, SOBJECT, Column, Table

EXTRACTED_RECORDS: Final = Table(
    "extracted_records",
    "Stage 1: one row per record in scope.",
    (
        Column("record_id", "str", ID),
        Column("id_rank", "int64", "place of its id among all of the table, ascending, from 1"),
        SOBJECT,
        Column("name", "str", "Name, otherwise FirstName and LastName; NaN when neither is filled"),
        Column("email", "str", "Email (PersonEmail of a PersonAccount), as stored"),
        Column("owner", "category", "Owner.Name, otherwise OwnerId"),
        Column(
            "account_id", "str", "AccountId of a Contact; of an Account or PersonAccount its own id; NaN for a Lead"
        ),
        Column("last_modified", TIMESTAMP, "the profile's date field; NaT when missing or unreadable"),
        Column("created", TIMESTAMP, "CreatedDate; NaT when missing or unreadable", since_first=False),
        Column(
            "created_by", "category", "CreatedById, 18 characters; NaN when missing or not an id", since_first=False
        ),
        Column("last_activity", TIMESTAMP, "LastActivityDate; NaT when missing or unreadable", since_first=False),
        Column("is_converted", "bool", "a converted Lead"),
        *(
            Column(name, "category", f"text of the object's country field number {name[-1]}, as stored")
            for name in COUNTRY_COLUMNS
        ),
    ),
)

EXTRACTED_PHONES: Final = Table(
    "extracted_phones",
    "Stage 1: one row per phone field that is not the empty text.",
    (
        Column("record", "int64", "row position in the records table"),
        Column("field", "category", "API name of the field"),
        Column("slot", "category", "phone, mobile, home, assistant, other or custom", SLOTS),
        Column("raw", "str", "the stored text, untouched but for NUL characters, which the reader removes"),
    ),
)


@dataclass(frozen=True)
class ObjectCoverage:
    """What of one object was read and what was not: read = audited + out of scope."""

    read: int = 0
    audited: int = 0
    out_of_scope: Mapping[str, int] = field(default_factory=dict)
    present: tuple[str, ...] = ()
    """Phone fields that the source has: of the slots table in its order, then custom ones by name."""
    hidden: tuple[str, ...] = ()
    """Phone fields of the slots table that the source does not have or the user may not see."""
    in_some_parts: tuple[str, ...] = ()
    """Of those ``present`` the fields that another file of the object lacks: its records may have them filled."""

    @property
    def in_every_part(self) -> tuple[str, ...]:
        """The fields that are known to be empty where the tables hold nothing."""
        return tuple(name for name in self.present if name not in self.in_some_parts)


@dataclass(frozen=True)
class Source:
    """Where the rows come from."""

    kind: Literal["csv", "org", "snapshot", "frames", "demo"]
    locations: tuple[str, ...]
    """Folders, zips and files, names of frames, or the instance URL, for people."""
    objects: Mapping[str, ObjectCoverage]
    org_id: str | None = None
    org_name: str | None = None
    instance_url: str | None = None
    exported_at: datetime | None = None
    warnings: tuple[str, ...] = ()
    """Sentences about what could not be read; no personal data."""
    paths: tuple[Path, ...] = ()
    """Files and folders of the user's own that it was read from: no report may take their place."""

    @property
    def location(self) -> str:
        """All of ``locations``."""
        return ", ".join(self.locations)


@dataclass(frozen=True)
class Population:
    """Records and their phone fields, in the types of EXTRACTED_RECORDS and EXTRACTED_PHONES."""

    records: pd.DataFrame
    phones: pd.DataFrame


@dataclass(frozen=True)
class UnreadColumns:
    """The first rows of columns of a file that no audit reads, with what says in which country a record is."""

    label: str
    """of the file"""
    sobject: str
    names: tuple[str, ...]
    countries: tuple[str, ...]
    """country fields that are read"""
    phones: tuple[str, ...]
    """phone fields that are read"""
    texts: Mapping[str, Sequence[str]]
    """the texts of all these columns, a missing one as the empty text"""
