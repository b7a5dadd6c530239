"""Findings that somebody set to Ignore in a workbook, as entries of the settings file."""

import json
import stat
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from audit.config.audit import AuditConfig, Suppression
from audit.errors import UsageError, WriteFailedError, told_as
from audit.findings.rule_texts import RULE_IDS
from audit.reports.excel.read_work import read_work
from audit.reports.read_report import stored_rows
from audit.sources.private_files import replaced_file
from audit.tables.report_tables import FINDINGS
from audit.tables.work import IGNORE

_E164: Final = r"\+[1-9][0-9]{6,14}"
_RECORD_ID: Final = r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?"


class Ignored(NamedTuple):
    """What a workbook says is to be ignored."""

    entries: tuple[Suppression, ...]
    without_comment: tuple[str, ...]
    """The records of findings that are to be ignored for no reason that anybody wrote down."""
    not_findings: dict[str, int]
    """By sheet, the rows to be ignored that are no finding, as an action, or whose rule is not known."""


def ignored_findings(workbook: Path, expires: date) -> Ignored:
    """Return a suppression for each finding with the status Ignore and a comment in ``workbook``.

    It names rule, record and number, so that it holds for this finding and no other. They are those of the report
    around the workbook; of a workbook alone, those of its columns Rule, Record id and Number.
    Raise UnreadableInputError when it cannot be read.
    """
    with told_as(UsageError, f"Cannot read {workbook}", "Give the workbook of a report."):
        workbook.stat()
    rows = read_work(workbook).rows
    rows = rows.loc[rows["status"] == IGNORE].drop_duplicates("finding_id", keep="last").reset_index(drop=True)
    rows = _with_stored(rows, workbook)
    is_finding = rows["rule_id"].isin(RULE_IDS) & rows["record_id"].str.fullmatch(_RECORD_ID)
    found = rows.loc[is_finding]
    told, untold = found.loc[found["comment"] != ""], found.loc[found["comment"] == ""]
    numbers = told["number"].where(told["number"].str.fullmatch(_E164), None)
    entries = [
        Suppression(reason=reason, rule=rule, record=record, number=number or None, expires=expires)
        for reason, rule, record, number in zip(
            told["comment"], told["rule_id"], told["record_id"], numbers.fillna(""), strict=True
        )
    ]
    by_sheet = rows.loc[~is_finding, "sheet"].value_counts(sort=False).items()
    not_findings = {str(sheet): int(n) for sheet, n in by_sheet}
    return Ignored(tuple(dict.fromkeys(entries)), tuple(untold["record_id"]), not_findings)


def _with_stored(rows: pd.DataFrame, workbook: Path) -> pd.DataFrame:
    """Return ``rows`` with rule, record and number of the findings of the report that ``workbook`` is part of."""
    folders = (folder for folder in workbook.resolve().parents[:2] if any(folder.glob("tables/findings.*")))
    folder = next(folders, None)
    if folder is None or rows.empty:
        return rows
    stored = stored_rows(folder, FINDINGS, "finding_id", rows["finding_id"].tolist()).set_index("finding_id")
    names = {"rule_id": "rule_id", "record_id": "record_id", "number": "e164"}
    of_rows = stored[list(names.values())].astype("str").reindex(rows["finding_id"]).reset_index(drop=True)
    is_stored = rows["finding_id"].isin(stored.index)
    told = {name: rows[name].mask(is_stored, of_rows[column].fillna("")) for name, column in names.items()}
    return rows.assign(**told)


def new_entries(entries: Sequence[Suppression], config: AuditConfig) -> list[Suppression]:
    """Return those of ``entries`` that ``config`` does not have yet, or not for as long."""
    known = {_subject(each): each.expires for each in config.suppress}
    return [
        entry
        for entry in entries
        if _subject(entry) not in known or (known[_subject(entry)] or date.max) < (entry.expires or date.max)
    ]


def _subject(entry: Suppression) -> tuple[str | None, str | None, str | None]:
    return entry.rule, entry.record and entry.record[:15], entry.number


def entries_text(entries: Sequence[Suppression]) -> str:
    r"""Return ``entries`` in TOML, as they stand in a settings file.

    >>> print(entries_text([Suppression(rule="a-rule", reason='The "main" line', expires=date(2027, 3, 31))]))
    [[suppress]]
    rule = "a-rule"
    reason = "The \"main\" line"
    expires = 2027-03-31
    <BLANKLINE>
    """
    return "\n".join(_entry_text(entry) for entry in entries)


def _entry_text(entry: Suppression) -> str:
    texts = {"rule": entry.rule, "record": entry.record, "number": entry.number, "reason": entry.reason}
    lines = [f"{key} = {_quoted(text)}" for key, text in texts.items() if text is not None]
    return "\n".join(["[[suppress]]", *lines, *([f"expires = {entry.expires}"] if entry.expires else []), ""])


def _quoted(text: str) -> str:
    """Return a basic string of TOML, whose escapes are those of JSON; only DEL is plain there."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def add_entries(path: Path, entries: Sequence[Suppression]) -> None:
    """Add ``entries`` at the end of the settings file ``path``, in which all else stays as it is.

    Raise UsageError where the file cannot take them, and leave it alone then.
    """
    with told_as(UsageError, f"Cannot read {path}"):
        before = path.read_bytes() if path.exists() else b""
    if before:
        AuditConfig.from_file(path)
    newline = "\r\n" if b"\r\n" in before else "\n"
    gap = "" if not before else newline if before.endswith(b"\n") else newline * 2
    after = before + (gap + entries_text(entries).replace("\n", newline)).encode()
    try:
        AuditConfig.model_validate(tomllib.loads(after.decode("utf-8-sig")))
    except ValueError as error:
        raise UsageError(
            f"Nothing can be added at the end of {path}: it has suppress = […]. Rewrite that as [[suppress]] "
            "entries, or leave --config out and copy what is printed."
        ) from error
    with told_as(WriteFailedError, f"Could not write {path}"):
        mode = path.stat().st_mode if path.exists() else None
        with replaced_file(path) as file:
            file.write(after)
        if mode is not None:
            path.chmod(stat.S_IMODE(mode))
