"""Read the CSV files of a folder with pyarrow and do nothing else: python -m tests.benchmarks.csv_alone FOLDER."""

import json
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.csv


def main(folder: Path) -> None:
    """Print the seconds that pyarrow takes for every file, each column read as text."""
    started = time.perf_counter()
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8") as text:
            names = [name.strip('"') for name in text.readline().rstrip("\n").split(",")]
        as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
        pyarrow.csv.read_csv(file, convert_options=as_text)
    sys.stdout.write(json.dumps({"extract": time.perf_counter() - started}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
