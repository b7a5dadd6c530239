"""Two hundred small orgs, three of them broken, beside single runs: python -m tests.benchmarks.fleet.

Prints the seconds of the fleet and of single runs on some of its orgs, and what 200 of these would take.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.org import write_org

_BROKEN = 3
_SINGLE = 10
"""Single runs that are timed."""


def main() -> None:
    """Make the orgs, run the fleet and some of them alone, and print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orgs", type=int, default=200)
    parser.add_argument("--records", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), arguments.orgs, arguments.records)


def _measure(folder: Path, n_orgs: int, n_records: int) -> None:
    lines = ['region = "US"']
    for number in range(n_orgs):
        place = folder / f"org{number}"
        if number >= _BROKEN:
            write_org(place, n_records + number, seed=number)
        lines += ["[[org]]", f'name = "Org no {number}"', f'csv = "{place.name}"']
    (folder / "orgs.toml").write_text("\n".join(lines))
    whole, code = _seconds("fleet", folder / "orgs.toml", "--out", folder / "reports", "--quiet")
    single = [
        _seconds("run", "--csv", folder / f"org{_BROKEN + n}", "--region", "US", "--out", folder / "one", "--quiet")[0]
        for n in range(_SINGLE)
    ]
    mean = sum(single) / len(single)
    all_single = mean * (n_orgs - _BROKEN)
    sys.stdout.write(
        f"fleet of {n_orgs} orgs of {n_records} records and more, {_BROKEN} broken: {whole:.1f} s, exit code {code}\n"
        f"one run: {mean:.2f} s (mean of {len(single)}); {n_orgs - _BROKEN} of them: {all_single:.0f} s, "
        f"{all_single / whole:.1f} times the fleet\n"
    )


def _seconds(*arguments: object) -> tuple[float, int]:
    begin = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-m", "audit", *map(str, arguments)], check=False, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - begin, ended.returncode


if __name__ == "__main__":
    main()
