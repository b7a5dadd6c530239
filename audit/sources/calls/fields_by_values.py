"""Fields of the integration's package whose names nobody documents, told by what is in them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from audit.domain import ACCOUNT, CONTACT, LEAD
from audit.sources.calls.call_columns import CallColumns, may_be_tasks, of_package
from audit.sources.calls.call_fields import line_among_words
from audit.sources.records.key_prefixes import KEY_PREFIXES
from audit.sources.records.record_ids import is_id

_NUMBER: Final = r"^(?:(?:\+|00)[0-9 ().-]{7,20}|[0-9]{11,15})$"
"""A number with its country code. Ids of calls have ten digits."""
_NATIONAL: Final = r"^(?:\([0-9]|0[0-9]|[0-9]+[ .-])(?:[^0-9]*[0-9]){7,13}$"
"""A number as within its country: what is no id begins with a bracket or 0, or has separators. Dates are shorter."""
_PUNCTUATED: Final = r"^[0-9 ().-]+$"
_NEARLY_ALL: Final = 0.9
_MOST: Final = 0.6
"""Of the values; what is written where the number is hidden is not known."""
_FEW: Final = 0.05
_ENOUGH: Final = 40
"""Rows from which on a number that comes again and again is a line of the company."""
_MANY_TIMES: Final = 10
_LINES_OF_A_COMPANY: Final = 100
"""As far as can be guessed: ten times as many different numbers are those of others."""
_NUMBERS: Final = ("international", "national")
_KINDS: Final = {"person": (KEY_PREFIXES[CONTACT], KEY_PREFIXES[LEAD]), "account": (KEY_PREFIXES[ACCOUNT],)}
_LOG: Final = "log_id"
_CUSTOM_OBJECT: Final = "a"
"""With which the id of a record of a custom object begins."""
_MEANINGS: Final = {
    "person": "the Contact or Lead",
    "account": "the Account",
    _LOG: "the Aircall Log of the Task",
    "international": "the number of the other party",
    "national": "the number of the other party, in the default region",
    "line": "the company's line",
}


@dataclass(frozen=True)
class _Field:
    name: str
    kind: str
    n_distinct: int
    n_filled: int
    has_lines: bool = False
    """Its numbers are the company's own."""


def told_by_values(
    header: Sequence[str], rows: pa.Table, columns: CallColumns, lines: Collection[str] = ()
) -> tuple[CallColumns, tuple[str, ...]]:
    """Return ``columns`` with what the first ``rows`` tell of fields of the package, and a sentence that names these.

    Looked at are fields that are not known by name: those with ids of Contacts, Leads, Accounts or, of Tasks, records
    of a custom object, and numbers. Of
    several fields with numbers the one with most different ones has the other party's, unless its numbers are the
    company's ``lines`` (digits), or those that CallDisposition names.
    """
    unknown = [name for name in of_package(header) if name not in columns.all]
    own = {*lines, *(line for name in columns.disposition for line in _lines_in(rows[name]))}
    found = [field for name in unknown for field in _told(name, rows[name], own)]
    numbers = sorted(
        (field for field in found if field.kind in _NUMBERS),
        key=lambda field: (field.has_lines, _NUMBERS.index(field.kind), -field.n_distinct / field.n_filled),
    )
    found = [field for field in found if field.kind not in _NUMBERS and (field.kind != _LOG or may_be_tasks(header))]
    if columns.has_numbers:
        numbers = []
    elif numbers and _are_of_others(numbers, has_lines=bool(own)):
        found.append(numbers.pop(0))
    if numbers and not columns.line:
        found.append(replace(numbers[0], kind="line"))
    told = {"number": _NUMBERS, **{kind: (kind,) for kind in (*_KINDS, "line", _LOG)}}
    further = {
        name: (*getattr(columns, name), *(field.name for field in found if field.kind in kinds))
        for name, kinds in told.items()
    }
    has_country_code = columns.has_country_code or any(field.kind == "international" for field in found)
    notes = tuple(f"{field.name} is read as {_MEANINGS[field.kind]}: its values look like it." for field in found)
    return replace(columns, **further, has_country_code=has_country_code), notes


def _are_of_others(numbers: Sequence[_Field], *, has_lines: bool) -> bool:
    """Return whether the first of ``numbers`` has those of the other party; it is the one with most different ones.

    Where the company's lines are known, it is enough that they are not these.
    """
    first = numbers[0]
    n_next = numbers[1].n_distinct if len(numbers) > 1 else _LINES_OF_A_COMPANY
    is_varied = first.n_distinct > _FEW * first.n_filled or first.n_distinct > _MANY_TIMES * n_next
    return not first.has_lines and (has_lines or is_varied or first.n_filled < _ENOUGH)


def _lines_in(dispositions: pa.ChunkedArray) -> list[str]:
    lines: list[str] = pc.unique(line_among_words(dispositions.combine_chunks()).drop_null()).to_pylist()
    return lines


def _told(name: str, texts: pa.ChunkedArray, lines: set[str]) -> Iterator[_Field]:
    filled = pc.utf8_trim_whitespace(texts.combine_chunks())
    filled = filled.filter(pc.greater(pc.binary_length(filled), 0))
    if not len(filled):
        return
    n_distinct = pc.count_distinct(filled).as_py()
    if _share(is_id(filled)) >= _NEARLY_ALL:
        of_kind = {kind: _share(_starts_with(filled, prefixes)) for kind, prefixes in _KINDS.items()}
        of_kind[_LOG] = _share(pc.starts_with(filled, _CUSTOM_OBJECT))
        kind = max(of_kind, key=lambda each: of_kind[each])
        if of_kind[kind] >= _NEARLY_ALL:
            yield _Field(name, kind, n_distinct, len(filled))
        return
    is_international = pc.match_substring_regex(filled, _NUMBER)
    is_national = pc.and_(pc.match_substring_regex(filled, _NATIONAL), pc.match_substring_regex(filled, _PUNCTUATED))
    for kind, is_number in (("international", is_international), ("national", pc.or_(is_international, is_national))):
        if _share(is_number) >= _MOST:
            yield _Field(name, kind, n_distinct, len(filled), _are_lines(filled.filter(is_number), lines))
            return


def _are_lines(numbers: pa.Array, lines: set[str]) -> bool:
    """Return whether nearly all ``numbers`` are ``lines``; one without its country code is the end of a line."""
    counted = pc.value_counts(pc.replace_substring_regex(numbers, r"[^0-9]|^0+", ""))
    if len(counted) > _MANY_TIMES * max(len(lines), 1):
        return False
    of_lines = (each["counts"] for each in counted.to_pylist() if any(line.endswith(each["values"]) for line in lines))
    return bool(sum(of_lines) >= _NEARLY_ALL * len(numbers))


def _starts_with(texts: pa.Array, prefixes: Sequence[str]) -> pa.Array:
    return pc.is_in(pc.utf8_slice_codeunits(texts, 0, 3), pa.array(prefixes, texts.type))


def _share(mask: pa.Array) -> float:
    return float(pc.sum(mask).as_py() or 0) / len(mask)
