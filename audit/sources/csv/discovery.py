"""Which files are read of the folders, zips and CSV files that were given (docs/contract.md, CSV input)."""

import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from audit.errors import UnreadableInputError, UsageError
from audit.sources.csv.encoding import ByteStream, reading
from audit.sources.csv.file_names import (
    MAC_FOLDER,
    is_csv,
    is_left_by_programs,
    is_workbook,
    is_zip,
    printable,
    sobject_of,
    workbook_refusal,
)
from audit.sources.csv.file_state import FileState
from audit.sources.csv.zip_members import OpenZip
from audit.tables.fixes import STORED_PLAN

_ZIP_MARK: Final = b"PK\x03\x04"


@dataclass(frozen=True)
class CsvFile:
    """A file that holds rows."""

    sobject: str
    """Contact, Lead, Account, User or Organization; empty where its ids must tell."""
    name: str
    """Its name, without folders."""
    label: str
    open_bytes: Callable[[], ByteStream]
    state: FileState | None
    by_name: bool = False
    """It was given by its own name, which may be any."""
    place: tuple[bool, str, int] = (False, "", 0)
    """Orders files of one name: in a zip or not, name of the zip or folder, position of what was given."""

    @property
    def order(self) -> tuple[str, str, tuple[bool, str, int], str]:
        """Return the key by which parts are read: name order, a file beside the zips before those in them."""
        return self.name.casefold(), self.name, self.place, self.label


@dataclass
class Listing:
    """What there is in all that was given."""

    files: list[CsvFile] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """CSV files of other objects."""
    workbooks: list[str] = field(default_factory=list)
    further: list[str] = field(default_factory=list)
    """All else that is not left there by programs for themselves."""
    too_deep: list[str] = field(default_factory=list)
    """Zips in a zip in another one, and folders with files to read that lie beside files or zips, or too deep."""
    repeated: list[str] = field(default_factory=list)
    """Files that were given more than once."""
    _seen: set[tuple[int, int]] = field(default_factory=set)

    def is_new(self, path: Path, label: str) -> bool:
        """Return whether ``path`` was not listed before, and take it up."""
        found = path.stat()
        if (key := (found.st_dev, found.st_ino)) in self._seen:
            self.repeated.append(label)
            return False
        self._seen.add(key)
        return True

    def pass_over(self, name: str, label: str) -> None:
        """Take up a file that is not read."""
        if is_zip(name):
            self.too_deep.append(label)
        elif is_workbook(name):
            self.workbooks.append(label)
        else:
            (self.passed_over if is_csv(name) else self.further).append(label)


def listed(paths: Sequence[Path], stack: ExitStack) -> Listing:
    """Return what there is in ``paths``, ``files`` in reading order; zips stay open until ``stack`` is closed.

    Raise UsageError for a path that is not there, UnreadableInputError for a zip that is none and for a workbook.
    """
    listing = Listing()
    names = Counter(path.name for path in paths)
    for position, path in enumerate(paths):
        label = printable(str(path) if names[path.name] > 1 else path.name)
        _Search(listing, stack, position, f"{label}/" if len(paths) > 1 else "").look_into(path, label)
    listing.files.sort(key=lambda file: file.order)
    return listing


