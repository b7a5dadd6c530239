"""An org typed in by hand: terse rows in, the RuleContext that rules look at out."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from audit.columns.lookup import e164_as_int, id_ranks
from audit.columns.types import TIMESTAMP
from audit.config.profile import Profile
from audit.domain import SLOT_FIELDS
from audit.findings import run
from audit.findings.rule import Rule, RuleContext
from audit.normalize.normalize import found_under
from audit.tables.extract import EXTRACTED_RECORDS
from audit.tables.findings import Findings
from audit.tables.simulation import READ_VALUES, SIMULATED_NUMBERS, SIMULATED_RECORDS, SIMULATED_VALUES

LONDON = "+442079460018"
LEEDS = "+442079460023"
NEW_YORK = "+12125550123"
PARIS = "+33199001234"

Row = dict[str, Any]

_RECORD = {
    "sobject": "Contact",
    "region": "GB",
    "region_source": "record",
    "reach": "wins",
    "last_modified": "2026-01-01",
    "created": None,
    "is_converted": False,
    "n_numbers": 1,
    "n_won": 1,
}
_VALUE = {"format": "e164", "region": "GB", "number_type": "mobile", "region_source": "number", "sync_outcome": "syncs"}
_NUMBER = {"decided_by": "only_record", "format_sensitive": False, "sync_outcome": "syncs", "found_under": "exact"}
_NO_COUNTRIES = {"record": [], "field": [], "raw": []}


def record_id(name: str) -> str:
    """Return an 18-character id that starts with ``name``."""
    return name.ljust(18, "0")


def record(name: str, /, **columns: object) -> Row:
    """Type in one row of SIMULATED_RECORDS: a British Contact that wins a number, unless told otherwise."""
    return {**_RECORD, "record_id": record_id(name), **columns}


def value(of: str, slot: str, raw: str, e164: str | None = None, **columns: object) -> Row:
    """Type in one row of SIMULATED_VALUES of the record ``of``; E.164 without a format, another with one."""
    readable = {"e164": e164 or raw, **_VALUE}
    unreadable = {"e164": e164, "number_type": None, "region": None} if e164 is None and "format" in columns else {}
    return {"record": of, "slot": slot, "raw": raw, **readable, **unreadable, **columns}


def number(e164: str, winner: str | None, **columns: object) -> Row:
    """Type in one row of SIMULATED_NUMBERS; how many hold it is counted from the values."""
    return {**_NUMBER, "e164": e164, "winner": winner, **columns}


def org(
    records: Sequence[Row],
    values: Sequence[Row] = (),
    numbers: Sequence[Row] = (),
    *,
    converted_records: Sequence[Row] = (),
    converted_values: Sequence[Row] = (),
    unknown_countries: Sequence[Row] = (),
    profile: Profile | None = None,
) -> RuleContext:
    """Return the RuleContext of these rows; records are named by their first letters."""
    profile = profile or Profile()
    at = {row["record_id"]: position for position, row in enumerate(records)}
    sobjects = [row["sobject"] for row in records]
    position_of = {row["e164"]: position for position, row in enumerate(numbers)}
    held = [
        _placed(row, at, sobjects)
        | {"number": position_of.get(row["e164"], -1) if row["slot"] in profile.match_slots else -1}
        for row in values
    ]
    converted_at = {row["record_id"]: position for position, row in enumerate(converted_records)}
    countries = [row | {"record": at[record_id(row["record"])]} for row in unknown_countries]
    return RuleContext(
        records=SIMULATED_RECORDS.typed(_records(records)),
        values=SIMULATED_VALUES.typed(_spelled(held)),
        numbers=SIMULATED_NUMBERS.typed(_numbers(numbers, held, at, sobjects)),
        converted_records=EXTRACTED_RECORDS.typed(_records(converted_records)),
        converted_values=READ_VALUES.typed(
            _spelled([_placed(row, converted_at, ["Lead"] * len(converted_at)) for row in converted_values])
        ),
        unknown_countries=pd.DataFrame(countries or _NO_COUNTRIES).astype(
            {"record": "int64", "field": "category", "raw": "str"}
        ),
        own_regions=[row["region"] for row in records if row["region"] and row["region_source"] != "default"],
        profile=profile,
    )


def _records(rows: Sequence[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), index=range(len(rows)))
    dates = {
        name: pd.to_datetime(frame[name], utc=True, format="ISO8601").astype(TIMESTAMP)
        for name in ("last_modified", "created")
        if name in frame
    }
    return frame.assign(id_rank=id_ranks(frame.get("record_id", pd.Series(dtype="str"))), **dates)


def _spelled(rows: Sequence[Row]) -> pd.DataFrame:
    values = READ_VALUES.typed(pd.DataFrame(rows, index=range(len(rows))).assign(digits=0))
    read = {"digits": e164_as_int(values["e164"]), "found_under": found_under(values)}
    return pd.DataFrame(rows, index=range(len(rows))).assign(**read)


def _placed(row: Row, at: dict[str, int], sobjects: Sequence[str]) -> Row:
    position = at[record_id(row["record"])]
    sobject = sobjects[position]
    field = SLOT_FIELDS[sobject].get(row["slot"], "Direct_Phone__c")
    return {"field": field, **row, "record": position, "sobject": sobject}


def _numbers(rows: Sequence[Row], held: Sequence[Row], at: dict[str, int], sobjects: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame([_number(row, held, at, sobjects) for row in rows], index=range(len(rows)))


def _number(row: Row, held: Sequence[Row], at: dict[str, int], sobjects: Sequence[str]) -> Row:
    winner = -1 if row["winner"] is None else at[record_id(row["winner"])]
    holders = [value["record"] for value in held if value["e164"] == row["e164"] and value["number"] >= 0]
    counted = {
        "n_values": len(holders),
        "n_records": len(set(holders)),
        "winner_sobject": None if winner < 0 else sobjects[winner],
    }
    stricter = {name: at[row[name]] if row.get(name) else -1 for name in ("winner_exact", "winner_digits")}
    return {**counted, **row, **stricter, "winner": winner, "digits": int(row["e164"][1:])}


def found_by(rule: Rule, context: RuleContext) -> pd.DataFrame:
    """Return FINDINGS of one rule, in order; their ids are none."""
    return told(run.found_by([rule], context, {}), context)


def told(findings: Findings, context: RuleContext) -> pd.DataFrame:
    """Return FINDINGS."""
    return findings.expanded(context.records, context.values)


def names(ids: pd.Series) -> list[str | None]:
    """Return record ids as the short names that they were typed in by, None for a missing one."""
    return [text.rstrip("0") if isinstance(text, str) else None for text in ids]
