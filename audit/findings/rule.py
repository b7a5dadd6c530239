"""What a rule is, what it looks at, and how it says what it found."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from audit.config import Profile
from audit.tables import Severity

FOUND_COLUMNS = (
    "sobject",
    "record_id",
    "field",
    "raw",
    "e164",
    "related_record_id",
    "message",
    "proposed",
    "confidence",
    "severity",
)
"""What a rule may say of each finding; absent columns are missing, an absent severity is the rule's own."""


@dataclass(frozen=True)
class Evidence:
    """The tables that a rule looks at."""

    records: pd.DataFrame
    """SIMULATED_RECORDS"""
    values: pd.DataFrame
    """SIMULATED_VALUES"""
    numbers: pd.DataFrame
    """SIMULATED_NUMBERS"""
    converted_records: pd.DataFrame
    """EXTRACTED_RECORDS of converted leads that are out of scope"""
    converted_values: pd.DataFrame
    """READ_VALUES of converted leads that are out of scope"""
    unknown_countries: pd.DataFrame
    """record (row position in records), field (API name) and raw of every country that is not known"""
    profile: Profile


@dataclass(frozen=True)
class Rule:
    """One kind of finding.

    ``find`` takes the Evidence and returns a frame with columns of FOUND_COLUMNS, one row a finding; it does not
    count, sort or format.
    """

    id: str
    severity: Severity
    title: str
    """The fact, as "Mobile is filled but Phone is empty"."""
    why: str
    """What the integration does wrong then, and which sentence of the vendor says so."""
    how_to_fix: str
    """An instruction that an administrator can follow in Setup or in a data load."""
    find: Callable[[Evidence], pd.DataFrame]


def on_values(evidence: Evidence, chosen: pd.Series, message: str | pd.Series) -> pd.DataFrame:
    """Return one finding for each value in ``chosen`` (bool per row of values): record, field, text and proposal."""
    values = evidence.values.loc[chosen]
    found = values[["sobject", "field", "raw", "e164", "proposed", "confidence"]].copy()
    found["record_id"] = evidence.records["record_id"].take(values["record"].to_numpy()).array
    found["message"] = message if isinstance(message, str) else message.loc[chosen]
    return found


def on_records(evidence: Evidence, chosen: pd.Series, message: str | pd.Series) -> pd.DataFrame:
    """Return one finding for each record in ``chosen`` (bool per row of records), on the record as a whole."""
    found = evidence.records.loc[chosen, ["sobject", "record_id"]].copy()
    found["message"] = message if isinstance(message, str) else message.loc[chosen]
    return found
