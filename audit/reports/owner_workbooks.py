"""Writes owners/: a workbook for each owner of records, and the table of them."""

from pathlib import Path

import pandas as pd

from audit.reports.excel.workbook import write_owner_workbook
from audit.reports.owner_files import OWNERS, workbook_name
from audit.reports.table_files import coded_table, write_parquet
from audit.reports.view.figures import count, counted
from audit.reports.view.headline import heading_of
from audit.reports.view.owner_lists import OwnerList, owner_lists
from audit.result.results import Audit
from audit.tables.lists_by_owner import COUNTS, OWNER_LISTS


def write_owner_workbooks(result: Audit, folder: Path) -> pd.DataFrame:
    """Write owners/ and tables/owners.parquet into the report ``folder`` and return OWNER_LISTS; raise OSError.

    ``result`` is as the report shows it: where that is redacted, so are owners and their names of files.
    """
    (folder / OWNERS).mkdir()
    heading = heading_of(result.results)
    taken: set[str] = set()
    told = []
    for each in owner_lists(result):
        name = workbook_name(each.owner, taken)
        write_owner_workbook(each.worksheets, heading, folder / OWNERS / name)
        told.append(_told(each, name))
    table = OWNER_LISTS.typed(pd.DataFrame(told, columns=OWNER_LISTS.names))
    write_parquet(OWNER_LISTS, [coded_table(OWNER_LISTS, table)], folder / "tables" / f"{OWNER_LISTS.name}.parquet")
    return table


def _told(each: OwnerList, name: str) -> dict[str, object]:
    shown = {sheet.name: sheet.shown for sheet in each.worksheets}
    left_out = sum(sheet.total - sheet.shown for sheet in each.worksheets)
    counts = {column: shown.get(sheet, 0) for column, sheet in COUNTS.items()}
    return {"owner": each.owner, "file": name, **counts, "left_out": left_out}


def sentences_of(lists: pd.DataFrame, folder: Path) -> tuple[str, str]:
    """Return how many workbooks of OWNER_LISTS are in ``folder``, and what did not fit, empty where all did."""
    cut = lists.loc[lists["left_out"] > 0]
    written = f"Lists by record owner: {counted(len(lists), 'workbook')} in {folder / OWNERS}"
    if cut.empty:
        return written, ""
    worst = cut.nlargest(1, "left_out")
    return written, (
        f"{counted(len(cut), 'list')} by owner left out {counted(int(cut['left_out'].sum()), 'row')}, most of them "
        f"{worst['file'].item()} with {count(worst['left_out'].item())}. tables/findings has all; more fit with "
        "report.rows_per_sheet."
    )
