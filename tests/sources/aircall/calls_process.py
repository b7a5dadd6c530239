"""A reading of calls as a process of its own, to be killed: ``python -m tests.sources.aircall.calls_process OUT``."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from audit.sources.aircall.aircall_api import connect
from audit.sources.aircall.read_aircall import AskedPeriod, read_aircall_calls
from audit.sources.calls.calls_file import write_calls_file
from audit.sources.http.retry_policy import RetryPolicy
from tests.fake_aircall.history import NOW


def main(out: Path) -> int:
    patience = RetryPolicy(read_timeout=0.5, sleep=lambda _: None)
    moment = datetime.fromtimestamp(NOW, UTC)
    try:
        aircall, folder = connect(50, patience=patience), out.with_name(f"{out.name}.unfinished")
        with read_aircall_calls(aircall, AskedPeriod(), folder, lambda *_: None, moment) as found:
            write_calls_file(found.log, out)
    except KeyboardInterrupt as interrupt:
        sys.stderr.write(str(interrupt))
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
