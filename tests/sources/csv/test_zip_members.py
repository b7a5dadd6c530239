"""Members of zips, read from where they are packed."""

import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest

from audit.errors import UnreadableInputError
from audit.sources.csv.zip_members import Member, OpenZip


def zipped(members: Mapping[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, packed in members.items():
            archive.writestr(name, packed)
    return content.getvalue()


@pytest.fixture
def stack() -> ExitStack:
    return ExitStack()


def members(path: Path, content: bytes, stack: ExitStack) -> list[Member]:
    path.write_bytes(content)
    return list(OpenZip.of(path, path.name, stack).members())


def test_a_member_is_named_with_its_folders_and_read_again_and_again(tmp_path: Path, stack: ExitStack) -> None:
    with stack:
        (member,) = members(tmp_path / "a.zip", zipped({"data/Contact.csv": b"Id\n"}), stack)
        assert (member.name, member.path, member.inner_zip) == ("Contact.csv", "data/Contact.csv", "")
        for _ in range(2):
            with member.open_bytes() as stream:
                assert stream.read() == b"Id\n"


def test_two_members_are_read_side_by_side(tmp_path: Path, stack: ExitStack) -> None:
    content = zipped({"Contact.csv": b"c" * 100_000, "Lead.csv": b"l" * 100_000})
    with stack:
        one, two = (member.open_bytes() for member in members(tmp_path / "a.zip", content, stack))
        read = [stream.read(10) for _ in range(3) for stream in (one, two)]
        assert read == [b"c" * 10, b"l" * 10] * 3


def test_members_of_an_inner_zip_say_which_it_is(tmp_path: Path, stack: ExitStack) -> None:
    inner = zipped({"Contact.csv": b"Id\n"})
    with stack:
        (member,) = members(tmp_path / "a.zip", zipped({"WE_1.zip": inner}), stack)
        assert (member.name, member.path, member.inner_zip) == ("Contact.csv", "WE_1.zip/Contact.csv", "WE_1.zip")
        with member.open_bytes() as stream:
            assert stream.read() == b"Id\n"


def test_an_inner_zip_that_is_none_is_named(tmp_path: Path, stack: ExitStack) -> None:
    with stack, pytest.raises(UnreadableInputError, match=r"WE_1\.zip is not a zip, or it is damaged"):
        members(tmp_path / "a.zip", zipped({"WE_1.zip": b"PK\x03\x04 and no more"}), stack)


def test_an_inner_zip_counts_with_what_it_unpacks_to(tmp_path: Path, stack: ExitStack) -> None:
    inner = zipped({"Contact.csv": b"\0" * (120 << 20)})
    with stack, pytest.raises(UnreadableInputError, match="no export is like that"):
        members(tmp_path / "a.zip", zipped({"WE_1.zip": inner}), stack)


def test_nothing_is_left_in_the_folder_of_temporary_files(
    tmp_path: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    monkeypatch.setattr("audit.sources.csv.zip_members._KEPT_IN_MEMORY", 10)
    with stack:
        (member,) = members(tmp_path / "a.zip", zipped({"WE_1.zip": zipped({"Contact.csv": b"Id\n" * 100})}), stack)
        with member.open_bytes() as stream:
            assert stream.read() == b"Id\n" * 100
        assert list(scratch.iterdir()) == []
