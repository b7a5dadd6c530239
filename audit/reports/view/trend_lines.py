"""Readiness and the three counts audit after audit: a line for each, with dates and values, and a table."""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from audit.reports.view.counters import COUNTER_LABELS, COUNTER_UNITS
from audit.reports.view.figures import count, count_figure, moment, share, share_figure, sortable_moment
from audit.reports.view.models import Figure, FigureRow, FigureTable
from audit.reports.view.trend_models import History, Mark, TrendLine
from audit.result.results import HistoryPoint, Trend

_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 412.0, 30.0, 128.0
"""The edges within which a line is drawn, in a box of 440 by 160."""
_DATES_AT: Final = 150.0
_WIDTH_OF_A_DATE, _WIDTH_OF_A_VALUE = 124.0, 72.0
_STEPS: Final = 3
"""Parts into which the scale is cut, at most."""
_FEWEST: Final = 2
_CLOCK_AT: Final = -len("14:05 UTC")


class _Value(NamedTuple):
    at: datetime
    value: float


class _Measure(NamedTuple):
    label: str
    of: Callable[[HistoryPoint], float | None]
    shown: Callable[[float], str]
    on_scale: Callable[[float], str]
    most: float


def history_of(trend: Trend) -> History | None:
    """Return readiness and the three counts of all audits of the history, the baseline's own included.

    A measure that fewer than two audits have makes no line.
    """
    if len(trend.history) < _FEWEST:
        return None
    lines = tuple(line for line in (_line(trend.history, measure) for measure in _measures()) if line)
    first, last = (trend.history[place].generated_at for place in (0, -1))
    say = moment if _day(first) == _day(last) else _day
    lead = f"{len(trend.history)} audits, {say(first)} to {say(last)}."
    return History(lead=lead, lines=lines, table=_table(trend.history))


def _measures() -> Iterator[_Measure]:
    yield _Measure("Readiness", lambda point: point.scores.readiness, share, "{:.0%}".format, 1.0)
    for name, label in COUNTER_LABELS.items():
        unit = COUNTER_UNITS[name]

        def _of(point: HistoryPoint, name: str = name, unit: str = unit) -> float | None:
            return getattr(getattr(point.headline, name), unit) if point.headline else None

        yield _Measure(f"{label}, {unit}", _of, _whole, _whole, math.inf)


def _whole(value: float) -> str:
    return count(round(value))


def _line(history: Sequence[HistoryPoint], measure: _Measure) -> TrendLine | None:
    found = [_Value(point.generated_at, value) for point in history if (value := measure.of(point)) is not None]
    if len(found) < _FEWEST:
        return None
    scale = _scale(max(value for _, value in found), measure.most)
    places = _places(found, scale)
    texts = [measure.shown(value) for _, value in found]
    return TrendLine(
        label=measure.label,
        reading=f"{measure.label}: {texts[0]} on {_day(found[0].at)}, {texts[-1]} on {_day(found[-1].at)}.",
        points=" ".join(f"{x},{y}" for x, y in places),
        dots=tuple(
            Mark(x, y, f"{moment(at)}: {text}") for (x, y), (at, _), text in zip(places, found, texts, strict=True)
        ),
        values=_written([Mark(x, y - 10, text) for (x, y), text in zip(places, texts, strict=True)], _WIDTH_OF_A_VALUE),
        scale=tuple(Mark(_LEFT, _height(value, scale), measure.on_scale(value)) for value in scale),
        dates=_written(
            [Mark(x, _DATES_AT, text) for (x, _), text in zip(places, _dates(found), strict=True)], _WIDTH_OF_A_DATE
        ),
    )


def _places(found: Sequence[_Value], scale: Sequence[float]) -> list[tuple[float, float]]:
    """Return where each value is drawn: across by its date."""
    start, end = found[0].at, found[-1].at
    span = (end - start).total_seconds() or 1.0
    across = ((at - start).total_seconds() / span for at, _ in found)
    return [
        (round(_LEFT + 16 + (_RIGHT - _LEFT - 32) * part, 1), _height(value, scale))
        for part, (_, value) in zip(across, found, strict=True)
    ]


def _height(value: float, scale: Sequence[float]) -> float:
    part = (value - scale[0]) / (scale[-1] - scale[0])
    return round(_BOTTOM - (_BOTTOM - _TOP) * part, 1)


def _scale(greatest: float, most: float) -> list[float]:
    """Return two to four round values from 0 to at least ``greatest``, none above ``most``.

    A scale from 0 shows a small change as small.
    """
    wanted = max(greatest / _STEPS, 0.01 if most == 1.0 else 1.0)
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(step for step in (power * size for size in (1, 2, 2.5, 5, 10)) if step >= wanted * (1 - 1e-9))
    n_steps = max(1, math.ceil(greatest / step - 1e-9))
    return [min(round(place * step, 10), most) for place in range(n_steps + 1)]


def _dates(found: Sequence[_Value]) -> list[str]:
    """Return the day of each audit; where all are of one day, the time of day."""
    days = [_day(at) for at, _ in found]
    return days if len(set(days)) > 1 else [moment(at)[_CLOCK_AT:] for at, _ in found]


def _day(at: datetime) -> str:
    return moment(at).rpartition(",")[0]


def _written(marks: Sequence[Mark], width: float) -> tuple[Mark, ...]:
    """Return the last of ``marks`` and of the others those that have room, the first one before any other."""
    first, *between, last = marks
    chosen = [last]
    if last.x - first.x >= width:
        chosen.append(first)
        for mark in reversed(between):
            if all(abs(mark.x - other.x) >= width for other in chosen):
                chosen.append(mark)
    return tuple(sorted(chosen))


def _table(history: Sequence[HistoryPoint]) -> FigureTable:
    counts = [f"{COUNTER_LABELS[name]}, {unit}" for name, unit in COUNTER_UNITS.items()]
    rows = tuple(
        FigureRow(sortable_moment(point.generated_at), tuple(_row(place, point))) for place, point in enumerate(history)
    )
    return FigureTable(
        "The figures of each audit", "Audit (UTC)", ("Readiness", "In E.164", *counts, "Records", "Errors"), rows
    )


def _row(place: int, point: HistoryPoint) -> Iterator[Figure]:
    key = f"trend.history.{place}"
    yield share_figure(f"{key}.scores.readiness", "Readiness", point.scores.readiness)
    yield share_figure(f"{key}.scores.e164_share", "In E.164", point.scores.e164_share)
    for name, unit in COUNTER_UNITS.items():
        label = COUNTER_LABELS[name]
        if point.headline is None:
            yield Figure("", label, None, "n/a")
        else:
            yield count_figure(f"{key}.headline.{name}.{unit}", label, getattr(getattr(point.headline, name), unit))
    yield count_figure(f"{key}.totals.records", "Records", point.totals.records)
    yield count_figure(f"{key}.severities.error", "Errors", point.severities["error"])
