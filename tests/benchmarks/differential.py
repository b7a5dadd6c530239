"""Compare the vectorized reading with the reference: python -m tests.benchmarks.differential --values 5000000.

In every second batch many values begin alike: those are read together.
"""

import argparse
import sys
import time

import numpy as np
import pandas as pd
from phonenumbers import re_util

from audit.normalize import classify, scalar
from audit.normalize.vectorized import normalize_column
from tests.benchmarks.dialed import REGIONS
from tests.benchmarks.spellings import adversarial_values, alike_values

BATCH = 50_000
_BATCHES_TOLD = 10


def compile_patterns_once() -> None:
    """Let phonenumbers keep the patterns of all regions: the reference is then three times as fast, and the same."""
    if hasattr(re_util, "enable_pattern_cache"):  # phonenumbers before 9.0.43 has none
        re_util.enable_pattern_cache()


def differences(texts: list[str], regions: list[str | None], are_default: list[bool]) -> pd.DataFrame:
    """Return the rows in which the two readings differ: text, region, and both answers, a row per column that does."""
    raw = pd.Series(texts, dtype="str")
    region, is_default = pd.Categorical(regions, categories=REGIONS), np.array(are_default)
    fast = normalize_column.read_column(raw, region, is_default, classify.PLACEHOLDER_WORDS).astype("str")
    slow = scalar.read_column(raw, region, is_default, classify.PLACEHOLDER_WORDS).astype("str")
    return pd.concat(
        pd.DataFrame(
            {
                "raw": raw,
                "parsed_in": region,
                "is_default": is_default,
                "column": column,
                "fast": fast[column],
                "slow": slow[column],
            }
        )[(fast[column] != slow[column]) & ~(fast[column].isna() & slow[column].isna())]
        for column in slow.columns
    )


def main() -> int:
    """Compare ``--values`` texts in batches, print every difference, end with 1 when there is one."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--values", type=int, default=BATCH)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    compile_patterns_once()
    started, different = time.perf_counter(), 0
    for batch in range(-(-chosen.values // BATCH)):
        size = min(BATCH, chosen.values - batch * BATCH)
        values = alike_values if batch % 2 else adversarial_values
        found = differences(*values(size, seed=chosen.seed * 1_000_000 + batch))
        different += len(found)
        if len(found):
            sys.stdout.write(found.to_string() + "\n")
        if batch % _BATCHES_TOLD == _BATCHES_TOLD - 1:
            sys.stdout.write(f"{(batch + 1) * BATCH} values, {different} differences so far\n")
            sys.stdout.flush()
    sys.stdout.write(f"{chosen.values} values, {different} differences, {time.perf_counter() - started:.0f} s\n")
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main())
