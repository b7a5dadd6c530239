"""The commands that read an org, as they are typed; what they do is loaded when one of them runs."""

from pathlib import Path
from typing import Annotated

import typer

from audit.cli.calls_options import (
    CALLS_OF_AIRCALL,
    CALLS_OF_ORG,
    CallsFile,
    FetchContact,
    FromAircall,
    Since,
    Until,
    check_one_source_of_calls,
)
from audit.cli.console import print_lines
from audit.cli.fleet_options import FleetOptions
from audit.cli.memory import check_limit
from audit.cli.options_as_one import takes_options
from audit.cli.run_options import (
    DEFAULT_REPORT,
    OUTPUT,
    Config,
    Quiet,
    ReportFolder,
    RunOptions,
)
from audit.cli.source_options import Csv, Env, OrgAlias, SnapshotFolder, check_one_org, check_one_source
from audit.config.audit import DEFAULT_FILE

SNAPSHOT = "The snapshot"


@takes_options
def demo(options: RunOptions) -> int:
    """Audit an invented org: no account, no network.

    Shows what a report looks like. All records are made up.

    Example:
    phone-audit demo --out demo-report

    """
    check_limit()

    from audit.cli.chosen_source import sample_org
    from audit.cli.run_command import audit

    return audit(sample_org(), options)


def init(
    *,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Where to write the settings.", rich_help_panel=OUTPUT)
    ] = DEFAULT_FILE,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a file that is there.", rich_help_panel=OUTPUT)
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Write a settings file that explains every setting.

    The file lists each setting with its default. Nothing changes until you remove the # in front of a line. Commands
    read phone-audit.toml in the folder in which you run them.

    Example:
    phone-audit init

    """
    from audit.config.settings_file import write_settings_file

    write_settings_file(out, replace=force)
    how = "" if out == DEFAULT_FILE else f" To use it, add --config {out}."
    print_lines([f"Settings written to {out}, all at their defaults.{how}"], quiet=quiet)
    return 0


@takes_options
def run(
    *, options: RunOptions, csv: Csv = None, org: OrgAlias = None, env: Env = False, snapshot: SnapshotFolder = None
) -> int:
    """Audit an org or an export and write the report.

    Give the export as it is: a zip of Data Export, CSV files of Data Loader, or report exports saved as CSV. Do not
    open and save the files in Excel, which destroys phone numbers. phone-audit never writes to Salesforce.

    Examples:
    phone-audit run --csv WE_00D000000000001.ZIP --region US
    phone-audit run --csv Contact.csv --csv Lead.csv --out report
    phone-audit run --org production --baseline report --fail-under 80

    """
    check_one_source(csv, org, snapshot, env=env)

    check_limit()

    from audit.cli.chosen_source import chosen_source
    from audit.cli.run_command import audit

    return audit(chosen_source(csv, org, snapshot), options)


@takes_options
def fleet(
    orgs: Annotated[Path, typer.Argument(metavar="FILE", help="The list of orgs, a TOML file.", show_default=False)],
    *,
    options: FleetOptions,
) -> int:
    """Audit many orgs and compare them in a league table.

    Each org gets its own report. An org that fails is a line in the league table, and the others go on.

    The list begins with the settings that all orgs share, as in phone-audit.toml. Then for each org:
      [[org]]
      name = "Larkspur & Finch"
      csv = "exports/larkspur.zip"
      region = "GB"

    Instead of csv: snapshot = "folder", or org = "alias" for a live org. Any setting of phone-audit.toml may follow.

    Examples:
    phone-audit fleet orgs.toml --out reports
    phone-audit fleet orgs.toml --out reports --failed

    """
    from audit.cli.fleet_command import audit_fleet

    return audit_fleet(orgs, options)


def check(*, org: OrgAlias = None, env: Env = False, config: Config = None) -> int:
    """Test a login before an audit: permissions, phone fields, number of records.

    It also says which user the Aircall integration works with and what that user may not read, how calls are logged
    and, with AIRCALL_API_ID and AIRCALL_API_TOKEN set, on which lines none was. Exports nothing.

    Example:
    phone-audit check --org production

    """
    check_one_org(org, env=env)

    from audit.cli.live_org import print_check

    return print_check(org, config)


def export(  # noqa: PLR0913 - one parameter an option
    *,
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="Folder for the snapshot. An interrupted export resumes.", rich_help_panel=SNAPSHOT
        ),
    ],
    org: OrgAlias = None,
    env: Env = False,
    config: Config = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Write into a folder with other files in it; they stay.", rich_help_panel=SNAPSHOT
        ),
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Save the phone fields of a live org in a folder, to audit later.

    Examples:
    phone-audit export --org production --out snapshot
    phone-audit run --snapshot snapshot

    """
    check_one_org(org, env=env)

    from audit.cli.live_org import export_org

    return export_org(org, config, out, force=force, quiet=quiet)


def calls(  # noqa: PLR0913 - one parameter an option
    *,
    aircall: FromAircall = False,
    org: OrgAlias = None,
    env: Env = False,
    since: Since = None,
    until: Until = None,
    fetch_contact: FetchContact = False,
    out: CallsFile = None,
    config: Config = None,
    quiet: Quiet = False,
) -> int:
    """Save calls from Aircall, or those that a live org has logged, to compare them with a report.

    With --aircall, they come from the Aircall API, at most 2,500 calls a minute. Make the key in the Aircall Dashboard,
    under Integrations & API. Names, comments and recordings are not kept.

    With --org or --env, they are the Tasks and Aircall Logs that the Aircall integration writes. They say on which
    record each call was logged; whether they have the number of the other party depends on the version of the
    integration.

    Examples:
    phone-audit calls --aircall
    phone-audit calls --org production
    phone-audit replay calls.parquet --log tasks.parquet

    """
    check_one_source_of_calls(org, env=env, aircall=aircall, fetch_contact=fetch_contact)

    if aircall:
        from audit.cli.aircall_command import calls_of_aircall

        out = out or CALLS_OF_AIRCALL
        return calls_of_aircall(out, since, until, config, fetch_contact=fetch_contact, quiet=quiet)

    from audit.cli.calls_command import calls_of_org

    return calls_of_org(org, out or CALLS_OF_ORG, since, until, quiet=quiet)


def verify(  # noqa: PLR0913 - one parameter an option
    *,
    report: ReportFolder = DEFAULT_REPORT,
    csv: Csv = None,
    org: OrgAlias = None,
    env: Env = False,
    snapshot: SnapshotFolder = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write each change and its state to this CSV file.", rich_help_panel=OUTPUT),
    ] = None,
    quiet: Quiet = False,
) -> int:
    """Check that the fix files were loaded.

    Compares the org, or a new export of it, with the report that the fix files came from. Exits with 10 if anything
    differs from the plan. After an undo it counts the fields that have their old values again.

    Examples:
    phone-audit verify --org production
    phone-audit verify --report report --csv new-export.zip --out verify.csv

    """
    check_one_source(csv, org, snapshot, env=env)

    check_limit()

    from audit.cli.chosen_source import chosen_source
    from audit.cli.verify_command import verify_source

    return verify_source(chosen_source(csv, org, snapshot), report, out, quiet=quiet)
