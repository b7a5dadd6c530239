"""The view of an audit: what the page shows, and what the workbook starts from."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from audit.columns.threads import executor
from audit.reports.view.calls_section import CallsView, calls_drafts, calls_view
from audit.reports.view.captions import CAPTIONS
from audit.reports.view.carried_marks import marked_worksheets, sentence_of_work, with_action_work
from audit.reports.view.charts import charts_of, object_table
from audit.reports.view.coverage import code_tables, coverage_of
from audit.reports.view.duplicates_sheet import duplicates_draft
from audit.reports.view.finding_sections import findings_sentence, problem_choices, rule_sections
from audit.reports.view.finding_sheets import DUPLICATES, PlacedFindings, finding_drafts, placed_findings
from audit.reports.view.headline import heading_of, headline_of
from audit.reports.view.load_files import load_files_of
from audit.reports.view.manual_task_sheet import people_draft
from audit.reports.view.methodology import assumptions_of, glossary, settings_of
from audit.reports.view.models import (
    Assumption,
    Chart,
    Coverage,
    FigureTable,
    Heading,
    Headline,
    LoadFiles,
    NextAction,
    OptionGroup,
    Pair,
    RuleSection,
    Verdict,
)
from audit.reports.view.next_actions import N_FIRST, actions_of
from audit.reports.view.page_lists import PageLists, page_lists
from audit.reports.view.ranking import Ranking, ranking_of
from audit.reports.view.record_labels import Cards, cards_of
from audit.reports.view.search_section import SearchView, search_of
from audit.reports.view.totals import table_totals
from audit.reports.view.trend_models import TrendView
from audit.reports.view.trend_section import trend_of
from audit.reports.view.trend_sheet import trend_drafts
from audit.reports.view.verdict_text import verdict_of
from audit.reports.view.visible_text import LONGEST_IN_CELL, LONGEST_ON_PAGE
from audit.reports.view.worksheets import Worksheet, fitted
from audit.result.results import Audit
from audit.result.table_totals import TableTotals
from audit.tables.findings import FindingSheet


@dataclass(frozen=True)
class View:
    """All that a page and a workbook show; nothing is left to decide but how it is set."""

    heading: Heading
    headline: Headline
    verdict: Verdict
    trend: TrendView | None
    search: SearchView | None
    """What a probe measured."""
    calls: CallsView | None
    actions: tuple[NextAction, ...]
    load_files: LoadFiles | None
    charts: tuple[Chart, ...]
    tables: tuple[FigureTable, ...]
    lists: PageLists
    findings_sentence: str
    sections: tuple[RuleSection, ...]
    passed: tuple[str, ...]
    """Titles of the rules that found nothing."""
    coverage: Coverage
    assumptions: tuple[Assumption, ...]
    settings: tuple[Pair, ...]
    glossary: tuple[Pair, ...]
    worksheets: tuple[Worksheet, ...]
    """Lists for the workbook, longer than those of the page."""
    work: str
    """How much of the work is done; empty while nobody has begun."""
    captions: Mapping[str, str]

    @property
    def contents(self) -> tuple[str, ...]:
        """Sections of the page, by their captions."""
        after_summary = (("trend", self.trend), ("calls", self.calls), ("load_files", self.load_files))
        there = (name for name, section in after_summary if section)
        measured = ["search_finds"] if self.search else []
        return ("summary", *there, "findings", "duplicates", "simulator", *measured, "charts", "about")

    @property
    def problem_choices(self) -> tuple[OptionGroup, ...]:
        """What the filter of findings offers."""
        return problem_choices(self.actions, self.sections, self.captions)

    @property
    def actions_lead(self) -> str:
        """What is said above the actions, or in their place."""
        if not self.actions:
            return self.captions["nothing_first"]
        return self.captions["first_lead_by_calls" if self.calls else "first_lead"]

    @property
    def first_actions(self) -> tuple[NextAction, ...]:
        """The most effective ones."""
        return self.actions[:N_FIRST]

    @property
    def further_actions(self) -> tuple[NextAction, ...]:
        """The others."""
        return self.actions[N_FIRST:]


def build_view(result: Audit) -> View:
    """Return the view of an audit; lists are cut to what a page of 5 MB and a workbook of 10 MB hold, and say so."""
    ranking = ranking_of(result)
    listed = _Listed.of(result, ranking)
    with executor(len(result.values)) as beside:  # compressing lets go of the interpreter
        cards = cards_of(result, LONGEST_ON_PAGE)
        return _view(result, listed, cards, beside.submit(page_lists, result, ranking, cards, listed.totals))


@dataclass(frozen=True)
class _Listed:
    """What the lists begin with."""

    ranking: Ranking
    placed: Mapping[FindingSheet, PlacedFindings]
    totals: TableTotals

    @classmethod
    def of(cls, result: Audit, ranking: Ranking) -> "_Listed":
        """Return the findings by sheet, and how much there is in all, where the audit does not say it."""
        placed = placed_findings(result, ranking)
        return cls(ranking, placed, result.totals or table_totals(result, placed))


def _view(result: Audit, listed: _Listed, cards: Cards, lists: Future[PageLists]) -> View:
    results = result.results
    trend = trend_of(results, cards)
    return View(
        heading=heading_of(results),
        headline=headline_of(results, listed.totals),
        verdict=verdict_of(results),
        trend=trend,
        search=search_of(results),
        calls=calls_view(result, cards),
        actions=with_action_work(actions_of(result), result.work),
        load_files=load_files_of(results),
        charts=charts_of(results),
        tables=(*((trend.scores,) if trend else ()), object_table(results), *code_tables(results)),
        lists=lists.result(),
        findings_sentence=findings_sentence(results),
        sections=rule_sections(result),
        passed=tuple(rule.title for rule in results.rules if not rule.findings and not rule.suppressed),
        coverage=coverage_of(results),
        assumptions=assumptions_of(results),
        settings=settings_of(results),
        glossary=glossary(),
        worksheets=marked_worksheets(_worksheets(result, listed, cards_of(result, LONGEST_IN_CELL)), result),
        work=sentence_of_work(result),
        captions=CAPTIONS,
    )


def _worksheets(result: Audit, listed: _Listed, cards: Cards) -> tuple[Worksheet, ...]:
    ranking, placed, totals = listed.ranking, listed.placed, listed.totals
    drafts = (
        duplicates_draft(result, ranking, placed[DUPLICATES], cards, totals),
        *finding_drafts(result, ranking, placed, cards, totals),
        people_draft(result, cards, totals.tasks),
        *calls_drafts(result, cards),
        *trend_drafts(result, cards, totals.changes),
    )
    return fitted(drafts, result.config.report.rows_per_sheet)
