"""How numbers are stored, as a probe tells formats apart."""

import pandas as pd
import pytest

from audit.domain import STORED
from audit.normalize.stored_formats import stored_formats


@pytest.mark.parametrize(
    ("format_", "raw", "stored"),
    [
        ("e164", "+33199009061", "e164"),
        ("national", "01 99 00 90 61", "national"),
        ("international", "+33 1 99 00 90 61", "international, spaces"),
        ("international", "+33 (0)1 99 00 90 61", "international, (0)"),
        ("international", "+1 (212) 555-0100", "international, brackets"),
        ("international", "+1-212-555-0100", "international, hyphens"),
        ("international", "+1.212.555.0100", "international, dots"),
        ("international", "+1 212-555-0100", "international, mixed"),
        ("invalid", "123", None),
    ],
)
def test_international_numbers_are_told_apart_by_their_punctuation(format_: str, raw: str, stored: str | None) -> None:
    (told,) = stored_formats(pd.DataFrame({"format": [format_], "raw": [raw]}).astype({"raw": "str"}))
    assert (None if pd.isna(told) else told) == stored
    assert stored is None or stored in STORED
