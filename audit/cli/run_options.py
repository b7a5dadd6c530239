"""The options that commands share, and how a command takes them all as one value."""

import functools
import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from audit.cli.failed_gates import FailOn
from audit.config.audit import DEFAULT_FILE, AuditConfig
from audit.config.gates import PresetName
from audit.errors import UsageError
from audit.findings.rule_texts import check_rule_ids
from audit.normalize.region import check_regions
from audit.reports.table_files import TableFormat

Config = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Settings in TOML. Default: phone-audit.toml in this folder, if it is there."),
]


def configuration(path: Path | None) -> AuditConfig:
    """Return the settings of ``path``, else of phone-audit.toml in the working folder, else the defaults."""
    if path is None and not DEFAULT_FILE.is_file():
        return AuditConfig()
    config = AuditConfig.from_file(path or DEFAULT_FILE)
    check_rule_ids(config)
    check_regions(config)
    return config


def percentage(text: str) -> float:
    """Return the percentage that ``text`` writes, ``80`` or ``80%``; raise UsageError when it is none.

    A number between 0 and 1 is taken for a share that was meant as a percentage, and asked about.
    """
    try:
        percent = float(text.strip().removesuffix("%"))
    except ValueError:
        percent = math.nan
    if 0 < percent < 1:
        raise UsageError(f"--fail-under takes a percentage, not a fraction: did you mean {percent * 100:g}?")
    if not 0 <= percent <= 100:
        raise UsageError(f"--fail-under takes a percentage from 0 to 100, such as 80 or 80%, not {text!r}.")
    return percent


@dataclass(frozen=True)
class RunOptions:
    """The options of every command that makes a report (docs/contract.md, Commands)."""

    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="The report folder; an earlier report there is replaced. {date} is the day."),
    ] = Path("phone-audit-report")
    keep: Annotated[
        int | None,
        typer.Option(metavar="N", help="With --out FOLDER/{date}: keep the newest N reports, remove others."),
    ] = None
    config: Config = None
    region: Annotated[
        str | None, typer.Option(metavar="XX", help="Region of numbers on records without any country: US, DE, GB…")
    ] = None
    profile: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Rules of the integration: aircall, aircall-phone-mobile or aircall-legacy."),
    ] = None
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Heading of a report of CSV files. Default: the company's name.")
    ] = None
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="An earlier report: say what changed since then; last: the newest by date."),
    ] = None
    fail_under: Annotated[
        float | None,
        typer.Option(
            metavar="PCT", parser=percentage, help="Exit with 10 when readiness is below PCT percent: 80 or 80%."
        ),
    ] = None
    fail_on: Annotated[FailOn, typer.Option(help="Exit with 10 when there are findings this severe.")] = "never"
    preset: Annotated[
        PresetName | None, typer.Option(help="Gates that ship: exit with 10 when one fails; see the README.")
    ] = None
    winners: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV of numbers and record ids: the load files make these records win."),
    ] = None
    now: Annotated[
        str | None, typer.Option(metavar="TIMESTAMP", help="The clock of the report: ISO 8601, UTC unless it says.")
    ] = None
    tables: Annotated[TableFormat, typer.Option(help="How to store the tables.")] = "parquet"
    redact: Annotated[
        bool, typer.Option("--redact", help="Mask names, e-mails and all but the last 3 digits of numbers.")
    ] = False
    email: Annotated[bool, typer.Option("--email", help="Mail the report as [mail] in the configuration says.")] = False
    log_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Add counts and timings to FILE, one JSON object a line.")
    ] = None
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False
    json: Annotated[
        bool, typer.Option("--json", help="Print results.json on standard output, and nothing else there.")
    ] = False
    force: Annotated[
        bool, typer.Option("--force", help="Write into a folder that holds something else, which stays.")
    ] = False

    def settings(self) -> AuditConfig:
        """Return the configuration file with these options in place of its own; raise UsageError."""
        config = configuration(self.config)
        settings = config.with_overrides(
            region=self.region and self.region.upper(),
            profile=self.profile,
            title=self.title,
            redact=self.redact or None,
        ).with_preset(self.preset)
        check_regions(settings)
        return settings if self.winners is None else settings.with_winners(self.winners)

    def clock(self) -> datetime:
        """Return the moment of the report, in UTC; raise UsageError."""
        if self.now is None:
            return datetime.now(UTC)
        try:
            moment = datetime.fromisoformat(self.now)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise UsageError(
                f"--now takes a moment in ISO 8601, such as 2026-11-22T10:00:00Z, not {self.now!r}."
            ) from error


def takes_run_options(command: Callable[..., int]) -> Callable[..., int]:
    """Let ``command`` be called with one option per field of RunOptions, and give it them as ``options``."""
    own = [p for p in inspect.signature(command).parameters.values() if p.name != "options"]
    hints = get_type_hints(RunOptions, include_extras=True)
    shared = [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
        )
        for field in fields(RunOptions)
    ]

    @functools.wraps(command)
    def _with_options(**given: Any) -> int:
        options = RunOptions(**{field.name: given.pop(field.name) for field in fields(RunOptions)})
        return command(options=options, **given)

    parameters = [*(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own), *shared]
    _with_options.__signature__ = inspect.Signature(parameters, return_annotation=int)  # type: ignore[attr-defined]
    _with_options.__annotations__ = {p.name: p.annotation for p in parameters}
    del _with_options.__wrapped__
    return _with_options
