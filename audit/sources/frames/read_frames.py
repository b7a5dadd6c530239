"""DataFrames of a caller's own as a source: one for each object, as an export has a file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import pandas as pd
import pyarrow as pa

from audit.config.audit import AuditConfig
from audit.domain import EXPORTED_SOBJECTS, PERSON_ACCOUNT, SOBJECTS
from audit.errors import NothingToAuditError, UnreadableInputError, UsageError
from audit.sources.csv.heading_labels import api_names, has_id
from audit.sources.frames.frame_texts import column_texts
from audit.sources.interface import USER, Progress, RowBatch
from audit.sources.org_extract import Extract
from audit.sources.records.assemble import assemble
from audit.sources.records.needed_columns import check_columns
from audit.sources.records.phone_fields import org_object, phone_fields
from audit.tables.extract import Source

_ROWS_AT_ONCE: Final = 50_000
_NAMES: Final = (*SOBJECTS, USER)
_FLAG: Final = "IsPersonAccount"


@dataclass(frozen=True)
class FramePart:
    """The rows of one object of the org, whose columns are called by API names."""

    sobject: str
    frames: tuple[pd.DataFrame, ...]
    """One, or those of Account and PersonAccount, which are one object in Salesforce."""
    label: str
    notes: tuple[str, ...] = ()
    """Sentences about the whole; they come with the first rows."""
    custom_fields: ClassVar[None] = None
    """A DataFrame knows texts, not phones."""

    @property
    def header(self) -> tuple[str, ...]:
        """The columns of the first frame, and what others have besides."""
        header = list(self.frames[0].columns)
        for frame in self.frames[1:]:
            known = _folded(header)
            header += [name for name in frame.columns if name.casefold() not in known]
        return tuple(header)

    def rows(self, columns: Sequence[str]) -> Iterator[RowBatch]:
        """Yield all rows with ``columns``, some thousand at a time; raise UnreadableInputError for broken text."""
        schema = pa.schema([(name, pa.large_string()) for name in columns])
        yield RowBatch(schema.empty_table(), 0, self.notes)
        for frame in self.frames:
            for start in range(0, len(frame), _ROWS_AT_ONCE):
                some = frame.iloc[start : start + _ROWS_AT_ONCE]
                try:
                    yield RowBatch(pa.table(list(_texts(some, columns)), schema=schema))
                except UnicodeError as error:
                    raise UnreadableInputError(
                        f"{self.label} has text that is not Unicode (a lone surrogate) in rows {start:,} to "
                        f'{start + len(some) - 1:,}. Read its source with errors="replace".'
                    ) from error


def _texts(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[pa.Array]:
    names = _folded(frame.columns)
    for name in columns:
        is_there = name.casefold() in names
        yield (
            column_texts(frame.iloc[:, names.index(name.casefold())])
            if is_there
            else pa.nulls(len(frame), pa.large_string())
        )


def read_frames(
    frames: Mapping[str, pd.DataFrame], config: AuditConfig | None = None, progress: Progress | None = None
) -> Extract:
    """Return what is in ``frames``: a DataFrame by the name of its object, as if each were a CSV file of that name.

    The names are Contact, Lead, Account, PersonAccount (rows of Account that are persons) and User (for the names of
    owners). Columns are called by API names or by the labels of report exports; ``Id`` may be the index. Cells are of
    any type: text, None, NaN, NA, numbers, booleans, categories, and moments, in UTC where they have no time zone.
    The frames are not changed.
    Raise UsageError for another name, NothingToAuditError when there is none to audit, and UnreadableInputError for a
    frame without ``Id`` or without a phone field.
    """
    if not isinstance(frames, Mapping):
        raise UsageError('frames is no dict. Give DataFrames by object: read_frames({"Contact": contacts}).')
    config = config or AuditConfig()
    parts = _parts(frames)
    if not any(part.sobject in EXPORTED_SOBJECTS for part in parts):
        raise NothingToAuditError(f"There is no frame to audit. Give one for {' or '.join(EXPORTED_SOBJECTS)}.")
    for part in parts:
        check_columns(part, config)
    source = Source(
        kind="frames",
        locations=tuple(frames),
        objects={},
        org_name=config.title,
        instance_url=config.instance_url,
        warnings=tuple(note for part in parts for note in _numbers_for_text(part, config)),
    )
    return assemble(parts, config, source, progress)


def _parts(frames: Mapping[str, pd.DataFrame]) -> list[FramePart]:
    parts: dict[str, FramePart] = {}
    for name in sorted(frames, key=str):  # Account before PersonAccount
        frame, notes = _by_api_names(frames[name], name)
        sobject = org_object(name)
        before = parts.get(sobject, FramePart(sobject, (), _label(name)))
        if name == PERSON_ACCOUNT:
            frame = frame.assign(**{_FLAG: True})
        label = before.label if before.frames else _label(name)
        parts[sobject] = FramePart(sobject, (*before.frames, frame), label, (*before.notes, *notes))
    return list(parts.values())


def _by_api_names(frame: pd.DataFrame, name: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return ``frame`` with its columns called by API names, and what is to be said about that."""
    if name not in _NAMES:
        raise UsageError(f"frames has {name!r}. Its DataFrames are called {', '.join(_NAMES)}.")
    if not isinstance(frame, pd.DataFrame):
        raise UsageError(f"{_label(name)} is no DataFrame but {type(frame).__name__}.")
    sobject = org_object(name)
    if has_id([str(index) for index in frame.index.names], sobject):
        frame = frame.reset_index()
    headings = _headings(frame)
    if not has_id(headings, sobject):
        raise UnreadableInputError(f"{_label(name)} has no column Id, and its index is none. Add the record ids.")
    names, notes = api_names(headings, _label(name), sobject)
    return frame.set_axis(list(names), axis="columns"), notes


def _headings(frame: pd.DataFrame) -> list[str]:
    return [str(heading).strip() for heading in frame.columns]


def _numbers_for_text(part: FramePart, config: AuditConfig) -> Iterator[str]:
    """Yield a sentence for phone fields that are numbers: what made them so has lost more than their spaces."""
    phones = _folded(phone.name for phone in phone_fields([part], config))
    numeric = [
        name
        for frame in part.frames
        for name, dtype in frame.dtypes.items()
        if str(name).casefold() in phones and pd.api.types.is_numeric_dtype(dtype) and not frame.empty
    ]
    if numeric:
        yield (
            f"{part.label} has numbers, not text, in {', '.join(map(str, numeric))}: plus signs and leading zeros are "
            "lost. Read its source again with dtype=str."
        )


def _label(name: str) -> str:
    return f'frames["{name}"]'


def _folded(names: Iterable[str]) -> list[str]:
    return [name.casefold() for name in names]
