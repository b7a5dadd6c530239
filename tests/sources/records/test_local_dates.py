"""Dates in the local forms of spreadsheets, as a column as a whole shows them."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.sources.records.local_dates import LocalForm, Order, local_moments
from audit.sources.records.timestamps import parse_timestamps

MOMENTS = st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year >= 1000)


def texts(*values: str | None) -> pa.Array:
    return pa.array(values, pa.large_string())


def form_of(*blocks: tuple[str | None, ...]) -> LocalForm:
    form = LocalForm()
    for block in blocks:
        form.note(texts(*block), parse_timestamps(texts(*block)))
    return form


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (("13/01/2026", "01/02/2026"), "dmy"),
        (("01/13/2026", "01/02/2026"), "mdy"),
        (("01.02.2026",), "dmy"),
        (("2026/1/2",), "ymd"),
        (("2026-1-2", "2026-01-13"), "ymd"),
        (("13-01-2026 9:05", "01-02-2026, 23:59:59"), "dmy"),
        (("1/31/2026, 3:04\u202fPM", " 2/1/2026 "), "mdy"),
    ],
)
def test_the_column_shows_the_order(dates: tuple[str, ...], order: Order) -> None:
    form = form_of(dates)
    assert (form.is_local, form.order) == (True, order)


@pytest.mark.parametrize(
    "dates", [("01/02/2026",), ("13/01/2026", "01/13/2026"), ("01-02-2026 10:00", "12-12-2026 11:00")]
)
def test_where_nothing_or_too_much_shows_it_the_order_is_open(dates: tuple[str, ...]) -> None:
    form = form_of(dates)
    assert (form.is_local, form.order) == (True, None)


@pytest.mark.parametrize(
    "dates",
    [
        *(("13.01.2026", "13/01/2026"), ("13.01/2026",), ("13/01/2026", "2026/01/13"), ("13/01/26",)),
        *(("13.01.2026", "soon"), ("13.01.2026", "2026-01-13T10:00:00Z"), ("13.01.2026T10:00",), ("13 . 01 . 2026",)),
    ],
)
def test_a_column_of_several_forms_or_another_one_is_in_none(dates: tuple[str, ...]) -> None:
    assert not form_of(dates).is_local


def test_iso_dates_are_no_local_form() -> None:
    assert not form_of(("2026-01-13", "2026-01-13T10:00:00Z", "", None)).is_local


def test_a_later_block_decides_for_the_earlier_ones() -> None:
    assert form_of(("01/02/2026",), ("",), ("13/01/2026",)).order == "dmy"
    assert not form_of(("01/02/2026",), ("01.02.2026",)).is_local


@pytest.mark.parametrize(
    "text", ["31.02.2026", "00.01.2026", "01.13.2026", "01.01.2026 24:00", "01.01.2026 10:60", "01.01.2026 13:00 PM"]
)
def test_a_day_or_hour_that_does_not_exist_is_missing(text: str) -> None:
    assert local_moments(texts(text), "dmy").to_pylist() == [None]


@given(MOMENTS, st.sampled_from(["dmy", "mdy", "ymd"]))
def test_every_moment_is_read_as_it_is_written(moment: datetime, order: Order) -> None:
    moment = moment.replace(microsecond=0)
    form = {"dmy": "{0:%d}.{0:%m}.{1}", "mdy": "{0:%m}/{0:%d}/{1}", "ymd": "{1}-{0:%m}-{0:%d}"}[order]
    text = f"{form.format(moment, moment.year)} {moment:%H:%M:%S}"
    assert local_moments(texts(text), order).to_pylist() == [moment]


@given(MOMENTS)
def test_a_time_of_twelve_hours_is_read_as_it_is_written(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    hour, half = moment.hour % 12 or 12, "PM" if moment.hour >= 12 else "am"
    text = f"{moment.month}/{moment.day}/{moment.year}, {hour}:{moment:%M} {half}"
    assert local_moments(texts(text), "mdy").to_pylist() == [moment]
