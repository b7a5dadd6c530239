"""What phone-audit verify says: a summary for the person who loaded the files, and a CSV file with every change."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd

from audit.fix_tables import VERIFIED, VERIFIED_STATUSES, WINNER
from audit.reports.owner_file import owner_file
from audit.reports.table_files import write_csv_table
from audit.reports.view.figures import count, counted
from audit.reports.view.fix_words import STATUSES

WINNERS_SHOWN: Final = 10


def is_as_planned(verified: pd.DataFrame) -> bool:
    """Tell whether every change of ``verified`` (VERIFIED) is done and every winner is the one foretold."""
    return bool((verified["status"] == "done").all())


def verified_lines(verified: pd.DataFrame) -> Iterator[str]:
    """Yield the summary of VERIFIED: each step, what is not done and why, the winners."""
    is_winner = verified["change"] == WINNER
    yield from _cell_lines(verified.loc[~is_winner])
    yield from _winner_lines(verified.loc[is_winner])


def _cell_lines(cells: pd.DataFrame) -> Iterator[str]:
    is_done = cells["status"] == "done"
    yield f"{count(int(is_done.sum()))} of {counted(len(cells), 'planned change')} done"
    for step, of_step in is_done.groupby(cells["step"]):
        yield f"  step {step}: {count(int(of_step.sum()))} of {count(len(of_step))}"
    for status in VERIFIED_STATUSES[1:]:
        n_cells = int((cells["status"] == status).sum())
        if n_cells:
            yield f"{STATUSES[status].label}: {count(n_cells)}. {STATUSES[status].meaning}"


def _winner_lines(winners: pd.DataFrame) -> Iterator[str]:
    stays = winners["status"] == "done"
    yield f"{count(int(stays.sum()))} of {counted(len(winners), 'number')} won by the record that should win"
    others = winners.loc[~stays]
    for row in others.head(WINNERS_SHOWN).to_dict("records"):
        now = row["now"] if pd.notna(row["now"]) else "no record"
        yield f"  {row['record_id']} should win a number that {now} wins now"
    if len(others) > WINNERS_SHOWN:
        yield f"  and {count(len(others) - WINNERS_SHOWN)} more; --out FILE lists all of them"


def write_verified(verified: pd.DataFrame, path: Path) -> None:
    """Write VERIFIED as a CSV file that only its owner may read; raise WriteFailedError."""
    with owner_file(path) as partial:
        write_csv_table(VERIFIED, verified, partial)
