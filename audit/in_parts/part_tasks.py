"""The tasks of an audit in parts: each works on files of the run's scratch folder, and returns counts that add.

What is the same for every part lies in one file of that folder (``PartsRun``). A task may run twice, on any machine
that shares the folder: it writes the same under the same name.
"""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from audit.columns.masks import Bools, Ints
from audit.conclusion import Conclusion, Counted, Settled, WholeOrg, conclusion_of, results_of
from audit.config.audit import AuditConfig
from audit.findings.audited_org import AuditedOrg, objects_with_phone, rule_context
from audit.findings.rule_texts import rule_texts
from audit.findings.run import find_all
from audit.in_parts.part_trend import EarlierReport, compared_part, compared_rest, nothing_of
from audit.normalize.normalize import normalize
from audit.parts.account_lookup import account_regions
from audit.parts.blocks import Blocks
from audit.parts.cut import Parts
from audit.parts.finished import once
from audit.parts.merged_fixes import PartPlan, part_plan
from audit.parts.part_extract import PartExtract, part_extract
from audit.reports.excerpt import Excerpt, excerpt_of, importance_of, sliced
from audit.reports.found_work import work_here
from audit.reports.redact import redacted_tables
from audit.reports.table_files import write_part
from audit.reports.view.finding_sheets import placed_findings
from audit.reports.view.ranking import ranking_of
from audit.reports.view.totals import table_totals
from audit.result.replay import CallTables
from audit.result.results import Audit
from audit.result.table_totals import TableTotals
from audit.simulate.simulate import simulate
from audit.sources.private_files import replaced_file
from audit.tables.calls import CALLED, CallsByNumber
from audit.trend.trend_counts import TrendCounts

TABLES: Final = "tables"
"""The folder, in the scratch folder, of the tables of the report."""
_UNMASKED: Final = "unmasked"
_RUN: Final = "run"
_SHOWN: Final = "shown"


@dataclass(frozen=True)
class PartsRun:
    """What every part is audited by."""

    blocks: Blocks
    parts: Parts
    config: AuditConfig
    now: datetime
    """The audit's clock, aware."""
    whole: WholeOrg
    own_regions: tuple[str, ...]
    """of ``most_named``"""
    intended_winners: pd.DataFrame
    """INTENDED_WINNERS"""
    calls: CallsByNumber | None
    pseudonyms: dict[str, str] | None
    """of owners; None where nothing is masked"""
    most: int
    """Rows of one list that page and workbook may show"""
    earlier: EarlierReport | None
    """None without a baseline"""


class TaskCounts(NamedTuple):
    """FOR_PEOPLE of one owner."""

    errors: int
    tasks: int


@dataclass(frozen=True)
class PartCounts:
    """What a part comes to; those of all parts add."""

    counted: Counted
    totals: TableTotals
    tasks: dict[str, TaskCounts]
    """by owner; the empty text for none"""
    trend: TrendCounts | None
    """None without a baseline"""


class RestCounts(NamedTuple):
    """What is gone since the baseline; it adds to what the parts come to."""

    trend: TrendCounts
    changes: int


@dataclass(frozen=True)
class PartResult:
    """What the task of a part returns."""

    counts: PartCounts
    latest_of_others: int
    """of its plan (``Fixes``)"""
    has_intended: bool

    def stands(self, not_before: int) -> bool:
        """Return whether the plan is right where ``not_before`` is the greatest ``latest_of_others`` of all parts."""
        return self.latest_of_others == not_before or not self.has_intended


def write_run(run: PartsRun, scratch: Path) -> None:
    """Write what every part is audited by into ``scratch``."""
    _write(run, scratch / _RUN)


def audit_part(scratch: Path, part: int, not_before: int = 1) -> PartResult:
    """Audit one part: write its tables into the report, keep what lists and load files need, and return its counts.

    ``not_before`` is the load step before which no intended winner is loaded.
    """
    return once(scratch / f"result-{part:05}-{not_before}", partial(_audit_part, scratch, part, not_before))


def forget_results(scratch: Path) -> None:
    """Let every part be audited again by a run that goes on: its tables leave the folder."""
    for path in scratch.glob("result-*"):
        path.unlink()


def _audit_part(scratch: Path, part: int, not_before: int) -> PartResult:
    run = _stored_run(scratch)
    given = part_extract(run.blocks, run.parts, part)
    org = _audited(given, run)
    conclusion = conclusion_of(org, replace(run.whole, not_before=not_before), run.calls)
    audit = _audit(org, conclusion, run)
    trend = None
    if run.earlier is not None:
        audit, trend = compared_part(audit, run.earlier, run.blocks, part)
    plan = part_plan(audit.fixes, audit.records, given.positions, audit.expected_winners)
    _write(plan, _plan(scratch, part))
    if run.pseudonyms is not None:
        if run.calls is not None:
            write_part(audit, unmasked_tables(scratch), part)
        audit = redacted_tables(audit, run.pseudonyms)
    write_part(audit, scratch / TABLES, part)
    _write((audit, given.positions), _audited_path(scratch, part))
    _write(importance_of(audit).firsts(run.most), _firsts(scratch, part))
    counts = PartCounts(
        counted=conclusion.counted,
        totals=table_totals(audit, placed_findings(audit, ranking_of(audit))),
        tasks=_tasks(audit.for_people),
        trend=trend,
    )
    return PartResult(counts, conclusion.fixes.latest_of_others, conclusion.fixes.has_intended)


