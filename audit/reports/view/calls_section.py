"""The calls of a report: readiness by calls, the numbers with most calls that go wrong, and calls that found nobody."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from audit.domain import NOT_FOUND, TIE
from audit.reports.view.call_texts import CallRate, history_text, nobody_text, notes_of_calls, sentence_of_calls
from audit.reports.view.figures import count, count_figure, counted, share_figure
from audit.reports.view.forecast_words import ForecastWords, forecast_words
from audit.reports.view.labels import CALL_OUTCOME_LABELS, SYNC, labeled, labels_of
from audit.reports.view.models import Cell, Column, Figure, FigureRow, FigureTable, Link, Listing
from audit.reports.view.record_labels import Cards
from audit.reports.view.worksheets import FINDING_ID, Draft, WorkColumn, calls_column, texts_of
from audit.result.replay import ProblemNumber, ReportedCalls
from audit.result.results import Audit

CALLS_SHEET: Final = "Calls"
_ON_PAGE: Final = 10
_WHERE_ALL_ARE: Final = f"All are in report.xlsx, sheet {CALLS_SHEET}."
_OR_ANOTHER: Final = " or another one"


@dataclass(frozen=True)
class CallsView:
    """What the page says of calls."""

    rate: CallRate
    readiness: Figure
    """By calls."""
    sentence: str
    history: str
    """How many calls, from when to when."""
    notes: tuple[str, ...]
    outcomes: FigureTable
    wrong: Listing
    nobody: Listing
    forecast: ForecastWords


def calls_view(result: Audit, cards: Cards) -> CallsView | None:
    """Return what the page says of calls; None without call history."""
    calls = result.results.calls
    if calls is None:
        return None
    nobody = nobody_text(calls)
    return CallsView(
        rate=CallRate.of(calls),
        readiness=share_figure("calls.readiness_by_calls", "By calls", calls.readiness_by_calls),
        sentence=sentence_of_calls(calls),
        history=f"{history_text(calls)}.",
        notes=(*([nobody] if nobody else ()), *notes_of_calls(calls)),
        outcomes=_outcomes(calls),
        wrong=_wrong(calls, cards),
        nobody=_nobody(calls),
        forecast=forecast_words(calls.forecast),
    )


def _outcomes(calls: ReportedCalls) -> FigureTable:
    total = calls.totals.calls
    rows = tuple(
        FigureRow(
            CALL_OUTCOME_LABELS[code].label,
            (
                count_figure(f"calls.outcomes.{code}.calls", "Calls", tally.calls),
                share_figure("", "Share", tally.calls / total),
                count_figure(f"calls.outcomes.{code}.numbers", "Numbers", tally.numbers),
            ),
        )
        for code, tally in calls.outcomes.items()
    )
    return FigureTable("Which record gets the calls", "A call …", ("Calls", "Share", "Numbers"), rows)


def _wrong(calls: ReportedCalls, cards: Cards) -> Listing:
    rate, shown = CallRate.of(calls), calls.wrong[:_ON_PAGE]
    record_ids = pd.Series([number.winner_record_id or number.holder_record_id for number in shown], dtype="str")
    card, address = cards.at(cards.positions(record_ids)), cards.addresses(record_ids)
    rows = tuple(
        (
            number.e164,
            rate.text(number.calls),
            CALL_OUTCOME_LABELS[number.outcome].label,
            Link(_or_another(name, number), href),
            SYNC[number.sync_outcome or ""].label,
            "; ".join(reason.title for reason in number.reasons),
        )
        for number, name, href in zip(shown, card["name"], address, strict=True)
    )
    columns = (
        Column("number", "Number", "number"),
        Column("calls", rate.heading, "count"),
        Column("outcome", "Which record"),
        Column("record", "Record", "name"),
        Column("sync", "Contact Sync"),
        Column("problems", "What is wrong", "long"),
    )
    return _listing("Numbers with most calls that go wrong", columns, rows, calls.wrong_numbers)


def _record_ids(called: pd.DataFrame) -> pd.Series:
    """Return which record gets the calls; where the search finds none, the one that would get them if it did."""
    return called["winner_record_id"].where(called["outcome"] != NOT_FOUND, called["winner_any"])


def _or_another(name: str, number: ProblemNumber) -> str:
    return f"{name}{_OR_ANOTHER}" if number.outcome == TIE else name


def _nobody(calls: ReportedCalls) -> Listing:
    rate = CallRate.of(calls)
    rows = tuple(
        (number.e164, rate.text(number.calls), count(number.inbound), count(number.outbound))
        for number in calls.nobody[:_ON_PAGE]
    )
    columns = (
        Column("number", "Number", "number"),
        Column("calls", rate.heading, "count"),
        Column("inbound", "Inbound in all", "count"),
        Column("outbound", "Outbound in all", "count"),
    )
    return _listing("Called numbers that no record has", columns, rows, calls.nobody_numbers)


def _listing(caption: str, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], total: int) -> Listing:
    cut = f"Here are {count(len(rows))} of {counted(total, 'number')}. {_WHERE_ALL_ARE}" if total > len(rows) else ""
    return Listing(caption, columns, rows, total, cut)


def calls_drafts(result: Audit, cards: Cards) -> tuple[Draft, ...]:
    """Return the sheet of called numbers that are not ready, those with most calls first; none without calls."""
    if result.calls is None or result.results.calls is None:
        return ()
    called = result.calls.called
    wrong = called.loc[called["e164"].notna() & ~called["is_ready"]].reset_index(drop=True)
    rate = CallRate.of(result.results.calls)
    columns = _columns(rate)
    rows = _rows(result, wrong.head(result.config.report.rows_per_sheet), rate, cards)
    return (
        Draft(
            CALLS_SHEET,
            f"Called numbers that are not ready, those with most calls first. {history_text(result.results.calls)}. "
            f"Calls that found nobody: filter “Which record” by “{CALL_OUTCOME_LABELS['no_record'].label}” and "
            f"“{CALL_OUTCOME_LABELS['not_found'].label}”.",
            counted(len(wrong), "number"),
            "tables/called.parquet",
            len(wrong),
            columns,
            texts_of(rows, columns),
        ),
    )


def _columns(rate: CallRate) -> tuple[WorkColumn, ...]:
    return (
        WorkColumn("e164", "Number", "number", 18),
        calls_column(rate),
        WorkColumn("outcome", "Which record", "text", 22),
        WorkColumn("record", "Record", "link", 28),
        WorkColumn("sobject", "Object", "text", 15),
        WorkColumn("sync", "Contact Sync", "text", 20),
        WorkColumn("problems", "What is wrong", "long", 60),
        WorkColumn("owner", "Record owner", "text", 20),
        WorkColumn("inbound", "Inbound in all", "count", 10),
        WorkColumn("outbound", "Outbound in all", "count", 10),
        WorkColumn("record_id", "Record id", "number", 22),
        FINDING_ID,
    )


def _rows(result: Audit, wrong: pd.DataFrame, rate: CallRate, cards: Cards) -> pd.DataFrame:
    record_ids = _record_ids(wrong)
    card = cards.at(cards.positions(record_ids))
    tied = card["name"].where(wrong["outcome"] != TIE, card["name"] + _OR_ANOTHER)
    return pd.DataFrame(
        {
            "e164": wrong["e164"],
            "calls": rate.cells(wrong["calls"].to_numpy()),
            "outcome": labeled(wrong["outcome"], labels_of(CALL_OUTCOME_LABELS)),
            "record": tied,
            "record_href": cards.addresses(record_ids),
            "sobject": card["sobject"],
            "sync": labeled(wrong["sync_outcome"], labels_of(SYNC)),
            "problems": _titles(result, wrong["rules"]),
            "owner": card["owner"],
            "inbound": wrong["inbound"],
            "outbound": wrong["outbound"],
            "record_id": record_ids.fillna(""),
            "finding_id": "",
        }
    )


def _titles(result: Audit, rules: pd.Series) -> pd.Series:
    """Return the titles of rule ids that are joined with a space; few numbers have others than many do."""
    titles = {ids: "; ".join(result.rules[rule_id].title for rule_id in ids.split()) for ids in rules.dropna().unique()}
    return labeled(rules, titles)
