"""What reading a number costs, beside the reference and a reading in Rust: python -m tests.benchmarks.reading.

Processor time on one thread, on the mix of an ordinary org. The reading in Rust, of the package ``rphonenumbers``, is
measured where that is installed; it only parses, tests and formats, without what comes before
(docs/simulation.md, Reading a number).
"""

import argparse
import importlib
import importlib.util
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow as pa

from audit.cli.memory import keep_freed_memory
from audit.normalize import classify, scalar
from audit.normalize.vectorized import normalize_column
from tests.benchmarks.mix import REGIONS, mixed_column

RUST = "rphonenumbers"


def microseconds(read: Callable[[], object], n_values: int) -> float:
    """Return the processor time per value of one reading."""
    started = time.process_time()
    read()
    return (time.process_time() - started) / n_values * 1e6


def read_one_by_one(library: Any, texts: list[str], regions: list[str]) -> None:
    """Parse each text with ``library`` and ask what an audit asks of a number."""
    e164 = library.PhoneNumberFormat.E164
    for text, region in zip(texts, regions, strict=True):
        try:
            number = library.parse(text, region, keep_raw_input=True)
        except library.NumberParseException:
            continue
        if library.is_valid_number(number):
            library.format_number(number, e164)
            library.region_code_for_number(number)
            library.number_type(number)


def main() -> None:
    """Measure each reading and print microseconds per value."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--values", type=int, default=1_600_000, help="for the reading of columns")
    options.add_argument("--few", type=int, default=100_000, help="for those that read one by one")
    options.add_argument("--times", type=int, default=5, help="rounds, of which the best counts")
    given = options.parse_args()
    keep_freed_memory()  # as the command does
    pa.set_cpu_count(1)
    os.sched_setaffinity(0, {0})
    texts, region, is_default = mixed_column(given.values, seed=0)
    raw, regions = pd.Series(pd.array(texts, dtype="str")), pd.Categorical.from_codes(region, categories=list(REGIONS))
    few, few_regions = raw.iloc[: given.few], regions[: given.few]
    one_by_one = few.tolist(), few_regions.tolist()
    words = classify.PLACEHOLDER_WORDS
    readings = {"columns": (lambda: normalize_column.read_column(raw, regions, is_default, words), given.values)}
    readings["reference"] = (lambda: scalar.read_column(few, few_regions, is_default[: given.few], words), given.few)
    if importlib.util.find_spec(RUST):
        rust = importlib.import_module(RUST)
        readings[RUST] = (lambda: read_one_by_one(rust, *one_by_one), given.few)
    rounds = [{name: microseconds(*reading) for name, reading in readings.items()} for _ in range(given.times)]
    costs = {name: min(costs[name] for costs in rounds) for name in readings}
    for name, cost in costs.items():
        sys.stdout.write(f"{name:15} {cost:8.3f} µs a value, {cost / costs['columns']:6.1f} times\n")


if __name__ == "__main__":
    main()
