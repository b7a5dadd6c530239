"""Histories that are made under a policy, and whether replay names it: a few of those of tests.benchmarks."""

from collections import Counter
from random import Random

import pytest

from audit.domain import POLICIES
from tests.benchmarks.replay_backtest import ASKED_SETTINGS, SETTINGS, History, Setting, asked_word, tallied

pytestmark = pytest.mark.slow  # plays half a year of an org, again and again

SEEDS = range(1000, 1004)


def said(setting: Setting, policy: str) -> Counter[str]:
    return Counter(ours for ours, _ in tallied(setting, policy, SEEDS))


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("setting", ["records are created", "nothing is created"])
def test_the_policy_of_a_history_is_named_although_a_fifth_of_its_entries_are_moved(setting: str, policy: str) -> None:
    found = said(SETTINGS[setting], policy)
    assert found["right"] >= len(SEEDS) - 1
    assert not any(word.startswith("wrong") for word in found)


@pytest.mark.parametrize(
    "setting", ["all in E.164", "few calls", "exact and digits alike", "no policy: any holder or none"]
)
def test_no_policy_is_named_where_the_history_does_not_decide(setting: str) -> None:
    found = said(SETTINGS[setting], "exact")
    assert all(word.startswith("cannot tell") for word in found), found


def named(name: str) -> Counter[str]:
    chances = (Random(seed) for seed in SEEDS[:2])  # noqa: S311 - a seed makes it again
    return Counter(asked_word(History("any", ASKED_SETTINGS[name], chance)) for chance in chances)


@pytest.mark.parametrize("name", [name for name in ASKED_SETTINGS if "asked" in name])
def test_the_format_in_which_the_search_was_asked_is_named(name: str) -> None:
    assert named(name) == {"right": 2}


@pytest.mark.parametrize("name", [name for name in ASKED_SETTINGS if "asked" not in name])
def test_no_format_is_named_where_history_and_probe_do_not_decide(name: str) -> None:
    found = named(name)
    assert all(word.startswith("cannot tell") for word in found), found


def test_a_search_that_finds_formats_in_part_is_said_to_leave_it_open() -> None:
    assert named("every format found in part") == {"cannot tell (unsure)": 2}
