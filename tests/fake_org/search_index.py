"""How an org's search may index its phone fields: nobody documents it, so there are several models to choose from.

A model says under which keys a stored value stands, and which of them a term asks for.
"""

import bisect
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow.compute as pc

from tests.fake_org.contents import Contents
from tests.fake_org.schema import PHONE
from tests.fake_org.sosl import Both, Either, Not, Term, Word

Record = tuple[str, int]
"""Name of the object and position of the row."""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text, flags=re.ASCII)


def _parts(value: str) -> list[str]:
    return re.findall(r"[0-9]+", value)


def _from_each_part(value: str) -> list[str]:
    parts = _parts(value)
    return ["".join(parts[start:]) for start in range(len(parts))]


def _as_written(value: str) -> list[str]:
    return [value.strip().lower()]


def _e164_alone(value: str) -> list[str]:
    return [value] if re.fullmatch(r"\+[1-9][0-9]{1,14}", value) else []


def _asked_whole(word: Word) -> list[str]:
    return [word.text.strip().lower()]


def _asked_digits(word: Word) -> list[str]:
    digits = _digits(word.text)
    return [digits] if digits else []


def _asked_e164(word: Word) -> list[str]:
    return ["+" + word.text.removeprefix("+")]


def _asked_pieces(word: Word) -> list[str]:
    return _parts(word.text)


@dataclass(frozen=True)
class Model:
    """A term finds a value that has all keys that the term asks for."""

    says: str
    keys: Callable[[str], list[str]]
    asked: Callable[[Word], list[str]]


MODELS: Final[Mapping[str, Model]] = {
    "parts": Model("the digits from the start of each part to the end", _from_each_part, _asked_digits),
    "value": Model("the whole value as it is written", _as_written, _asked_whole),
    "e164": Model("numbers in E.164 alone", _e164_alone, _asked_e164),
    "pieces": Model("each run of digits by itself: none of the three", _parts, _asked_pieces),
}


class SearchIndex:
    """What the search of an org finds: phone fields, Fax among them, of rows that were indexed in time."""

    def __init__(self, contents: Contents, model: Model, indexed_before: str | None) -> None:
        self._model = model
        self._held: dict[str, set[Record]] = defaultdict(set)
        for name in ("Contact", "Lead", "Account"):
            self._read(contents, name, indexed_before)
        self._sorted = sorted(self._held)

    def _read(self, contents: Contents, name: str, indexed_before: str | None) -> None:
        rows = contents.rows[name]
        everyone = np.arange(rows.count, dtype=np.int64)
        modified = rows.take(everyone, "LastModifiedDate").to_pylist()
        deleted = rows.take(everyone, "IsDeleted").to_pylist()
        for field in contents.sobjects[name].fields:
            if field.type != PHONE and field.name != "Fax":
                continue
            cells = rows.take(everyone, field.name)
            for position in np.flatnonzero(np.asarray(pc.is_valid(cells))):
                row = int(position)
                is_late = indexed_before is not None and (modified[row] or "") > indexed_before
                if deleted[row] != "true" and not is_late:
                    for key in self._model.keys(cells[row].as_py()):
                        self._held[key].add((name, row))

    def find(self, term: Term) -> set[Record]:
        """Return the records that a term finds."""
        match term:
            case Word():
                keys = self._model.asked(term)
                found = [self._under(key, prefix=term.is_prefix) for key in keys]
                return set.intersection(*found) if found else set()
            case Either(terms=terms):
                return set().union(*(self.find(one) for one in terms))
            case Both(terms=terms):
                wanted = [self.find(one) for one in terms if not isinstance(one, Not)]
                unwanted = [self.find(one.term) for one in terms if isinstance(one, Not)]
                return set.intersection(*wanted).difference(*unwanted) if wanted else set()
            case Not():
                return set()

    def _under(self, key: str, *, prefix: bool) -> set[Record]:
        if not prefix:
            return self._held.get(key, set())
        start = bisect.bisect_left(self._sorted, key)
        stop = bisect.bisect_left(self._sorted, key + "\uffff")
        return set().union(*(self._held[held] for held in self._sorted[start:stop]))
