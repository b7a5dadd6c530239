"""A workbook that any program may have saved, opened to be read; or refused, with what to try."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from audit.errors import UnreadableInputError, told_as
from audit.reports.excel.xml_parts import (
    Elements,
    RefusedPartError,
    Rows,
    Shared,
    SharedTexts,
    TakeRow,
    UncomputedError,
    Value,
)

ELSEWHERE: Final = "or move it to another folder"
"""The way out that is always left: what is not in the report folder is not read."""

_UNPACKED_AT_LEAST: Final = 100 << 20
_UNPACKED_TIMES: Final = 200
"""The lists of a report unpack to some 20 to 40 times their size."""
_CREATED: Final = re.compile(rb"<dcterms:created[^>]*>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")
_COMPOUND_FILE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Office files before 2007 begin, and workbooks with a password (MS-CFB, 2.2)."""
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(expat.ExpatError, RefusedPartError, KeyError, ValueError, StopIteration),
)


class Sheet(NamedTuple):
    """A sheet of an open workbook: its name as it is now, and the part that holds it."""

    name: str
    part: str


@dataclass(frozen=True)
class Book:
    """An open workbook."""

    archive: zipfile.ZipFile
    sheets: tuple[Sheet, ...]
    shared: str | None
    """The part with the shared texts; None when there is none."""
    date_styles: frozenset[str]
    """Styles that show a number as a date, by their place."""
    epoch: datetime
    """The day from which dates are counted."""

    def made_at(self) -> str:
        """Return when the workbook was first written, as YYYY-MM-DDThh:mm:ss; empty where it does not say."""
        try:
            told = _CREATED.search(self.archive.read("docProps/core.xml"))
        except KeyError:
            return ""
        return told[1].decode() if told else ""

    def shared_texts(self, is_kept: Callable[[Shared, str], bool]) -> dict[Shared, str]:
        """Return those of the shared texts, by their place, of which ``is_kept`` says so."""
        if self.shared is None:
            return {}
        reader = SharedTexts(is_kept)
        with self.archive.open(self.shared) as part:
            reader.parse(part)
        return {place: plain_text(text) for place, text in reader.kept.items()}

    def read_rows(self, sheet: Sheet, take: TakeRow) -> None:
        """Hand each row of a sheet to ``take``."""
        with self.archive.open(sheet.part) as part:
            try:
                Rows(take, self._shown).parse(part)
            except UncomputedError as error:
                raise UnreadableInputError(
                    f"The sheet “{sheet.name}” of {self.archive.filename} has formulas without results. Open the "
                    f"workbook in Excel or LibreOffice and save it, {ELSEWHERE}."
                ) from error

    def _shown(self, kind: str, style: str, text: str) -> Value:
        """Return the content of a cell as a person reads it, or the place of a shared text."""
        match kind:
            case "s":
                return int(text)
            case "b":
                return "TRUE" if text.strip() == "1" else "FALSE"
            case "n":
                return self._number(style, text.strip())
            case _:
                return plain_text(text)

    def _number(self, style: str, text: str) -> str:
        try:
            number = float(text)
            if style in self.date_styles:
                return _moment(from_excel(number, self.epoch))
        except (ValueError, OverflowError):
            return text
        return str(int(number)) if number.is_integer() else f"{number:.15g}"


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    return str(value)


_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")


def plain_text(stored: str) -> str:
    r"""Return a text as a person reads it: escapes decoded (ST_Xstring), line breaks as ``\n``, no control characters.

    >>> plain_text("Called_x000D_\nback _x005F_x0041_")
    'Called\nback _x0041_'
    """
    if "_x" not in stored and "\r" not in stored:  # XML itself has no other control characters
        return stored
    text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), stored)
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """Open the workbook ``path`` to read; raise UnreadableInputError, with what to try, when it is none."""
    with told_as(
        UnreadableInputError,
        f"Cannot read the workbook {path}",
        f"Open it and save it again as .xlsx under the same name, {ELSEWHERE}.",
        also=_DAMAGED,
        unsaid="it is damaged, or not an Excel workbook (.xlsx)",
    ):
        _check_kind(path)
        with zipfile.ZipFile(path) as archive:
            _check_size(path, archive)
            yield _book(archive)


def _check_kind(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(_COMPOUND_FILE)) != _COMPOUND_FILE:
            return
        has_password = _ENCRYPTED in file.read(_UNPACKED_AT_LEAST)
    if has_password:
        raise UnreadableInputError(
            f"The workbook {path} has a password. Open it, remove the password and save it, {ELSEWHERE}."
        )
    raise UnreadableInputError(
        f"The workbook {path} is in the old format .xls. Open it and save it as .xlsx under the same name, {ELSEWHERE}."
    )


def _check_size(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise UnreadableInputError when a zip claims absurdly much: zipfile never yields more than it claims."""
    claimed = sum(entry.file_size for entry in archive.infolist())
    if claimed > max(_UNPACKED_AT_LEAST, _UNPACKED_TIMES * path.stat().st_size):
        raise UnreadableInputError(
            f"The workbook {path} would unpack to {claimed / 1e9:,.1f} GB, more than {_UNPACKED_TIMES} times its size: "
            "no workbook is like that. Move it to another folder."
        )


def _book(archive: zipfile.ZipFile) -> Book:
    main = next(iter(_related(archive, "", "officeDocument").values()))
    parts = _related(archive, main, "worksheet")
    elements = _elements(archive, main, "sheet", "workbookPr")
    named = [attributes for _, name, attributes in elements if name == "sheet" and attributes.get("id") in parts]
    is_1904 = any(attributes.get("date1904") in {"1", "true"} for _, _, attributes in elements)
    shared, styles = (next(iter(_related(archive, main, kind).values()), None) for kind in ("sharedStrings", "styles"))
    return Book(
        archive,
        tuple(Sheet(attributes.get("name", ""), parts[attributes["id"]]) for attributes in named),
        shared,
        _date_styles(_elements(archive, styles, "numFmt", "xf")) if styles else frozenset(),
        MAC_EPOCH if is_1904 else WINDOWS_EPOCH,
    )


def _related(archive: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    """Return the parts of a kind that ``part`` refers to, by the name of the relationship."""
    folder, name = posixpath.split(part)
    relationships = posixpath.join(folder, "_rels", f"{name}.rels")
    return {
        attributes["Id"]: posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
        for _, _, attributes in _elements(archive, relationships, "Relationship")
        if attributes["Type"].endswith(f"/{kind}")
    }


def _elements(archive: zipfile.ZipFile, part: str, *names: str) -> list[tuple[str, str, Mapping[str, str]]]:
    reader = Elements(*names)
    with archive.open(part) as stream:
        reader.parse(stream)
    return reader.found


def _date_styles(elements: Collection[tuple[str, str, Mapping[str, str]]]) -> frozenset[str]:
    formats = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    formats |= {
        found.get("numFmtId", ""): found.get("formatCode", "") for _, name, found in elements if name == "numFmt"
    }
    of_cells = [found.get("numFmtId", "0") for around, name, found in elements if (around, name) == ("cellXfs", "xf")]
    return frozenset(
        str(place) for place, number in enumerate(of_cells) if is_date_format(formats.get(number, "General"))
    )
