from datetime import UTC, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.sources.records.timestamps import milliseconds, parse_timestamps

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MIDDAY = datetime(2026, 3, 4, 12, 30, 15, tzinfo=UTC)


def read(*texts: str | None) -> list[datetime | None]:
    """Read ``texts`` as one column."""
    return [
        None if value is None else EPOCH + timedelta(milliseconds=value)
        for value in parse_timestamps(pa.array(texts, pa.large_string())).cast(pa.int64()).to_pylist()
    ]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-04T12:30:15.000Z", MIDDAY),
        ("2026-03-04T12:30:15.000+0000", MIDDAY),
        ("2026-03-04T12:30:15+00:00", MIDDAY),
        ("2026-03-04 12:30:15", MIDDAY),
        ("2026-03-04t12:30:15z", MIDDAY),
        ("2026-03-04T14:30:15+02:00", MIDDAY),
        ("2026-03-04T14:30:15+02", MIDDAY),
        ("2026-03-04T07:00:15-0530", MIDDAY),
        ("20260304T123015Z", MIDDAY),
        ("2026-W10-3T12:30:15Z", MIDDAY),
        ("2026-063T12:30:15Z", MIDDAY),
        ("2026063T12:30:15Z", MIDDAY),
        ("2026-03-04T12:30:15.25Z", MIDDAY + timedelta(milliseconds=250)),
        ("2026-03-04T12:30:15,25Z", MIDDAY + timedelta(milliseconds=250)),
        ("2026-03-04T12:30:15.123456Z", MIDDAY + timedelta(milliseconds=123)),
        ("2026-03-04T12:30:15.1239999999Z", MIDDAY + timedelta(milliseconds=123)),
        ("1969-12-31T23:59:59.9995Z", datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)),
        ("2026-03-04T12:30", MIDDAY.replace(second=0)),
        ("2026-03-04T12", MIDDAY.replace(minute=0, second=0)),
        ("2026-03-04T12:30.25Z", MIDDAY),
        ("20260304T1230,25Z", MIDDAY),
        ("2026-03-04T12,5", MIDDAY.replace(second=0)),
        ("2026-03-04T14.5+02:00", MIDDAY.replace(second=0)),
        ("2026-03-04", datetime(2026, 3, 4, tzinfo=UTC)),
        ("2026-03-04T24:00:00Z", datetime(2026, 3, 5, tzinfo=UTC)),
        ("2026-03-04T24:00.0Z", datetime(2026, 3, 5, tzinfo=UTC)),
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
        ("0001-01-01", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59.999Z", datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)),
    ],
)
def test_every_spelling_of_iso_8601_is_one_moment(text: str, moment: datetime) -> None:
    assert read(text) == [moment]
    assert read(text, "2026-03-04T12:30:15.000Z", "never", "2026-03-04")[0] == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "never",
        "04.03.2026 12:30",
        "3/4/2026",
        "2026-3-4",
        "2026-02-29",
        "2026-02-30T00:00:00Z",
        "2026-13-01",
        "2026-366",
        "2026-000",
        "2026-W54-1",
        "2026-03-04T25:00:00Z",
        "2026-03-04T24:00:01Z",
        "2026-03-04T24:00.5Z",
        "2026-03-04T12:60.5Z",
        "2026-03-04T.5Z",
        f"2026-03-04T12:30.{'5' * 5000}Z",
        "9999-12-31T24:00:00Z",
        "2026-03-04T12:30:15.Z",
        "2026-03-04T12:30:15Zulu",
        "2026-03-04T12:30:15+25:00",
        "2026-03-04x12:30:15",
        "0000-01-01",
        "1772627415000",
        "today",
        "٢٠٢٦-٠٣-٠٤",
    ],
)
def test_anything_else_counts_as_missing(text: str) -> None:
    assert read(text) == [None]
    assert read(text, "2026-03-04T12:30:15.000Z") == [None, MIDDAY]


def test_a_missing_text_is_a_missing_moment() -> None:
    assert read(None, "2026-03-04T12:30:15Z") == [None, MIDDAY]
    assert read() == []


@settings(deadline=None)
@given(
    st.lists(
        st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5, minutes=-30))])).map(
            lambda moment: moment.isoformat(timespec="milliseconds")
        )
        | st.datetimes().map(lambda moment: moment.isoformat(sep=" "))
        | st.dates().map(str)
        | st.text(alphabet="0123456789-:TZ+. W", max_size=30)
    )
)
def test_a_column_is_read_as_its_texts_are_one_by_one(texts: list[str]) -> None:
    column = parse_timestamps(pa.array(texts, pa.large_string())).cast(pa.int64()).to_pylist()
    assert column == [milliseconds(text) for text in texts]
