"""Many orgs, one after the other: each its own report, its own failure, and a league table of them all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from audit.cli.chosen_source import ChosenSource, chosen_source
from audit.cli.console import defect, print_error, print_lines
from audit.cli.fleet_options import FleetOptions
from audit.cli.memory import NOT_ENOUGH, is_out_of_memory, set_loaded_aside
from audit.cli.run_command import audit_of_fleet
from audit.cli.run_options import RunOptions, check_names
from audit.columns.threads import start_threads
from audit.config.audit import AuditConfig
from audit.config.orgs_file import FleetOrg, read_orgs_file
from audit.errors import AuditError, ExitCode, UsageError, WriteFailedError, told_as
from audit.fleet.league_table import league_of, org_figures
from audit.reports.league_files import read_league, write_league
from audit.reports.output_place import checked_path
from audit.reports.view.figures import counted, share
from audit.result.league import LeagueRow
from audit.sources.private_files import FOLDER_MODE
from audit.sources.scratch import remove_left_scratch

_WITH_REPORT: Final = (ExitCode.DONE, ExitCode.GATE_FAILED)


@dataclass(frozen=True)
class _OrgOptions(RunOptions):
    """The options of ``run`` for one org, whose settings are known already."""

    known: AuditConfig = field(default_factory=AuditConfig)

    def settings(self) -> AuditConfig:
        """Return the settings of the org."""
        return self.known


@dataclass(frozen=True)
class _Place:
    """An org in the league table, with what an earlier run said of it."""

    org: FleetOrg
    label: str
    row: LeagueRow


def audit_fleet(path: Path, options: FleetOptions) -> int:
    """Audit the orgs of the list at ``path``, write their reports and the league table, and return the exit code.

    That is 1 where an org has no report, else 10 where a gate failed. Raise UsageError for a list that is wrong.
    Interrupted, it writes the league table of what is there.
    """
    set_loaded_aside()
    now = options.clock()
    orgs = _checked_orgs(path)
    out = checked_path(options.out)
    places = _places(orgs, out, options)
    chosen = _chosen(places, options)
    if not chosen:
        print_lines(["Every org has a report."], quiet=options.quiet)
        return ExitCode.DONE
    with told_as(WriteFailedError, f"Cannot write to {out}", "Choose another --out."):
        out.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    remove_left_scratch()
    start_threads()
    rows = {place.label: place.row for place in places}
    n_done = 0
    try:
        for place in chosen:
            rows[place.label] = _audited(place, out, now, options)
            n_done += 1
            print_lines(
                [f"[{n_done} of {len(chosen)}] {_line(place.org.name, rows[place.label])}"], quiet=options.quiet
            )
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"{n_done} of {counted(len(chosen), 'org')} are done. Add --failed to go on with the others."
        ) from None
    finally:
        write_league(league_of(list(rows.values()), now), out)
    return _concluded([rows[place.label] for place in chosen], out, options)


def _checked_orgs(path: Path) -> tuple[FleetOrg, ...]:
    orgs = read_orgs_file(path)
    for org in orgs:
        try:
            check_names(org.config)
        except UsageError as error:
            raise UsageError(f"In {path}, org {org.name}: {error}") from error
    return orgs


def _places(orgs: Sequence[FleetOrg], out: Path, options: FleetOptions) -> list[_Place]:
    """Return each org with its row of an earlier league table, which knows it by name or by pseudonym."""
    earlier = read_league(out)
    known = {row.org: row for row in earlier.orgs} if earlier else {}
    places = []
    for number, org in enumerate(orgs, 1):
        pseudonym = f"Org {number}"
        label = pseudonym if options.pseudonyms else org.name
        row = (
            known.get(org.name)
            or known.get(pseudonym)
            or LeagueRow(org=label, exit_code=None, message=None, figures=None)
        )
        places.append(_Place(org, label, row.model_copy(update={"org": label})))
    return places


def _chosen(places: Sequence[_Place], options: FleetOptions) -> list[_Place]:
    names = {place.org.name for place in places}
    only = options.only or []
    unknown = [name for name in only if name not in names]
    if unknown:
        raise UsageError(f"The list has no org {unknown[0]}. It has {', '.join(sorted(names))}.")
    return [
        place
        for place in places
        if (not only or place.org.name in only) and (not options.failed or place.row.exit_code not in _WITH_REPORT)
    ]


def _audited(place: _Place, out: Path, now: datetime, options: FleetOptions) -> LeagueRow:
    """Audit one org and return its row; a failure is in the row and on standard error."""
    org = place.org
    try:
        results, failed = audit_of_fleet(_source_of(org), _options_of(org, out, now, options))
    except Exception as error:  # noqa: BLE001 - the other orgs go on
        code, message = _told(error)
        print_error(f"phone-audit: {org.name}: {message}")
        said = f"Exit code {int(code)}" if options.pseudonyms else message  # which may name files
        return LeagueRow(org=place.label, exit_code=int(code), message=said, figures=None)
    code = ExitCode.GATE_FAILED if failed else ExitCode.DONE
    return LeagueRow(
        org=place.label, exit_code=int(code), message=" ".join(failed) or None, figures=org_figures(results)
    )


def _source_of(org: FleetOrg) -> ChosenSource:
    return chosen_source(org.csv, org.alias, org.snapshot)


def _options_of(org: FleetOrg, out: Path, now: datetime, options: FleetOptions) -> RunOptions:
    earlier = options.baseline / org.name if options.baseline else None
    has_earlier = earlier is not None and (earlier / "results.json").is_file()
    return _OrgOptions(
        out=out / org.name,
        baseline=earlier if has_earlier else None,
        now=now.isoformat(),
        quiet=options.quiet,
        known=org.config,
    )


def _told(error: Exception) -> tuple[ExitCode, str]:
    if is_out_of_memory(error):
        return ExitCode.FAILED, NOT_ENOUGH
    if isinstance(error, AuditError):
        return error.exit_code, str(error)
    return ExitCode.FAILED, defect(error)


def _line(name: str, row: LeagueRow) -> str:
    if row.figures is None:
        return f"{name}: no report"
    figures = row.figures
    return f"{name}: readiness {share(figures.scores.readiness)}, {counted(figures.records, 'record')}"


def _concluded(rows: Sequence[LeagueRow], out: Path, options: FleetOptions) -> ExitCode:
    without = [row for row in rows if row.figures is None]
    gated = [row for row in rows if row.exit_code == ExitCode.GATE_FAILED]
    print_lines(_summary(rows, len(without), len(gated), out), quiet=options.quiet)
    if without:
        return ExitCode.FAILED
    return ExitCode.GATE_FAILED if gated else ExitCode.DONE


def _summary(rows: Sequence[LeagueRow], n_without: int, n_gated: int, out: Path) -> Iterator[str]:
    written = f"{counted(len(rows) - n_without, 'report')} of {counted(len(rows), 'org')}"
    yield f"{written}. League table: {out / 'league.html'}"
    if n_without:
        yield f"{counted(n_without, 'org')} without a report. Fix the cause, then add --failed to audit these again."
    if n_gated:
        yield f"A check failed in {counted(n_gated, 'org')}."
