"""The commands on reports and rules, as they are typed; what they do is loaded when one of them runs."""

from pathlib import Path
from typing import Annotated

import typer

from audit.cli.console import print_document, print_text
from audit.cli.options_as_one import takes_options
from audit.cli.report_options import MailOptions, ProbeOptions, ReplayOptions
from audit.cli.run_options import DEFAULT_REPORT, OUTPUT, ReportFolder
from audit.cli.source_options import Env, OrgAlias, check_one_org


def explain(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="A phone number in any format, best with its country code.")
    ],
    report: ReportFolder = DEFAULT_REPORT,
) -> int:
    """Explain which record a call on NUMBER reaches.

    Lists every record with the number, in the order in which Aircall chooses, and whether the number syncs. Put the
    number in quotation marks if it has spaces.

    Example:
    phone-audit explain "+1 212 555 0100"

    """
    from audit.cli.explain_command import explained

    print_text(explained(number, report))
    return 0


@takes_options
def email(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a report.")], options: MailOptions
) -> int:
    """Mail a report, with the workbook attached.

    The mail server is set in phone-audit.toml, under [mail]. Its password comes from PHONE_AUDIT_SMTP_PASSWORD. For
    --by-owner, [mail.owners] there has a line such as "Ann Lee" = "ann@example.com" for each owner.

    Examples:
    phone-audit email report --to ops@example.com --dry-run
    phone-audit email report --only-if worse
    phone-audit email report --by-owner
    phone-audit email report --by-owner --send

    """
    from audit.cli.mail_command import mail_report
    from audit.cli.owner_mail_command import mail_owners

    return mail_owners(folder, options) if options.by_owner or options.send else mail_report(folder, options)


def suppress(
    *,
    workbook: Annotated[
        Path, typer.Option("--from", metavar="FILE", help="The workbook in which findings have the status Ignore.")
    ],
    expires: Annotated[
        str, typer.Option(metavar="DATE", help="The last day on which they are accepted, such as 2027-03-31.")
    ],
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Add the entries to this settings file.", rich_help_panel=OUTPUT),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the entries to a new file.", rich_help_panel=OUTPUT),
    ] = None,
) -> int:
    """Accept the findings that you set to Ignore.

    In report.xlsx, set Status to Ignore and write the reason as Comment. This command turns each such finding into an
    entry [[suppress]] for phone-audit.toml. The next reports still show it, and count it separately until the day that
    you give. Without --config or --out, the entries are printed.

    Examples:
    phone-audit suppress --from report/report.xlsx --expires 2027-03-31
    phone-audit suppress --from report/report.xlsx --expires 2027-03-31 --config phone-audit.toml

    """
    from audit.cli.suppress_command import suppress_ignored

    return suppress_ignored(workbook, expires, config, out)


@takes_options
def replay(
    calls: Annotated[Path, typer.Argument(metavar="CALLS", help="A file with one row per call, or a folder of them.")],
    options: ReplayOptions,
) -> int:
    """Compare a call history with a report.

    Shows which records your actual calls reach, which numbers to fix first because they get the most calls, and
    how many records a month Aircall will create for numbers that it does not find.

    CALLS is an export from Aircall (CSV or XLSX), calls from its API (JSON, or a folder of its pages), or call logs
    exported from Salesforce. The number is read from "customer number", "raw_digits", "aircall__External_Number__c",
    or "from" and "to" with "direction".

    With WhoId, WhatId or AccountId beside the number, or with --log, it also checks whether Salesforce logged each call
    on the record that the report predicts, and how Aircall searches. Tasks and Aircall Logs have no number: they are
    matched to the calls by call ID, line and time.

    Examples:
    phone-audit replay calls.csv
    phone-audit replay calls.xlsx --log tasks.csv --time-zone Europe/Paris
    phone-audit replay calls.csv --report report --out calls-by-number.csv

    """
    from audit.cli.replay_command import replay_file

    return replay_file(calls, options)


@takes_options
def probe(*, options: ProbeOptions, org: OrgAlias = None, env: Env = False) -> int:
    """Measure in which formats the search of an org finds phone numbers.

    Aircall does not say how it searches, so a report assumes it. This command asks the org itself: it searches for up
    to 325 numbers of the report, stored in every format there is, each written in seven ways, and shows which are
    found. It says which of the assumptions can be right, and what E.164 everywhere would change for programs that
    search in another format.

    The records must not have changed since the report. What is found depends on what the user may see: log in as the
    user of the Aircall integration if you can. phone-audit never writes to Salesforce, and a probe never takes more
    than 5% of the API requests that are left.

    Examples:
    phone-audit probe --org production
    phone-audit probe --env --report report --out probe.json

    """
    check_one_org(org, env=env)

    from audit.cli.probe_command import probe_org

    return probe_org(org, options)


def rules(
    rule_id: Annotated[str | None, typer.Argument(metavar="[RULE_ID]", help="One rule, for example not-e164.")] = None,
) -> int:
    """List what an audit can find, or explain one rule.

    Examples:
    phone-audit rules
    phone-audit rules mobile-without-phone

    """
    from audit.reports.text.rule_help import rule_help

    print_text(rule_help(rule_id))
    return 0


def schema() -> int:
    """Print the JSON Schema of results.json.

    Example:
    phone-audit schema > results.schema.json

    """
    from audit.reports.results_json import results_schema

    print_document(results_schema())
    return 0
