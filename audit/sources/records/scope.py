"""Reading parts one after the other: every row is sorted into a population or counted as out of scope."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.config.audit import AuditConfig
from audit.domain import ACCOUNT, CONTACT, LEAD, OUT_OF_SCOPE_REASONS, PERSON_ACCOUNT, RELATED_COUNTRY_FIELDS, SOBJECTS
from audit.sources.interface import ObjectSource, Progress
from audit.sources.records.gathered import ExtractRows, KeptRows
from audit.sources.records.key_prefixes import IdsOfPart
from audit.sources.records.local_dates import LocalForm, are_filled_dates
from audit.sources.records.owners import OwnerNames
from audit.sources.records.phone_fields import PhoneField, holds_phones, org_object
from audit.sources.records.record_columns import (
    IN_SCOPE,
    PersonAccounts,
    completed,
    phone_columns,
    reasons,
    record_columns,
    wanted_fields,
    with_persons_by_their_fields,
)
from audit.sources.records.timestamps import parse_timestamps
from audit.sources.records.unread_columns import unread_columns
from audit.tables.extract import UnreadColumns

_CONVERTED = OUT_OF_SCOPE_REASONS.index("converted_lead")


@dataclass
class ExtractBuilder:
    """Everything that is known of the rows read so far."""

    config: AuditConfig
    fields: tuple[PhoneField, ...]
    mirrors_by_id: bool
    """Some Contact part has no column IsPersonAccount: what Account says of its person contacts is remembered."""
    kept: ExtractRows
    read: Counter[str] = field(default_factory=Counter)
    """Rows by object, malformed ones included."""
    out_of_scope: dict[str, Counter[str]] = field(default_factory=lambda: {sobject: Counter() for sobject in SOBJECTS})
    dates: dict[tuple[str, str], LocalForm] = field(default_factory=dict)
    """By object of the org and column of EXTRACTED_RECORDS."""
    n_dated: Counter[str] = field(default_factory=Counter)
    """Audited rows by object whose date of the last edit is filled."""
    confirmed: set[int] = field(default_factory=set)
    """Positions in ``fields`` of those that are certain or in which a phone number was seen."""
    owners: OwnerNames = field(default_factory=lambda: OwnerNames(()))
    warnings: list[str] = field(default_factory=list)
    unread: list[UnreadColumns] = field(default_factory=list)
    unknown_flags: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    """By object of the org and field, the words that are neither yes nor no."""
    _person_accounts: PersonAccounts = field(default_factory=PersonAccounts)
    _rows_of: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Take the fields that are certain for confirmed: a part without rows has them too."""
        self.confirmed |= {code for code, phone in enumerate(self.fields) if phone.certain}

    def read_part(self, part: ObjectSource, progress: Progress | None) -> None:
        """Read all rows of ``part``; Account parts come before Contact parts.

        Raise UnreadableInputError when they are those of another object.
        """
        phones = [phone for phone in self.fields if org_object(phone.sobject) == part.sobject]
        wanted = wanted_fields(part.sobject, phones, self.config.profile.date_field)
        wanted = (*wanted, *RELATED_COUNTRY_FIELDS.get(part.sobject, ()))
        spelled = {name.casefold(): name for name in part.header}
        present = {name: spelled[name.casefold()] for name in wanted if name.casefold() in spelled}
        has_flag = "IsPersonAccount" in present
        mirrored = self._person_accounts if part.sobject == CONTACT and not has_flag else None
        unknown_flags = self.unknown_flags.setdefault(part.sobject, {})
        ids = IdsOfPart(part.sobject, part.label)
        for rows in part.rows(list(present.values())):
            self.warnings += rows.warnings
            self.read[part.sobject] += rows.malformed
            self.out_of_scope[part.sobject]["malformed_row"] += rows.malformed
            for batch in rows.columns.to_batches():
                whole = completed(batch, list(present), wanted, unknown_flags)
                if part.sobject == ACCOUNT and not has_flag:
                    whole = with_persons_by_their_fields(whole)
                    ids.n_persons += whole["IsPersonAccount"].true_count
                ids.note(whole["Id"])
                self._sort_in(whole, part.sobject, mirrored)
            if progress:
                progress(part.label, ids.n_rows)
        self.warnings += ids.warnings()
        if part.custom_fields is None:  # nothing but values tells what is a phone field
            unread = unread_columns(part, list(present.values()), self.config)
            self.unread += [unread] if unread else []

    def settle(self) -> None:
        """Read the dates of columns in a local form; call it once, when all parts are read."""
        for (exported, column), form in self.dates.items():
            for sobject, gathered in self.kept.audited.items():
                if org_object(sobject) == exported:
                    gathered.read_dates(column, form)
            if exported == LEAD:
                self.kept.converted_leads.read_dates(column, form)

    def _sort_in(self, rows: pa.RecordBatch, org_object_: str, mirrored: PersonAccounts | None) -> None:
        ordinals = pa.array(np.arange(len(rows)) + self._rows_of[org_object_])
        self._rows_of[org_object_] += len(rows)
        self._confirm(rows, org_object_)
        if org_object_ == ACCOUNT and self.mirrors_by_id:
            self._person_accounts.note(rows)
        dates = {column: parse_timestamps(rows[name]) for column, name in self.date_fields.items()}
        for column, name in self.date_fields.items():
            self.dates.setdefault((org_object_, column), LocalForm()).note(rows[name], dates[column])
        whole = pa.RecordBatch.from_arrays(
            [*rows.columns, *dates.values(), ordinals], names=[*rows.schema.names, *dates, "ordinal"]
        )
        for sobject, chosen in _by_sobject(rows, org_object_):
            self._gather(_filtered(whole, chosen), sobject, mirrored)

    @property
    def date_fields(self) -> dict[str, str]:
        """Columns of EXTRACTED_RECORDS that are moments, and the fields they are read from."""
        return {
            "last_modified": self.config.profile.date_field,
            "created": "CreatedDate",
            "last_activity": "LastActivityDate",
        }

    def _gather(self, rows: pa.RecordBatch, sobject: str, mirrored: PersonAccounts | None) -> None:
        reason = reasons(rows, sobject, self.config, mirrored)
        self.read[sobject] += len(rows)
        for position, name in enumerate(OUT_OF_SCOPE_REASONS):
            self.out_of_scope[sobject][name] += int(np.count_nonzero(reason == position))
        self._add(self.kept.audited[sobject], rows, sobject, reason == IN_SCOPE)
        if sobject == LEAD:
            self._add(self.kept.converted_leads, rows, sobject, reason == _CONVERTED)

    def _add(self, to: KeptRows, rows: pa.RecordBatch, sobject: str, chosen: np.ndarray) -> None:
        if not chosen.any():
            return
        rows = _filtered(rows, pa.array(chosen))
        records = record_columns(rows, sobject, self.owners)
        for column, name in self.date_fields.items():
            if self.dates[org_object(sobject), column].is_possible:
                records = records.append_column(f"{column}_text", rows[name])
        if to is self.kept.audited[sobject]:
            unread = rows[self.config.profile.date_field].filter(rows["last_modified"].is_null())
            self.n_dated[sobject] += len(rows) - rows["last_modified"].null_count + are_filled_dates(unread).true_count
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
    of_person = rows["IsPersonAccount"]
    yield ACCOUNT, pc.invert(of_person)
    yield PERSON_ACCOUNT, of_person


def _filtered(rows: Any, chosen: pa.BooleanArray) -> Any:
    """Return the chosen of ``rows`` (an array or a batch), which are not copied when that is all."""
    return rows if chosen.true_count == len(chosen) else rows.filter(chosen)
