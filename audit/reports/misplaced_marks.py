"""Marks that stand beside another finding than theirs: part of a list was sorted without its hidden column."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.lookup import positions_among, short_ids
from audit.errors import AuditError, UnreadableInputError
from audit.reports.excel.read_book import ELSEWHERE
from audit.reports.excel.read_work import is_marked
from audit.reports.read_report import stored_baseline
from audit.reports.view.figures import counted
from audit.reports.view.visible_columns import shown_texts
from audit.reports.view.visible_text import LONGEST_IN_CELL
from audit.result.baseline import Baseline
from audit.tables.report_tables import FINDINGS, RECORDS


def check_placed(rows: pd.DataFrame, path: Path, folder: Path) -> None:
    """Raise UnreadableInputError when marked ``rows`` of the workbook ``path`` name another record than their finding.

    Excel sorts the cells that are selected, and leaves a hidden column beside them as it was. ``rows`` are those of
    ``read_work``; what they should say is in the tables of the report in ``folder``. Where these cannot be read, or do
    not have a finding, nothing is checked.
    """
    marked = rows.loc[is_marked(rows)].reset_index(drop=True)
    try:
        stored = stored_baseline(folder)
        own = _records_of(marked["finding_id"], stored)
    except AuditError:  # whoever needs the tables says what is wrong with them
        return
    is_other_record = _differ(short_ids(marked["record_id"]), short_ids(own["record_id"]))
    is_misplaced = is_other_record | _differ(_plain(marked["record"]), _plain(own["name"]))
    if is_misplaced.any():
        example = own["record_id"][is_misplaced].iloc[0]
        raise UnreadableInputError(
            f"In {path}, {counted(int(is_misplaced.sum()), 'marked row')} and the hidden column finding_id do not "
            f"belong together (one is of the record {example}): part of a list was sorted without that column. Undo "
            f"the sort or bring back an earlier copy of the workbook, {ELSEWHERE} to go on without its marks."
        )


def _records_of(finding_ids: pd.Series, stored: Baseline) -> pd.DataFrame:
    """Return record_id and name, as the workbook shows it, of each finding; empty where it is not known."""
    findings = stored.read(FINDINGS, ["finding_id", "record_id"], ("finding_id", finding_ids))
    record_ids = _at(findings["record_id"], positions_among(finding_ids, findings["finding_id"]))
    records = stored.read(RECORDS, ["record_id", "name"], ("record_id", record_ids))
    names = shown_texts(records["name"], LONGEST_IN_CELL)
    names = names.mask(names == "", records["record_id"])
    return pd.DataFrame(
        {"record_id": record_ids, "name": _at(names, positions_among(record_ids, records["record_id"]))}
    )


def _differ(told: pd.Series, own: pd.Series) -> npt.NDArray[np.bool_]:
    """Return where both texts are known and not the same."""
    return np.asarray((told != "") & (own != "") & (told != own), dtype=np.bool_)


def _at(texts: pd.Series, positions: npt.NDArray[np.int64]) -> pd.Series:
    return pd.Series(texts.array.take(positions, allow_fill=True), dtype="str").fillna("")


def _plain(names: pd.Series) -> pd.Series:
    """Return names without regard to case, white space and forms of a letter, which programs change."""
    normal = pc.utf8_normalize(pa.array(names, pa.large_string()), "NFKC")
    return pd.Series(pd.array(normal, dtype="str"), index=names.index).str.casefold().str.replace(r"\s", "", regex=True)
