"""An export as a process of its own, to be killed: ``python -m tests.sources.salesforce.export_process FOLDER``."""

import sys
from pathlib import Path

from audit.config.audit import AuditConfig
from audit.sources.salesforce import export, login
from audit.sources.salesforce.download import Batches


def main(folder: Path) -> int:
    try:
        export(login(), AuditConfig(), folder, batches=Batches(rest_rows=0, page_rows=7))
    except KeyboardInterrupt as interrupt:
        sys.stderr.write(str(interrupt))
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
