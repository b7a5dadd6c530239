"""Reading parts one after the other: every row is sorted into a population or counted as out of scope."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.config import AuditConfig
from audit.sources.columns import (
    IN_SCOPE,
    TEXT,
    PersonAccounts,
    is_true,
    null_where_empty,
    phone_columns,
    reasons,
    record_columns,
    wanted_fields,
)
from audit.sources.parts import Part, Progress
from audit.sources.phone_fields import PhoneField, holds_phones, org_object
from audit.tables import ACCOUNT, CONTACT, LEAD, OUT_OF_SCOPE_REASONS, PERSON_ACCOUNT, SOBJECTS

_CONVERTED = OUT_OF_SCOPE_REASONS.index("converted_lead")


@dataclass
class Gathered:
    """The rows of one object that go into one population, in reading order."""

    records: list[pa.Table] = field(default_factory=list)
    """As of ``record_columns``, and ``ordinal``: the position of the row among all rows of the org's object."""
    phones: list[pa.Table] = field(default_factory=list)
    """As of ``phone_columns``; ``field`` is a position in Gathering.fields, ``record`` one in these records."""
    n_records: int = 0

    def add(self, records: pa.Table, phones: pa.Table) -> None:
        """Append ``records`` and their ``phones``."""
        self.records.append(records)
        self.phones.append(phones)
        self.n_records += len(records)

    def hand_over(self, column: str) -> pa.ChunkedArray:
        """Return a column of all records and forget it, so that what it becomes does not need its room again."""
        whole = pa.chunked_array([chunk for table in self.records for chunk in table[column].chunks])
        self.records = [table.drop_columns(column) for table in self.records]
        return whole


@dataclass
class Gathering:
    """Everything that is known of the rows read so far."""

    config: AuditConfig
    fields: tuple[PhoneField, ...]
    mirrors_by_id: bool
    """Some Contact part has no column IsPersonAccount: what Account says of its person contacts is remembered."""
    audited: dict[str, Gathered] = field(default_factory=lambda: {sobject: Gathered() for sobject in SOBJECTS})
    converted_leads: Gathered = field(default_factory=Gathered)
    read: Counter[str] = field(default_factory=Counter)
    """Rows by object, malformed ones included."""
    out_of_scope: dict[str, Counter[str]] = field(default_factory=lambda: {sobject: Counter() for sobject in SOBJECTS})
    unreadable_dates: Counter[str] = field(default_factory=Counter)
    """Rows by object whose date of the last edit is filled and is no date."""
    confirmed: set[int] = field(default_factory=set)
    """Positions in ``fields`` of those that are certain or in which a phone number was seen."""
    warnings: list[str] = field(default_factory=list)
    _person_accounts: PersonAccounts = field(default_factory=PersonAccounts)
    _rows_of: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Take the fields that are certain for confirmed: a part without rows has them too."""
        self.confirmed |= {code for code, phone in enumerate(self.fields) if phone.certain}

    def read_part(self, part: Part, progress: Progress | None) -> None:
        """Read all rows of ``part``; Account parts come before Contact parts."""
        phones = [phone for phone in self.fields if org_object(phone.sobject) == part.sobject]
        wanted = wanted_fields(part.sobject, phones, self.config.profile.date_field)
        spelled = {name.casefold(): name for name in part.header}
        present = {name: spelled[name.casefold()] for name in wanted if name.casefold() in spelled}
        tells = part.sobject != CONTACT or "IsPersonAccount" in present
        mirrored = None if tells else self._person_accounts
        n_read = 0
        for rows in part.rows(list(present.values())):
            self.warnings += rows.warnings
            self.read[part.sobject] += rows.malformed
            self.out_of_scope[part.sobject]["malformed_row"] += rows.malformed
            for batch in rows.columns.to_batches():
                self._sort_in(_completed(batch, list(present), wanted), part.sobject, mirrored)
                n_read += len(batch)
            if progress:
                progress(part.label, n_read)

    def _sort_in(self, rows: pa.RecordBatch, org_object_: str, mirrored: PersonAccounts | None) -> None:
        ordinals = pa.array(np.arange(len(rows)) + self._rows_of[org_object_])
        self._rows_of[org_object_] += len(rows)
        self._confirm(rows, org_object_)
        if org_object_ == ACCOUNT and self.mirrors_by_id:
            self._person_accounts.note(rows)
        for sobject, chosen in _by_sobject(rows, org_object_):
            self._gather(_filtered(rows, chosen), _filtered(ordinals, chosen), sobject, mirrored)

    def _gather(self, rows: pa.RecordBatch, ordinals: pa.Array, sobject: str, mirrored: PersonAccounts | None) -> None:
        reason = reasons(rows, sobject, self.config, mirrored)
        self.read[sobject] += len(rows)
        for position, name in enumerate(OUT_OF_SCOPE_REASONS):
            self.out_of_scope[sobject][name] += int(np.count_nonzero(reason == position))
        self._add(self.audited[sobject], rows, ordinals, sobject, reason == IN_SCOPE)
        if sobject == LEAD:
            self._add(self.converted_leads, rows, ordinals, sobject, reason == _CONVERTED)

    def _add(self, to: Gathered, rows: pa.RecordBatch, ordinals: pa.Array, sobject: str, chosen: np.ndarray) -> None:
        if not chosen.any():
            return
        rows, ordinals = _filtered(rows, pa.array(chosen)), _filtered(ordinals, pa.array(chosen))
        date_field = self.config.profile.date_field
        records = record_columns(rows, sobject, date_field).append_column("ordinal", ordinals)
        if to is self.audited[sobject]:
            n_filled = len(rows) - rows[date_field].null_count
            self.unreadable_dates[sobject] += n_filled - records["last_modified"].drop_null().length()
        phones = [(code, phone.name) for code, phone in enumerate(self.fields) if phone.sobject == sobject]
        to.add(records, phone_columns(rows, phones, to.n_records))

    def _confirm(self, rows: pa.RecordBatch, org_object_: str) -> None:
        """Note which doubtful custom columns hold a phone number: any row of the object's files tells."""
        for code, phone in enumerate(self.fields):
            if code in self.confirmed or org_object(phone.sobject) != org_object_:
                continue
            if holds_phones(rows[phone.name]):
                self.confirmed.add(code)


def _by_sobject(rows: pa.RecordBatch, org_object_: str) -> Iterator[tuple[str, pa.Array]]:
    if org_object_ != ACCOUNT:
        yield org_object_, pa.repeat(pa.scalar(value=True), len(rows))
        return
    of_person = is_true(rows["IsPersonAccount"])
    yield ACCOUNT, pc.invert(of_person)
    yield PERSON_ACCOUNT, of_person


def _filtered(rows: Any, chosen: pa.BooleanArray) -> Any:
    """Return the chosen of ``rows`` (an array or a batch), which are not copied when that is all."""
    return rows if chosen.true_count == len(chosen) else rows.filter(chosen)


def _completed(batch: pa.RecordBatch, names: Sequence[str], wanted: Sequence[str]) -> pa.RecordBatch:
    """Return ``batch``, whose columns are called ``names``, with all ``wanted`` columns and null for empty texts."""
    columns = dict(zip(names, map(null_where_empty, batch.columns), strict=True))
    missing = pa.nulls(len(batch), TEXT)
    return pa.RecordBatch.from_arrays([columns.get(name, missing) for name in wanted], names=list(wanted))
