"""A call history: a CSV file as Aircall exports it, as its API lists calls, or as Salesforce exports Tasks."""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.types import category_from_codes
from audit.errors import UnreadableInputError, UsageError
from audit.sources.calls.call_columns import END_NAMES, NUMBER_NAMES, PLAIN_NUMBER_NAMES, CallColumns, call_columns
from audit.sources.calls.call_directions import Directions, read_directions
from audit.sources.csv.encoding import TextFile, examined, reading
from audit.sources.csv.file_state import FileState
from audit.sources.csv.header import Header, header_with
from audit.sources.csv.rows import CsvPart
from audit.sources.interface import Progress
from audit.sources.records.record_columns import null_where_empty
from audit.sources.records.record_ids import is_id, widened
from audit.tables.calls import CALLS, DIRECTIONS, CallLog

_TEXT: Final = pa.large_string()
_PERSON_OR_ACCOUNT: Final = "^(003|00Q|001)"
"""Contact, Lead, Account: a Task may belong to other objects, but no call is looked up in those."""
_ACCOUNT: Final = "^001"


def read_calls(path: Path, progress: Progress | None = None) -> CallLog:
    """Return the calls of ``path`` as a CallLog; encodings and delimiters are those of docs/contract.md, CSV input.

    Raise UsageError when there is no such file, UnreadableInputError when it is no CSV file, it changes while it is
    read, or no column holds the other party's number.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}. Give a CSV file with calls, as Aircall exports them.")
    with reading(path.name):
        state = FileState.of(path)
    text = examined(path.name, lambda: path.open("rb"), state)
    header = header_with(text, lambda names: call_columns(names).has_numbers, _no_number(text))
    columns = call_columns(header.names)
    _refuse_twins(text, header, columns)
    written, warnings = _written(text, header, columns, progress)
    texts = {name: _filled(written[name].combine_chunks()) for name in columns.all}
    directions = read_directions(texts[columns.direction] if columns.direction else pa.nulls(len(written), _TEXT))
    rows = _rows(texts, columns, directions)
    if columns.direction:
        is_left_out = _has_lost_its_end(texts, columns, rows, directions)
        warnings += _not_understood(text.label, directions, int(is_left_out.sum()), len(rows))
        rows = rows.loc[~is_left_out].reset_index(drop=True)
    has_ids, has_names = rows["logged_on"].notna().any(), rows["logged_name"].notna().any()
    logged_by = "id" if has_ids else "name" if has_names else None
    return CallLog(rows, columns.has_country_code, logged_by, warnings)  # type: ignore[arg-type]


def _no_number(text: TextFile) -> str:
    if text.label.casefold().endswith(".json"):
        return (
            f"{text.label} is JSON, and calls are read from CSV. Export the calls from Aircall's dashboard as CSV, or "
            "turn the list into CSV with the columns direction and raw_digits."
        )
    names = ", ".join((*NUMBER_NAMES, *PLAIN_NUMBER_NAMES))
    return (
        f"{text.label} has no column with the number of the other party. Name it {names}; "
        f"or give {' and '.join(END_NAMES[0])} beside direction."
    )


def _refuse_twins(text: TextFile, header: Header, columns: CallColumns) -> None:
    for name in columns.all:
        if [each.casefold() for each in header.names].count(name.casefold()) > 1:
            raise UnreadableInputError(
                f"{text.label} has the column {name} twice, and nothing tells which one counts. Take one away."
            )


def _written(
    text: TextFile, header: Header, columns: CallColumns, progress: Progress | None
) -> tuple[pa.Table, tuple[str, ...]]:
    """Return the wanted columns as they are written, and what is to be said about rows that are not as they should."""
    part = CsvPart("Call", text, header.names, header.delimiter, header.n_bytes)
    tables = [pa.table({name: pa.array([], _TEXT) for name in columns.all})]
    warnings: list[str] = []
    n_rows = 0
    for rows in part.rows(columns.all):
        tables.append(rows.columns)
        warnings += rows.warnings
        n_rows += len(rows.columns)
        if progress is not None:
            progress(text.label, n_rows)
    return pa.concat_tables(tables).combine_chunks(), tuple(warnings)


def _has_lost_its_end(
    texts: dict[str, pa.Array], columns: CallColumns, rows: pd.DataFrame, directions: Directions
) -> npt.NDArray[np.bool_]:
    """Return which calls have two ends, and no direction to tell which of them is the other party's."""
    has_end = np.zeros(len(rows), dtype=np.bool_)
    for end in columns.ends:
        has_end |= texts[end].is_valid().to_numpy(zero_copy_only=False)
    return np.asarray(has_end & (directions.codes < 0) & rows["raw"].isna().to_numpy(), dtype=np.bool_)


