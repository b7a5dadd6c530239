"""The view of an audit: what the page shows, and what the workbook starts from."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from audit.reports.view.call_simulator import simulator_of
from audit.reports.view.captions import CAPTIONS, SCRIPT_WORDS
from audit.reports.view.charts import charts_of, group_tables
from audit.reports.view.coverage import code_tables, coverage_of
from audit.reports.view.finding_sections import filters_of, rule_sections
from audit.reports.view.headline import actions_of, heading_of, headline_of
from audit.reports.view.load_files import load_files_of
from audit.reports.view.manual_task_sheet import people_draft
from audit.reports.view.methodology import assumptions_of, glossary, settings_of
from audit.reports.view.models import (
    Assumption,
    Chart,
    Coverage,
    FigureTable,
    Filters,
    Heading,
    Headline,
    LoadFiles,
    NextAction,
    Pair,
    RuleSection,
    Simulator,
    TrendView,
    Verdict,
)
from audit.reports.view.ranking import ranking_of
from audit.reports.view.record_labels import Cards, cards_of
from audit.reports.view.shared_numbers import SharedNumbers, shared_numbers
from audit.reports.view.trend_section import trend_of
from audit.reports.view.trend_sheet import trend_drafts
from audit.reports.view.verdict_text import verdict_of
from audit.reports.view.visible_text import LONGEST_IN_CELL, LONGEST_ON_PAGE
from audit.reports.view.worksheets import Worksheet, worksheets_of
from audit.result.results import Audit


@dataclass(frozen=True)
class View:
    """All that a page and a workbook show; nothing is left to decide but how it is set."""

    heading: Heading
    headline: Headline
    verdict: Verdict
    trend: TrendView | None
    actions: tuple[NextAction, ...]
    load_files: LoadFiles | None
    charts: tuple[Chart, ...]
    tables: tuple[FigureTable, ...]
    simulator: Simulator
    sections: tuple[RuleSection, ...]
    filters: Filters
    passed: tuple[str, ...]
    """Titles of the rules that found nothing."""
    shared: SharedNumbers
    coverage: Coverage
    assumptions: tuple[Assumption, ...]
    settings: tuple[Pair, ...]
    glossary: tuple[Pair, ...]
    worksheets: tuple[Worksheet, ...]
    """Lists for the workbook, longer than those of the page."""
    captions: Mapping[str, str]
    script_words: Mapping[str, str]


def build_view(result: Audit) -> View:
    """Return the view of an audit; lists are cut to what a page of 5 MB and a workbook of 10 MB hold, and say so."""
    with ThreadPoolExecutor(max_workers=1) as beside:  # both look through all numbers
        cards = cards_of(result, LONGEST_ON_PAGE)
        simulator = beside.submit(simulator_of, result, cards)
        shared = beside.submit(shared_numbers, result, cards)
        return _view(result, cards, simulator, shared)


def _view(result: Audit, cards: Cards, simulator: Future[Simulator], shared: Future[SharedNumbers]) -> View:
    ranking = ranking_of(result)
    sections = rule_sections(result, ranking, cards)
    results = result.results
    trend = trend_of(results, cards)
    in_cells = cards_of(result, LONGEST_IN_CELL)
    return View(
        heading=heading_of(results),
        headline=headline_of(result),
        verdict=verdict_of(results),
        trend=trend,
        actions=actions_of(result),
        load_files=load_files_of(results),
        charts=charts_of(results),
        tables=(*((trend.scores,) if trend else ()), *group_tables(results), *code_tables(results)),
        simulator=simulator.result(),
        sections=sections,
        filters=filters_of(sections),
        passed=tuple(rule.title for rule in results.rules if not rule.findings and not rule.suppressed),
        shared=shared.result(),
        coverage=coverage_of(results),
        assumptions=assumptions_of(results.profile),
        settings=settings_of(results),
        glossary=glossary(),
        worksheets=worksheets_of(
            result, ranking, in_cells, (people_draft(result, in_cells), *trend_drafts(result, in_cells))
        ),
        captions=CAPTIONS,
        script_words=SCRIPT_WORDS,
    )
