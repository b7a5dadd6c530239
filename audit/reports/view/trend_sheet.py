"""The sheet of what changed since an earlier audit: counts and scores first, then row by row."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from audit.findings.labels import OBJECT_LABELS
from audit.reports.view.counters import counts_then_and_now
from audit.reports.view.figures import counted, points, share
from audit.reports.view.labels import SCORE_LABELS, SEVERITIES, TREND_CHANGES, labeled, labels_of
from audit.reports.view.record_labels import Cards
from audit.reports.view.trend_section import READINESS_BY_CALLS, TREND_SHEET, sentence_of, since_text
from audit.reports.view.visible_columns import shown_numbers
from audit.reports.view.worksheets import FINDING_ID, Draft, WorkColumn, texts_of
from audit.result.results import Audit, Results, Trend
from audit.result.trend import ScoreChange

_COLUMNS: Final = (
    WorkColumn("what", "What", "text", 10),
    WorkColumn("change", "Change", "text", 20),
    WorkColumn("record", "Record", "link", 28),
    WorkColumn("title", "Problem", "long", 40),
    WorkColumn("severity", "Severity", "severity", 10),
    WorkColumn("sobject", "Object", "text", 15),
    WorkColumn("field", "Field", "text", 18),
    WorkColumn("number", "Number", "number", 20),
    WorkColumn("then", "Then", "link", 24),
    WorkColumn("now", "Now", "text", 24),
    WorkColumn("record_id", "Record id", "number", 22),
    WorkColumn("rule_id", "Rule", "text", 24),
    FINDING_ID,
)
_RECORD_GONE: Final = TREND_CHANGES["record_gone"].label
_WHAT: Final = {"finding": "Finding", "winner": "Winner", "record": "Record"}
_KEYS: Final = [*(column.key for column in _COLUMNS), "record_href", "then_href"]


def trend_drafts(result: Audit, cards: Cards, n_changes: int) -> tuple[Draft, ...]:
    """Return the sheet of the trend, of ``n_changes`` in all; without a baseline none."""
    trend, comparison = result.results.trend, result.comparison
    if trend is None or comparison is None:
        return ()
    changes = comparison.changes.head(result.config.report.rows_per_sheet)
    figures = _figure_rows(result.results, trend)
    rows = pd.concat([figures, _rows(result, changes, cards)], ignore_index=True)
    total = n_changes + len(figures)
    lead = f"{since_text(trend)}. {sentence_of(trend)}"
    return (
        Draft(
            TREND_SHEET, lead, counted(total, "row"), "tables/trend.parquet", total, _COLUMNS, texts_of(rows, _COLUMNS)
        ),
    )


def _figure_rows(results: Results, trend: Trend) -> pd.DataFrame:
    rows = [
        {"what": "Count", "change": count.change, "title": count.label, "then": count.then, "now": count.now}
        for count in counts_then_and_now(results)
    ]
    rows += [
        {
            "what": "Score",
            "change": points(change),
            "title": label,
            "then": share(change.then),
            "now": share(change.now),
        }
        for label, change in _scores(trend)
    ]
    return pd.DataFrame(rows, dtype="str").reindex(columns=_KEYS, fill_value="")


def _scores(trend: Trend) -> Iterator[tuple[str, ScoreChange]]:
    """Yield the scores by their labels, that by calls where both audits have them."""
    yield from ((SCORE_LABELS[name], change) for name, change in trend.scores.items())
    if trend.calls is not None:
        yield READINESS_BY_CALLS, trend.calls.readiness_by_calls


def _rows(result: Audit, changes: pd.DataFrame, cards: Cards) -> pd.DataFrame:
    """Return a row for each change; a record that is gone is named by its id, for nothing else is known of it."""
    card = cards.at(cards.positions(changes["record_id"]))
    before = cards.at(cards.positions(changes["before_record_id"]))
    winner = (changes["what"] == "winner").to_numpy()
    fixed = (changes["change"] == "fixed").to_numpy()
    ids = changes["record_id"].fillna("").reset_index(drop=True)
    is_gone = ((card["name"] == "") & (ids != "")).to_numpy()
    before_ids = changes["before_record_id"].fillna("").reset_index(drop=True)
    stored = shown_numbers(changes["current"], cards.longest).reset_index(drop=True)
    name = card["name"].where(card["name"] != "", ids)
    return pd.DataFrame(
        {
            "what": labeled(changes["what"], _WHAT),
            "change": labeled(changes["change"], labels_of(TREND_CHANGES)).mask(fixed & is_gone, _RECORD_GONE),
            "record": name,
            "record_href": cards.addresses(changes["record_id"]).reset_index(drop=True),
            "title": _titles(result, changes),
            "severity": labeled(changes["severity"], labels_of(SEVERITIES)),
            "sobject": labeled(changes["sobject"], OBJECT_LABELS),
            "field": changes["field"].astype("str").fillna("").reset_index(drop=True),
            "number": changes["e164"].fillna("").reset_index(drop=True),
            "then": before["name"].where(before["name"] != "", before_ids).where(winner, stored.where(fixed, "")),
            "then_href": cards.addresses(changes["before_record_id"]).reset_index(drop=True),
            "now": pd.Series(np.where(winner, name, stored.where(~fixed, "")), dtype="str"),
            "record_id": ids,
            "rule_id": changes["rule_id"].astype("str").fillna("").reset_index(drop=True),
            "finding_id": changes["finding_id"].fillna("").reset_index(drop=True),
        }
    )


def _titles(result: Audit, changes: pd.DataFrame) -> pd.Series:
    """Return the problem of a finding, and of a winner why it changed."""
    titles = labeled(changes["rule_id"], {rule_id: rule.title for rule_id, rule in result.rules.items()})
    reasons = labeled(changes["change"], {code: word.meaning for code, word in TREND_CHANGES.items()})
    return titles.where((changes["what"] == "finding").to_numpy(), reasons)
