"""The command that asks an org's search."""

from typing import Any

from audit.cli.console import print_document, print_lines, print_text
from audit.cli.live_org import logged_in
from audit.cli.progress import Display, progress
from audit.cli.report_options import ProbeOptions
from audit.errors import AuditError, ExitCode, UsageError, WriteFailedError, told_as
from audit.probe.experiment import Probe, allowed_requests, most_requests, plan_probe, run_probe
from audit.reports.output_place import check_out
from audit.reports.read_report import unmasked_baseline
from audit.reports.results_json import json_document
from audit.reports.text.probe_summary import probed_lines
from audit.result.baseline import Baseline
from audit.result.probe import ProbeFigures
from audit.sources.private_files import whole_file
from audit.sources.salesforce.api_errors import explained
from audit.sources.salesforce.describe import look_at
from audit.sources.salesforce.org import Identity
from audit.sources.salesforce.search import PhoneSearch, requests_left
from audit.tables.report_tables import RECORDS, VALUES


def probe_org(alias: str | None, options: ProbeOptions) -> int:
    """Ask the org, write probe.json, print what it means, and return the exit code; raise AuditError."""
    stored = unmasked_baseline(options.report)
    check_out(options.out, options.report / "results.json")
    with progress(quiet=options.quiet) as display:
        figures = _probed(alias, stored, options.max_requests, display)
    told = told_as(WriteFailedError, f"Cannot write {options.out}", "Choose another --out.")
    with told, whole_file(options.out) as file:
        file.write(json_document(figures).encode())
    if options.json:
        print_document(json_document(figures))
    elif not options.quiet:
        print_text("\n".join(probed_lines(figures)))
    print_lines([f"\nWritten to {options.out}."], quiet=options.quiet or options.json)
    return ExitCode.DONE


def _probed(alias: str | None, stored: Baseline, most: int, display: Display) -> ProbeFigures:
    org = logged_in(alias, display)
    with explained():
        identity = org.identity()
        _check_same_org(identity, stored)
        seen = look_at(org)
    left = requests_left(org)
    requests = allowed_requests(most, left)
    search = PhoneSearch(org, seen, most_requests(most, left))
    display.stage("Choosing numbers")
    values = stored.read(VALUES, ("record_id", "sobject", "field", "slot", "raw", "format", "e164"))
    probe = plan_probe(values, stored.read(RECORDS, ("record_id", "last_modified")), org.now(), requests)
    about = {
        "org_id": identity.org_id,
        "org_name": identity.org_name,
        "username": identity.username,
        "report_generated_at": stored.results["generated_at"],
    }
    return _asked(search, probe, about, display)


def _asked(search: PhoneSearch, probe: Probe, about: dict[str, Any], display: Display) -> ProbeFigures:
    """Run the probe; say how far it came where it does not come to its end."""
    try:
        return run_probe(search, probe, search.org.now(), about, display.stage)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"{search.org.n_sent} requests were sent. {_BEGIN_ANEW}") from None
    except AuditError as error:
        raise type(error)(f"{error} {search.org.n_sent} requests were sent. {_BEGIN_ANEW}") from error


_BEGIN_ANEW = "Nothing was written: the same command begins anew."


def _check_same_org(identity: Identity, stored: Baseline) -> None:
    """Raise UsageError when the report says that it is of another org; a report on files may not say of which."""
    of_report = stored.results["source"].get("org_id")
    if of_report and of_report[:15] != identity.org_id[:15]:
        raise UsageError(
            f"The report is of the org {of_report}, the login is to {identity.org_id}. Give the report of this org."
        )
