"""What the answers of an org's search mean: the matrix of stored and asked formats, and the verdict on it.

An answer is a row with ``record_id``, ``sobject``, ``kind``, ``format``, ``raw``, ``e164``, ``spelling``, ``asked``
(the text) and ``found``.
"""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from audit.domain import CUSTOM_SLOT, POLICIES
from audit.normalize.normalize import found_under
from audit.normalize.spellings import SPELLINGS
from audit.probe.index_models import INDEX_MODELS
from audit.replay.policy_verdict import wilson
from audit.result.probe import CellVerdict, FormatEffect, PolicyFound, ProbeControls, ProbeVerdict, SearchCell

FOUND: Final = 0.95
NOT_FOUND: Final = 0.05
_ENOUGH: Final = 5
"""Numbers in a cell for it to count in the verdict."""
_MOST_EXAMPLES: Final = 3
_USUAL: Final = ("e164", "international", "no_plus", "national")
"""Formats on which the policies are defined to differ; the others are named as exceptions."""


def matrix_of(answers: pd.DataFrame) -> list[SearchCell]:
    """Return the cells of stored by asked format, in the order of the kinds and SPELLINGS."""
    grouped = dict(iter(answers.groupby(["kind", "spelling"])))
    kinds = sorted(answers["kind"].unique(), key=lambda kind: (kind == CUSTOM_SLOT, not kind.startswith(_USUAL), kind))
    return [_cell(kind, name, grouped[kind, name]) for kind in kinds for name in SPELLINGS if (kind, name) in grouped]


def _cell(kind: str, spelling: str, rows: pd.DataFrame) -> SearchCell:
    found, numbers = int(rows["found"].sum()), len(rows)
    low, high = wilson(found, numbers)
    share = found / numbers
    verdict: CellVerdict = "found" if share >= FOUND else "not_found" if share <= NOT_FOUND else "mixed"
    hits, misses = (rows.loc[rows["found"] == is_found, "record_id"] for is_found in (True, False))
    most = _MOST_EXAMPLES if verdict == "mixed" else 0
    return SearchCell(
        stored=kind,
        asked=spelling,
        numbers=numbers,
        found=found,
        share=share,
        low=low,
        high=high,
        verdict=verdict,
        examples_found=list(hits[:most]),
        examples_not_found=list(misses[:most]),
    )


def effects_of(matrix: list[SearchCell], filled: Mapping[str, int]) -> list[FormatEffect]:
    """Return for each spelling what share of all numbers it finds, today and when all are in E.164.

    ``filled`` has the number of readable values of each kind in the report. A spelling that was not asked of a kind
    (such as a trunk prefix where there is none) says nothing of it.
    """
    effects = []
    for spelling in SPELLINGS:
        cells = {cell.stored: cell for cell in matrix if cell.asked == spelling and cell.stored != CUSTOM_SLOT}
        weight = sum(filled[kind] for kind in cells)
        today = sum(filled[kind] * cell.share for kind, cell in cells.items()) / weight if weight else None
        e164 = cells["e164"].share if "e164" in cells else None
        effects.append(FormatEffect(asked=spelling, found_today=today, found_in_e164=e164))
    return effects


def verdict_of(answers: pd.DataFrame, controls: ProbeControls) -> ProbeVerdict:
    """Return which policies the search can give, and what it seems to index; nothing where the controls fail."""
    is_sound = not controls.unheld_found and not controls.disagreeing
    judged = answers.assign(**_predictions(answers))
    judged = judged[judged["kind"] != CUSTOM_SLOT]
    usual = judged[judged["kind"].str.startswith(_USUAL)]
    size = usual[["kind", "record_id"]].drop_duplicates().groupby("kind").size()
    kinds = [str(kind) for kind in size[size >= _ENOUGH].index]
    is_enough = "e164" in kinds and len(kinds) > 1
    usual = usual[usual["kind"].isin(kinds)]
    names = list(POLICIES) if is_sound and is_enough else []
    by_number = usual.groupby(["kind", "record_id", "e164"])["found"].any().groupby("kind").mean()
    return ProbeVerdict(
        is_sound=is_sound,
        policies={policy: _policy(policy, judged, kinds) for policy in names},
        any_by_several=bool(names) and bool((by_number >= FOUND).all()),
        index=[name for name in INDEX_MODELS if names and _fits(judged, name)],
        formats_compared=kinds,
    )


def _predictions(answers: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what each policy and each model of an index says is found."""
    strictest = found_under(answers).codes
    by_policy = {policy: pd.Series(strictest <= place, answers.index) for place, policy in enumerate(POLICIES)}
    pairs = list(zip(answers["raw"], answers["asked"], strict=True))
    by_model = {
        name: pd.Series([finds(*pair) for pair in pairs], answers.index) for name, finds in INDEX_MODELS.items()
    }
    return {**by_policy, **by_model}


def _policy(policy: str, judged: pd.DataFrame, kinds: list[str]) -> PolicyFound:
    """Return the spellings under which every usual format is found as the policy says."""
    agrees = _agreement(judged, policy)
    spellings, exceptions = [], {}
    for spelling in SPELLINGS:
        by_kind = agrees[agrees.index.get_level_values("spelling") == spelling].droplevel("spelling")
        if by_kind.reindex(kinds, fill_value=0.0).ge(FOUND).all():
            spellings.append(spelling)
            exceptions[spelling] = [str(kind) for kind in by_kind.index[by_kind < FOUND]]
    return PolicyFound(spellings=spellings, exceptions=exceptions)


def _fits(judged: pd.DataFrame, model: str) -> bool:
    """Report whether a model says of every cell what was found, and anything was."""
    agrees = _agreement(judged, model)
    return bool(len(agrees)) and bool((agrees >= FOUND).all()) and bool(judged["found"].any())


def _agreement(judged: pd.DataFrame, prediction: str) -> pd.Series:
    """Return by spelling and kind the share of numbers of which ``prediction`` is true, where these are enough."""
    cells = (judged["found"] == judged[prediction]).groupby([judged["spelling"], judged["kind"]]).agg(["mean", "size"])
    return cells.loc[cells["size"] >= _ENOUGH, "mean"]
