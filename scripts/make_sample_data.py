#!/usr/bin/env python3
"""Write sample_data/, the invented org that ``phone-audit demo`` audits; always the same bytes."""

import argparse
from pathlib import Path

from sample_org.calls import write_calls
from sample_org.files import write_records
from sample_org.story import tell

SAMPLE_DATA = Path(__file__).resolve().parent.parent / "sample_data"


def main() -> None:
    """Write the four files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=SAMPLE_DATA, help="folder (default: sample_data)")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    org = tell()
    write_records(org, out)
    write_calls(org, out / "calls.csv")


if __name__ == "__main__":
    main()
