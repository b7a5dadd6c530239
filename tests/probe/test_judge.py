"""What follows from the answers."""

from collections.abc import Callable

import pandas as pd
import pytest

from audit.normalize.spellings import spellings_of
from audit.probe.index_models import INDEX_MODELS
from audit.probe.judge import effects_of, matrix_of, verdict_of
from audit.result.probe import ProbeControls

SOUND = ProbeControls(unheld_asked=25, unheld_found=0, asked_singly=20, disagreeing=0)
KINDS: dict[str, Callable[[str], str]] = {
    "e164": lambda e164: e164,
    "no_plus": lambda e164: e164[1:],
    "national": lambda e164: f"0{e164[3:]}",
    "international, spaces": lambda e164: f"{e164[:3]} {e164[3:]}",
}


def answers(finds: Callable[[str, str], bool], n: int = 20, kinds: tuple[str, ...] = tuple(KINDS)) -> pd.DataFrame:
    rows = []
    for k, kind in enumerate(kinds):
        for i in range(n):
            e164 = f"+3319900{k}{i:03d}"
            raw = KINDS[kind](e164)
            about = {"record_id": f"{k}-{i}", "sobject": "Contact", "kind": kind, "format": kind.split(",")[0]}
            for spelling, asked in spellings_of(e164).items():
                rows.append(
                    {
                        **about,
                        "raw": raw,
                        "e164": e164,
                        "spelling": spelling,
                        "asked": asked,
                        "found": finds(raw, asked),
                    }
                )
    return pd.DataFrame(rows)


def given(frame: pd.DataFrame, controls: ProbeControls = SOUND) -> dict[str, list[str]]:
    return {policy: found.spellings for policy, found in verdict_of(frame, controls).policies.items()}


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("parts", {"exact": [], "digits": ["e164", "digits", "international"], "any": []}),
        ("value", {"exact": ["e164"], "digits": [], "any": []}),
        ("e164", {"exact": ["e164", "digits"], "digits": [], "any": []}),
    ],
)
def test_each_model_gives_one_policy(model: str, expected: dict[str, list[str]]) -> None:
    frame = answers(INDEX_MODELS[model])
    assert given(frame) == expected
    assert verdict_of(frame, SOUND).index == [model]


def test_a_search_that_normalizes_gives_any() -> None:
    verdict = verdict_of(answers(lambda raw, asked: raw[-8:].replace(" ", "") == asked[-8:].replace(" ", "")), SOUND)
    assert "e164" in verdict.policies["any"].spellings
    assert verdict.policies["exact"].spellings == []
    assert verdict.index == []


def test_a_search_by_chance_gives_none() -> None:
    frame = answers(lambda raw, asked: hash((raw, asked, 1)) % 2 == 0)
    assert not any(given(frame).values())
    assert verdict_of(frame, SOUND).index == []


def test_nothing_follows_from_failed_controls_or_from_one_format() -> None:
    frame = answers(INDEX_MODELS["parts"])
    for failed in ({"unheld_found": 1}, {"disagreeing": 1}):
        verdict = verdict_of(frame, SOUND.model_copy(update=failed))
        assert (verdict.is_sound, verdict.policies, verdict.index) == (False, {}, [])
    assert given(answers(INDEX_MODELS["parts"], kinds=("e164",))) == {}
    assert given(answers(INDEX_MODELS["parts"], n=4)) == {}


def test_a_cell_is_found_not_found_or_mixed_with_ids_as_examples() -> None:
    frame = answers(INDEX_MODELS["parts"], kinds=("e164",))
    frame.loc[(frame["spelling"] == "digits") & (frame["record_id"] < "0-15"), "found"] = False
    cells = {cell.asked: cell for cell in matrix_of(frame)}
    assert (cells["e164"].verdict, cells["no_trunk"].verdict, cells["digits"].verdict) == (
        "found",
        "not_found",
        "mixed",
    )
    assert cells["e164"].low < 1.0 == cells["e164"].high
    assert cells["digits"].examples_not_found == ["0-0", "0-1", "0-10"]
    assert cells["e164"].examples_found == []


def test_the_effect_of_e164_weighs_formats_by_how_often_they_occur() -> None:
    matrix = matrix_of(answers(INDEX_MODELS["parts"]))
    filled = {"e164": 10, "no_plus": 10, "national": 60, "international, spaces": 20}
    effects = {effect.asked: effect for effect in effects_of(matrix, filled)}
    assert effects["e164"].found_today == pytest.approx(0.4)
    assert effects["e164"].found_in_e164 == 1.0
    assert effects["trunk"].found_today == pytest.approx(0.6)
    assert effects["trunk"].found_in_e164 == 0.0
