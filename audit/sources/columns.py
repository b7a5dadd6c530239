"""From some text rows of one object to columns of the extracted tables, by the rules for one row at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.config import AuditConfig
from audit.sources.ids import KnownIds, is_id, widened
from audit.sources.moments import moments
from audit.sources.phone_fields import PhoneField
from audit.tables import (
    ACCOUNT,
    CONTACT,
    COUNTRY_COLUMNS,
    COUNTRY_FIELDS,
    LEAD,
    OUT_OF_SCOPE_REASONS,
    PERSON_ACCOUNT,
)

TEXT = pa.large_string()
IN_SCOPE = -1

_PLAIN_FIELDS = {
    CONTACT: ("FirstName", "LastName", "Email", "AccountId", "IsPersonAccount"),
    LEAD: ("FirstName", "LastName", "Email", "IsConverted"),
    ACCOUNT: ("FirstName", "LastName", "PersonEmail", "IsPersonAccount", "PersonContactId"),
}
_EMAIL = {CONTACT: "Email", LEAD: "Email", PERSON_ACCOUNT: "PersonEmail"}
_TRUE = pa.array(["1", *map("".join, product(*zip("true", "TRUE", strict=True)))], TEXT)


@dataclass
class PersonAccounts:
    """What Account rows say about the Contacts that mirror them; all of Account is noted before the first question."""

    _account_ids: list[pa.Array] = field(default_factory=list)
    _contact_ids: list[pa.Array] = field(default_factory=list)

    def note(self, accounts: pa.RecordBatch) -> None:
        """Remember the ids in ``accounts``, Account rows with the columns of ``wanted_fields``."""
        of_person = accounts["Id"].filter(is_true(accounts["IsPersonAccount"]))
        self._account_ids.append(widened(of_person.drop_null()))
        self._contact_ids.append(widened(accounts["PersonContactId"].drop_null()))

    def mirrored_by(self, contacts: pa.RecordBatch) -> pa.Array:
        """Return, per Contact row, whether it mirrors a Person Account."""
        of_contacts, of_accounts = self._known
        return pc.or_(of_contacts.among(widened(contacts["Id"])), of_accounts.among(widened(contacts["AccountId"])))

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
                *("Id", "IsDeleted", "Name", "Owner.Name", "OwnerId", date_field, "CreatedDate"),
                *_PLAIN_FIELDS[org_object],
                *countries,
                *(phone.name for phone in phones),
            )
        )
    )


def is_true(texts: pa.Array) -> pa.Array:
    """Return, per text, whether a flag written so is set: ``true`` or ``1`` in any case."""
    return pc.is_in(texts, _TRUE)


def reasons(rows: pa.RecordBatch, sobject: str, config: AuditConfig, mirrored: PersonAccounts | None) -> np.ndarray:
    """Return, per row of ``sobject``, the position in OUT_OF_SCOPE_REASONS of the first that applies, or IN_SCOPE.

    ``mirrored`` is given for Contact rows without a column IsPersonAccount. Malformed and duplicate rows are not
    decided here: the ones have no columns, the others need all rows.
    """
    tests = {
        "invalid_id": pc.invert(pc.fill_null(is_id(rows["Id"]), fill_value=False)),
        "deleted": is_true(rows["IsDeleted"]),
    }
    if sobject == CONTACT:
        tests["person_account_contact"] = mirrored.mirrored_by(rows) if mirrored else is_true(rows["IsPersonAccount"])
    if sobject == LEAD and not config.include_converted_leads:
        tests["converted_lead"] = is_true(rows["IsConverted"])
    return np.select(
        [test.to_numpy(zero_copy_only=False) for test in tests.values()],
        [OUT_OF_SCOPE_REASONS.index(reason) for reason in tests],
        IN_SCOPE,
    )


def record_columns(rows: pa.RecordBatch, sobject: str, date_field: str) -> pa.Table:
    """Return the columns of EXTRACTED_RECORDS but ``id_rank`` and ``sobject`` for rows in scope, as Arrow arrays."""
    nothing = pa.nulls(len(rows), TEXT)
    ids = widened(rows["Id"])
    countries = [rows[name] for name in COUNTRY_FIELDS[sobject]]
    countries += [nothing] * (len(COUNTRY_COLUMNS) - len(countries))
    account_ids = nothing if sobject == LEAD else widened(rows["AccountId"]) if sobject == CONTACT else ids
    return pa.table(
        {
            "record_id": ids,
            "name": _names(rows),
            "email": rows[_EMAIL[sobject]] if sobject in _EMAIL else nothing,
            "owner": pc.coalesce(_unless_blank(rows["Owner.Name"]), widened(rows["OwnerId"])).dictionary_encode(),
            "account_id": account_ids,
            "last_modified": moments(rows[date_field]),
            "created": moments(rows["CreatedDate"]),
            "is_converted": is_true(rows["IsConverted"]) if sobject == LEAD else _all_false(len(rows)),
            **{column: texts.dictionary_encode() for column, texts in zip(COUNTRY_COLUMNS, countries, strict=True)},
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
