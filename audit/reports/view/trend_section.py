"""What changed since an earlier audit, in words, figures and lists."""

from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd

from audit.reports.view.figures import count, count_figure, counted, moment, points, share, share_figure
from audit.reports.view.labels import SCORE_LABELS, TREND_CHANGES
from audit.reports.view.models import Cell, Column, Figure, FigureRow, FigureTable, Link, Listing
from audit.reports.view.record_labels import Cards
from audit.reports.view.trend_lines import history_of
from audit.reports.view.trend_models import TrendView
from audit.reports.view.visible_text import shown_text
from audit.result.results import Results, Trend
from audit.result.trend import Difference, ScoreChange, WinnerChange

TREND_SHEET: Final = "Trend"
READINESS_BY_CALLS: Final = "Readiness by calls"
WINNERS_ON_PAGE: Final = 50
_NOBODY: Final = "nobody"
_KINDS: Final = ("new", "reappeared", "fixed", "open")

_WHAT: Final = {
    "org": "The org",
    "profile": "Rules in force",
    "rules": "Rules that look for problems",
    "libphonenumber": "libphonenumber",
    "version": "phone-audit",
    "finding_ids": "How findings are told apart",
    "redact": "The earlier report is masked (--redact)",
}
_NOT_COMPARED: Final = {
    "scores": "scores",
    "winners": "who gets the calls",
    "findings": "findings that depend on it",
    "records": "records added and gone",
}


def trend_of(results: Results, cards: Cards | None = None) -> TrendView | None:
    """Return what changed since the baseline, None without one; with ``cards``, records have their names."""
    trend = results.trend
    if trend is None:
        return None
    readiness = trend.scores["readiness"]
    return TrendView(
        since=since_text(trend),
        change=_change_figure("readiness", readiness),
        sentence=sentence_of(trend),
        counts=_counts(trend),
        scores=_scores(trend),
        rules=_rules(results, trend),
        lists=tuple(listing for listing in (_differences(trend), _winners(trend, cards)) if listing.rows),
        notes=_notes(trend),
        history=history_of(trend),
    )


def since_text(trend: Trend) -> str:
    """Return what is compared with, as ``Since the audit of Mar 31, 2026, 14:05 UTC``."""
    return f"Since the audit of {moment(trend.baseline.generated_at)}"


def sentence_of(trend: Trend) -> str:
    """Return what became of readiness and of the findings in one sentence or two."""
    found, change = trend.findings, trend.scores["readiness"]
    moved = f"Readiness {share(change.then)} then, {share(change.now)} now ({points(change)})."
    uncompared = found.not_compared or found.not_compared_then
    if uncompared and not any(getattr(found, kind) for kind in _KINDS):
        return f"{moved} Findings do not compare."
    back = f", {count(found.reappeared)} back" if found.reappeared else ""
    gone = f", {count(found.fixed_record_gone)} gone with their records" if found.fixed_record_gone else ""
    fixed = found.fixed - found.fixed_record_gone
    findings = f"{count(fixed)} fixed{gone}, {count(found.new)} new{back}, {count(found.open)} still open"
    return f"{moved} Findings: {findings}."


def moves_of(trend: Trend) -> str:
    """Return which calls reach another record and how many records came and went; empty when none did."""
    winners, records = trend.winners, trend.records
    sentences = []
    if winners and winners.changed:
        sentences.append(f"Calls on {counted(winners.changed, 'number')} reach another record now.")
    if records and (records.added or records.gone):
        sentences.append(f"Records: {count(records.added)} added, {count(records.gone)} gone.")
    return " ".join(sentences)


def _change_figure(name: str, change: ScoreChange) -> Figure:
    return Figure(f"trend.scores.{name}.change", SCORE_LABELS[name], change.change, points(change))


def _fixed_label(trend: Trend) -> str:
    """Return what findings of the baseline only are called: the fixed ones, and those whose records are gone, too."""
    return "Fixed or gone" if trend.findings.fixed_record_gone else "Fixed"


def _counts(trend: Trend) -> tuple[Figure, ...]:
    found = trend.findings
    figures = [
        count_figure(f"trend.findings.{kind}", label, getattr(found, kind))
        for kind, label in zip(_KINDS, ("New", "Back", _fixed_label(trend), "Still open"), strict=True)
    ]
    if found.fixed_record_gone:
        label = "Of these, record gone"
        figures.append(count_figure("trend.findings.fixed_record_gone", label, found.fixed_record_gone))
    if found.not_compared or found.not_compared_then:
        figures.append(count_figure("trend.findings.not_compared", "Not compared", found.not_compared))
    if trend.winners is not None:
        figures.append(count_figure("trend.winners.changed", "Calls that reach another record", trend.winners.changed))
    if trend.records is not None:
        figures.append(count_figure("trend.records.added", "Records added", trend.records.added))
        figures.append(count_figure("trend.records.gone", "Records gone", trend.records.gone))
    return tuple(figures)