def _not_understood(label: str, directions: Directions, n_left_out: int, n_calls: int) -> tuple[str, ...]:
    """Return what is to be said of calls whose direction is not understood.

    Raise UnreadableInputError when it is not understood of any call and each needs it.
    """
    if not directions.calls_not_understood:
        return ()
    said = f"The direction of {directions.calls_not_understood:,} of {n_calls:,} calls in {label} is not understood"
    if n_left_out == n_calls:
        raise UnreadableInputError(f"{said} ({directions.named()}), so no call can be read. Write inbound or outbound.")
    if n_left_out:
        also = f"{n_left_out:,} {'is' if n_left_out == 1 else 'are'} left out, as nothing tells which end is the caller"
    else:
        also = "they count as neither inbound nor outbound"
    return (f"{said} ({directions.named()}): {also}.",)


def _rows(texts: dict[str, pa.Array], columns: CallColumns, directions: Directions) -> pd.DataFrame:
    """Return CALLS."""
    nothing = pa.nulls(len(directions.codes), _TEXT)
    account = _first(nothing, [_ids(texts[name], _ACCOUNT) for name in columns.of_accounts])
    person = _first(nothing, [_ids(texts[name], _PERSON_OR_ACCOUNT) for name in columns.person])
    frame = {
        "raw": pd.array(_number(texts, columns, directions.codes, nothing), dtype="str"),
        "direction": category_from_codes(directions.codes, DIRECTIONS),
        "logged_on": pd.array(pc.coalesce(person, account), dtype="str"),
        "logged_account": pd.array(account, dtype="str"),
        "logged_name": pd.array(
            _joined([texts[name] for name in columns.name]) if columns.name else nothing, dtype="str"
        ),
    }
    return CALLS.typed(pd.DataFrame(frame, index=range(len(directions.codes))))


def _filled(texts: pa.Array) -> pa.Array:
    return null_where_empty(pc.utf8_trim_whitespace(texts))


def _joined(parts: list[pa.Array]) -> pa.Array:
    """Return the ``parts`` of each row with a space between them, null where there is none."""
    return _filled(pc.binary_join_element_wise(*(pc.fill_null(part, "") for part in parts), pa.scalar(" ", _TEXT)))


def _first(nothing: pa.Array, choices: list[pa.Array]) -> pa.Array:
    """Return of each row the first of ``choices`` that is not null."""
    return pc.coalesce(*choices, nothing)


def _number(texts: dict[str, pa.Array], columns: CallColumns, direction: np.ndarray, nothing: pa.Array) -> pa.Array:
    """Return the other party's number: where no column says it, the end of the call that is not the company's."""
    other_end = [pc.if_else(pa.array(direction == code), texts[end], None) for code, end in enumerate(columns.ends)]
    return _first(nothing, [*(texts[name] for name in columns.number), *other_end])


def _ids(texts: pa.Array, prefix: str) -> pa.Array:
    """Return the record ids of 18 characters among ``texts`` that start with ``prefix``, null for all else."""
    is_wanted = pc.and_(is_id(texts), pc.match_substring_regex(texts, prefix))
    return widened(pc.if_else(is_wanted, texts, None))
