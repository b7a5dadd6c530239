from pathlib import Path

import pytest

from audit.errors import UnreadableInputError, UsageError
from audit.sources.snapshot.manifest import FILE, UNFINISHED, Manifest


def test_a_folder_that_is_not_there_is_a_wrong_option(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        Manifest.read(tmp_path / "none")


def test_an_export_that_is_not_finished_says_how_to_go_on(tmp_path: Path) -> None:
    (tmp_path / UNFINISHED).mkdir()
    with pytest.raises(UnreadableInputError, match="is not finished"):
        Manifest.read(tmp_path)


def test_any_other_folder_is_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match=f"is not a snapshot: it has no {FILE}"):
        Manifest.read(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"format": 2}'])
def test_a_manifest_of_another_form_is_not_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(UnreadableInputError, match="Export again"):
        Manifest.read(tmp_path)
