"""An audit in parts, for an org that does not fit into memory: what follows what (docs/scale.md).

Records that share a number are in one part. So each part is audited as an org of its own, by the same functions, and
what is said of the whole org is made of the sum of their counts.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, TypeVar

import numpy as np
import pandas as pd

from audit.conclusion import Settled, WholeOrg, comparable_part, results_of
from audit.config.audit import AuditConfig
from audit.engines.choice import check_room
from audit.engines.interface import Engine
from audit.findings.rule_texts import rule_texts
from audit.fixes.candidates import named_regions
from audit.in_parts.part_tasks import (
    TABLES,
    PartCounts,
    PartsRun,
    Shown,
    TaskCounts,
    audit_part,
    compare_rest,
    cut_excerpt,
    stored_excerpt,
    stored_firsts,
    stored_plan_of,
    unmasked_tables,
    write_run,
    write_shown,
)
from audit.in_parts.part_trend import EarlierReport, compared_tables, kept_changes, store_table, with_trend_of_parts
from audit.normalize.region import most_named
from audit.parts.account_lookup import gather_account_regions
from audit.parts.block_tasks import BlockFacts, finish_block, merged_facts, read_block_numbers
from audit.parts.blocks import Blocks, read_blocks
from audit.parts.cut import cut
from audit.parts.finished import once
from audit.parts.merged_fixes import merged_plan
from audit.parts.record_lookup import write_record_ids
from audit.pipeline import checked_winners, probed_config, with_calls
from audit.replay.reported_calls import CallHistory
from audit.reports.excerpt import least_importance
from audit.reports.found_work import WorkHere, with_work
from audit.reports.joined_excerpts import joined_excerpts
from audit.reports.read_report import BaselineFolder, stored_columns
from audit.reports.redact import owner_pseudonyms, redacted_results, with_masked_calls
from audit.result.probe import ProbeFigures
from audit.result.results import Audit
from audit.scoring.counts import added
from audit.scoring.verdict import with_verdict
from audit.sources.interface import OpenedSource
from audit.tables.extract import Source
from audit.trend.comparability import limits_of
from audit.trend.trend_counts import TrendCounts

T = TypeVar("T")
_OpenSource = Callable[[], AbstractContextManager[OpenedSource]]

_FIRST_ROWS: Final = 20_000
"""Rows of one list from which the page chooses; the workbook has ``report.rows_per_sheet``."""
_SHOWN_WHOLE: Final = 200_000
"""Records of an org that page and workbook may choose from as a whole."""


class PartsObserver(Protocol):
    """What listens to a run: it is told what begins, and of long stages how far they are."""

    def rows(self, part: str, done: int, /) -> None:
        """Take note that so many rows of a file are read."""

    def stage(self, doing: str, /) -> None:
        """Take note that a stage begins, as "Reading the numbers"."""

    def progress(self, doing: str, done: int, of: int, /) -> None:
        """Take note that so many parts of a stage are done."""

    def linked(self, n_records: int, /) -> None:
        """Take note that shared numbers link so many records, more than were asked for in a part, into one."""


@dataclass(frozen=True)
class Asked:
    """What an audit in parts is asked for."""

    config: AuditConfig
    now: datetime
    work: Callable[[], pd.DataFrame]
    """Returns WORK of earlier reports, as it is at the end"""
    probe: Callable[[Source], ProbeFigures | None]
    """Returns what was measured of the search of such a source"""
    calls: CallHistory | None = None
    baseline: BaselineFolder | None = None


class PartsAudit(NamedTuple):
    """What an audit in parts comes to, beside the tables that its parts have written."""

    shown: Audit
    """Its tables hold what page and workbook can show, its ``totals`` say how much there is."""
    planned: Audit
    """The same with the whole fix plan, and nothing of records but what load files tell."""


def audit_in_parts(
    open_source: _OpenSource, asked: Asked, engine: Engine, scratch: Path, observer: PartsObserver
) -> PartsAudit:
    """Audit a source part by part; the parts write the tables of the report into the ``scratch`` folder.

    What is finished stays in ``scratch`` and is not done again.
    Raise AuditError as ``run_audit`` does, and where the engine cannot do its tasks.
    """
    steps = _Steps(engine, scratch, observer)
    intended = checked_winners(asked.config)
    observer.stage("Reading the source")
    blocks, probe = once(scratch / "blocks", partial(_read, open_source, asked, scratch, observer))
    check_room(scratch, blocks.n_records)
    warnings = [*blocks.source.warnings, *blocks.overlooked]
    calls = asked.calls.by_number if asked.calls else None
    settled = Settled(blocks.source, blocks.config, asked.now, warnings, intended, calls, probe)
    run = steps.prepared(asked, blocks, settled)
    whole = steps.whole(run)
    work = asked.work()
    shown, here = steps.excerpt(run, whole.tasks, work)
    results = results_of(whole.counted, settled)
    audit = replace(shown, results=results, rules=rule_texts(run.config), totals=whole.totals)
    audit = with_verdict(_with_history(audit, asked, run, whole.trend, steps))
    if run.pseudonyms is not None:
        audit = with_masked_calls(audit)
        audit = replace(audit, results=redacted_results(audit.results, run.pseudonyms))
    plan = merged_plan([stored_plan_of(scratch, part) for part in range(len(run.parts.n_records))])
    planned = replace(audit, records=plan.records, fixes=plan.cells, expected_winners=plan.expected_winners)
    return PartsAudit(with_work(audit, work, here), planned)


def _with_history(audit: Audit, asked: Asked, run: PartsRun, trend: TrendCounts | None, steps: "_Steps") -> Audit:
    """Return ``audit`` with what its calls met, and with what changed since the baseline, where these were given."""
    if asked.calls:
        steps.observer.stage("Looking up the calls")
        tables = steps.scratch / TABLES if run.pseudonyms is None else unmasked_tables(steps.scratch)
        audit = with_calls(audit, asked.calls, partial(stored_columns, tables.parent))
    if asked.baseline and run.earlier and trend:
        kept = kept_changes(steps.scratch, len(run.parts.n_records))
        audit = with_trend_of_parts(audit, asked.baseline.stored, run.earlier, trend, kept)
    return audit


def _read(
    open_source: _OpenSource, asked: Asked, scratch: Path, observer: PartsObserver
) -> tuple[Blocks, ProbeFigures | None]:
    """Return the blocks of the source, with the configuration that fits it, and what was measured of its search."""
    with open_source() as opened:
        config, probe = probed_config(asked.config, asked.probe(opened.source), opened.source)
        return read_blocks(opened, config, scratch, asked.config.engine.rows_per_part, observer.rows), probe


@dataclass(frozen=True)
class _Steps:
    """What is done for each block and for each part."""

    engine: Engine
    scratch: Path
    observer: PartsObserver

    def prepared(self, asked: Asked, blocks: Blocks, settled: Settled) -> PartsRun:
        """Cut the org into parts, and return what each of them is audited by."""
        facts, config = self.read(blocks, asked.now), blocks.config
        parts = cut(blocks, asked.config.engine.rows_per_part)
        if parts.largest_component > asked.config.engine.rows_per_part:
            self.observer.linked(parts.largest_component)
        return PartsRun(
            blocks=blocks,
            parts=parts,
            config=config,
            now=asked.now,
            whole=WholeOrg(named_regions(facts.by_region), facts.latest_edit),
            own_regions=most_named(facts.own_regions),
            intended_winners=settled.intended_winners,
            calls=settled.calls,
            pseudonyms=owner_pseudonyms(facts.owners) if config.redact else None,
            most=max(config.report.rows_per_sheet, _FIRST_ROWS),
            earlier=self.earlier(asked.baseline, settled, blocks) if asked.baseline else None,
        )

    def read(self, blocks: Blocks, now: datetime) -> BlockFacts:
        """Read the numbers of every block; return what of them has to be known of the whole org."""
        self._each(finish_block, "Sorting the records", [(blocks, block) for block in blocks.blocks])
        gather_account_regions(blocks)
        calls = [(blocks, block, now) for block in blocks.blocks]
        return merged_facts(self._each(read_block_numbers, "Reading the numbers", calls), now)

    def earlier(self, baseline: BaselineFolder, settled: Settled, blocks: Blocks) -> EarlierReport:
        """Store what of ``baseline`` is compared, and return what every part is compared with."""
        results = baseline.stored.results
        earlier = EarlierReport(results, limits_of(comparable_part(settled), results))
        calls = [(baseline.folder, table, earlier, self.scratch) for table in compared_tables(earlier)]
        self._each(store_table, "Reading the earlier report", calls)
        self._each(write_record_ids, "Listing the records", [(blocks, block) for block in blocks.blocks])
        return earlier

    def whole(self, run: PartsRun) -> PartCounts:
        """Audit every part, and return what all come to."""
        whole = added(self.audit(run))
        if run.earlier is None or whole.trend is None:
            return whole
        (rest,) = self._each(compare_rest, "Looking for what is gone", [(self.scratch,)])
        totals = replace(whole.totals, changes=whole.totals.changes + rest.changes)
        return replace(whole, trend=added([whole.trend, rest.trend]), totals=totals)

    def audit(self, run: PartsRun) -> list[PartCounts]:
        """Audit every part; where winners are asked for, some again once it is known in which step these are loaded."""
        write_run(run, self.scratch)
        n_parts = len(run.parts.n_records)
        found = self._each(audit_part, "Auditing", [(self.scratch, part) for part in range(n_parts)])
        last = max(part.latest_of_others for part in found)
        again = [part for part, each in enumerate(found) if not each.stands(last)]
        if again:
            calls = [(self.scratch, part, last) for part in again]
            for part, result in zip(again, self._each(audit_part, "Ordering the loads", calls), strict=True):
                found[part] = result
        return [each.counts for each in found]

    def excerpt(self, run: PartsRun, tasks: Mapping[str, TaskCounts], work: pd.DataFrame) -> tuple[Audit, WorkHere]:
        """Return what page and workbook can show, without results, and what of ``work`` (WORK) the org has."""
        parts = range(len(run.parts.n_records))
        least = None
        if sum(run.parts.n_records) > _SHOWN_WHOLE:
            least = least_importance((stored_firsts(self.scratch, part) for part in parts), run.most)
        owners = _first_owners(tasks, None if least is None else run.config.report.rows_per_sheet)
        write_shown(Shown(least, frozenset(owners), work), self.scratch)
        here = added(self._each(cut_excerpt, "Choosing what to show", [(self.scratch, part) for part in parts]))
        n_excerpts = len(parts) + (run.earlier is not None)
        shown = joined_excerpts([stored_excerpt(self.scratch, part) for part in range(n_excerpts)])
        shown = replace(shown, for_people=_by_owner(shown.for_people, owners))
        return shown, WorkHere(*(n_parts > 0 for n_parts in here))

    def _each(self, task: Callable[..., T], doing: str, calls: Sequence[tuple[Any, ...]]) -> list[T]:
        self.observer.stage(doing)
        return self.engine.run(task, calls, lambda done: self.observer.progress(doing, done, len(calls)))


def _first_owners(tasks: Mapping[str, TaskCounts], most: int | None) -> list[str]:
    """Return the owners by errors, then by tasks, those with most first; no more than ``most`` tasks ask for."""
    ranked = sorted(tasks, key=lambda owner: (-tasks[owner].errors, -tasks[owner].tasks, owner))
    first, n_tasks = [], 0
    for owner in ranked:
        first.append(owner)
        n_tasks += tasks[owner].tasks
        if most is not None and n_tasks >= most:
            break
    return first


def _by_owner(for_people: pd.DataFrame, owners: Sequence[str]) -> pd.DataFrame:
    """Return FOR_PEOPLE in the order of ``owners``, the gravest of each first."""
    rank = {owner: place for place, owner in enumerate(owners)}
    place = for_people["owner"].astype("str").fillna("").map(rank).to_numpy()
    order = np.lexsort((for_people["task"].cat.codes, for_people["severity"].cat.codes, place))
    return for_people.take(order).reset_index(drop=True)
