"""Start a fake org by hand: ``python -m tests.fake_org --data sample_data``."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from tests.fake_org.org import FakeOrg, shell_exports


def main(argv: list[str] | None = None) -> int:
    """Serve until Ctrl-C; print what to paste into the shell that runs the audit."""
    options = _options(argv)
    if not options.data.is_dir():
        sys.stderr.write(f"No folder {options.data}: give one with Contact.csv, Lead.csv or Account.csv.\n")
        return 2
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    with FakeOrg(options.data, port=options.port) as org:
        sys.stdout.write(f"{shell_exports(org)}\n")
        sys.stdout.flush()
        stopped.wait()
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fake_org", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("sample_data"), help="folder with Contact.csv, Lead.csv, …")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free one)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    raise SystemExit(main())
