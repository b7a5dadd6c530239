"""From some text rows of one object to columns of the extracted tables, by the rules for one row at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.config.audit import AuditConfig
from audit.domain import (
    ACCOUNT,
    CONTACT,
    COUNTRY_COLUMNS,
    COUNTRY_FIELDS,
    EMAIL_FIELDS,
    LEAD,
    OUT_OF_SCOPE_REASONS,
    PERSON_ACCOUNT,
    RELATED_COUNTRY_FIELDS,
    SLOT_FIELDS,
)
from audit.sources.records.clean_text import are_filled, null_where_marked
from audit.sources.records.flags import read_flags
from audit.sources.records.key_prefixes import KEY_PREFIXES
from audit.sources.records.owners import OwnerNames
from audit.sources.records.phone_fields import PhoneField, org_object
from audit.sources.records.record_ids import KnownIds, is_id, record_ids

TEXT = pa.large_string()
IN_SCOPE = -1

_PLAIN_FIELDS = {
    CONTACT: ("FirstName", "LastName", "Email", "AccountId", "IsPersonAccount"),
    LEAD: ("FirstName", "LastName", "Email", "IsConverted"),
    ACCOUNT: ("FirstName", "LastName", "PersonEmail", "IsPersonAccount", "PersonContactId"),
}
_IDS = ("Id", "AccountId", "OwnerId", "PersonContactId", "CreatedById")
_FLAGS = ("IsDeleted", "IsPersonAccount", "IsConverted")
_NO_PHONES = frozenset(
    {
        *("Id", "IsDeleted", "Name", "Owner.Name", "OwnerId", "LastModifiedDate", "SystemModstamp"),
        *("CreatedDate", "CreatedById", "LastActivityDate"),
        *(name for names in _PLAIN_FIELDS.values() for name in names),
        *(name for names in (*COUNTRY_FIELDS.values(), *RELATED_COUNTRY_FIELDS.values()) for name in names),
    }
)
"""What is read beside phone fields. Those keep their texts, as reading a number begins with the stored one."""
_OF_PERSONS = ("PersonContactId", "PersonEmail", *list(SLOT_FIELDS[PERSON_ACCOUNT].values())[1:])
"""Fields of which a Person Account has one filled, and no other Account (docs/simulation.md, Records)."""


@dataclass
class PersonAccounts:
    """What Account rows say about the Contacts that mirror them; all of Account is noted before the first question."""

    _account_ids: list[pa.Array] = field(default_factory=list)
    _contact_ids: list[pa.Array] = field(default_factory=list)

    def note(self, accounts: pa.RecordBatch) -> None:
        """Remember the ids in ``accounts``, Account rows as of ``completed``."""
        self._account_ids.append(accounts["Id"].filter(accounts["IsPersonAccount"]).drop_null())
        self._contact_ids.append(accounts["PersonContactId"].drop_null())

    def mirrored_by(self, contacts: pa.RecordBatch) -> pa.Array:
        """Return, per Contact row, whether it mirrors a Person Account."""
        of_contacts, of_accounts = self._known
        return pc.or_(of_contacts.among(contacts["Id"]), of_accounts.among(contacts["AccountId"]))

    @cached_property
    def _known(self) -> tuple[KnownIds, KnownIds]:
        nothing = pa.array([], TEXT)
        return (
            KnownIds(pa.concat_arrays([nothing, *self._contact_ids])),
            KnownIds(pa.concat_arrays([nothing, *self._account_ids])),
        )


def wanted_fields(org_object: str, phones: Sequence[PhoneField], date_field: str) -> tuple[str, ...]:
    """Return the API names of all fields that are read of ``org_object`` (Contact, Lead or Account)."""
    countries = COUNTRY_FIELDS[PERSON_ACCOUNT if org_object == ACCOUNT else org_object]
    return tuple(
        dict.fromkeys(
            (
                *("Id", "IsDeleted", "Name", "Owner.Name", "OwnerId"),
                *(date_field, "CreatedDate", "CreatedById", "LastActivityDate"),
                *_PLAIN_FIELDS[org_object],
                *countries,
                *(phone.name for phone in phones),
            )
        )
    )


def completed(
    batch: pa.RecordBatch, names: Sequence[str], wanted: Sequence[str], unknown_flags: dict[str, Counter[str]]
) -> pa.RecordBatch:
    """Return ``batch``, whose columns are called ``names``, with all ``wanted`` columns as they are used from here on.

    The empty text is null, and so is what programs write for a missing value (``NULL``, ``#N/A``) but in phone fields;
    an id or reference is trimmed and has 18 characters, a flag is a bool without null. Words that are no flag are added
    to ``unknown_flags`` by the name of the field.
    """
    columns = dict(zip(names, map(null_where_empty, batch.columns), strict=True))
    missing = pa.nulls(len(batch), TEXT)
    whole = []
    for name in wanted:
        column = columns.get(name, missing)
        if name in _NO_PHONES:
            column = null_where_marked(column)
        if name in _IDS:
            column = record_ids(column)
        elif name in _FLAGS:
            column, unknown = read_flags(column)
            if unknown:
                unknown_flags.setdefault(name, Counter()).update(unknown)
        whole.append(column)
    return pa.RecordBatch.from_arrays(whole, names=list(wanted))


def with_persons_by_their_fields(accounts: pa.RecordBatch) -> pa.RecordBatch:
    """Return ``accounts`` with IsPersonAccount set where a field that only Person Accounts have is filled."""
    is_person = np.zeros(len(accounts), dtype=np.bool_)
    for name in _OF_PERSONS:
        if name in accounts.schema.names:
            filled = np.flatnonzero(accounts[name].is_valid().to_numpy(zero_copy_only=False))
            is_person[filled[are_filled(accounts[name].drop_null())]] = True
    position = accounts.schema.get_field_index("IsPersonAccount")
    return accounts.set_column(position, "IsPersonAccount", pa.array(is_person))


def reasons(rows: pa.RecordBatch, sobject: str, config: AuditConfig, mirrored: PersonAccounts | None) -> np.ndarray:
    """Return, per row of ``sobject``, the position in OUT_OF_SCOPE_REASONS of the first that applies, or IN_SCOPE.

    ``mirrored`` is given for Contact rows without a column IsPersonAccount. Malformed and duplicate rows are not
    decided here: the ones have no columns, the others need all rows.
    """
    has_prefix = pc.fill_null(pc.starts_with(rows["Id"], KEY_PREFIXES[org_object(sobject)]), fill_value=False)
    tests = {
        "invalid_id": pc.invert(pc.fill_null(is_id(rows["Id"]), fill_value=False)),
        "other_object": pc.invert(has_prefix),
        "deleted": rows["IsDeleted"],
    }
    if sobject == CONTACT:
        tests["person_account_contact"] = mirrored.mirrored_by(rows) if mirrored else rows["IsPersonAccount"]
    if sobject == LEAD and not config.include_converted_leads:
        tests["converted_lead"] = rows["IsConverted"]
    return np.select(
        [test.to_numpy(zero_copy_only=False) for test in tests.values()],
        [OUT_OF_SCOPE_REASONS.index(reason) for reason in tests],
        IN_SCOPE,
    )


def record_columns(rows: pa.RecordBatch, sobject: str, owners: OwnerNames) -> pa.Table:
    """Return the columns of EXTRACTED_RECORDS but ``id_rank`` and ``sobject`` for rows in scope, as Arrow arrays."""
    nothing = pa.nulls(len(rows), TEXT)
    ids = rows["Id"]
    countries = [rows[name] for name in (*COUNTRY_FIELDS[sobject], *RELATED_COUNTRY_FIELDS.get(sobject, ()))]
    countries += [nothing] * (len(COUNTRY_COLUMNS) - len(countries))
    account_ids = nothing if sobject == LEAD else rows["AccountId"] if sobject == CONTACT else ids
    return pa.table(
        {
            "record_id": ids,
            "name": _names(rows),
            "email": rows[EMAIL_FIELDS[sobject]] if sobject in EMAIL_FIELDS else nothing,
            "owner": pc.coalesce(_unless_blank(rows["Owner.Name"]), owners.of(rows["OwnerId"])).dictionary_encode(),
            "account_id": account_ids,
            "last_modified": rows["last_modified"],
            "created": rows["created"],
            "created_by": pc.if_else(is_id(rows["CreatedById"]), rows["CreatedById"], None).dictionary_encode(),
            "last_activity": rows["last_activity"],
            "is_converted": rows["IsConverted"] if sobject == LEAD else _all_false(len(rows)),
            **{column: texts.dictionary_encode() for column, texts in zip(COUNTRY_COLUMNS, countries, strict=True)},
            "ordinal": rows["ordinal"],
        }
    )


def phone_columns(rows: pa.RecordBatch, phones: Sequence[tuple[int, str]], first: int) -> pa.Table:
    """Return one row for each phone field that is not empty: ``record``, ``field`` and ``raw``, by record and field.

    ``phones`` are pairs of a code for ``field`` and the API name; ``first`` is the row position of the first record.
    """
    positions, codes, texts = [], [], []
    for code, name in phones:
        filled = np.flatnonzero(rows[name].is_valid().to_numpy(zero_copy_only=False))
        positions.append(filled)
        codes.append(np.full(len(filled), code, dtype=np.int16))
        texts.append(rows[name].drop_null())
    if not positions:
        return PHONES_AS_READ.empty_table()
    record = np.concatenate(positions)
    by_record = np.argsort(record, kind="stable")
    return pa.table(
        [
            pa.array(record[by_record] + first),
            pa.array(np.concatenate(codes)[by_record]),
            pa.concat_arrays(texts).take(pa.array(by_record)),
        ],
        schema=PHONES_AS_READ,
    )


PHONES_AS_READ = pa.schema({"record": pa.int64(), "field": pa.int16(), "raw": TEXT})


def _names(rows: pa.RecordBatch) -> pa.Array:
    names = _unless_blank(rows["Name"])
    if not names.null_count:
        return names
    first, last = (pc.fill_null(rows[name], "") for name in ("FirstName", "LastName"))
    both = pc.binary_join_element_wise(first, last, pa.scalar(" ", TEXT))
    return pc.coalesce(names, _unless_blank(pc.utf8_trim_whitespace(both)))


def null_where_empty(texts: pa.Array) -> pa.Array:
    """Return ``texts`` with null for the empty text; copied only where both occur."""
    filled = pc.fill_null(pc.not_equal(pc.binary_length(texts), 0), fill_value=False)
    if filled.true_count == len(texts):
        return texts
    return pc.if_else(filled, texts, None) if filled.true_count else pa.nulls(len(texts), TEXT)


def _unless_blank(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(texts), ""), None, texts)


def _all_false(n: int) -> pa.Array:
    return pa.repeat(pa.scalar(value=False), n)
