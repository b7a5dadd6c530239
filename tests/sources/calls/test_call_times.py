import pyarrow as pa
import pytest

from audit.sources.calls.call_times import Moments, is_zone, read_moments

NOON = "2026-04-01T10:00:00+00:00"


def moments(*texts: str | None, zones: list[str | None] | None = None, zone: str | None = None) -> Moments:
    of_rows = None if zones is None else pa.array(zones, pa.large_string())
    return read_moments(pa.array(texts, pa.large_string()), of_rows, zone, is_utc=False)


def told(read: Moments) -> list[str | None]:
    return [at.isoformat() if at else None for at in read.at.to_pylist()]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-04-01T10:00:00Z",
            "2026-04-01T10:00:00.000+0000",
            "2026-04-01T12:00:00+02:00",
            "2026-04-01 12:00 +0200",
        ),
        *("2026-04-01 12:00:00 UTC+2", "2026-04-01 12:00:00 GMT+02:00", "2026-04-01 10:00:00 UTC"),
        *("2026-04-01 05:00:00 -05", "1775037600", "1775037600.0", "1775037600000"),
    ],
)
def test_a_moment_is_read_however_its_offset_is_written(text: str) -> None:
    read = moments(text, "nonsense: 1")
    assert (told(read), read.n_local, read.n_unreadable) == ([NOON, None], 0, 1)


@pytest.mark.parametrize("text", ["2026-04-01 10:00:00", "2026-04-01T10:00:00.000", "2026-04-01 10:00"])
def test_in_a_column_of_utc_no_offset_means_utc(text: str) -> None:
    read = read_moments(pa.array([text, None], pa.large_string()), None, None, is_utc=True)
    assert told(read) == [NOON, None]


def test_elsewhere_a_time_without_offset_needs_a_time_zone() -> None:
    local = "2026-04-01 12:00:00"
    assert (told(moments(local)), moments(local).n_local) == ([None], 1)
    assert told(moments(local, zone="Europe/Paris")) == [NOON]
    read = moments(local, local, local, zones=["Europe/Berlin", None, "Nowhere/Town"])
    assert (told(read), read.n_local) == ([NOON, None, None], 2)
    assert told(moments(local, local, zones=["Europe/London", None], zone="Europe/Paris")) == [
        "2026-04-01T11:00:00+00:00",
        NOON,
    ]


def test_an_hour_that_the_clocks_skip_or_repeat_is_unknown() -> None:
    read = moments("2026-03-29 02:30:00", "2026-10-25 02:30:00", "2026-10-25 04:30:00", zone="Europe/Paris")
    assert (told(read), read.n_local) == ([None, None, "2026-10-25T03:30:00+00:00"], 2)


def test_local_forms_are_read_as_the_column_shows() -> None:
    assert told(moments("01/04/2026 12:00", "13/04/2026 12:00", zone="Europe/Paris"))[0] == NOON
    read = moments("01/04/2026 12:00", "02/04/2026 12:00", zone="Europe/Paris")
    assert (told(read), read.n_unreadable, read.form.example) == ([None, None], 2, "01/04/2026 12:00")


def test_a_date_alone_is_no_moment() -> None:
    for is_utc in (True, False):
        read = read_moments(pa.array(["2026-04-01"], pa.large_string()), None, None, is_utc=is_utc)
        assert (told(read), read.n_unreadable) == ([None], 1)


def test_no_texts_are_no_moments() -> None:
    assert told(moments()) == []
    assert told(moments(None, None)) == [None, None]


def test_zones_are_those_of_the_iana_database() -> None:
    assert is_zone("America/New_York")
    assert not is_zone("")
    assert not is_zone("CEST")
