"""Start a stand-in for Aircall's API by hand, to try phone-audit calls --aircall without an account.

The lines that it prints go into the shell that runs phone-audit; Ctrl-C ends it.
"""

import argparse
import signal
import sys
import threading
import time

from tests.fake_aircall import FakeAircall, generated
from tests.fake_aircall.history import sample_numbers
from tests.fake_aircall.mishaps import MISHAPS

EXAMPLES = """examples:
  python -m tests.fake_aircall
  python -m tests.fake_aircall --calls 60000 --limit 60 --mishap 503 --mishap 429-bare
then, in another shell, paste the export lines and run
  phone-audit calls --aircall --out calls.parquet
  phone-audit replay calls.parquet
"""


def main(argv: list[str] | None = None) -> int:
    """Serve until Ctrl-C; print what to paste into the shell that runs phone-audit."""
    options = _options(argv)
    if options.list_mishaps:
        sys.stdout.writelines(f"{name:22} {mishap.says}\n" for name, mishap in MISHAPS.items())
        return 0
    unknown = [name for name in options.mishap if name not in MISHAPS]
    if unknown:
        sys.stderr.write(f"no mishap {unknown[0]}: see --list-mishaps\n")
        return 2
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    history = generated(options.calls, seed=options.seed, now=int(time.time()), numbers=sample_numbers())
    settings = {"requests_per_minute": options.limit, "contacts": frozenset() if options.no_contacts else None}
    with FakeAircall(history, port=options.port, **settings) as aircall:
        for name in options.mishap:
            aircall.fault("GET /v1/**", MISHAPS[name].act, name=name, nth=3, times=1)
        exports = [f"export {name}='{value}'\n" for name, value in aircall.env().items()]
        where = "a shell that has no lines of a fake org, which they would replace"
        sys.stdout.writelines([f"# paste into {where}; Ctrl-C here ends it\n", *exports])
        sys.stdout.flush()
        stopped.wait()
        sys.stderr.write(f"{len(aircall.requests)} requests, {len(aircall.forbidden)} of them not to be sent.\n")
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fake_aircall",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--calls", type=int, default=2_000, metavar="N", help="calls of six months (default: 2000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="seed of the calls (default: 1)")
    parser.add_argument("--limit", type=int, default=60, metavar="N", help="requests a minute (default: 60)")
    parser.add_argument("--no-contacts", action="store_true", help="no number has a contact; otherwise all have")
    parser.add_argument(
        "--mishap", action="append", default=[], metavar="NAME", help="let something go wrong, at the third request"
    )
    parser.add_argument("--list-mishaps", action="store_true", help="print the names of the mishaps and end")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free one)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    raise SystemExit(main())
