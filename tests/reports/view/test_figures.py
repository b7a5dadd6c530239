from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.reports.view.figures import counted, dates, moment, record_address, share


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [
        (None, "n/a"),
        (0.0, "0%"),
        (1e-9, "<0.1%"),
        (0.0004, "<0.1%"),
        (0.0006, "0.1%"),
        (0.61382, "61.4%"),
        (0.9994, "99.9%"),
        (0.9996, ">99.9%"),
        (1 - 1e-9, ">99.9%"),
        (1.0, "100%"),
    ],
)
def test_a_share_is_rounded_but_never_to_nothing_or_all(fraction: float | None, shown: str) -> None:
    assert share(fraction) == shown


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_a_share_is_0_or_100_percent_only_when_it_is_exactly_that(part: int, rest: int) -> None:
    assert share(part / (part + rest)) not in {"0%", "0.0%", "100%", "100.0%"}


def test_one_thing_is_singular() -> None:
    assert [counted(n, "record") for n in (0, 1, 1234)] == ["0 records", "1 record", "1,234 records"]


def test_a_moment_is_shown_in_utc() -> None:
    berlin = timezone(timedelta(hours=2))
    assert moment(datetime(2026, 7, 1, 1, 30, tzinfo=berlin)) == "Jun 30, 2026, 23:30 UTC"
    assert moment(datetime(2026, 3, 31, 14, 5, tzinfo=UTC)) == "Mar 31, 2026, 14:05 UTC"


def test_a_missing_date_is_said_to_be_missing() -> None:
    moments = pd.Series([pd.Timestamp("2026-03-31 14:05", tz="UTC"), pd.NaT])
    assert dates(moments).tolist() == ["2026-03-31 14:05", "n/a"]


@pytest.mark.parametrize(
    ("instance_url", "address"),
    [
        ("https://acme.my.salesforce.com", "https://acme.my.salesforce.com/"),
        ("https://acme.my.salesforce.com/", "https://acme.my.salesforce.com/"),
        ("https://localhost:8443", "https://localhost:8443/"),
        (None, ""),
        ("", ""),
        ("http://acme.my.salesforce.com", ""),
        ("javascript:alert(1)", ""),
        ('https://acme.com/"onmouseover="alert(1)', ""),
        ("https://user:secret@acme.com", ""),
    ],
)
def test_only_a_plain_https_address_is_linked_to(instance_url: str | None, address: str) -> None:
    assert record_address(instance_url) == address