def compare_rest(scratch: Path) -> RestCounts:
    """Write what is gone since the baseline into the tables of the report, as if it were the last part."""
    run = _stored_run(scratch)
    if run.earlier is None:
        raise ValueError("there is nothing to compare with")
    last = len(run.parts.n_records)
    audit, counts = compared_rest(_read(_audited_path(scratch, 0))[0], run.earlier, run.blocks, last)
    n_changes = len(audit.comparison.changes) if audit.comparison else 0
    if run.pseudonyms is not None:
        audit = redacted_tables(audit, run.pseudonyms)
    write_part(audit, scratch / TABLES, last)
    _write(Excerpt(sliced(audit, *nothing_of(audit)), np.arange(0)), _excerpt(scratch, last))
    return RestCounts(counts, n_changes)


def _audited(given: PartExtract, run: PartsRun) -> AuditedOrg:
    extract, config = given.extract, run.config
    normalized = normalize(extract, config, accounts=account_regions(run.blocks), own_regions=run.own_regions)
    with_phone = objects_with_phone(extract.source)
    simulation = simulate(normalized.records, normalized.values, config.profile, with_phone)
    findings, held = find_all(rule_context(extract, normalized, simulation, config), config, run.now)
    return AuditedOrg(extract, normalized, simulation, findings, held, run.intended_winners, config, run.now)


def _audit(org: AuditedOrg, conclusion: Conclusion, run: PartsRun) -> Audit:
    """Return the part as an audit of its own."""
    settled = Settled(org.extract.source, run.config, run.now, [], run.intended_winners, run.calls)
    digits = org.simulation.numbers["digits"].to_numpy()
    return Audit(
        results=results_of(conclusion.counted, settled),
        **vars(org.simulation),
        findings=org.findings,
        rules=rule_texts(run.config),
        source=org.extract.source,
        config=run.config,
        fixes=conclusion.fixes.cells,
        expected_winners=conclusion.fixes.expected_winners,
        for_people=conclusion.fixes.for_people,
        calls=None if run.calls is None else CallTables(CALLED.empty(), run.calls.of(digits)),
    )


def _tasks(for_people: pd.DataFrame) -> dict[str, TaskCounts]:
    owner = for_people["owner"].astype("str").fillna("")
    told = pd.DataFrame({"owner": owner, "error": (for_people["severity"] == "error").to_numpy(dtype=np.int64)})
    by_owner = told.groupby("owner")["error"].agg(["sum", "size"])
    return {str(name): TaskCounts(int(row["sum"]), int(row["size"])) for name, row in by_owner.to_dict("index").items()}


@dataclass(frozen=True)
class Shown:
    """What page and workbook show of all parts."""

    least: Mapping[int, int] | None
    """how important a finding or a number is at least (``least_importance``); None where everything is shown"""
    owners: frozenset[str]
    """whose tasks come first"""
    work: pd.DataFrame
    """WORK of earlier reports"""


def write_shown(shown: Shown, scratch: Path) -> None:
    """Write what is shown of each part into ``scratch``."""
    _write(shown, scratch / _SHOWN)


def cut_excerpt(scratch: Path, part: int) -> tuple[Ints, ...]:
    """Keep of a part what page and workbook show; return 1 for what of the work it has (``WorkHere``), else 0."""
    run, shown = _stored_run(scratch), _read(scratch / _SHOWN)
    audit, positions = _read(_audited_path(scratch, part))
    cut = Excerpt(audit, np.arange(len(audit.records)))
    if shown.least is not None:
        owner = audit.for_people["owner"].astype("str").fillna("")
        is_wanted: Bools = owner.isin(shown.owners).to_numpy(dtype=np.bool_)
        is_wanted = is_wanted & (np.cumsum(is_wanted) <= run.most)
        cut = excerpt_of(audit, shown.least, is_wanted, run.most)
    small = replace(cut.audit, fixes=audit.fixes.iloc[:0], expected_winners=audit.expected_winners.iloc[:0])
    _write(Excerpt(small, positions[cut.record]), _excerpt(scratch, part))
    return tuple(mask.astype(np.int64) for mask in work_here(audit, shown.work))


def unmasked_tables(scratch: Path) -> Path:
    """Return the folder of the tables in which calls are looked up where those of the report are masked."""
    folder = scratch / _UNMASKED / TABLES
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def stored_firsts(scratch: Path, part: int) -> Mapping[int, np.ndarray]:
    """Return how important the first findings and numbers of a part are (``Importance.firsts``)."""
    firsts: Mapping[int, np.ndarray] = _read(_firsts(scratch, part))
    return firsts


def stored_plan_of(scratch: Path, part: int) -> PartPlan:
    """Return the fix plan of a part."""
    plan: PartPlan = _read(_plan(scratch, part))
    return plan


def stored_excerpt(scratch: Path, part: int) -> Excerpt:
    """Return what ``cut_excerpt`` kept of a part."""
    excerpt: Excerpt = _read(_excerpt(scratch, part))
    return excerpt


def _stored_run(scratch: Path) -> PartsRun:
    run: PartsRun = _read(scratch / _RUN)
    return run


def _plan(scratch: Path, part: int) -> Path:
    return scratch / f"plan-{part:05}"


def _audited_path(scratch: Path, part: int) -> Path:
    return scratch / f"audited-{part:05}"


def _firsts(scratch: Path, part: int) -> Path:
    return scratch / f"firsts-{part:05}"


def _excerpt(scratch: Path, part: int) -> Path:
    return scratch / f"excerpt-{part:05}"


def _write(what: Any, path: Path) -> None:
    with replaced_file(path) as file:
        pickle.dump(what, file, protocol=pickle.HIGHEST_PROTOCOL)


def _read(path: Path) -> Any:
    with path.open("rb") as file:
        return pickle.load(file)  # noqa: S301 - of this run, in a folder of its owner alone
