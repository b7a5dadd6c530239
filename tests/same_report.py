"""Whether two reports say the same: figures and load files byte for byte, tables row for row in any order."""

from pathlib import Path

import pyarrow.csv as pacsv
import pyarrow.parquet as pq

TABLES = ("values", "numbers", "records", "findings", "for_people")


def check_same_report(parts: Path, whole: Path) -> None:
    """Check that ``parts``, a report made in parts, says what ``whole`` says, which was made in memory."""
    assert (parts / "results.json").read_bytes() == (whole / "results.json").read_bytes()
    files = sorted(path.relative_to(whole) for path in (whole / "fixes").rglob("*"))
    assert sorted(path.relative_to(parts) for path in (parts / "fixes").rglob("*")) == files
    for path in files:
        if (whole / path).is_file():
            assert (parts / path).read_bytes() == (whole / path).read_bytes(), path
    further = [name for name in ("called", "trend", "closed") if list((whole / "tables").glob(f"{name}.*"))]
    for name in (*TABLES, *further):
        assert _rows(parts, name) == _rows(whole, name), name


def _rows(report: Path, name: str) -> list[str]:
    """Return the rows of a table in order of their text; a report made in parts has a folder of files of it."""
    parquet, csv = (report / "tables" / f"{name}{suffix}" for suffix in (".parquet", ".csv"))
    if csv.is_file():
        table = pacsv.read_csv(csv, parse_options=pacsv.ParseOptions(newlines_in_values=True))
    else:
        table = pq.read_table(parquet)
    return sorted(map(repr, table.to_pylist()))
