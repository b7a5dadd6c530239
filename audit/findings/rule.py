"""What a rule is, what it looks at, and how it says what it found."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from audit.config import Profile
from audit.lookups import ids_at
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

    ``find`` takes the Evidence and returns a frame with columns of FOUND_COLUMNS, one row a finding, at most one of
    a record, field and number; it does not count, sort or format.
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


def in_match_slots(evidence: Evidence) -> pd.Series:
    """Return, per row of values, whether a call's number is looked up there (bool).

    Rules on single values look only there: what stands in a custom field, or in a field that the profile leaves
    out, is read by neither the search nor Contact Sync, so nothing goes wrong with it.
    """
    return evidence.values["slot"].isin(list(evidence.profile.match_slots))


def on_values(evidence: Evidence, values: pd.DataFrame, message: str | pd.Series) -> pd.DataFrame:
    """Return one finding for each of ``values`` (rows of evidence.values): its record, field, text and proposal."""
    found = values[["sobject", "field", "raw", "e164", "proposed", "confidence"]].copy()
    found["record_id"] = ids_at(evidence.records, values["record"])
    found["message"] = message
    return found


def on_records(records: pd.DataFrame, message: str | pd.Series) -> pd.DataFrame:
    """Return one finding for each of ``records`` (rows of a records table), on the record as a whole."""
    found = records[["sobject", "record_id"]].copy()
    found["message"] = message
    return found


def worded(parts: pd.DataFrame, sentence: Callable[..., str]) -> pd.Series:
    """Return a sentence for each row of ``parts`` (category), calling ``sentence`` once per distinct row.

    ``sentence`` takes the columns of ``parts`` as keyword arguments, a missing value as None. The columns should
    come from short lists, so that there are few sentences however many rows there are.
    """
    key = np.zeros(len(parts), dtype=np.int64)
    for name in parts:
        codes, distinct = pd.factorize(parts[name])
        key = key * (len(distinct) + 1) + codes + 1
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    distinct_rows = parts.iloc[first].astype(object)
    rows = distinct_rows.where(distinct_rows.notna(), None).to_dict("records")
    texts = [sentence(**{str(name): value for name, value in row.items()}) for row in rows]
    messages = pd.Categorical(texts, categories=sorted(set(texts))).take(which)
    return pd.Series(messages, index=parts.index)
