"""The CSV files of a folder or a zip, as Data Export, Data Loader and sf write them."""

import re
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from audit.config import AuditConfig
from audit.errors import NothingToAuditError, UnreadableInputError, UsageError
from audit.sources.assemble import assemble
from audit.sources.columns import wanted_fields
from audit.sources.csv_header import read_header
from audit.sources.csv_rows import CsvPart
from audit.sources.csv_text import DAMAGED_ZIP, ByteStream, examined, reading
from audit.sources.parts import Progress
from audit.sources.phone_fields import phone_fields
from audit.tables import EXPORTED_SOBJECTS, SLOT_FIELDS, Extract, Source

_OBJECT_FILE = re.compile(rf"({'|'.join(EXPORTED_SOBJECTS)})(?![^\W\d_]).*\.csv", re.IGNORECASE | re.DOTALL)
_ENCRYPTED = 0x1
_UNPACKED_AT_LEAST = 100 << 20
_UNPACKED_TIMES = 200
"""Deflate makes CRM text some 5 to 20 times smaller; a zip that claims 200 times is made to fill disks."""


@dataclass(frozen=True)
class _Found:
    """A file that holds rows of an object."""

    sobject: str
    name: str
    """Its name, without folders."""
    open_bytes: Callable[[], ByteStream]
    label: str


def read_csv(path: Path, config: AuditConfig, progress: Progress | None = None) -> Extract:
    """Read the files for Contact, Lead and Account in ``path``, a folder or a zip (CONTRACT section 3).

    Raise UsageError when there is no such path, NothingToAuditError when it holds no such file, and
    UnreadableInputError when one of them cannot be read as what it should be.
    """
    with reading(str(path)):
        try:
            kind = path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError) as error:
            raise UsageError(f"There is no {path}. Give a folder of CSV files, or a zip of them.") from error
        found = sorted(
            _in_folder(path) if stat.S_ISDIR(kind) else _in_zip(path),
            key=lambda file: (file.name.casefold(), file.name, file.label),
        )
    if not found:
        raise NothingToAuditError(_nothing_in(path))
    parts = [_opened(file, config) for file in found]
    return assemble(parts, config, Source("csv", str(path), {}), progress)


def _opened(file: _Found, config: AuditConfig) -> CsvPart:
    """Return ``file`` as a Part; raise UnreadableInputError when it lacks what an audit needs."""
    text = examined(file.label, file.open_bytes)
    header = read_header(text)
    part = CsvPart(file.sobject, text, header.names, header.delimiter, header.n_bytes)
    phones = phone_fields([part], config)
    if not phones:
        raise UnreadableInputError(
            f"{file.label} has no phone field. Export it again with at least one of "
            f"{', '.join(SLOT_FIELDS[file.sobject].values())}."
        )
    names = [name.casefold() for name in header.names]
    for name in wanted_fields(file.sobject, phones, config.profile.date_field):
        if names.count(name.casefold()) > 1:
            raise UnreadableInputError(
                f"{file.label} has the column {name} twice, and nothing tells which one counts. Take one away."
            )
    return part


def _in_folder(folder: Path) -> Iterator[_Found]:
    for path in folder.iterdir():
        sobject = _sobject_of(path.name)
        if sobject and not path.is_dir():
            yield _Found(sobject, path.name, partial(_open_file, path), _printable(path.name))


def _open_file(path: Path) -> ByteStream:
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
        raise OSError(None, "it is not a file")
    return path.open("rb")


def _in_zip(path: Path) -> Iterator[_Found]:
    """Yield the members whose name, without folders, is that of an object file: nothing is ever unpacked to a path."""
    try:
        with _open_file(path) as file, zipfile.ZipFile(file) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except (*DAMAGED_ZIP, NotImplementedError) as error:
        raise UnreadableInputError(
            f"{path} is neither a folder nor a zip. Give the folder that holds the CSV files, or a zip of them."
        ) from error
    wanted = [(info, re.split(r"[/\\]", info.filename)[-1]) for info in members]
    wanted = [(info, name) for info, name in wanted if _sobject_of(name)]
    _refuse_bomb(path, [info for info, _ in wanted])
    for info, name in wanted:
        yield _Found(_sobject_of(name), name, partial(_open_member, path, info), _printable(info.filename))


def _refuse_bomb(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Raise UnreadableInputError when ``members`` claim to be absurdly larger than the zip.

    The claim is enough: zipfile never yields more of a member than it claims, and fails when there is less.
    """
    claimed = sum(info.file_size for info in members)
    if claimed > max(_UNPACKED_AT_LEAST, _UNPACKED_TIMES * path.stat().st_size):
        raise UnreadableInputError(
            f"{path} would unpack to {claimed / 1e9:,.1f} GB, more than {_UNPACKED_TIMES} times its size: "
            "no export is like that. If it is one, unpack it and give the folder."
        )


def _open_member(path: Path, info: zipfile.ZipInfo) -> ByteStream:
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableInputError(
            f"{_printable(info.filename)} is locked with a password. Unpack the zip, and give the folder."
        )
    with zipfile.ZipFile(path) as archive:  # its file stays open for as long as the member
        return cast("zipfile.ZipExtFile", archive.open(info))


def _sobject_of(file_name: str) -> str:
    """Return the object whose rows a file of this name holds, by CONTRACT section 3; empty for none."""
    match = _OBJECT_FILE.fullmatch(file_name)
    return match[1].capitalize() if match else ""


def _printable(name: str) -> str:
    """Return ``name`` as one line that any terminal can show."""
    return "".join("?" if unicodedata.category(char)[0] == "C" else char for char in name)


def _nothing_in(path: Path) -> str:
    expected = " or ".join(f"{sobject}.csv" for sobject in EXPORTED_SOBJECTS)
    zips = path.is_dir() and any(name.suffix.casefold() == ".zip" for name in path.iterdir())
    hint = "Unpack the zips in it into one folder, and give that" if zips else "Give the folder or zip of an export"
    return f"There is nothing to audit in {path}: no {expected}. {hint}."
