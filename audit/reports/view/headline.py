"""The first screen: whose data it is, how ready it is, and what happens to calls on its numbers."""

from pathlib import PurePath
from typing import Final

from audit.domain import NO_NUMBER_FORMATS
from audit.reports.view.charts import one_bar
from audit.reports.view.counters import counters_of
from audit.reports.view.figures import count, count_figure, counted, moment, share, share_figure
from audit.reports.view.models import Chart, Figure, FigureRow, FigureTable, Heading, Headline, Pair
from audit.reports.view.search_basis_text import basis_mark, basis_sentence, basis_tag
from audit.reports.view.visible_text import visible_text
from audit.result.provenance import SourceFigures
from audit.result.results import Results
from audit.result.table_totals import TableTotals

_NOT_ONE: Final = ("multiple", "needs_region")
_LOST: Final = ("scientific", "invalid")
"""Together the formats that stand for a number that cannot be reached (docs/simulation.md, Scores)."""
_NAMED: Final = 3
_KINDS: Final = {
    "csv": "CSV files",
    "org": "Live org",
    "snapshot": "Snapshot",
    "frames": "DataFrames",
    "demo": "Sample data of an invented company",
}


def heading_of(results: Results) -> Heading:
    """Return whose data was audited, when and with what."""
    source, totals = results.source, results.totals
    org = source.org_name or (source.location if source.kind == "org" else _names(source))
    pairs = [
        Pair("Source", f"{_KINDS.get(source.kind, source.kind)}: {source.location}"),
        Pair("Org id", source.org_id or ""),
        Pair("Address", source.instance_url or ""),
        Pair("Exported", moment(source.exported_at) if source.exported_at else ""),
        Pair("Rules in force", f"profile {results.profile.name}"),
    ]
    scope = ", ".join(
        (
            counted(totals.records, "record"),
            counted(totals.values, "filled phone field"),
            counted(totals.numbers, "distinct number"),
        )
    )
    return Heading(
        title="Phone readiness audit",
        org=visible_text(org),
        moment=moment(results.generated_at),
        scope=scope,
        made_by=f"phone-audit {results.tool.version}, libphonenumber {results.tool.libphonenumber}",
        generated_at=results.generated_at,
        source=tuple(Pair(pair.label, visible_text(pair.text)) for pair in pairs if pair.text),
    )


def _names(source: SourceFigures) -> str:
    """Return the name of the folder or file that was read; of several that were given together, each."""
    # reports of earlier versions have no locations
    names = [PurePath(path).name for path in source.locations or [source.location]]
    further = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{further}"


def headline_of(results: Results, tables: TableTotals) -> Headline:
    """Return the readiness figure, what it is made of, and the callable numbers by what happens to them."""
    scores, totals = results.scores, results.totals
    return Headline(
        readiness=share_figure("scores.readiness", "Readiness", scores.readiness),
        basis=basis_mark(results),
        basis_tag=basis_tag(results),
        basis_sentence=basis_sentence(results),
        sentence=sentence_of_readiness(scores.readiness),
        halves=(
            share_figure(
                "scores.match_clear_share",
                "Right record",
                scores.match_clear_share,
                "of numbers match one record, whatever format Aircall searches for."
                if results.search.basis == "assumed"
                else "of numbers match one record, by what this org's search finds.",
            ),
            share_figure(
                "scores.sync_ready_share",
                "The contact syncs",
                scores.sync_ready_share,
                "of numbers can be copied by Contact Sync when there is a call.",
            ),
        ),
        shares=_shares(results),
        totals=(
            count_figure("totals.records", "Records", totals.records, "audited"),
            count_figure("totals.values", "Filled phone fields", totals.values, "custom fields included"),
            count_figure(
                "totals.match_values",
                "In searched fields",
                totals.match_values,
                f"fields that a call is matched on{without_number(results)}",
            ),
            count_figure("totals.numbers", "Distinct numbers", totals.numbers, "readable, in searched fields"),
            count_figure(
                "totals.callable",
                "Callable numbers",
                totals.callable,
                f"{counted(totals.numbers, 'distinct number')}, and "
                f"{counted(totals.callable - totals.numbers, 'field')} in which no single number can be read",
            ),
        ),
        counters=counters_of(results),
        parts=_parts(results, tables),
    )


def sentence_of_readiness(readiness: float | None) -> str:
    """Return what readiness means, in one sentence."""
    if readiness is None:
        return "No phone field has a number that could be called, so there is nothing to measure."
    if readiness == 0:
        return "No number is ready: calls may be logged on the wrong record, or the contact doesn't sync."
    return f"{share(readiness)} of numbers are ready: calls are logged on the right record and the contact syncs."


def _shares(results: Results) -> tuple[Figure, ...]:
    scores = results.scores
    return (
        share_figure(
            "scores.e164_share", "Stored in E.164", scores.e164_share, "of filled, searched fields that have a number"
        ),
        share_figure(
            "scores.found_exact_share", "Found by an exact search", scores.found_exact_share, "of callable numbers"
        ),
        share_figure(
            "scores.found_digits_share",
            "Found by a search for digits",
            scores.found_digits_share,
            "of callable numbers",
        ),
    )


def _parts(results: Results, tables: TableTotals) -> Chart:
    """Return the callable numbers in six parts; the first is what readiness counts."""
    ready, clear, synced = tables.ready, tables.clear, tables.synced
    not_one, lost = (sum(results.formats.get(name, 0) for name in names) for names in (_NOT_ONE, _LOST))
    parts = (
        ("Ready: right record, and syncs", "good", ready),
        ("Right record, does not sync", "fair", clear - ready),
        ("Syncs, but the record may be wrong", "doubt", synced - ready),
        ("Neither", "bad", tables.numbers - clear - synced + ready),
        ("Not one number yet: several in a field, or no country", "open", not_one),
        ("Unreadable", "none", lost),
    )
    total = results.totals.callable
    rows = tuple(
        FigureRow(name, (count_figure("", name, n), share_figure("", name, n / total if total else None)))
        for name, _, n in parts
    )
    return one_bar(
        "parts",
        "What happens to a call on these numbers",
        "The first part is what readiness counts.",
        parts,
        FigureTable("Callable numbers by what happens to a call", "A call on the number …", ("Numbers", "Share"), rows),
    )


def without_number(results: Results) -> str:
    """Return how many of the filled fields that Aircall searches hold no number; empty where each does."""
    n_fields = sum(results.formats.get(name, 0) for name in NO_NUMBER_FORMATS)
    return f", {count(n_fields)} of them without a number, such as n/a" if n_fields else ""
