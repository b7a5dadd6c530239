"""Files that are written to while they are read."""

import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.config.audit import AuditConfig
from audit.errors import UnreadableInputError, UsageError
from audit.sources import intended_winners
from audit.sources.calls.read_calls import read_calls
from audit.sources.csv.encoding import TextFile, examined
from audit.sources.csv.file_state import FileState
from audit.sources.csv.read_csv import read_csv
from audit.sources.csv.rows import CsvPart
from audit.sources.intended_winners import read_winners
from audit.sources.records.owners import OwnerNames

CHANGED = "was changed while it was being read"
ROWS, FILLING = 20_000, b"x" * 300
"""More than is read at a time."""
Change = Callable[[Path], None]


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def truncated_within_a_row(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 7)


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def appended_to(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"0035Y9999999999AAA,+12125550199,x\n")


def replaced(path: Path) -> None:
    other = path.with_name("other.tmp")
    shutil.copyfile(path, other)
    other.replace(path)


def removed(path: Path) -> None:
    path.unlink()


CHANGES = [truncated, truncated_within_a_row, emptied, appended_to, replaced, removed]


def once(change: Change, path: Path) -> Callable[[str, int], None]:
    """Return a listener to progress that changes ``path`` when the first rows are read."""
    done = []

    def on_progress(_label: str, _n_rows: int) -> None:
        if not done:
            done.append(path)
            change(path)

    return on_progress


def contacts() -> bytes:
    return b"Id,Phone,Name\n" + b"".join(b"0035Y%010dAAA,+12125550100,%s\n" % (n, FILLING) for n in range(ROWS))


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, change: Change) -> None:
    path = tmp_path / "Contact.csv"
    path.write_bytes(contacts())
    with pytest.raises(UnreadableInputError, match=f"Contact.csv {CHANGED}"):
        read_csv(tmp_path, AuditConfig(), once(change, path))


@pytest.mark.parametrize("change", CHANGES)
def test_a_zip_that_changes_while_it_is_read_is_refused(tmp_path: Path, change: Change) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("Contact.csv", contacts())
    with pytest.raises(UnreadableInputError, match=f"export.zip {CHANGED}"):
        read_csv(path, AuditConfig(), once(change, path))


@pytest.mark.parametrize("change", CHANGES)
def test_a_list_of_calls_that_changes_while_it_is_read_is_refused(tmp_path: Path, change: Change) -> None:
    path = tmp_path / "calls.csv"
    path.write_bytes(b"direction,raw_digits,name\n" + b"inbound,+12125550100,%s\n" % FILLING * ROWS)
    with pytest.raises(UnreadableInputError, match=f"calls.csv {CHANGED}"):
        read_calls(path, None, once(change, path))


def test_a_list_of_winners_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "winners.csv"
    path.write_text("+12125550100,0035Y0000000001AAA\n" * 2)
    real = intended_winners.examined

    def examined_and_then_truncated(*arguments: object) -> TextFile:
        text = real(*arguments)  # type: ignore[arg-type]
        truncated(path)
        return text

    monkeypatch.setattr(intended_winners, "examined", examined_and_then_truncated)
    with pytest.raises(UsageError, match=f"intended winners: winners.csv {CHANGED}"):
        read_winners(path)


def test_a_file_of_users_that_changes_is_a_note_as_names_are_decoration(tmp_path: Path) -> None:
    path = tmp_path / "User.csv"
    path.write_bytes(b"Id,Name\n0055Y0000000001AAA,Sam Admin\n")
    text = examined("User.csv", lambda: path.open("rb"), FileState.of(path))
    appended_to(path)
    owners = OwnerNames([CsvPart("User", text, ("Id", "Name"), ",", 8)])
    (note,) = owners.warnings
    assert note.startswith(f"Not read, so owners are shown by their ids: User.csv {CHANGED}")


def test_a_file_that_is_as_it_was_passes(tmp_path: Path) -> None:
    path = tmp_path / "Contact.csv"
    path.write_bytes(b"Id,Phone\n")
    FileState.of(path).check()
