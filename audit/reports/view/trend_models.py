"""The shapes of what changed since an earlier audit, and of all audits in a row."""

from dataclasses import dataclass
from typing import NamedTuple

from audit.reports.view.models import Figure, FigureTable, Listing


class Mark(NamedTuple):
    """A text at a place of a drawing."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class TrendLine:
    """One measure, audit after audit, as a line in a box of 440 by 160."""

    label: str
    reading: str
    """First and last value, in words."""
    points: str
    """What a polyline takes."""
    dots: tuple[Mark, ...]
    """Each audit with its date and value."""
    values: tuple[Mark, ...]
    """Values that are written beside their dots, the last one last."""
    scale: tuple[Mark, ...]
    """Values along the left edge, each with a line across."""
    dates: tuple[Mark, ...]
    """Dates along the lower edge."""


@dataclass(frozen=True)
class History:
    """Readiness and the three counts, audit after audit."""

    lead: str
    lines: tuple[TrendLine, ...]
    table: FigureTable


@dataclass(frozen=True)
class TrendView:
    """What changed since an earlier audit."""

    since: str
    change: Figure
    """Of readiness."""
    sentence: str
    counts: tuple[Figure, ...]
    scores: FigureTable
    rules: FigureTable
    lists: tuple[Listing, ...]
    """What differs besides the records; winners that changed."""
    notes: tuple[str, ...]
    history: History | None
