"""What of the rows was not understood or had to be guessed, in sentences for the administrator."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from audit.domain import SOBJECTS
from audit.sources.records.local_dates import LocalForm, Order
from audit.sources.records.phone_fields import org_object
from audit.sources.records.scope import ExtractBuilder

_ORDERS: Final[dict[Order, str]] = {"ymd": "year, month, day", "dmy": "day, month, year", "mdy": "month, day, year"}
_WANTED: Final = "2026-01-31T09:30:00Z"
_NAMED: Final = 5
_LONGEST: Final = 30
_TWO_EXPORTS: Final = 0.1
"""Files that are parts of one export share few records, if any."""


def not_understood(gathering: ExtractBuilder) -> Iterator[str]:
    """Yield a sentence for each kind of flag and date that was not understood, or was read in a local form."""
    for exported, of_field in gathering.unknown_flags.items():
        for field, words in of_field.items():
            yield f"{field} of {exported}: not understood, so read as No: {named_words(words)}."
    date_field = gathering.config.profile.date_field
    undecided = set()
    for (exported, column), form in gathering.dates.items():
        if form.is_local:
            yield _local(gathering.date_fields[column], exported, form)
        if form.is_local and form.order is None and column == "last_modified":
            undecided.add(exported)
    for sobject in SOBJECTS:
        n_missing = gathering.n_dated[sobject] - gathering.kept.audited[sobject].n_readable_dates()
        if n_missing and org_object(sobject) not in undecided:
            yield _unreadable(date_field, sobject, n_missing, gathering)


def read_before(rows: Mapping[str, int], repeated: Mapping[str, int]) -> Iterator[str]:
    """Yield a sentence when rows have the id of another one; ``rows`` read and ``repeated`` are by object."""
    named = [f"{n:,} of {rows[sobject]:,} rows of {sobject}" for sobject, n in repeated.items() if n]
    if not named:
        return
    advice = ""
    if sum(repeated.values()) > sum(rows.values()) * _TWO_EXPORTS:
        advice = (
            " These may be two exports of one org: give the newer one alone, as records that were deleted or merged "
            "in between are back in this report."
        )
    yield f"Read twice, the most recently updated row of each record counts: {', '.join(named)}.{advice}"


def _local(field: str, exported: str, form: LocalForm) -> str:
    if form.order is None:
        return (
            f"{field} of {exported} is written like {_without_time(form.example)}, and nothing in the column shows "
            f"whether the day or the month comes first: all of these dates count as missing. Export with dates like "
            f"{_WANTED}, or as a Data Export."
        )
    return (
        f"{field} of {exported} is written like {_without_time(form.example)}: read as {_ORDERS[form.order]}, and as "
        "UTC. Check one date if the file comes from a spreadsheet."
    )


def _unreadable(field: str, sobject: str, n_rows: int, gathering: ExtractBuilder) -> str:
    form = gathering.dates.get((org_object(sobject), "last_modified"), LocalForm())
    example = f", such as {masked_form(form.example)}" if form.example and not form.is_local else ""
    return (
        f"{field} of {n_rows:,} row{'s' if n_rows > 1 else ''} of {sobject} cannot be read as a date and counts as "
        f"missing{example}: it should look like {_WANTED}."
    )


def _without_time(text: str) -> str:
    """Return the date that stands before a time, of which the comma between them is no part."""
    return text.split(maxsplit=1)[0].rstrip(",") if text.split() else text


def masked_form(text: str) -> str:
    """Return the form of a text that is no date: its digits and letters may be anybody's number or name."""
    shown = re.sub(r"\d", "9", re.sub(r"[^\W\d_]", "x", " ".join(text.split())))
    return f"“{shown[:30]}{'…' if len(shown) > 30 else ''}”"


def named_words(counts: Mapping[str, int]) -> str:
    """Return the words and how often each occurs, the most frequent first; one with digits may be a phone number.

    >>> named_words({"": 1, "Internal": 2, "+1 212 555 0100": 1})
    '“Internal” 2, a text with digits 1, empty 1'
    """
    ranked = sorted(counts.items(), key=lambda item: (-item[1], not item[0], item[0]))
    named = [f"{_shown(word)} {n:,}" for word, n in ranked[:_NAMED]]
    further = len(ranked) - len(named)
    return ", ".join([*named, *([f"and {further:,} more"] if further else [])])


def _shown(word: str) -> str:
    if not word:
        return "empty"
    if any(character.isdigit() for character in word):
        return "a text with digits"
    text = "".join(character if character.isprintable() else " " for character in word)
    return f"“{text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}”"
