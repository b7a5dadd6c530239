"""The options that commands share, and those of a run."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from audit.cli.engine_options import Engine, RowsPerPart, Scheduler, Scratch, WorkerMemory, Workers
from audit.config.audit import DEFAULT_FILE, AuditConfig
from audit.config.gates import FailOn, PresetName
from audit.config.profile import PolicyName
from audit.domain import TableFormat
from audit.errors import UsageError

REPORT: Final = "The report"
READING: Final = "How the data is read"
GATES: Final = "Pass or fail (exit code 10)"
OUTPUT: Final = "Output"
"""The headings of options in the help of a command."""

Config = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Settings file; phone-audit init writes one. Default: phone-audit.toml in this folder, if it exists.",
        rich_help_panel=READING,
    ),
]
LogFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Tasks or Aircall Logs of these calls, exported from Salesforce.",
        rich_help_panel=READING,
    ),
]
TimeZone = Annotated[
    str | None,
    typer.Option(
        metavar="ZONE",
        help="Time zone of calls whose times name none, such as Europe/Paris.",
        rich_help_panel=READING,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print warnings and errors only.", rich_help_panel=OUTPUT)]
ReportFolder = Annotated[
    Path, typer.Option("--report", metavar="DIR", help="The folder of a report.", rich_help_panel=REPORT)
]
Now = Annotated[
    str | None,
    typer.Option(
        metavar="TIMESTAMP",
        help="Date the report as of this moment, such as 2026-03-31T09:00Z. Default: now.",
        rich_help_panel=READING,
    ),
]
DEFAULT_REPORT: Final = Path("phone-audit-report")


def configuration(path: Path | None) -> AuditConfig:
    """Return the settings of ``path``, else of phone-audit.toml in the working folder, else the defaults."""
    if path is None and not DEFAULT_FILE.is_file():
        return AuditConfig()
    config = AuditConfig.from_file(path or DEFAULT_FILE)
    check_names(config)
    return config


def check_names(config: AuditConfig) -> None:
    """Raise UsageError for a rule or a region that there is not."""
    from audit.findings.rule_texts import check_rule_ids  # with the tables
    from audit.normalize.region import check_regions

    check_rule_ids(config)
    check_regions(config)


def percentage(text: str) -> float:
    """Return the percentage that ``text`` writes, ``80`` or ``80%``; raise UsageError when it is none.

    A number between 0 and 1 is taken for a share that was meant as a percentage, and asked about.
    """
    try:
        percent = float(text.strip().removesuffix("%"))
    except ValueError:
        percent = math.nan
    if 0 < percent < 1:
        raise UsageError(f"--fail-under needs a percentage, not a fraction: did you mean {percent * 100:g}?")
    if not 0 <= percent <= 100:
        raise UsageError(f"--fail-under needs a percentage from 0 to 100, such as 80 or 80%, not {text!r}.")
    return percent


@dataclass(frozen=True)
class RunOptions:
    """The options of every command that makes a report (docs/contract.md, Commands)."""

    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            help="Folder for the report; an earlier report there is replaced. {date} in it becomes the day.",
            rich_help_panel=REPORT,
        ),
    ] = Path("phone-audit-report")
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Compare with this earlier report; last is the newest one of --out FOLDER/{date}.",
            rich_help_panel=REPORT,
        ),
    ] = None
    keep: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Keep the newest N reports of --out FOLDER/{date}, delete older ones.",
            rich_help_panel=REPORT,
        ),
    ] = None
    title: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="Heading of a report on CSV files. Default: the company's name, or that of the file or folder.",
            rich_help_panel=REPORT,
        ),
    ] = None
    redact: Annotated[
        bool,
        typer.Option(
            "--redact",
            help="Mask names, email addresses and all but the last 3 digits of numbers.",
            rich_help_panel=REPORT,
        ),
    ] = False
    tables: Annotated[TableFormat, typer.Option(help="File format of tables/.", rich_help_panel=REPORT)] = "parquet"
    by_owner: Annotated[
        bool,
        typer.Option(
            "--by-owner",
            help="Also write owners/NAME.xlsx: for each record owner a workbook of their rows. phone-audit email DIR "
            "--by-owner mails them.",
            rich_help_panel=REPORT,
        ),
    ] = False
    force: Annotated[
        bool,
        typer.Option("--force", help="Write into a folder with other files in it; they stay.", rich_help_panel=REPORT),
    ] = False
    region: Annotated[
        str | None,
        typer.Option(
            metavar="XX",
            help="Country of numbers whose record has none, in two letters: US, GB, DE…",
            rich_help_panel=READING,
        ),
    ] = None
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="How Aircall matches and syncs: aircall (default), aircall-phone-mobile or aircall-legacy.",
            rich_help_panel=READING,
        ),
    ] = None
    calls: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Call history: an export from Aircall, or what phone-audit replay reads. The report ranks by calls.",
            rich_help_panel=READING,
        ),
    ] = None
    log: LogFile = None
    time_zone: TimeZone = None
    policy: Annotated[
        PolicyName | None,
        typer.Option(
            help="Which stored numbers Aircall finds: those in E.164 (exact), with the digits of E.164 (digits), all "
            "readable ones (any, the default), or those that a probe found (measured).",
            rich_help_panel=READING,
        ),
    ] = None
    probe: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What phone-audit probe measured. Default: probe.json beside the report folder, if it exists.",
            rich_help_panel=READING,
        ),
    ] = None
    winners: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="CSV of numbers and record IDs: the load files make calls on these numbers reach these records.",
            rich_help_panel=READING,
        ),
    ] = None
    now: Now = None
    config: Config = None
    engine: Engine = None
    rows_per_part: RowsPerPart = None
    scratch: Scratch = None
    scheduler: Scheduler = None
    workers: Workers = None
    worker_memory: WorkerMemory = None
    fail_under: Annotated[
        float | None,
        typer.Option(
            metavar="PCT",
            parser=percentage,
            help="Fail when readiness is below this percentage: 80 or 80%.",
            rich_help_panel=GATES,
        ),
    ] = None
    fail_on: Annotated[
        FailOn, typer.Option(help="Fail when there are findings this severe.", rich_help_panel=GATES)
    ] = "never"
    preset: Annotated[
        PresetName | None,
        typer.Option(help="Fail below the ready-made limits for this occasion.", rich_help_panel=GATES),
    ] = None
    email: Annotated[
        bool,
        typer.Option("--email", help="Mail the report as [mail] in the settings file says.", rich_help_panel=OUTPUT),
    ] = False
    quiet: Quiet = False
    json: Annotated[
        bool,
        typer.Option(
            "--json", help="Print results.json, and nothing else, on standard output.", rich_help_panel=OUTPUT
        ),
    ] = False
    log_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Add counts and timings to this file, one JSON object per line.",
            rich_help_panel=OUTPUT,
        ),
    ] = None

    def settings(self) -> AuditConfig:
        """Return the configuration file with these options in place of its own; raise UsageError."""
        config = configuration(self.config)
        settings = config.with_overrides(
            region=self.region and self.region.upper(),
            profile=self.profile,
            title=self.title,
            redact=self.redact or None,
        ).with_preset(self.preset)
        settings = settings.with_engine(
            kind=self.engine,
            rows_per_part=self.rows_per_part,
            scratch=self.scratch,
            scheduler=self.scheduler,
            workers=self.workers,
            worker_memory=self.worker_memory,
        )
        if self.policy is not None:
            settings = settings.with_profile(policy=self.policy)
        return settings if self.winners is None else settings.with_winners(self.winners)

    def clock(self) -> datetime:
        """Return the moment of the report, in UTC; raise UsageError."""
        return moment_of(self.now)


def moment_of(now: str | None) -> datetime:
    """Return the moment that --now gives, in UTC, else the present one; raise UsageError."""
    if now is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(now)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"--now needs a date or a moment, such as 2026-11-22 or 2026-11-22T10:00:00Z, not {now!r}."
        ) from error
