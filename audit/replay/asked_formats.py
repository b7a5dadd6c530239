"""In which format the integration asks the search: what the log entries say, with what a probe measured.

For each clean call and each format in which the search may be asked, the winner among those whom the search finds is
compared with the record of the log entry (docs/simulation.md, Replay).
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.domain import STORED
from audit.normalize.spellings import SPELLINGS
from audit.probe.measured import ENOUGH
from audit.replay.called_numbers import HoldersThen, Ints
from audit.replay.policy_verdict import contrast_of, verdict_of, wilson
from audit.result.probe import ProbeFigures, SearchCell
from audit.result.replay import AskedFit, AskedFormats, Contrast, PolicyFit

_TRUNK: Final = "trunk"
SEVERAL: Final = "several"
WAYS: Final = (*SPELLINGS, SEVERAL)
"""The formats in which the search may be asked, and all of them at once, as some programs do."""


class Finds(NamedTuple):
    """Which of STORED the search finds when it is asked in one format: bit i is STORED[i]."""

    surely: int
    perhaps: int
    """these, and those that it finds in part or that were asked for too rarely"""


def search_finds(probe: ProbeFigures) -> dict[str, Finds]:
    """Return what the search finds by the format asked for."""
    cells = {(cell.stored, cell.asked): cell for cell in probe.matrix}
    return {asked: _finds([cells.get((stored, asked)) for stored in STORED]) for asked in SPELLINGS}


def _finds(cells: Sequence[SearchCell | None]) -> Finds:
    verdicts = ["mixed" if cell is None or cell.numbers < ENOUGH else cell.verdict for cell in cells]
    surely = sum(1 << place for place, verdict in enumerate(verdicts) if verdict == "found")
    return Finds(surely, sum(1 << place for place, verdict in enumerate(verdicts) if verdict != "not_found"))


def explained_by_asking(
    logged: npt.NDArray[np.int64],
    holder_keys: npt.NDArray[np.int64],
    held: pd.DataFrame,
    then: HoldersThen,
    finds: Mapping[str, Finds],
) -> Ints:
    """Return for each call two bits for each of WAYS: whether asking so explains its entry, whether that is known.

    ``logged`` is what each call was logged on and ``holder_keys`` who each row of ``held`` is, in the same codes, with
    nobody at the end. It is not known where a format that the search finds in part would decide.
    """
    stored, has_trunk = held["stored"].to_numpy(), held["has_trunk"].to_numpy()
    bits = np.zeros(len(logged), dtype=np.int64)
    by_any, perhaps_by_any = np.zeros((2, len(held)), dtype=bool)
    for place, asked in enumerate(WAYS):
        is_asked = has_trunk if asked == _TRUNK else np.ones(len(held), dtype=bool)
        if asked == SEVERAL:
            surely, perhaps = by_any, perhaps_by_any
        else:
            surely, perhaps = ((stored & mask) != 0 for mask in finds[asked])
            by_any |= is_asked & surely
            perhaps_by_any |= is_asked & perhaps
        winner, other = then.winner(is_asked & surely), then.winner(~is_asked | perhaps)
        bits |= (holder_keys[winner] == logged).astype(np.int64) << 2 * place
        bits |= (winner == other).astype(np.int64) << 2 * place + 1
    return bits


def with_asked_columns(entries: pd.DataFrame, bits: Ints) -> pd.DataFrame:
    """Return ``entries`` with explained_… and known_… of each of WAYS."""
    columns = {}
    for place, asked in enumerate(WAYS):
        columns[f"known_{asked}"] = (bits >> 2 * place + 1 & 1) > 0
        columns[f"explained_{asked}"] = columns[f"known_{asked}"] & ((bits >> 2 * place & 1) > 0)
    return entries.assign(**columns)


def asked_formats(entries: pd.DataFrame, *, edited: int, undated: int) -> AskedFormats:
    """Return which format explains the log entries, or which are left; ``entries`` are those that may tell.

    They have row, calls, known_… and explained_…. Formats that explain the very same calls are one: the search does
    not tell them apart. Of two others, the numbers count in which both are known. ``edited`` and ``undated`` are calls
    that would tell, but are not clean.
    """
    decisive = entries.loc[_differ(entries)]
    classes = _alike(decisive)
    fits = {names[0]: _fit(names[0], decisive) for names in classes}
    contrasts = [_contrast(one, other, decisive) for one, other in combinations(fits, 2)]
    verdict = verdict_of(fits, contrasts, edited=edited, undated=undated)
    alike = {names[0]: names for names in classes}
    return AskedFormats(
        calls=int(decisive["calls"].sum()),
        numbers=decisive["row"].nunique(),
        fits=[_asked_fit(alike[name], fit) for name, fit in fits.items()],
        asked_as=alike[verdict.policy] if verdict.policy else None,
        left=[alike[name] for name in verdict.left],
        why="unsure" if not len(decisive) and _is_unsure(entries) else verdict.why,
        numbers_needed=verdict.numbers_needed,
    )


def _is_unsure(entries: pd.DataFrame) -> bool:
    """Report whether formats that the search finds in part would decide who wins some of ``entries``."""
    return not entries[[f"known_{asked}" for asked in SPELLINGS if asked != _TRUNK]].to_numpy(bool).all()


def _differ(entries: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return where two formats that are known say different things."""
    known = entries[[f"known_{asked}" for asked in WAYS]].to_numpy(bool)
    explained = entries[[f"explained_{asked}" for asked in WAYS]].to_numpy(bool)
    return np.asarray((known & explained).any(axis=1) & (known & ~explained).any(axis=1))


def _alike(decisive: pd.DataFrame) -> list[list[str]]:
    """Return the formats that anything is known of, those that say the same of every entry together."""
    classes: dict[bytes, list[str]] = {}
    for asked in WAYS:
        known, explained = decisive[f"known_{asked}"].to_numpy(bool), decisive[f"explained_{asked}"].to_numpy(bool)
        if known.any():
            classes.setdefault(known.tobytes() + explained.tobytes(), []).append(asked)
    return list(classes.values())


def _votes(asked: str, entries: pd.DataFrame) -> pd.DataFrame:
    """Return for each number its calls, and how many of them are explained."""
    explained = entries["calls"].where(entries[f"explained_{asked}"], 0)
    return pd.DataFrame({"calls": entries["calls"], "explained": explained}).groupby(entries["row"]).sum()


def _fit(asked: str, decisive: pd.DataFrame) -> PolicyFit:
    votes = _votes(asked, decisive.loc[decisive[f"known_{asked}"]])
    numbers, of_all = int((2 * votes["explained"] > votes["calls"]).sum()), len(votes)
    low, high = wilson(numbers, of_all)
    explained = int(votes["explained"].sum())
    return PolicyFit(
        explained=explained,
        explained_decisive=explained,
        explained_clean=explained,
        numbers=numbers,
        share=numbers / of_all if of_all else None,
        low=low,
        high=high,
    )


def _asked_fit(names: list[str], fit: PolicyFit) -> AskedFit:
    return AskedFit(
        asked_as=names,
        explained=fit.explained_clean,
        numbers=fit.numbers,
        share=fit.share,
        low=fit.low,
        high=fit.high,
    )


def _contrast(one: str, other: str, decisive: pd.DataFrame) -> Contrast:
    both = decisive.loc[decisive[f"known_{one}"] & decisive[f"known_{other}"]]
    return contrast_of(one, other, _votes(one, both)["explained"], _votes(other, both)["explained"])
