"""The XML parts of a workbook as streams (ECMA-376 part 1, SpreadsheetML): elements, rows of cells, shared texts.

Only what is asked for becomes a text, so that 100,000 rows take seconds and little memory. A document type declaration,
with which XML grows or reaches out, is refused. Names are compared without their prefix: programs choose their own.
"""

from collections.abc import Callable, Collection, Mapping
from typing import IO, Any, Final
from xml.parsers import expat

from openpyxl.utils import column_index_from_string

Shared = int
"""The place of a text among those that all sheets of a workbook share."""
Value = str | Shared

TakeRow = Callable[[dict[int, Value]], Collection[int] | None]
"""Gets the values of a row that are not empty by their column, from 1, and returns the columns that are wanted from
there on; None for all."""

_PIECE: Final = 32_768
_MOST_PIECES: Final = 3
"""A cell holds 32,767 characters: what goes on beyond some pieces was made to fill memory."""
_DIGITS: Final = "0123456789"


class RefusedPartError(Exception):
    """A part of a workbook that no program writes so."""


class UncomputedError(Exception):
    """A formula whose result is not in the file: only a program that computes can say what stands there."""


class _Part:
    """A parser whose handlers may be set and taken away as it goes: each costs most of the time of reading."""

    def __init__(self) -> None:
        self._parser: Any = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = _PIECE
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.StartElementHandler = self._root
        self._prefix = ""
        self._pieces: list[str] = []

    def parse(self, part: IO[bytes]) -> None:
        """Read ``part`` to its end; raise expat.ExpatError or RefusedPartError."""
        self._parser.ParseFile(part)

    def _root(self, name: str, _attributes: Mapping[str, str]) -> None:
        before, colon, _ = name.rpartition(":")
        self._prefix = before + colon
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        raise NotImplementedError

    def _text(self, piece: str) -> None:
        if len(self._pieces) < _MOST_PIECES:
            self._pieces.append(piece)

    def _taken(self) -> str:
        text = "".join(self._pieces)
        self._pieces = []
        return text


def _refuse(*_: object) -> None:
    raise RefusedPartError


class Elements(_Part):
    """The attributes of the elements of some names, in their order, with the name of the element around each."""

    def __init__(self, *names: str) -> None:
        """Look for elements called ``names``."""
        super().__init__()
        self._names = names
        self._around: list[str] = []
        self.found: list[tuple[str, str, Mapping[str, str]]] = []
        """Around, name and attributes of each."""

    def _root(self, name: str, attributes: Mapping[str, str]) -> None:
        super()._root(name, attributes)
        self._parser.EndElementHandler = lambda _: self._around and self._around.pop()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in self._names:
            plain = {key.rpartition(":")[2]: text for key, text in attributes.items()}
            self.found.append((self._around[-1] if self._around else "", local, plain))
        self._around.append(local)


class SharedTexts(_Part):
    """The shared texts that are to be kept: without phonetic hints, the runs of a rich text joined."""

    def __init__(self, is_kept: Callable[[Shared, str], bool]) -> None:
        """Keep the texts of which ``is_kept`` says so, asked with their place."""
        super().__init__()
        self._is_kept = is_kept
        self._place = -1
        self.kept: dict[Shared, str] = {}

    def _root(self, name: str, attributes: Mapping[str, str]) -> None:
        super()._root(name, attributes)
        self._item, self._t, self._hint = (self._prefix + local for local in ("si", "t", "rPh"))
        self._parser.EndElementHandler = self._end

    def _start(self, name: str, _attributes: Mapping[str, str]) -> None:
        if name == self._t:
            self._parser.CharacterDataHandler = self._text
        elif name == self._item:
            self._place += 1
        elif name == self._hint:
            self._parser.StartElementHandler = None

    def _end(self, name: str) -> None:
        if name == self._t:
            self._parser.CharacterDataHandler = None
        elif name == self._item:
            text = self._taken()
            if self._is_kept(self._place, text):
                self.kept[self._place] = text
        elif name == self._hint:
            self._parser.StartElementHandler = self._start


class Rows(_Part):
    """The rows of a sheet, one after the other, as far as their cells are wanted."""

    def __init__(self, take: TakeRow, shown: Callable[[str, str, str], Value]) -> None:
        """Hand each row to ``take``; ``shown`` makes a value of type, style and content of a cell."""
        super().__init__()
        self._take = take
        self._shown = shown
        self._columns: Collection[int] | None = None
        self._column = 0
        self._kind, self._style = "n", ""
        self._has_formula = False
        self._row: dict[int, Value] = {}
        self._place_of: dict[str, int] = {}

    def parse(self, part: IO[bytes]) -> None:
        """Read ``part`` to its end; raise expat.ExpatError or RefusedPartError."""
        super().parse(part)
        self._end_row()

    def _root(self, name: str, attributes: Mapping[str, str]) -> None:
        super()._root(name, attributes)
        names = ("c", "row", "rPh", "f")
        self._cell, self._in_row, self._hint, self._formula = (self._prefix + local for local in names)
        self._contents = {self._prefix + "v", self._prefix + "t"}

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == self._cell:
            self._start_cell(attributes)
        elif name == self._in_row:
            self._end_row()

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:  # it may be left out: the cell is then the next one
            self._column += 1
        else:
            letters = reference.rstrip(_DIGITS)
            column = self._place_of.get(letters)
            if column is None:
                column = self._place_of[letters] = column_index_from_string(letters)
            self._column = column
        if self._columns is None or self._column in self._columns:
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._parser.StartElementHandler = self._start_content
            self._parser.EndElementHandler = self._end

    def _start_content(self, name: str, _attributes: Mapping[str, str]) -> None:
        if name in self._contents:
            self._parser.CharacterDataHandler = self._text
        elif name == self._formula:
            self._has_formula = True
        elif name == self._hint:
            self._parser.StartElementHandler = None

    def _end(self, name: str) -> None:
        if name in self._contents:
            self._parser.CharacterDataHandler = None
        elif name == self._hint:
            self._parser.StartElementHandler = self._start_content
        elif name == self._cell:
            if self._has_formula and not self._pieces and self._kind != "str":  # of text, a result may be empty
                raise UncomputedError
            self._has_formula = False
            if self._pieces:
                self._row[self._column] = self._shown(self._kind, self._style, self._taken())
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = None

    def _end_row(self) -> None:
        if self._row:
            self._columns = self._take(self._row)
            self._row = {}
        self._column = 0
