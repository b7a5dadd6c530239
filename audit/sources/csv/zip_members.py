"""The members of a zip, read from where they are packed: nothing is ever unpacked to a path."""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Final, Self, cast

from audit.errors import UnreadableInputError
from audit.sources.csv.encoding import DAMAGED_ZIP, ByteStream, reading
from audit.sources.csv.file_names import MAC_FOLDER, is_left_by_programs, is_zip, printable, sobject_of

_ENCRYPTED: Final = 0x1
_UNPACKED_AT_LEAST: Final = 100 << 20
_UNPACKED_TIMES: Final = 200
"""Deflate makes CRM text some 5 to 20 times smaller; a zip that claims 200 times is made to fill disks."""
_KEPT_IN_MEMORY: Final = 64 << 20
_SEPARATOR: Final = re.compile(r"[/\\]")


@dataclass(frozen=True)
class Member:
    """A file in a zip."""

    name: str
    """Without folders."""
    path: str
    """As messages name it: with folders, and with the zip within the zip."""
    inner_zip: str
    """Name of the zip within the zip that it is in; empty for none."""
    open_bytes: Callable[[], ByteStream]


@dataclass
class _Claims:
    """How much the members of a zip claim to be, inner zips included.

    The claim is enough: zipfile never yields more of a member than it claims, and fails when there is less.
    """

    label: str
    packed_size: int
    claimed: int = 0

    def add(self, size: int) -> None:
        """Take up a member; raise UnreadableInputError when that makes it absurdly larger than the zip."""
        self.claimed += size
        if self.claimed > max(_UNPACKED_AT_LEAST, _UNPACKED_TIMES * self.packed_size):
            raise UnreadableInputError(
                f"{self.label} would unpack to {self.claimed / 1e9:,.1f} GB, more than {_UNPACKED_TIMES} times its "
                "size: no export is like that. If it is one, unpack it and give the folder."
            )


@dataclass(frozen=True)
class OpenZip:
    """A zip that stays open: its table of contents is read once, however many members it has."""

    archive: zipfile.ZipFile
    stack: ExitStack
    claims: _Claims

    @classmethod
    def of(cls, path: Path, label: str, stack: ExitStack) -> Self:
        """Open ``path`` until ``stack`` is closed; raise UnreadableInputError when it is no zip."""
        file = stack.enter_context(path.open("rb"))
        return cls(_opened(file, label, stack), stack, _Claims(label, path.stat().st_size))

    def members(self) -> Iterator[Member]:
        """Yield all files, those of the zips in it too (one level), but for what programs leave for themselves."""
        inner = []
        for name, info in _files(self.archive):
            if is_zip(name):
                inner.append((name, info))
                continue
            if sobject_of(name):
                self.claims.add(info.file_size)
            yield Member(name, printable(info.filename), "", partial(_open_member, self.archive, info))
        for name, info in sorted(inner, key=lambda found: (found[0].casefold(), found[0])):
            yield from self._members_of_inner(name, info)

    def _members_of_inner(self, inner: str, outer_info: zipfile.ZipInfo) -> Iterator[Member]:
        label = printable(outer_info.filename)
        self.claims.add(outer_info.file_size)
        unpacked = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115 - it is closed with the zip
        self.stack.callback(unpacked.close)  # on disk it has no name: nothing is left behind however the run ends
        with reading(label), _open_member(self.archive, outer_info) as packed:
            shutil.copyfileobj(packed, unpacked)
        archive = _opened(cast("IO[bytes]", unpacked), label, self.stack)
        for name, info in _files(archive):
            if sobject_of(name):
                self.claims.add(info.file_size)
            path = f"{label}/{printable(info.filename)}"
            yield Member(name, path, inner, partial(_open_member, archive, info))


def _opened(file: IO[bytes], label: str, stack: ExitStack) -> zipfile.ZipFile:
    try:
        return stack.enter_context(zipfile.ZipFile(file))
    except (*DAMAGED_ZIP, NotImplementedError) as error:
        raise UnreadableInputError(
            f"{label} is not a zip, or it is damaged. Download or export it again, or remove it."
        ) from error


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Yield name without folders and entry of every file."""
    for info in archive.infolist():
        *folders, name = _SEPARATOR.split(info.filename)
        if not info.is_dir() and MAC_FOLDER not in folders and not is_left_by_programs(name):
            yield name, info


def _open_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> ByteStream:
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableInputError(
            f"{printable(info.filename)} is locked with a password. Unpack the zip, and give the folder."
        )
    return cast("zipfile.ZipExtFile", archive.open(info))
