#!/usr/bin/env python3
"""Write sample_data/, the invented org that ``phone-audit demo`` audits; always the same bytes."""

import argparse
from pathlib import Path

from sample_org.calls import quarter_of_calls, write_calls
from sample_org.files import write_records
from sample_org.story import tell
from sample_org.tasks import write_tasks

SAMPLE_DATA = Path(__file__).resolve().parent.parent / "sample_data"


def main() -> None:
    """Write the five files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=SAMPLE_DATA, help="folder (default: sample_data)")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    org = tell()
    write_records(org, out)
    calls = quarter_of_calls(org)
    write_calls(org, calls, out / "calls.csv")
    write_tasks(org, calls, out / "tasks.csv")


if __name__ == "__main__":
    main()
