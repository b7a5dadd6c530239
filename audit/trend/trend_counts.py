"""What is counted, and the first of what is listed, when an org or a part of it is compared with an earlier audit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.domain import Severity
from audit.result.trend import WinnerChange

IDS_LISTED: Final = 1_000
WINNERS_LISTED: Final = 200

Bools = npt.NDArray[np.bool_]


class FindingKinds(NamedTuple):
    """Findings that are not suppressed, by what they are since the baseline."""

    new: int
    reappeared: int
    open: int
    fixed: int


@dataclass(frozen=True)
class FindingTrendCounts:
    """What is counted of findings."""

    whole: FindingKinds
    by_severity: dict[Severity, FindingKinds]
    by_rule: dict[str, FindingKinds]
    fixed_record_gone: int
    suppressed: int
    not_compared: int
    not_compared_then: int


@dataclass(frozen=True)
class WinnerTrendCounts:
    """What is counted of numbers."""

    compared: int
    changed: int
    numbers_added: int
    numbers_gone: int
    reasons: dict[str, int]


@dataclass(frozen=True)
class RecordTrendCounts:
    """What is counted of records."""

    added: int
    gone: int


@dataclass(frozen=True)
class TrendCounts:
    """What the figures of a trend are made of.

    Those of parts add (``added``), if each part is compared with what the baseline has of its own records and numbers,
    and one further part, without records, with what is gone.
    """

    findings: FindingTrendCounts
    winners: WinnerTrendCounts | None
    """None when they do not compare"""
    records: RecordTrendCounts | None
    """None when they do not compare"""


@dataclass(frozen=True)
class TrendLists:
    """What is listed in a trend: the first of each kind, each with the key by which it comes before others."""

    new_ids: tuple[tuple[Any, str], ...] = ()
    reappeared_ids: tuple[tuple[Any, str], ...] = ()
    fixed_ids: tuple[tuple[Any, str], ...] = ()
    winners: tuple[tuple[Any, WinnerChange], ...] = ()
    added_ids: tuple[tuple[Any, str], ...] = ()
    gone_ids: tuple[tuple[Any, str], ...] = ()

    def of(self, name: str) -> list[Any]:
        """Return what is listed under ``name``."""
        return [listed for _, listed in getattr(self, name)]


def joined_lists(parts: Iterable[TrendLists]) -> TrendLists:
    """Return the first of what is listed in any of ``parts``."""
    lists = list(parts)
    return TrendLists(
        **{
            field.name: tuple(
                islice(
                    merge(*(getattr(part, field.name) for part in lists), key=itemgetter(0)),
                    WINNERS_LISTED if field.name == "winners" else IDS_LISTED,
                )
            )
            for field in fields(TrendLists)
        }
    )


@dataclass(frozen=True)
class Elsewhere:
    """What cannot be said from the rows of a part alone."""

    is_audited: Callable[[pd.Series], Bools]
    """which of these record ids are of a record in scope, in any part"""
    was_closed: Callable[[pd.Series], Bools]
    """which of these findings (16 hex digits) were closed before the baseline"""
