"""Names of owners by their ids."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pytest

from audit.errors import AuditError, UnreadableInputError, UsageError
from audit.sources.interface import RowBatch
from audit.sources.records.owners import OwnerNames

SAM, QUEUE, UNKNOWN = "0055Y0000000001AAA", "00G5Y0000000001AAA", "0055Y0000000009AAA"


@dataclass(frozen=True)
class Users:
    """Users typed in, with an error at their end where there is one."""

    columns: Mapping[str, Sequence[str | None]]
    error: AuditError | None = None
    sobject: str = "User"
    label: str = "User.csv"
    custom_fields: None = None
    warnings: Sequence[str] = field(default_factory=list)

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(self.columns)

    def rows(self, columns: Sequence[str]) -> Iterator[RowBatch]:
        texts = {name: pa.array(self.columns[name], pa.large_string()) for name in columns}
        yield RowBatch(pa.table(texts), 0, tuple(self.warnings))
        if self.error is not None:
            raise self.error


def names(users: Users, *ids: str) -> list[str | None]:
    found: list[str | None] = OwnerNames([users]).of(pa.array(ids, pa.large_string())).to_pylist()
    return found


def test_a_user_is_shown_by_name_and_all_else_by_its_id() -> None:
    users = Users({"Id": [SAM], "Name": ["Sam Admin"]})
    assert names(users, SAM, QUEUE, UNKNOWN) == ["Sam Admin", QUEUE, UNKNOWN]


def test_without_users_every_owner_is_an_id() -> None:
    assert OwnerNames([]).of(pa.array([SAM, None], pa.large_string())).to_pylist() == [SAM, None]


@pytest.mark.parametrize("written", ["0055Y00000000aA", " 0055Y00000000aAQAQ", "'0055Y00000000aA"])
def test_ids_of_users_are_trimmed_and_widened(written: str) -> None:
    assert names(Users({"ID": [written], "name": ["Sam"]}), "0055Y00000000aAQAQ") == ["Sam"]


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"FirstName": ["Sam"], "LastName": ["Admin"]}, "Sam Admin"),
        ({"Name": [""], "FirstName": [""], "LastName": ["Admin"]}, "Admin"),
        ({"Name": ["NULL"], "LastName": ["Admin"]}, "Admin"),
        ({"Name": [None]}, SAM),
        ({}, SAM),
    ],
)
def test_a_name_is_put_together_where_it_is_missing(columns: Mapping[str, Sequence[str | None]], name: str) -> None:
    assert names(Users({"Id": [SAM], **columns}), SAM) == [name]


@pytest.mark.parametrize("error", [UnreadableInputError("User.csv is damaged."), UsageError("User.csv is gone.")])
def test_users_that_cannot_be_read_are_a_note_and_no_error(error: AuditError) -> None:
    owners = OwnerNames([Users({"Id": [SAM], "Name": ["Sam"]}, error, warnings=["User.csv has a note."])])
    assert owners.warnings == ["User.csv has a note.", f"Not read, so owners are shown by their ids: {error}"]
    assert owners.of(pa.array([SAM], pa.large_string())).to_pylist() == [SAM]
