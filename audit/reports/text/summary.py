"""The outcome of an audit in a few lines, for the person who started it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from audit.reports.view.figures import count, of_hundred, share
from audit.reports.view.trend_section import sentence_of, since_text
from audit.result.results import Results

ACTIONS_SHOWN: Final = 3


def summary_lines(results: Results, out: Path) -> Iterator[str]:
    """Yield what was read, the score, what changed since the baseline, what to do first, and where the report is."""
    totals, scores = results.totals, results.scores
    yield f"{count(totals.records)} records, {count(totals.match_values)} phone numbers in fields that calls match"
    if scores.readiness is None:
        yield "Readiness: there is no number to measure"
    else:
        yield (
            f"Readiness {share(scores.readiness)}: on {of_hundred(scores.readiness)} a call lands on the right record "
            "and syncs"
        )
        yield (
            f"  clear match {share(scores.match_clear_share)}, ready to sync {share(scores.sync_ready_share)}, "
            f"in E.164 {share(scores.e164_share)}"
        )
    if results.trend is not None:
        yield f"{since_text(results.trend)}: {sentence_of(results.trend)}"
    if results.actions:
        yield "What to do first"
    for rank, action in enumerate(results.actions[:ACTIONS_SHOWN], start=1):
        effect = f"readiness {share(action.readiness_before)} → {share(action.readiness_after)}"
        yield f"  {rank}. {action.title}: {effect}"
    yield f"Report in {out}: report.html is the page, report.xlsx the workbook"
