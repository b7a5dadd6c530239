"""The outcome of an audit in a few lines, for the person who started it."""

from collections.abc import Iterator
from pathlib import Path

from audit.reports.view.call_texts import lines_of_calls
from audit.reports.view.counters import counters_of, loading_text
from audit.reports.view.figures import counted, share
from audit.reports.view.headline import sentence_of_readiness, without_number
from audit.reports.view.next_actions import first_actions
from audit.reports.view.search_basis_text import basis_sentence, basis_tag
from audit.reports.view.trend_section import sentence_of, since_text
from audit.result.results import Results


def summary_lines(results: Results, out: Path) -> Iterator[str]:
    """Yield what was read, the three counts, the score, what changed, what to do first, and where the report is."""
    totals, scores, mark = results.totals, results.scores, f"[{basis_tag(results)}]"
    fields = counted(totals.match_values, "filled phone field")
    yield f"{counted(totals.records, 'record')}, {fields} that Aircall searches{without_number(results)}"
    for counter in counters_of(results):
        objects = f" ({counter.objects})" if counter.objects else ""
        change = f"; {counter.change}" if counter.change else ""
        yield f"  {counter.label}: {counter.text}{objects}{change}"
    n_without_country = results.formats["needs_region"]
    if n_without_country and results.config["region"] is None:
        yield (
            f"  Not read: {counted(n_without_country, 'field')} with neither a country code nor a country. "
            "If most are from one country, name it, as in --region US"
        )
    if scores.readiness is None:
        yield "Readiness: there is no number to measure"
    else:
        yield f"Readiness: {sentence_of_readiness(scores.readiness)} {mark}"
        yield (
            f"  right record {share(scores.match_clear_share)}, syncs {share(scores.sync_ready_share)} {mark}, "
            f"in E.164 {share(scores.e164_share)} of fields"
        )
        yield f"  {basis_sentence(results)}"
    if results.calls is not None:
        first, *others = lines_of_calls(results.calls)
        yield f"By calls: {first} {mark}"
        yield from (f"  {line}" for line in others)
    if results.trend is not None:
        yield f"{since_text(results.trend)}: {sentence_of(results.trend)}"
    if results.actions:
        yield f"What to do first{', ranked by calls' if results.calls else ''} {mark}"
    for rank, action in enumerate(first_actions(results), start=1):
        yield f"  {rank}. {action.title}: {action.calls}readiness {action.before} → {action.after}"
    loading = loading_text(results)
    if loading and not results.config["redact"]:  # which leaves the files out
        yield "After loading the files in fixes"
        yield f"  {loading}"
    yield f"Report in {out}: report.html is the page, report.xlsx the workbook"
