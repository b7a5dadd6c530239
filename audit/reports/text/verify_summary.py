"""The outcome of phone-audit verify, for the person who loaded the files."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from audit.reports.text.explanation import record_text
from audit.reports.view.figures import count, counted
from audit.reports.view.labels import CHANGE_STATUS_LABELS
from audit.tables.extract import Source
from audit.tables.fixes import VERIFIED_STATUSES, WINNER

WINNERS_SHOWN: Final = 10
_ID_PROPER: Final = 15
"""The other three characters of an id only repeat the case of these."""


def is_as_planned(verified: pd.DataFrame) -> bool:
    """Check that every change of ``verified`` (VERIFIED) is done and every winner is the one predicted."""
    return bool((verified["status"] == "done").all())


def misrouted(verified: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``verified`` (VERIFIED) whose number another record gets, or none."""
    is_other = (verified["change"] == WINNER) & ~verified["status"].isin(["done", "not_exported"])
    return verified.loc[is_other]


def verified_lines(
    verified: pd.DataFrame, records: pd.DataFrame, source: Source, then: Mapping[str, Any]
) -> Iterator[str]:
    """Yield the summary of VERIFIED: each step, what is not done and why, the winners, and what is not as it was.

    ``records`` (RECORDS) names those of ``misrouted``, as far as they are known; ``source`` is what was read now,
    ``then`` are the results of the audit that made the plan.
    """
    is_winner = verified["change"] == WINNER
    cells, winners = verified.loc[~is_winner], verified.loc[is_winner]
    yield from _cell_lines(cells)
    if (cells["status"] == "gone").any() and cells["status"].isin(["gone", "not_exported"]).all():
        yield "None of these records was found. Is this the org that the report is about, or an export of it?"
    else:
        yield from _winner_lines(winners)
        yield from _misrouted_lines(misrouted(verified), records)
    yield from _notes(source, then)


def _notes(source: Source, then: Mapping[str, Any]) -> Iterator[str]:
    org_id = then["source"]["org_id"]
    if org_id and source.org_id and org_id[:_ID_PROPER] != source.org_id[:_ID_PROPER]:
        yield (
            f"Note: The report is about the org {org_id}, this is {source.org_id}. A sandbox has the record ids of "
            "the org that it was copied from, so a trial load can be verified there; nothing else can."
        )
    known = set(then["warnings"])
    yield from (f"Note: {warning}" for warning in source.warnings if warning not in known)


def _cell_lines(cells: pd.DataFrame) -> Iterator[str]:
    is_done = cells["status"] == "done"
    touches = int((cells["change"] == "touch").sum())
    of_them = f" ({counted(touches, 'record')} re-saved unchanged among them)" if touches else ""
    yield f"{count(int(is_done.sum()))} of {counted(len(cells), 'planned change')} done{of_them}"
    for step, of_step in is_done.groupby(cells["step"]):
        yield f"  step {step}: {count(int(of_step.sum()))} of {count(len(of_step))}"
    is_back = (cells["status"] == "not_done") & cells["saved_since"] & (cells["change"] != "touch")
    if is_back.any():
        n_records = cells.loc[is_back, "record_id"].nunique()
        yield (
            f"Rolled back: {counted(int(is_back.sum()), 'field')} on {counted(n_records, 'record')}. They have their "
            "old values again (or still), and the records were saved after the audit."
        )
    for status in VERIFIED_STATUSES[1:]:
        n_cells = int(((cells["status"] == status) & ~is_back).sum())
        if n_cells:
            yield f"{CHANGE_STATUS_LABELS[status].label}: {count(n_cells)}. {CHANGE_STATUS_LABELS[status].meaning}"


def _winner_lines(winners: pd.DataFrame) -> Iterator[str]:
    stays, is_known = winners["status"] == "done", winners["status"] != "not_exported"
    yield f"{count(int(stays.sum()))} of {counted(len(winners), 'number')} reach the right record"
    if not is_known.all():
        yield f"  {count(int((~is_known).sum()))} not known: the object of that record was not exported"


def _misrouted_lines(others: pd.DataFrame, records: pd.DataFrame) -> Iterator[str]:
    called = {record["record_id"]: record_text(record) for record in records.to_dict("records")}
    for row in others.head(WINNERS_SHOWN).to_dict("records"):
        now = called.get(row["now"], row["now"]) if pd.notna(row["now"]) else "no record"
        yield f"  {row['e164']} should reach {called.get(row['record_id'], row['record_id'])}, but reaches {now}"
    if len(others) > WINNERS_SHOWN:
        yield f"  and {count(len(others) - WINNERS_SHOWN)} more; --out FILE lists them all"
