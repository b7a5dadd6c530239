"""What each model of an index finds."""

import pytest

from audit.probe.index_models import INDEX_MODELS


@pytest.mark.parametrize(
    ("raw", "asked", "finding"),
    [
        ("+33199009061", "+33199009061", {"parts", "value", "e164"}),
        ("+33199009061", "33199009061", {"parts", "e164"}),
        ("33199009061", "33199009061", {"parts", "value"}),
        ("+33199009061", "199009061", set()),
        ("+33 1 99 00 90 61", "199009061", {"parts"}),
        ("+33 1 99 00 90 61", "+33 1 99 00 90 61", {"parts", "value"}),
        ("(212) 555-0100", "2125550100", {"parts"}),
        ("(212) 555-0100", "12125550100", set()),
    ],
)
def test_a_stored_value_is_found_under_these_models(raw: str, asked: str, finding: set[str]) -> None:
    assert {name for name, finds in INDEX_MODELS.items() if finds(raw, asked)} == finding
