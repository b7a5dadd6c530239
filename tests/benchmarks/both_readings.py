"""Compare whole reports by the vectorized reading and by the reference alone: python -m tests.benchmarks.both_readings.

An org of the generator, with an adversarial phone in every tenth record, is audited twice. Every column of every
table, what results.json says and the load files have to be equal. Differences are counted, not shown.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from audit import pipeline
from audit.config.audit import AuditConfig
from audit.normalize import scalar
from audit.normalize.normalize import Reader, normalize
from audit.normalize.vectorized import normalize_column
from audit.reports.output_folder import report_folder
from audit.reports.write_report import write_report
from audit.reports.written_files import WRITTEN_LIST
from audit.sources.csv.read_csv import read_csv
from tests.benchmarks.differential import compile_patterns_once
from tests.benchmarks.org import COUNTRY_FIELDS, write_org
from tests.benchmarks.spellings import adversarial_values

ADVERSARIAL_SHARE = 0.1
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def write_adversarial_org(folder: Path, records: int, seed: int) -> None:
    """Write an org of the generator, some of whose records have an adversarial phone and the country to read it in."""
    write_org(folder, records, seed)
    rng = np.random.default_rng(seed)
    for sobject, country_field in COUNTRY_FIELDS.items():
        path = folder / f"{sobject}.csv"
        names = pacsv.open_csv(path).schema.names
        as_text = pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
        table = pacsv.read_csv(path, convert_options=as_text)
        is_replaced = pa.array(rng.random(len(table)) < ADVERSARIAL_SHARE)
        texts, regions, _ = adversarial_values(pc.sum(is_replaced).as_py() or 0, seed)
        for field, by in (("Phone", texts), (country_field, regions)):
            column = pc.replace_with_mask(table[field], is_replaced, pa.array(by, pa.string()))
            table = table.set_column(names.index(field), field, pc.fill_null(column, ""))
        pacsv.write_csv(table, path)


def write_report_by(reader: Reader, org: Path, report: Path) -> float:
    """Audit ``org`` with ``reader`` and nothing else to read numbers; return the seconds that it took."""
    started = time.perf_counter()
    with (
        patch.object(pipeline, "normalize", partial(normalize, reader=reader)),
        report_folder(report, force=False, sources=[org]) as out,
    ):
        config = AuditConfig(region="US")
        write_report(pipeline.run_audit(read_csv(org, config), config, NOW).audit, out, "parquet")
    return time.perf_counter() - started


def differences(one: Path, other: Path) -> Iterator[tuple[str, str, int]]:
    """Yield what differs in two reports: file, column or section, and in how many rows or figures."""
    files = [{str(path.relative_to(report)) for path in _compared(report)} for report in (one, other)]
    yield from ((name, "in one report only", 1) for name in sorted(files[0] ^ files[1]))
    for name in sorted(files[0] & files[1]):
        differing = {".parquet": _in_tables, ".json": _in_figures}.get(Path(name).suffix, _in_bytes)
        yield from ((name, what, count) for what, count in differing(one / name, other / name) if count)


def _compared(report: Path) -> list[Path]:
    files = [report / "results.json", *(report / "tables").iterdir(), *(report / "fixes").rglob("*")]
    return [path for path in files if path.is_file() and path.name != WRITTEN_LIST.name]


def _in_tables(one: Path, other: Path) -> Iterator[tuple[str, int]]:
    left, right = pq.read_table(one), pq.read_table(other)
    if left.schema != right.schema or len(left) != len(right):
        yield "columns or number of rows", 1
        return
    for name in left.column_names:
        is_missing, is_missing_too = left[name].is_null(), right[name].is_null()
        differs = pc.fill_null(pc.not_equal(left[name], right[name]), pc.not_equal(is_missing, is_missing_too))
        yield name, pc.sum(differs).as_py() or 0


def _in_figures(one: Path, other: Path) -> Iterator[tuple[str, int]]:
    left, right = (dict(_figures(json.loads(path.read_text(encoding="utf-8")))) for path in (one, other))
    differing = [place for place in {**left, **right} if left.get(place) != right.get(place)]
    sections = [place[0] for place in differing]
    yield from ((section, sections.count(section)) for section in dict.fromkeys(sections))


def _figures(value: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict | list) and value:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _figures(inner, (*place, str(key)))
    else:
        yield place, value


def _in_bytes(one: Path, other: Path) -> Iterator[tuple[str, int]]:
    yield "content", int(one.read_bytes() != other.read_bytes())


def main(arguments: list[str] | None = None) -> int:
    """Audit an org by both readings, print what differs and end with 1 when anything does."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=200_000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--folder", type=Path, help="where the org and the reports are written meanwhile")
    given = options.parse_args(arguments)
    compile_patterns_once()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        org, fast, slow = (Path(folder) / name for name in ("org", "fast", "slow"))
        write_adversarial_org(org, given.records, given.seed)
        seconds = write_report_by(normalize_column.read_column, org, fast)
        seconds_by_reference = write_report_by(scalar.read_column, org, slow)
        found = list(differences(fast, slow))
        n_files, n_values = len(_compared(fast)), pq.read_metadata(fast / "tables" / "values.parquet").num_rows
    for file, what, count in found:
        sys.stdout.write(f"{file:40} {what:30} {count:>10,}\n")
    sys.stdout.write(
        f"{given.records:,} records, {n_values:,} values, {n_files} files: {len(found)} differences; "
        f"{seconds:.0f} s vectorized, {seconds_by_reference:.0f} s by the reference\n"
    )
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
