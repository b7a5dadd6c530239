"""The shapes of a view: frozen values that a template loops over and a workbook writes down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from audit.domain import Severity
from audit.tables.work import TO_DO

Kind = Literal["text", "number", "count", "name", "long"]
"""How a column is set: ``number`` holds phone numbers (left to right), ``name`` texts of people, ``long`` sentences."""


class Link(NamedTuple):
    """A text that leads somewhere; ``href`` is empty where the address is not known."""

    text: str
    href: str


Cell = str | Link


@dataclass(frozen=True)
class Column:
    """One column of a listing; ``key`` says what is in it."""

    key: str
    label: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Listing:
    """A table for people: ``rows`` are at most what fits, ``total`` is how many there are."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    note: str = ""
    """How much is shown and where the rest is; empty when nothing was cut."""

    @property
    def counted_caption(self) -> str:
        """The caption with how many rows there are in all."""
        return f"{self.caption} ({self.total:,})"


@dataclass(frozen=True)
class Figure:
    """One figure of results.json: ``key`` is its path there, ``value`` its full precision, ``text`` what is shown."""

    key: str
    label: str
    value: float | None
    text: str
    meaning: str = ""
    is_share: bool = False


@dataclass(frozen=True)
class FigureRow:
    """One row of a table of figures."""

    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class FigureTable:
    """Figures by object, field or code."""

    caption: str
    first: str
    """Heading of the first column."""
    columns: tuple[str, ...]
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True)
class Counter:
    """One of the three counts that stand first."""

    key: str
    """Its name in ``headline`` of results.json."""
    label: str
    meaning: str
    """Its definition."""
    counted: Figure
    """Numbers or phone fields."""
    records: Figure
    text: str
    """Both in words, as ``53 numbers on 120 records``."""
    objects: str
    """The records by object, as ``81 Contacts, 39 Leads``; empty where there are none."""
    change: str
    """As ``+3 numbers, same records since Mar 31, 2026``; empty where there is nothing to compare with."""
    by_object: FigureTable
    href: str
    """What is counted, on the page."""


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar; ``start`` and ``width`` are fractions of the whole width."""

    series: int
    label: str
    text: str
    start: float
    width: float


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, made of segments."""

    label: str
    text: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Chart:
    """A picture and the figures it was drawn from."""

    chart_id: str
    title: str
    reading: str
    """What the picture shows, in a sentence."""
    series: tuple[str, ...]
    """Names of the series, in the order of their numbers."""
    tones: tuple[str, ...]
    """Tone of each series: good, fair, doubt, open, bad or none; it names a color and a pattern."""
    bars: tuple[Bar, ...]
    table: FigureTable
    plotted: int = 1
    """How many of the table's first columns the picture is drawn from."""


@dataclass(frozen=True)
class Check:
    """One thing that the verdict rests on."""

    label: str
    measured: str
    needed: str
    outcome: Literal["pass", "risk", "fail", "unmeasured"]
    mark: str
    word: str
    rests_on_search: bool = False
    """Whether it follows from what the search finds."""


@dataclass(frozen=True)
class Verdict:
    """Whether the org is ready."""

    outcome: Literal["pass", "risk", "fail", "unmeasured"]
    word: str
    sentence: str
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class NextAction:
    """One thing to do, with what it changes."""

    action_id: str
    rank: int
    title: str
    how: str
    effect: str
    before: Figure
    after: Figure
    values: int
    records: int
    numbers_made_ready: int
    calls: float | None
    """How many it makes ready, as its column says; None without call history."""
    href: str
    """Its findings on the page."""
    sheet: str
    status: str = TO_DO
    check: str = ""
    """What is to be said of the status."""
    assignee: str = ""
    comment: str = ""


@dataclass(frozen=True)
class LoadFiles:
    """What the prepared load files would change."""

    before: Figure
    after: Figure
    sentence: str
    promises: tuple[str, ...]
    """What loading does to calls and findings, each a sentence."""
    tables: tuple[FigureTable, ...]


@dataclass(frozen=True)
class RuleSection:
    """A problem: a rule with how much it found."""

    rule_id: str
    severity: Severity
    severity_word: str
    severity_mark: str
    title: str
    why: str
    how_to_fix: str
    count: str
    choice: str
    """How a filter offers it."""


class Option(NamedTuple):
    """A choice that a filter offers."""

    value: str
    text: str


@dataclass(frozen=True)
class OptionGroup:
    """Choices of one kind."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Pair:
    """A name and what it stands for."""

    label: str
    text: str


@dataclass(frozen=True)
class Assumption:
    """A rule of the simulation and whether the vendor states it."""

    text: str
    mark: Literal["documented", "assumed", "measured", "set"]
    setting: str


@dataclass(frozen=True)
class Coverage:
    """What was read, what was left out and why."""

    objects: FigureTable
    lists: tuple[Listing, ...]
    """Rows left out by object and reason; phone fields by object; countries that are not known."""
    not_checked: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """Who, when, what."""

    title: str
    org: str
    moment: str
    scope: str
    made_by: str
    generated_at: datetime
    source: tuple[Pair, ...]


@dataclass(frozen=True)
class Headline:
    """The first screen."""

    readiness: Figure
    basis: str
    """How these figures are known: assumed, or measured on a day in an org."""
    basis_tag: str
    """The same, shorter."""
    basis_sentence: str
    sentence: str
    halves: tuple[Figure, ...]
    """The two figures that readiness is made of."""
    shares: tuple[Figure, ...]
    totals: tuple[Figure, ...]
    counters: tuple[Counter, ...]
    """Duplicates, numbers not in E.164, Mobile without Phone."""
    parts: Chart
    """The callable numbers by what happens to a call on them."""
