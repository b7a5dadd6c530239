"""Writes the files of a fleet's league table, and reads league.json back."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from audit.errors import UnreadableInputError, WriteFailedError, told_as
from audit.reports.excel.league_workbook import write_league_workbook
from audit.reports.html.league_page import render_league
from audit.reports.results_json import json_document
from audit.reports.view.league_texts import league_view
from audit.result.league import League, LeagueRow
from audit.result.results import Scores
from audit.sources.private_files import owner_only

LEAGUE_JSON: Final = "league.json"
_SCHEMA: Final = pa.schema(
    [
        ("org", pa.string()),
        ("exit_code", pa.int64()),
        ("message", pa.string()),
        ("generated_at", pa.timestamp("ms", tz="UTC")),
        ("records", pa.int64()),
        ("numbers", pa.int64()),
        *((score, pa.float64()) for score in Scores.model_fields),
        ("readiness_change", pa.float64()),
        ("duplicates", pa.int64()),
        ("not_e164", pa.int64()),
        ("mobile_without_phone", pa.int64()),
        ("errors_per_1000_records", pa.float64()),
        ("verdict", pa.string()),
        ("worst_rule", pa.string()),
        ("first_action", pa.string()),
    ]
)
"""One row per org, in the order of the league; figures are null where there is no report."""
_OF_FIGURES: Final = (
    "generated_at",
    "records",
    "numbers",
    "readiness_change",
    "errors_per_1000_records",
    "verdict",
    "worst_rule",
    "first_action",
)


def write_league(league: League, folder: Path) -> None:
    """Write league.html, league.xlsx, league.json and league.parquet; raise WriteFailedError.

    Each file takes its place when it is complete. Only their owner can read them.
    """
    view = league_view(league)
    page, document = render_league(view), json_document(league)
    table = pa.Table.from_pylist([_flat(row) for row in league.orgs], schema=_SCHEMA)
    writers: dict[str, Callable[[Path], Any]] = {
        "league.html": lambda path: path.write_text(page, encoding="utf-8", newline="\n"),
        "league.xlsx": lambda path: write_league_workbook(view, path),
        "league.parquet": lambda path: pq.write_table(table, path, compression="zstd"),
        LEAGUE_JSON: lambda path: path.write_text(document, encoding="utf-8", newline="\n"),
    }
    with (
        told_as(WriteFailedError, f"Cannot write the league table to {folder}", "Run again with --failed."),
        TemporaryDirectory(prefix=".league.", dir=folder) as staging,
    ):
        for name, write in writers.items():
            write(Path(staging) / name)
            owner_only(Path(staging) / name)
        for name in writers:  # all are whole; league.json, by which a later run goes, is the last
            (Path(staging) / name).replace(folder / name)


def _flat(row: LeagueRow) -> dict[str, Any]:
    figures = row.figures
    of_row = {"org": row.org, "exit_code": row.exit_code, "message": row.message}
    if figures is None:
        return of_row
    return {
        **of_row,
        **{name: getattr(figures, name) for name in _OF_FIGURES},
        **figures.scores.model_dump(),
        "duplicates": figures.headline.duplicates.numbers,
        "not_e164": figures.headline.not_e164.fields,
        "mobile_without_phone": figures.headline.mobile_without_phone.records,
    }


def read_league(folder: Path) -> League | None:
    """Return the league table in ``folder``, None where there is none; raise UnreadableInputError for a damaged one."""
    path = folder / LEAGUE_JSON
    if not path.is_file():
        return None
    remedy = "Move it away, and audit all orgs again."
    with told_as(
        UnreadableInputError, f"Cannot read {path}", remedy, also=(ValidationError, ValueError), unsaid="it is damaged"
    ):
        return League.model_validate_json(path.read_text(encoding="utf-8"))