@dataclass(frozen=True)
class _Search:
    """The search in one of the paths that were given."""

    listing: Listing
    stack: ExitStack
    position: int
    prefix: str
    """Stands before the names of files where several paths were given."""

    def look_into(self, path: Path, label: str) -> None:
        """List what there is in ``path``, which messages call ``label``."""
        shown = printable(str(path))
        with reading(shown):
            try:
                kind = path.stat().st_mode
            except (FileNotFoundError, NotADirectoryError) as error:
                raise UsageError(
                    f"There is no {shown}. Give a folder of CSV files, a zip of them, or a CSV file."
                ) from error
            if stat.S_ISDIR(kind):
                _check_not_load_files(path, shown)
                self._folder(path)
            elif is_workbook(path.name) or _is_packed_workbook(path):
                raise UnreadableInputError(workbook_refusal(shown))
            elif is_zip(path.name) or _starts_with(path, _ZIP_MARK):
                self._zip(path, shown, self.prefix, path.name)
            elif self.listing.is_new(path, label):
                self._file(path, "", label, by_name=True)

    def _folder(self, folder: Path) -> None:
        before = len(self.listing.files)
        subfolders, n_zips = self._files_and_zips(folder, "")
        is_entered = not n_zips and len(self.listing.files) == before
        for subfolder in subfolders:
            within = f"{printable(subfolder.name)}/"
            if is_entered:
                deeper, _ = self._files_and_zips(subfolder, within)
                self._name_if_filled(deeper, within)
            else:
                self._name_if_filled([subfolder], "")

    def _name_if_filled(self, folders: Sequence[Path], within: str) -> None:
        """Take up those of ``folders``, which are not entered, that hold files to read or zips."""
        for folder in folders:
            if any(sobject_of(path.name) or is_zip(path.name) for path in folder.iterdir()):
                self.listing.too_deep.append(f"{self.prefix}{within}{printable(folder.name)}/")

    def _files_and_zips(self, folder: Path, within: str) -> tuple[list[Path], int]:
        """List the files in ``folder`` and its zips; return its folders, and how many zips there are."""
        subfolders, n_zips = [], 0
        for path in sorted(folder.iterdir()):
            label = f"{self.prefix}{within}{printable(path.name)}"
            if is_left_by_programs(path.name):
                continue
            if path.is_dir():
                subfolders += [path] if path.name != MAC_FOLDER else []
            elif is_zip(path.name):
                n_zips += 1
                self._zip(path, label, f"{label}/", f"{within}{path.name}")
            elif sobject_of(path.name):
                self._file(path, within, label)
            else:
                self.listing.pass_over(path.name, label)
        return subfolders, n_zips

    def _file(self, path: Path, within: str, label: str, *, by_name: bool = False) -> None:
        with reading(label):
            state = FileState.of(path)
            if not by_name and not self.listing.is_new(path, label):
                return
        place = (False, within.casefold(), self.position)
        sobject = "" if by_name else sobject_of(path.name)
        self.listing.files.append(
            CsvFile(sobject, path.name, label, partial(_open_file, path), state, by_name=by_name, place=place)
        )

    def _zip(self, path: Path, label: str, prefix: str, container: str) -> None:
        """List the members of ``path`` as if they lay side by side."""
        with reading(label):
            if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
                raise OSError(None, "it is not a file")
            if not self.listing.is_new(path, label):
                return
            state = FileState.of(path)
            for member in OpenZip.of(path, label, self.stack).members():
                if sobject := sobject_of(member.name):
                    place = (True, f"{container}/{member.inner_zip}".casefold(), self.position)
                    name = f"{prefix}{member.path}"
                    self.listing.files.append(
                        CsvFile(sobject, member.name, name, member.open_bytes, state, place=place)
                    )
                else:
                    self.listing.pass_over(member.name, f"{prefix}{member.path}")


def _check_not_load_files(folder: Path, shown: str) -> None:
    """Raise UnreadableInputError for the folder fixes of a report or one in it: they have the names of an export."""
    if any((place / f"{STORED_PLAN.name}.parquet").is_file() for place in (folder, folder.parent)):
        raise UnreadableInputError(
            f"{shown} has the files that a report made for Data Loader, not an export. Give the export."
        )


def _open_file(path: Path) -> ByteStream:
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
        raise OSError(None, "it is not a file")
    return path.open("rb")


def _starts_with(path: Path, mark: bytes) -> bool:
    with _open_file(path) as file:
        return file.read(len(mark)) == mark


def _is_packed_workbook(path: Path) -> bool:
    """Return whether a file that is not called a workbook is one: Excel's are zips with a folder xl."""
    if not _starts_with(path, _ZIP_MARK) or is_zip(path.name):
        return False
    with ExitStack() as stack:
        return any(name.startswith("xl/") for name in OpenZip.of(path, path.name, stack).archive.namelist())


def in_few_words(labels: Sequence[str], most: int = 3) -> str:
    """Return some names as ``Task.csv, Note.csv, Case.csv and 4 more``."""
    more = f" and {len(labels) - most:,} more" if len(labels) > most else ""
    return f"{', '.join(labels[:most])}{more}"


def notes_on(listing: Listing) -> Iterator[str]:
    """Yield a sentence for each kind of file that was not read."""
    if n := len(listing.passed_over):
        yield (
            f"1 file of another object was not read: {listing.passed_over[0]}."
            if n == 1
            else f"{n:,} files of other objects were not read: {in_few_words(listing.passed_over)}."
        )
    yield from not_looked_into(listing)
    if listing.repeated:
        yield f"Given more than once and read once: {in_few_words(listing.repeated)}."
    for label in listing.workbooks:
        if sobject_of(f"{label.rpartition('/')[2]}.csv"):
            yield f"Not read: {workbook_refusal(label)}"


def not_looked_into(listing: Listing) -> Iterator[str]:
    """Yield a sentence that names folders and zips that are not entered, if there are some."""
    if listing.too_deep:
        yield (
            f"Not looked into: {in_few_words(listing.too_deep)}. If they belong to the export, give each with its own "
            "--csv; unpack zips within zips first."
        )
