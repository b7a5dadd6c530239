"""What people wrote into the workbooks of earlier reports, for the new one: by finding_id, read before work starts.

A report keeps what its workbook was written with (tables/work.parquet). So what somebody changed since is known cell by
cell: a status set on one sheet counts although the same finding stands on another as it was, and one that was taken
back is gone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from audit.columns.lookup import is_among, positions_among
from audit.errors import UnreadableInputError, UsageError, told_as
from audit.reports.excel.read_work import is_marked, read_work
from audit.reports.misplaced_marks import check_placed
from audit.reports.owner_files import OWNERS
from audit.reports.read_report import reading_stored
from audit.reports.redact import redacted_work
from audit.reports.rotation import DATE, dated, last_report
from audit.reports.view.figures import counted
from audit.reports.view.visible_text import LONGEST_IN_CELL, cut
from audit.reports.written_files import is_as_written, is_from_before, is_kept_copy
from audit.tables.work import CONTEXT, STATUSES, TO_DO, WORK

_UNMARKED: Final = {"status": TO_DO, "assignee": "", "comment": ""}


class Carried(NamedTuple):
    """Work that goes into a new report."""

    work: pd.DataFrame
    """WORK"""
    notes: tuple[str, ...] = ()
    """What is to be said of it."""


@dataclass
class EarlierWork:
    """The work in the reports in ``folders``; of a finding that is marked in several, the first one counts."""

    folders: Sequence[Path]
    replaced: Path
    """The folder that the new report is written to: what is lost of its workbook is lost for good."""
    redact: bool
    last: Carried = field(default_factory=lambda: Carried(WORK.empty()))
    """What ``carried`` returned last: what a report was written with, whatever has become of the workbooks since."""
    _read: dict[Path, tuple[object, Carried]] = field(default_factory=dict)

    def carried(self) -> Carried:
        """Return the work as it is now: what is changed while an audit runs is read again.

        Raise AuditError when a workbook cannot be read, or would be replaced by one without its comments.
        """
        found = [self._carried_from(folder) for folder in self.folders]
        work, notes = WORK.empty(), [note for each in found for note in each.notes]
        for each in found:
            new = each.work.loc[~is_among(each.work["finding_id"], work["finding_id"])]
            work = pd.concat([work, new], ignore_index=True) if len(work) else new
        if self.redact:
            notes += self._left_out(work)
            work = redacted_work(work)
        self.last = Carried(WORK.typed(work.reset_index(drop=True)), tuple(notes))
        return self.last

    def _carried_from(self, folder: Path) -> Carried:
        stamp = [_stamp(path) for path in (_stored_in(folder), *_workbooks(folder))]
        before, carried = self._read.get(folder, (None, Carried(WORK.empty())))
        if before != stamp:
            carried = work_in(folder)
            self._read[folder] = stamp, carried
        return carried

    def _left_out(self, work: pd.DataFrame) -> list[str]:
        """Return what is to be said of what people wrote in their own words, which a redacted report has not."""
        n_with_words = int(_has_words(work).sum())
        if not n_with_words:
            return []
        if self.replaced in self.folders and _has_words(self._read[self.replaced][1].work).any():
            raise UsageError(
                f"The workbook in {self.replaced} has comments or assignees, and --redact would leave them out for "
                "good. Choose another --out, and give this folder as --baseline."
            )
        return [f"--redact leaves out the comments and assignees of {counted(n_with_words, 'finding')}."]


def worked_on(template: Path, now: datetime, baseline: Path | None = None) -> list[Path]:
    """Return the folders whose workbooks people may have worked in, the one that counts first at the beginning.

    That is the folder which a report at ``template`` replaces, of reports by date the last one; then ``baseline``.
    """
    out = dated(template, now)
    folders = [out, baseline]
    if DATE in template.name and not _has_work(out):
        folders.insert(1, last_report(template, now))
    return list(dict.fromkeys(folder for folder in folders if folder is not None and _has_work(folder)))


def _has_work(folder: Path) -> bool:
    try:
        return bool(_workbooks(folder)) or _stored_in(folder).is_file()
    except OSError:  # whoever writes there says what is wrong with it
        return False


def _has_words(work: pd.DataFrame) -> "pd.Series[bool]":
    return (work["assignee"] != "") | (work["comment"] != "") | ~work["status"].isin(STATUSES)


def _stored_in(folder: Path) -> Path:
    return folder / "tables" / f"{WORK.name}.parquet"


def _workbooks(folder: Path) -> list[Path]:
    """Return the workbooks that people may have worked in, the one that was saved last at the end."""
    owners = folder / OWNERS
    found = [folder / "report.xlsx", *(owners.glob("*.xlsx") if owners.is_dir() else ())]
    books = [path for path in found if path.is_file() and not path.name.startswith(("~$", ".~"))]
    return sorted(books, key=lambda path: (path.stat().st_mtime_ns, path.name))


def _stamp(path: Path) -> tuple[str, int, int] | None:
    if not path.exists():
        return None
    status = path.stat()
    return str(path), status.st_size, status.st_mtime_ns


def work_in(folder: Path) -> Carried:
    """Return the work in the report in ``folder``: what it was written with, and what people changed since.

    Raise UnreadableInputError when a workbook that was changed cannot be read, or its rows were torn apart.
    """
    changed, notes = _changed_in(folder)
    base = _stored(folder)
    if not changed:
        return Carried(base, tuple(notes))
    read = {path: read_work(path) for path in changed}
    for path, each in read.items():
        check_placed(each.rows, path, folder)
    notes += [
        f"Not carried over: {counted(each.unassigned, 'row')} of {path.name} with a mark but no finding_id (added by "
        "hand?)."
        for path, each in read.items()
        if each.unassigned
    ]
    made_at = _made_at(folder)
    of_another_round = [path for path, each in read.items() if _is_of_another_round(path, each.made_at, made_at)]
    notes += [
        f"{path} is of another report: what it marks is carried over, rows without a mark are left as they were."
        for path in of_another_round
    ]
    rows = pd.concat(
        [each.rows.loc[is_marked(each.rows)] if path in of_another_round else each.rows for path, each in read.items()],
        ignore_index=True,
    )
    if folder / "report.xlsx" in read:  # who deletes a row of the sheet Closed is done with it
        base = base.loc[~base["closed"] | is_among(base["finding_id"], rows["finding_id"])].reset_index(drop=True)
    work, n_conflicts = _merged(base, rows)
    if n_conflicts:
        notes.append(
            f"Marked differently in two places of {folder}: {counted(n_conflicts, 'finding')}. The later status "
            "counts; all comments are kept."
        )
    work["last_open"] = work["last_open"].fillna(made_at)
    return Carried(WORK.typed(work), tuple(notes))


def _is_of_another_round(path: Path, written_at: str, report_made_at: datetime) -> bool:
    """Check whether the list of an owner came back after the report that it is from had been replaced."""
    return path.parent.name == OWNERS and written_at not in {"", f"{report_made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"}


def _changed_in(folder: Path) -> tuple[list[Path], list[str]]:
    """Return the workbooks that people changed since the report was written, and what is to be said of others.

    What lies among the lists of owners since before then was read by the run that wrote the report.
    """
    with told_as(UnreadableInputError, f"Cannot look into {folder}"):
        changed = [path for path in _workbooks(folder) if not is_as_written(folder, path)]
        older = [path for path in changed if is_from_before(folder, path)]
    notes = [
        f"Not read, because it is older than the report: {path}. Save it again."
        for path in older
        if not is_kept_copy(path.name)
    ]
    return [path for path in changed if path not in older], notes


def _stored(folder: Path) -> pd.DataFrame:
    """Return WORK as the workbook was written with; empty where there is none or it is damaged: then all is new."""
    path = _stored_in(folder)
    if not path.is_file():
        return WORK.empty()
    try:
        with reading_stored(path):
            return WORK.typed(pq.read_table(path).to_pandas())
    except UnreadableInputError:
        return WORK.empty()


def _made_at(folder: Path) -> datetime:
    """Return when the report in ``folder`` was made."""
    results = folder / "results.json"
    with reading_stored(results):
        return datetime.fromisoformat(json.loads(results.read_text(encoding="utf-8"))["generated_at"])


def _merged(base: pd.DataFrame, rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return WORK, ``last_open`` missing where it is new, and of how many findings people said several things.

    ``rows`` are those of all workbooks, the one that was saved last at the end.
    """
    ids = pd.Series(pd.unique(pd.concat([base["finding_id"], rows["finding_id"]])), dtype="str")
    before = (
        base.take(np.maximum(positions_among(ids, base["finding_id"]), 0)) if len(base) else base.reindex(ids.index)
    )
    before = before.reset_index(drop=True).where(pd.Series(is_among(ids, base["finding_id"])))
    flags = {name: before[name].eq(True) for name in ("closed", "is_finding")}
    work = before.assign(finding_id=ids, **flags)
    place = positions_among(rows["finding_id"], ids)
    row_of = pd.Series(place)
    several = np.zeros(len(ids), dtype=np.bool_)
    for mark, unmarked in _UNMARKED.items():
        written = before[mark].fillna(unmarked)
        told = pd.DataFrame({"row": row_of, "said": rows[mark]})
        told = told.loc[told["said"].ne(written.take(place).array)].drop_duplicates(keep="last")
        several[told.loc[told["row"].duplicated(), "row"]] = True
        last = told.groupby("row")["said"].last()
        if mark == "comment":
            told = told.loc[told["row"].duplicated(keep=False)]
            last.update(told.groupby("row")["said"].agg(_all_said))
        work[mark] = last.reindex(ids.index).fillna(written)
    for name in CONTEXT:
        named = rows[name].mask(rows[name] == "").groupby(row_of).first().reindex(ids.index)
        work[name] = named.fillna(before[name]).fillna("")
    return work.loc[is_marked(work)].reset_index(drop=True), int(several.sum())


def _all_said(comments: pd.Series) -> str:
    return cut("\n".join(text for text in comments if text), LONGEST_IN_CELL)
