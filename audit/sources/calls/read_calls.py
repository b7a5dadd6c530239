"""A call history: what Aircall exports or its API lists, Tasks and Aircall Logs of Salesforce, and calls files."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import UnreadableInputError, UsageError
from audit.sources.calls.call_columns import (
    END_NAMES,
    NUMBER_NAMES,
    CallColumns,
    call_columns,
    may_be_log,
    may_be_tasks,
)
from audit.sources.calls.call_fields import linked_call_ids
from audit.sources.calls.call_files import CallFile, call_files
from audit.sources.calls.call_rows import LINKED_ID, CallRows, call_rows, is_again
from audit.sources.calls.call_times import is_zone
from audit.sources.calls.calls_file import is_calls_file, read_calls_file
from audit.sources.calls.fields_by_values import told_by_values
from audit.sources.calls.tasks_with_logs import joined_log, tasks_with_logs
from audit.sources.csv.file_names import printable
from audit.sources.interface import Progress
from audit.sources.records.record_columns import null_where_empty
from audit.tables.calls import CALLS, CallLog

_TEXT: Final = pa.large_string()
_RECORD_FIELDS: Final = {"mobilephone", "fax", "mailingcountry", "billingcountry", "ispersonaccount"}
"""Fields of Contacts, Leads and Accounts that no call has."""


def read_calls(path: str | Path, zone: str | None = None, progress: Progress | None = None) -> CallLog:
    """Return the calls of ``path``, a file or a folder of files (docs/contract.md, Call history).

    Times that name no offset are read in the time zone ``zone``. Raise UsageError when there is no such file or zone,
    UnreadableInputError when it cannot be read, changes while it is read, or has no number of the other party.
    """
    return _read(Path(path), zone, progress, is_log=False)


def read_log_entries(path: str | Path, zone: str | None = None, progress: Progress | None = None) -> CallLog:
    """Return the log entries (Tasks, Aircall Log) of ``path``, as ``read_calls`` does; they need not have a number."""
    return _read(Path(path), zone, progress, is_log=True)


def _read(path: Path, zone: str | None, progress: Progress | None, *, is_log: bool) -> CallLog:
    if zone is not None and not is_zone(zone):
        raise UsageError(f"There is no time zone {zone}. Name one like Europe/Paris or America/New_York.")
    if is_calls_file(path):
        log = read_calls_file(path)
        if not is_log and len(log.rows) and log.rows["raw"].isna().all():
            raise UnreadableInputError(_no_number(printable(path.name), ("WhoId",)))
        return log
    files = list(call_files(path, _is_wanted, _no_number))
    _refuse_calls_beside_their_log(path, files)
    tasks = [file for file in files if may_be_tasks(file.header)]
    if tasks and len(tasks) < len(files):
        log = _tasks_beside_logs(tasks, [file for file in files if file not in tasks], zone, progress)
        if not is_log and log.rows["raw"].isna().all():
            raise UnreadableInputError(_no_number(printable(path.name), tasks[0].header))
        return log
    read = [_file_rows(file, zone, progress, is_log=is_log) for file in files]
    if len({has_country_code for _, has_country_code in read}) > 1:
        raise UnreadableInputError(f"The files in {path} are of different kinds. Give one kind at a time.")
    return replace(_one_log(read, is_log=is_log), files=tuple(file.label for file in files))


def _tasks_beside_logs(
    task_files: Sequence[CallFile], log_files: Sequence[CallFile], zone: str | None, progress: Progress | None
) -> CallLog:
    """Return the calls of Tasks and Aircall Logs, each once: the two are of the same calls."""
    of_tasks, of_logs = (
        [_file_rows(file, zone, progress, is_log=True) for file in files] for files in (task_files, log_files)
    )
    tasks, logs = _one_log(of_tasks, is_log=True), _one_log(of_logs, is_log=True)
    lookups = [part.lookups for part, _ in of_tasks if part.lookups is not None]
    both = tasks_with_logs(tasks.rows, logs.rows, pd.concat(lookups, ignore_index=True) if lookups else None)
    log = joined_log(tasks, logs, both)
    set_aside = Counter(log.set_aside) + Counter({"duplicate": both.n_both})
    files = tuple(file.label for file in (*task_files, *log_files))
    return replace(log, set_aside=dict(set_aside), files=files)


def _refuse_calls_beside_their_log(path: Path, files: Sequence[CallFile]) -> None:
    logs = [file.label for file in files if may_be_log(file.header)]
    calls = [file.label for file in files if not may_be_log(file.header)]
    if logs and calls:
        raise UnreadableInputError(
            f"{printable(path.name)} has calls ({calls[0]}) and log entries of Salesforce ({logs[0]}): the same calls "
            f"would count twice. Give the log beside the calls: phone-audit replay "
            f"{path / calls[0]} --log {path / logs[0]}"
        )


def read_log_table(file: CallFile, lines: Collection[str] = (), progress: Progress | None = None) -> CallLog:
    """Return the log entries of a table; they are calls, of which each counts once, where it has numbers.

    ``lines``: digits of lines of the company that are known. Raise UnreadableInputError as ``read_calls`` does.
    """
    texts, columns, warnings = _texts(file, progress, lines, is_log=True)
    part = call_rows(texts, columns, file.label, None, is_log=not columns.has_numbers)
    whole = replace(part, warnings=(*warnings, *part.warnings))
    return _one_log([(whole, columns.has_country_code)], is_log=not columns.has_numbers)


def _one_log(read: Sequence[tuple[CallRows, bool]], *, is_log: bool) -> CallLog:
    """Return the calls of several files, ``read`` from each with whether its numbers have their country code."""
    parts = [part for part, _ in read]
    rows = CALLS.typed(pd.concat([part.rows for part in parts], ignore_index=True))
    set_aside = sum((Counter(part.set_aside) for part in parts), Counter[str]())
    if len(parts) > 1 and not is_log and (is_twice := is_again(rows)).any():
        rows = rows.loc[~is_twice].reset_index(drop=True)
        set_aside["duplicate"] += int(is_twice.sum())
    has_ids, has_names = rows["logged_on"].notna().any(), rows["logged_name"].notna().any()
    logged_by = "id" if has_ids else "name" if has_names else None
    if logged_by:
        rows["joined"] = rows["joined"].fillna("own")
    warnings = tuple(warning for part in parts for warning in part.warnings)
    has_country_code = any(each for _, each in read)
    return CallLog(rows, has_country_code, logged_by, warnings, dict(set_aside))  # type: ignore[arg-type]


def _is_wanted(names: tuple[str, ...]) -> bool:
    """Return whether ``names`` may be the header of a call history: a field of the package may hold the number."""
    return call_columns(names).has_numbers or may_be_log(names)


def _has_records(header: tuple[str, ...]) -> bool:
    """Return whether ``header`` is that of Contacts, Leads or Accounts: their Phone would be read as calls."""
    names = {name.strip().casefold() for name in header}
    return bool(names & _RECORD_FIELDS) and not names & {name.casefold() for name in NUMBER_NAMES}


def _file_rows(file: CallFile, zone: str | None, progress: Progress | None, *, is_log: bool) -> tuple[CallRows, bool]:
    """Return the calls of ``file``, and whether their numbers have their country code."""
    if _has_records(file.header):
        raise UnreadableInputError(f"{file.label} lists records, not calls. Give the calls as Aircall exports them.")
    texts, columns, warnings = _texts(file, progress, is_log=is_log)
    if not is_log and not columns.has_numbers:
        raise UnreadableInputError(_no_number(file.label, file.header))
    part = call_rows(texts, columns, file.label, zone, is_log=is_log)
    return replace(part, warnings=(*warnings, *part.warnings)), columns.has_country_code


def _no_number(label: str, header: tuple[str, ...] = ()) -> str:
    if may_be_log(header):
        return (
            f"{label} is a call log without the other party's number, as Tasks are. Give the calls of Aircall, and "
            f"this file beside them: phone-audit replay CALLS --log {label}"
        )
    return (
        f"{label} has no column with the number of the other party. Name it {NUMBER_NAMES[0]}, "
        f"or give {' and '.join(END_NAMES[0])} beside direction (phone-audit replay --help)."
    )


def _texts(
    file: CallFile, progress: Progress | None, lines: Collection[str] = (), *, is_log: bool
) -> tuple[dict[str, pa.Array], CallColumns, tuple[str, ...]]:
    """Return the wanted columns as they are written, trimmed, what they hold, and what is to be said of the file.

    Of a log all columns are looked at: links lead to calls, and fields of the package are told by their values.
    """
    columns = call_columns(file.header)
    looks_at_all = is_log or may_be_log(file.header)
    wanted = tuple(dict.fromkeys(file.header)) if looks_at_all else columns.all
    tables: list[pa.Table] = []
    warnings: list[str] = []
    n_rows = 0
    _refuse_twins(file, columns.needed)
    for rows in file.rows(wanted):
        warnings += rows.warnings
        table = rows.columns
        if looks_at_all and len(table):
            if not n_rows:
                columns, told = told_by_values(file.header, table, columns, lines)
                warnings += told
            table = _with_links(table, columns)
        tables.append(table.select([*columns.all, *([LINKED_ID] if LINKED_ID in table.column_names else [])]))
        n_rows += len(table)
        if progress is not None:
            progress(file.label, n_rows)
    return _columns(tables, columns), columns, tuple(warnings)


def _with_links(table: pa.Table, columns: CallColumns) -> pa.Table:
    linked = linked_call_ids((column.combine_chunks() for column in table.columns), len(table))
    return table.select(list(columns.all)).append_column(LINKED_ID, linked)


def _columns(tables: list[pa.Table], columns: CallColumns) -> dict[str, pa.Array]:
    filled = [table for table in tables if len(table)]
    if not filled:
        return {name: pa.array([], _TEXT) for name in columns.all}
    whole = pa.concat_tables(filled).combine_chunks()
    return {name: _filled(whole[name].combine_chunks()) for name in whole.column_names}


def _filled(texts: pa.Array) -> pa.Array:
    return null_where_empty(pc.utf8_trim_whitespace(texts))


def _refuse_twins(file: CallFile, names: tuple[str, ...]) -> None:
    spelled = Counter(each.casefold() for each in file.header)
    for name in names:
        if spelled[name.casefold()] > 1:
            raise UnreadableInputError(f"{file.label} has the column {name} twice. Delete one of the two columns.")
