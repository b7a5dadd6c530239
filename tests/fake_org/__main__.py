"""Start a fake Salesforce org by hand, to try the live path of phone-audit without an org.

The lines that it prints go into the shell that runs `phone-audit run --env`; Ctrl-C ends it.
"""

import argparse
import signal
import sys
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.fake_org.contents import Contents
from tests.fake_org.fault_catalog import scenarios
from tests.fake_org.generated_rows import generate
from tests.fake_org.org import FakeOrg
from tests.fake_org.search_index import MODELS
from tests.fake_org.settings import Settings

EXAMPLES = """examples:
  python -m tests.fake_org --data sample_data
  python -m tests.fake_org --data sample_data --hide Contact.HomePhone --fault results-reset-after-headers
  python -m tests.fake_org --generate 1000000 --person-accounts 50000
then, in another shell, paste the export lines and run
  phone-audit check --env
  phone-audit run --env
  phone-audit probe --env --report phone-audit-report
  phone-audit calls --env --out calls.parquet --since 2026-04-01
"""


def main(argv: list[str] | None = None) -> int:
    """Serve until Ctrl-C; print what to paste into the shell that runs the audit."""
    options = _options(argv)
    if options.list_faults:
        sys.stdout.writelines(f"{name:32} {scenario.says}\n" for name, scenario in scenarios().items())
        return 0
    unknown = [name for name in options.fault if name not in scenarios()]
    if unknown or not (options.generate or options.data.is_dir()):
        wrong = f"no fault {unknown[0]}: see --list-faults" if unknown else f"no folder {options.data}"
        sys.stderr.write(f"{wrong}\n")
        return 2
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    try:
        org = _org(options)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    with org:
        exports = [f"export {name}={value!r}\n" for name, value in org.env(options.login).items()]
        sys.stdout.writelines(["# paste into the shell that runs the audit; Ctrl-C here ends the org\n", *exports])
        sys.stdout.flush()
        stopped.wait()
        sys.stderr.write(f"{len(org.requests)} requests, {len(org.writes)} of them writes.\n")
    return 0


def _org(options: argparse.Namespace) -> FakeOrg:
    hidden: defaultdict[str, list[str]] = defaultdict(list)
    for name in options.hide:
        sobject, _, field = name.partition(".")
        if field:
            hidden[sobject].append(field)
    seen: dict[str, Any] = {
        "hidden": hidden,
        "hidden_objects": [name for name in options.hide if "." not in name],
        "package": options.package,
        "logging": options.logging,
        "integration_lacks": options.integration_lacks,
    }
    faults = [fault for name in options.fault for fault in scenarios()[name].faults]
    return FakeOrg(
        options.data,
        contents=_generated(options, Settings(**seen)) if options.generate else None,
        faults=faults,
        port=options.port,
        **seen,
        bulk_page_size=options.page_size,
        search_model=options.search_model,
        index_delay_minutes=options.index_delay,
    )


def _generated(options: argparse.Namespace, settings: Settings) -> Contents:
    contacts = options.generate
    return generate(
        contacts,
        settings,
        leads=contacts // 5,
        accounts=contacts // 10,
        persons=options.person_accounts,
        calls=options.calls,
    )


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fake_org",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, default=Path("sample_data"), help="folder with Contact.csv, Lead.csv, …")
    parser.add_argument(
        "--generate", type=int, metavar="N", help="invent N contacts, N/5 leads and N/10 accounts instead"
    )
    parser.add_argument("--person-accounts", type=int, default=0, metavar="N", help="invent N person accounts too")
    parser.add_argument(
        "--hide", action="append", default=[], metavar="OBJECT[.FIELD]", help="hide a field or an object from the user"
    )
    parser.add_argument("--calls", type=int, default=0, metavar="N", help="with --generate: invent N calls")
    parser.add_argument(
        "--package",
        choices=["none", "old", "current"],
        default="none",
        help="which package of the integration is there",
    )
    parser.add_argument(
        "--logging",
        choices=["Task", "Task and Log", "Log only"],
        default="Task",
        help="as what calls are logged (default: Task); Aircall Logs need a package",
    )
    parser.add_argument(
        "--integration-lacks",
        action="append",
        default=[],
        metavar="OBJECT[.FIELD]",
        help="a right to read that the user of the integration has not",
    )
    parser.add_argument("--fault", action="append", default=[], metavar="NAME", help="let something go wrong")
    parser.add_argument("--list-faults", action="store_true", help="print the names of the faults and end")
    parser.add_argument(
        "--login",
        choices=["client_credentials", "token", "jwt", "password"],
        default="client_credentials",
        help="which kind of credentials to print (default: client_credentials)",
    )
    parser.add_argument("--page-size", type=int, default=50_000, help="largest page of bulk results (default: 50000)")
    parser.add_argument(
        "--search-model",
        choices=list(MODELS),
        default="parts",
        help="what the search indexes of a phone field: "
        + "; ".join(f"{name}: {model.says}" for name, model in MODELS.items())
        + " (default: parts)",
    )
    parser.add_argument("--index-delay", type=int, default=0, metavar="MINUTES", help="delay of the search index")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free one)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    raise SystemExit(main())