def _scores(trend: Trend) -> FigureTable:
    rows = tuple(
        FigureRow(
            label,
            (
                share_figure(f"trend.scores.{name}.then", label, trend.scores[name].then),
                share_figure(f"trend.scores.{name}.now", label, trend.scores[name].now),
            ),
        )
        for name, label in SCORE_LABELS.items()
    )
    return FigureTable("Scores then and now", "Score", ("Then", "Now"), (*rows, *_by_calls(trend)))


def _by_calls(trend: Trend) -> Iterator[FigureRow]:
    """Yield readiness by calls; nothing unless both audits have calls."""
    if trend.calls is not None:
        change, key = trend.calls.readiness_by_calls, "trend.calls.readiness_by_calls"
        figures = (share_figure(f"{key}.{when}", READINESS_BY_CALLS, getattr(change, when)) for when in ("then", "now"))
        yield FigureRow(READINESS_BY_CALLS, tuple(figures))


def _rules(results: Results, trend: Trend) -> FigureTable:
    titles = {rule.rule_id: rule.title for rule in results.rules}
    rows = tuple(
        FigureRow(
            titles.get(rule.rule_id, rule.rule_id),
            tuple(count_figure(f"trend.findings.by_rule.{place}.{kind}", kind, getattr(rule, kind)) for kind in _KINDS),
        )
        for place, rule in enumerate(trend.findings.by_rule)
        if rule.new or rule.reappeared or rule.fixed
    )
    columns = ("New", "Back", _fixed_label(trend), "Open")
    return FigureTable("Findings by rule, where something changed", "Problem", columns, rows)


def _differences(trend: Trend) -> Listing:
    rows = tuple((_what(d), shown_text(d.then), shown_text(d.now), _limits(d)) for d in trend.differences)
    columns = (
        Column("what", "What"),
        Column("then", "Then"),
        Column("now", "Now"),
        Column("limits", "Not compared", "long"),
    )
    return Listing("What differs besides the records", columns, rows, len(rows))


def _what(difference: Difference) -> str:
    kind, _, name = difference.what.partition(".")
    if kind == "scope":
        return f"Scope: {name}"
    return f"Setting: {name}" if kind == "settings" else _WHAT[kind]


def _limits(difference: Difference) -> str:
    return ", ".join(_NOT_COMPARED[limit] for limit in difference.limits) or "everything is compared"


def _winners(trend: Trend, cards: Cards | None) -> Listing:
    changed = trend.winners.listed[:WINNERS_ON_PAGE] if trend.winners else []
    then, now = _reached(changed, cards)
    rows = tuple((w.e164, was, is_now, _reason(w.reason)) for w, was, is_now in zip(changed, then, now, strict=True))
    columns = (
        Column("number", "Number", "number"),
        Column("then", "Calls reached", "name"),
        Column("now", "Calls reach", "name"),
        Column("why", "Why", "long"),
    )
    total = trend.winners.changed if trend.winners else 0
    shown = f"Shown: {count(len(rows))} of {count(total)}. All are in report.xlsx, sheet {TREND_SHEET}."
    note = shown if total > len(rows) else ""
    return Listing("Calls that reach another record now", columns, rows, total, note)


def _reached(changed: Sequence[WinnerChange], cards: Cards | None) -> tuple[list[Cell], list[Cell]]:
    """Return the records then and now by their names; with their ids where both have the same or none is known."""
    ids = [pd.Series([getattr(w, when) for w in changed], dtype="str") for when in ("then", "now")]
    if cards is None:
        return list(ids[0].fillna(_NOBODY)), list(ids[1].fillna(_NOBODY))
    names = [cards.at(cards.positions(some))["name"] for some in ids]
    namesakes = (names[0] == names[1]) & (names[0] != "")
    then, now = (
        (name + " " + some).where(namesakes, name.where(name != "", some.fillna(_NOBODY)))
        for name, some in zip(names, ids, strict=True)
    )
    return _links(then, cards.addresses(ids[0])), _links(now, cards.addresses(ids[1]))


def _links(texts: pd.Series, addresses: pd.Series) -> list[Cell]:
    return [Link(text, address) for text, address in zip(texts, addresses, strict=True)]


def _reason(code: str) -> str:
    return TREND_CHANGES[code].meaning


def _notes(trend: Trend) -> tuple[str, ...]:
    notes = []
    if trend.baseline.redacted:
        notes.append(
            "The earlier report is masked: findings and records are compared by their ids, but who got the calls is "
            "not known, and what is fixed is shown masked."
        )
    found = trend.findings
    if found.not_compared or found.not_compared_then:
        notes.append(
            f"Not compared: {counted(found.not_compared, 'finding')} of this audit and "
            f"{count(found.not_compared_then)} of the earlier one, because of what differs besides the records."
        )
    return tuple(notes)
