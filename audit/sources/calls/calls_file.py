"""A calls file: CALLS as Parquet, as ``phone-audit calls`` writes it (docs/contract.md, Call history)."""

import json
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from audit.errors import UnreadableInputError, told_as
from audit.sources.csv.file_names import printable
from audit.sources.private_files import replaced_file
from audit.tables.calls import CALLS, SET_ASIDE, CallLog

_MARK: Final = b"PAR1"
_KEY: Final = b"phone-audit calls"
_VERSION: Final = 1
_GIVE: Final = "Give calls as CSV, or a file that phone-audit calls wrote."


def is_calls_file(path: Path) -> bool:
    """Return whether ``path`` is a Parquet file; raise UnreadableInputError where only its name says so."""
    if not path.is_file():
        return False
    label = printable(path.name)
    with told_as(UnreadableInputError, f"Cannot read {label}"), path.open("rb") as file:
        is_parquet = file.read(len(_MARK)) == _MARK
    if not is_parquet and path.suffix.casefold() == ".parquet":
        raise UnreadableInputError(f"{label} is no Parquet file, whatever its name says. {_GIVE}")
    return is_parquet


def write_calls_file(log: CallLog, path: Path) -> None:
    """Write ``log`` to ``path``, for its owner alone; what is said of it is not kept. Raise OSError."""
    about = {"version": _VERSION, "has_country_code": log.has_country_code, "set_aside": dict(log.set_aside)}
    rows = CALLS.typed(log.rows)
    rows = rows if rows["has_contact"].notna().any() else rows.drop(columns="has_contact")
    table = pa.Table.from_pandas(rows, preserve_index=False)
    with replaced_file(path) as file:
        pq.write_table(table.replace_schema_metadata({_KEY: json.dumps(about).encode()}), file, compression="zstd")


def read_calls_file(path: Path) -> CallLog:
    """Return the calls of a calls file; raise UnreadableInputError for any other, or one of another version."""
    damaged = (pa.ArrowException, ValueError, KeyError, TypeError)
    label = printable(path.name)
    with told_as(UnreadableInputError, f"Cannot read {label}", "Write it again.", also=damaged, unsaid="it is damaged"):
        schema = pq.read_schema(path)
        metadata = schema.metadata or {}
        if _KEY not in metadata:
            raise UnreadableInputError(f"{label} is no calls file. {_GIVE}")
        about = json.loads(metadata[_KEY])
        if about["version"] != _VERSION:
            raise UnreadableInputError(f"{label} is a calls file of another version. {_GIVE}")
        columns = [column.name for column in CALLS.columns if column.since_first or column.name in schema.names]
        rows = CALLS.typed(pq.read_table(path, columns=columns).to_pandas())
    has_log = bool(rows["joined"].notna().any())
    set_aside = {reason: int(about["set_aside"][reason]) for reason in SET_ASIDE if reason in about["set_aside"]}
    return CallLog(rows, bool(about["has_country_code"]), "id" if has_log else None, (), set_aside, files=(label,))
