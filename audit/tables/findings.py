"""The findings as they travel between the stages: by row positions, spelled out where they are shown or written."""

from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from audit.columns.lookup import texts_at
from audit.tables.report_tables import FINDINGS
from audit.tables.schema import Column, Table
from audit.tables.simulation import Simulation

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

FindingSheet = Literal["Duplicates", "Not E.164", "Mobile without Phone", "Other problems"]
FINDING_SHEETS: Final[tuple[FindingSheet, ...]] = ("Duplicates", "Not E.164", "Mobile without Phone", "Other problems")
"""The sheets of the workbook on which findings are worked on, in their order."""

RELATED_ACCOUNT: Final = -2
"""In place of a row position: the Account of the finding's record, whether or not that is in scope."""

_TOLD: Final = {column.name: column for column in FINDINGS.columns}

FINDING_ROWS: Final = Table(
    "found",
    "Stage 4: one row per finding. Texts are left where they stand: a large org has millions of findings.",
    (
        Column("finding_id", "uint64", "the id, whose 16 hex digits are told"),
        *(_TOLD[name] for name in ("rule_id", "severity", "sobject")),
        Column("record", "int64", "row position in the records table; -1 for a record out of scope"),
        _TOLD["field"],
        Column(
            "value",
            "int64",
            "row position in the values table, -1 for the whole record; then those of UNTABLED_SUBJECTS",
        ),
        Column("related", "int64", "row position of the other record of the finding; -1 for none, or RELATED_ACCOUNT"),
        _TOLD["message"],
        Column("proposes", "bool", "the value's number should be stored instead, in E.164"),
        *(_TOLD[name] for name in ("confidence", "suppressed")),
    ),
)

UNTABLED_SUBJECTS: Final = Table(
    "aside",
    "Stage 4: what findings are about that is no row of the values table.",
    (
        Column("record_id", "str", "the record, where it is out of scope"),
        Column("raw", "str", "the stored text"),
        Column("e164", "str", "the number; NaN where none is readable"),
    ),
)


@dataclass(frozen=True)
class Findings:
    """What stage 4 hands on."""

    found: pd.DataFrame
    """FINDING_ROWS, by severity, rule, record id and field"""
    aside: pd.DataFrame
    """UNTABLED_SUBJECTS"""

    def expanded(self, records: pd.DataFrame, values: pd.DataFrame, rows: slice | Ints = slice(None)) -> pd.DataFrame:
        """Return FINDINGS, or those at the positions ``rows``, spelled out; the index is that of ``found``.

        ``records`` and ``values`` are the tables of stage 3 in which they were found.
        """
        found = self.found.iloc[rows]
        value = found["value"].to_numpy()
        told = found.assign(
            finding_id=id_texts(found["finding_id"].to_numpy()),
            record_id=self._record_ids(found, records, len(values)),
            related_record_id=_related_ids(found, records),
            raw=self.texts("raw", values, value),
            e164=self.texts("e164", values, value),
        )
        return FINDINGS.typed(told.assign(current=told["raw"], proposed=told["e164"].where(found["proposes"])))

    def texts(self, name: str, values: pd.DataFrame, value: Ints) -> Any:
        """Return ``raw`` or ``e164`` of the findings whose ``value`` in FINDING_ROWS is given, missing for -1."""
        is_aside = value >= len(values)
        texts = texts_at(values[name], np.where(is_aside, -1, value))
        if is_aside.any():
            texts[is_aside] = texts_at(self.aside[name], value[is_aside] - len(values))
        return texts

    def _record_ids(self, found: pd.DataFrame, records: pd.DataFrame, n_values: int) -> Any:
        record, value = found["record"].to_numpy(), found["value"].to_numpy()
        ids = texts_at(records["record_id"], record)
        is_aside = record < 0
        if is_aside.any():
            ids[is_aside] = texts_at(self.aside["record_id"], value[is_aside] - n_values)
        return ids

    def record_codes(self, n_records: int, n_values: int) -> Ints:
        """Return the row position of each finding's record; those out of scope count on from ``n_records``."""
        record, value = self.found["record"].to_numpy().copy(), self.found["value"].to_numpy()
        out_of_scope = record < 0
        record[out_of_scope] = n_records + pd.factorize(self.aside["record_id"])[0][value[out_of_scope] - n_values]
        return record


class Assessment(NamedTuple):
    """What an org comes to."""

    simulation: Simulation
    findings: Findings


def _related_ids(found: pd.DataFrame, records: pd.DataFrame) -> Any:
    related = found["related"].to_numpy()
    ids = texts_at(records["record_id"], np.maximum(related, -1))
    is_account = related == RELATED_ACCOUNT
    if is_account.any():
        ids[is_account] = texts_at(records["account_id"], found["record"].to_numpy()[is_account])
    return ids


def id_texts(ids: Words) -> Any:
    """Return ids of findings as they are told: 16 hex digits each.

    >>> id_texts(np.array([255], dtype=np.uint64))[0]
    '00000000000000ff'
    """
    octets = ids.astype(">u8").view(np.uint8)
    digits = np.empty(2 * len(octets), dtype=np.uint8)
    digits[0::2], digits[1::2] = _HEX_DIGITS[octets >> 4], _HEX_DIGITS[octets & 15]
    ends = np.arange(0, len(digits) + 1, _ID_DIGITS)
    return pd.array(pa.LargeStringArray.from_buffers(len(ids), pa.py_buffer(ends), pa.py_buffer(digits)), dtype="str")


_ID_DIGITS: Final = 16
_HEX_DIGITS: Final = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
