"""The manifest of a snapshot: which org, who asked, what was asked for and what came."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit.errors import UnreadableInputError, UsageError

FILE: Final = "manifest.json"
UNFINISHED: Final = "unfinished"
"""Folder of an export that is still to be finished."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class SnapshotTool(_Entry):
    """What made the snapshot."""

    name: str
    version: str


class SnapshotOrg(_Entry):
    """Where it is from."""

    org_id: str
    name: str | None
    edition: str | None
    is_sandbox: bool | None
    country: str | None
    instance_url: str


class SnapshotUser(_Entry):
    """Who asked: a snapshot holds what this user may see."""

    user_id: str | None
    username: str | None


class PhoneFields(_Entry):
    """Phone fields of one object of the audit."""

    present: list[str] = Field(description="of the slots table in its order, then custom ones by name")
    hidden: list[str] = Field(description="of the slots table, not visible to this user")


class SnapshotObject(_Entry):
    """The rows of one object of the org."""

    file: str = Field(pattern=r"^\w+\.parquet$")
    rows: int
    soql: str
    way: Literal["rest", "bulk"]
    columns: list[str]
    custom_fields: list[str] = Field(description="columns that are custom phone fields")
    counted_by_org: int | None = Field(description="the org's own approximate count, where the user may see it")


class Manifest(_Entry):
    """The content of manifest.json."""

    format: Literal[1] = 1
    tool: SnapshotTool
    org: SnapshotOrg
    user: SnapshotUser
    api_version: str
    started_at: datetime
    exported_at: datetime
    objects: dict[str, SnapshotObject] = Field(description="by object of the org")
    phone_fields: dict[str, PhoneFields] = Field(description="by object of the audit; PersonAccount if there are any")
    warnings: list[str]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of a snapshot.

        Raise UsageError when there is no such folder, UnreadableInputError when it holds no finished snapshot.
        """
        if not folder.is_dir():
            raise UsageError(f"There is no folder {folder}.")
        try:
            return cls.model_validate_json((folder / FILE).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise UnreadableInputError(_no_manifest(folder)) from error
        except (OSError, UnicodeDecodeError, ValidationError) as error:
            raise UnreadableInputError(
                f"{folder / FILE} is not the manifest of a snapshot that this version can read. Export again."
            ) from error


@dataclass(frozen=True)
class Snapshot:
    """A finished snapshot and where it is."""

    folder: Path
    manifest: Manifest


def _no_manifest(folder: Path) -> str:
    if (folder / UNFINISHED).is_dir():
        return f"The export in {folder} is not finished. Run `phone-audit export --out {folder}` again: it resumes."
    return f"{folder} is not a snapshot: it has no {FILE}. Make one with `phone-audit export --out {folder}`."
