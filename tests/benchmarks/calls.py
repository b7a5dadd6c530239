"""What an audit that ranks by calls costs beside one without: python -m tests.benchmarks.calls --org FOLDER --calls N.

Calls of half a year are made from the numbers of the org, as a CSV of the columns of Aircall's export that are read and
as a calls file: 80 % on numbers of the org, few of them called often; 17 % on numbers that no record has; 3 % hidden.
Seeded: the same arguments write the same files. ``--out`` keeps them.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from audit.sources.calls.calls_file import write_calls_file
from audit.sources.calls.read_calls import read_calls
from tests.benchmarks.__main__ import Run, run

_SHARES = (0.80, 0.17, 0.03)
_DAYS = 182
_LINES = ("Sales (+44 20 7946 0990)", "Support (+1 212 555 0190)", "Paris (+33 1 99 00 00 90)")
_USERS = 200
_CALLED = 0.5
"""Share of the org's numbers that are ever called."""


def write_calls(report: Path, n_calls: int, path: Path) -> None:
    """Write a CSV of ``n_calls`` calls on numbers of the report, and on others."""
    rng = np.random.default_rng(16)
    numbers = pq.read_table(report / "tables" / "numbers.parquet", columns=["e164"])["e164"].combine_chunks()
    known = rng.permutation(len(numbers))[: max(1, int(len(numbers) * _CALLED))]
    popular = (len(known) * rng.random(n_calls) ** 3).astype(np.int64)
    unknown = pa.array("+1212555" + pd.Series(rng.integers(0, 10_000, n_calls)).astype(str).str.zfill(4))
    kind = rng.choice(3, n_calls, p=_SHARES)
    texts = pa.chunked_array([numbers.take(pa.array(known[popular])), unknown.cast(numbers.type)]).combine_chunks()
    number = texts.take(pa.array(np.where(kind == 0, np.arange(n_calls), n_calls + np.arange(n_calls))))
    seconds = np.sort(rng.integers(0, _DAYS * 86_400, n_calls))
    moments = pa.array(np.datetime64("2025-07-01", "s") + seconds.astype("timedelta64[s]"))
    duration = rng.integers(5, 1_800, n_calls)
    table = pa.table(
        {
            "call id (internal)": pa.array(2_418_000_000 + np.arange(n_calls)),
            "datetime (utc)": moments.cast(pa.string()),
            "direction": pa.array(["inbound", "outbound"]).take(pa.array(rng.integers(0, 2, n_calls))),
            "customer number": pa.array(np.where(kind == 2, None, number.to_numpy(zero_copy_only=False)), pa.string()),
            "aircall number": pa.array(_LINES).take(pa.array(rng.integers(0, len(_LINES), n_calls))),
            "duration (total)": pa.array(duration),
            "user": pa.array([f"agent.{n}@example.com" for n in range(_USERS)]).take(
                pa.array(rng.integers(0, _USERS, n_calls))
            ),
        }
    )
    pacsv.write_csv(table, path)


def measured(org: Path, n_calls: int, folder: Path) -> dict[str, Run]:
    """Return what the audit of ``org`` takes without calls and with ``n_calls``, from a CSV and from a calls file."""
    base = ("run", "--csv", org, "--quiet", "--now", "2026-01-01T00:00:00Z", "--out")
    runs = {"without calls": run("-m", "audit", *base, folder / "without")}
    calls = folder / "calls.csv"
    write_calls(folder / "without", n_calls, calls)
    write_calls_file(read_calls(calls), folder / "calls.parquet")
    runs["calls as CSV"] = run("-m", "audit", *base, folder / "csv", "--calls", calls)
    runs["calls as a calls file"] = run("-m", "audit", *base, folder / "parquet", "--calls", folder / "calls.parquet")
    return runs


def main() -> None:
    """Print time, CPU time and peak memory of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--org", type=Path, required=True, help="folder of CSV files, as tests.benchmarks.org writes it"
    )
    parser.add_argument("--calls", type=int, default=2_000_000)
    parser.add_argument("--out", type=Path, help="keep calls and reports here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.out or Path(scratch)
        folder.mkdir(exist_ok=True)
        for name, took in measured(options.org, options.calls, folder).items():
            cpu = f"{took.cpu_seconds:6.1f} s of CPU"
            sys.stdout.write(f"{name:22} {took.seconds:6.1f} s  {cpu}  {took.peak_mb:6,.0f} MB\n")


if __name__ == "__main__":
    main()
