from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.reports.view.trend_lines import history_of
from audit.reports.view.trend_models import History, TrendLine
from audit.result.headline_counts import HeadlineCounts
from audit.result.results import HistoryPoint, Scores, Totals, Trend

START = datetime(2026, 1, 1, 6, tzinfo=UTC)


def point(days: float, readiness: float | None = 0.5, n: int | None = 10) -> HistoryPoint:
    """Return an audit so many days after the first one; ``n`` is each of its counts, None where it has none."""
    counts = {"duplicates": "numbers", "not_e164": "fields", "mobile_without_phone": "fields"}
    headline = None if n is None else {name: {"records": 2 * n, unit: n} for name, unit in counts.items()}
    return HistoryPoint(
        generated_at=START + timedelta(days=days),
        scores=Scores(**{**dict.fromkeys(Scores.model_fields, 0.25), "readiness": readiness}),
        totals=Totals(records=20, values=20, match_values=20, numbers=20, callable=20),
        severities={"error": 1, "warning": 2, "notice": 3},
        headline=headline and HeadlineCounts.model_validate(headline),
    )


def history(*points: HistoryPoint) -> History:
    found = history_of(Trend.model_construct(history=list(points)))
    assert found is not None
    return found


def texts(marks: Sequence[tuple[float, float, str]]) -> list[str]:
    return [mark[2] for mark in marks]


def readiness_of(*points: HistoryPoint) -> TrendLine:
    return history(*points).lines[0]


def test_dates_and_values_are_written_and_the_last_value_is_named() -> None:
    line = readiness_of(point(0, 0.417), point(90, 0.437), point(181, 0.52))
    assert texts(line.dates) == ["Jan 1, 2026", "Apr 1, 2026", "Jul 1, 2026"]
    assert texts(line.values) == ["41.7%", "43.7%", "52.0%"]
    assert texts(line.scale) == ["0%", "20%", "40%", "60%"]
    assert line.reading == "Readiness: 41.7% on Jan 1, 2026, 52.0% on Jul 1, 2026."
    assert texts(line.dots)[0] == "Jan 1, 2026, 06:00 UTC: 41.7%"


def test_audits_are_placed_by_their_dates() -> None:
    first, second, third = readiness_of(point(0), point(1), point(100)).dots
    assert (second.x - first.x) * 50 < third.x - first.x


def test_audits_of_one_day_are_told_apart_by_the_time() -> None:
    assert texts(readiness_of(point(0), point(0.25)).dates) == ["06:00 UTC", "12:00 UTC"]


def test_dates_and_values_without_room_are_left_out_but_never_the_last() -> None:
    line = readiness_of(*(point(day) for day in range(40)))
    assert len(line.dots) == 40
    assert len(line.dates) < 5
    assert line.dates[-1].text == "Feb 9, 2026"
    for marks in (line.dates, line.values):
        assert all(right.x - left.x > 50 for left, right in pairwise(marks))


def test_each_count_has_its_line_and_its_column() -> None:
    found = history(point(0, n=7), point(90, n=1_200))
    assert [line.label for line in found.lines] == [
        *("Readiness", "Duplicates, numbers", "Not in E.164, fields", "Mobile without Phone, fields"),
    ]
    assert texts(found.lines[1].values) == ["7", "1,200"]
    assert [figure.text for figure in found.table.rows[1].figures] == [
        *("50.0%", "25.0%", "1,200", "1,200", "1,200", "20", "1"),
    ]


def test_audits_that_did_not_count_are_left_out_of_the_lines_and_said_in_the_table() -> None:
    found = history(point(0, n=None), point(90, readiness=None), point(180))
    assert [line.label for line in found.lines][:2] == ["Readiness", "Duplicates, numbers"]
    assert [len(line.dots) for line in found.lines] == [2, 2, 2, 2]
    assert found.table.rows[0].figures[2].text == "n/a"
    assert len(history(point(0, n=None), point(90)).lines) == 1


def test_one_audit_is_no_history() -> None:
    assert history_of(Trend.model_construct(history=[point(0)])) is None


@pytest.mark.parametrize(("value", "above"), [(0.0, ["1%"]), (0.5, ["20%", "40%", "60%"]), (1.0, ["50%", "100%"])])
def test_what_never_changes_is_a_level_line(value: float, above: list[str]) -> None:
    line = readiness_of(point(0, value), point(90, value))
    bottom, top = line.scale[0].y, line.scale[-1].y
    part = value * 100 / float(line.scale[-1].text.strip("%"))
    assert [dot.y for dot in line.dots] == [pytest.approx(bottom + (top - bottom) * part, abs=0.1)] * 2
    assert texts(line.scale) == ["0%", *above]


@given(st.lists(st.integers(0, 3_000_000), min_size=2, max_size=40))
def test_every_count_lies_within_its_scale_of_round_values(counts: list[int]) -> None:
    line = history(*(point(day, n=n) for day, n in enumerate(counts))).lines[1]
    ends = line.scale[-1].y, line.scale[0].y
    assert all(ends[0] <= dot.y <= ends[1] for dot in line.dots)
    assert 2 <= len(line.scale) <= 4
    assert len(set(texts(line.scale))) == len(line.scale)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=40))
def test_every_share_lies_within_its_scale_from_0_to_100_percent(shares: list[float]) -> None:
    line = readiness_of(*(point(day, value) for day, value in enumerate(shares)))
    ends = line.scale[-1].y, line.scale[0].y
    assert all(ends[0] <= dot.y <= ends[1] for dot in line.dots)
    assert not [text for text in texts(line.scale) if text.startswith("-") or float(text.strip("%<>")) > 100]


def test_a_scale_begins_at_0_so_that_a_small_change_looks_small() -> None:
    line = readiness_of(point(0, 0.684), point(90, 0.687))
    first, last = (float(place.split(",")[1]) for place in line.points.split())
    assert line.scale[0].text == "0%"
    assert abs(first - last) < 1
