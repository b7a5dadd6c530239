"""A small org typed into a test: a line a record, named by a key, as the tables of the stages."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from audit.columns.lookup import id_ranks, positions_among
from audit.columns.types import TIMESTAMP
from audit.config.audit import AuditConfig
from audit.config.profile import Profile
from audit.domain import COUNTRY_COLUMNS, SLOT_FIELDS, SLOTS, SOBJECTS
from audit.normalize.normalize import read_values
from audit.normalize.region import resolve_regions
from audit.simulate.simulate import simulate
from audit.tables.extract import EXTRACTED_PHONES, EXTRACTED_RECORDS, Population
from audit.tables.findings import FINDING_ROWS, UNTABLED_SUBJECTS, Findings
from audit.tables.report_tables import FINDINGS
from audit.tables.simulation import Simulation

Row = dict[str, Any]

US = AuditConfig(region="US")
PREFIXES = {"Contact": "003", "Lead": "00Q", "Account": "001", "PersonAccount": "001"}


def contact(key: str, **columns: Any) -> Row:
    """Type in a Contact: ``phone``, ``mobile``… hold texts, ``account`` is a key, ``countries`` are texts in order."""
    return _record("Contact", key, columns)


def lead(key: str, **columns: Any) -> Row:
    """Type in a Lead."""
    return _record("Lead", key, columns)


def account(key: str, **columns: Any) -> Row:
    """Type in an Account."""
    return _record("Account", key, {"account": key, **columns})


def person_account(key: str, **columns: Any) -> Row:
    """Type in a Person Account."""
    return _record("PersonAccount", key, {"account": key, **columns})


def _record(sobject: str, key: str, columns: Row) -> Row:
    return {"sobject": sobject, "record_id": id_of(sobject, key), **columns}


def id_of(sobject: str, key: str) -> str:
    """Return an id of 18 characters that holds ``key``."""
    return (PREFIXES[sobject] + key).ljust(18, "0")


def key_of(record_id: object) -> str | None:
    """Return the key in an id; None for no id."""
    return record_id[3:].rstrip("0") if isinstance(record_id, str) else None


def population(*rows: Row) -> Population:
    """Return the tables of stage 1."""
    countries = [dict(zip(COUNTRY_COLUMNS, row.get("countries", ()), strict=False)) for row in rows]
    records = pd.DataFrame(
        [
            {
                "name": None,
                "email": None,
                "is_converted": False,
                **row,
                **of_row,
                "account_id": id_of("Account", row["account"]) if row.get("account") else None,
            }
            for row, of_row in zip(rows, countries, strict=True)
        ],
        index=range(len(rows)),
    )
    records["id_rank"] = id_ranks(records.get("record_id", pd.Series(dtype="str")))
    for name in ("last_modified", "created"):
        moments = [row.get(name) for row in rows]
        records[name] = pd.Series(pd.to_datetime(moments, utc=True, format="ISO8601"), dtype=TIMESTAMP)
    phones = pd.DataFrame(
        [
            {"record": position, "field": field, "slot": slot, "raw": raw}
            for position, row in enumerate(rows)
            for slot, field, raw in _fields(row)
        ],
        columns=EXTRACTED_PHONES.names,
    )
    return Population(EXTRACTED_RECORDS.typed(records), EXTRACTED_PHONES.typed(phones))


def _fields(row: Row) -> list[tuple[str, str, str]]:
    fields = {**SLOT_FIELDS[row["sobject"]], "custom": "Direct_Phone__c"}
    return [(slot, fields[slot], row[slot]) for slot in SLOTS if slot in row]


def read_org(*rows: Row, config: AuditConfig = US) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records and values of stage 2."""
    extracted = population(*rows)
    regions = resolve_regions(extracted.records, config)
    records = extracted.records.assign(region=regions.region, region_source=regions.region_source)
    return records, read_values(extracted, regions, config)


def simulated(
    *rows: Row,
    profile: Profile | None = None,
    phone_exported: Collection[str] = SOBJECTS,
    config: AuditConfig = US,
) -> Simulation:
    """Return the tables of stage 3; records without a country are read in the default region of ``config``."""
    return simulate(*read_org(*rows, config=config), profile or Profile(), phone_exported)


def findings_told(told: pd.DataFrame, records: pd.DataFrame, values: pd.DataFrame) -> Findings:
    """Return the findings that are told by ``told`` (columns of FINDINGS) as stage 4 hands them on, with ids 0, 1, 2…

    A finding is on the value of its record and field; what it proposes is what that value proposes.
    """
    told = FINDINGS.typed(told)
    record = positions_among(told["record_id"], records["record_id"])
    fields = pd.MultiIndex.from_arrays([values["record"], values["field"].astype("str")])
    found = told.assign(
        finding_id=range(len(told)),
        record=record,
        value=fields.get_indexer(pd.MultiIndex.from_arrays([record, told["field"].astype("str")])),
        related=positions_among(told["related_record_id"], records["record_id"]),
        proposes=told["proposed"].notna(),
    )
    return Findings(FINDING_ROWS.typed(found), UNTABLED_SUBJECTS.empty())
