import pandas as pd
import pytest

from audit.domain import POLICIES
from audit.replay.policy_verdict import contrasts_of, fit_of, verdict_of, votes_of_numbers, wilson
from audit.result.replay import Verdict


def entries(*numbers: tuple[str, int]) -> pd.DataFrame:
    """Return entries of as many numbers as each of ``numbers`` says, a call each, explained by the policies named."""
    explained = [words for words, n in numbers for _ in range(n)]
    return pd.DataFrame(
        {
            "row": range(len(explained)), "calls": 1,
            **{f"explained_{policy}": [policy in words.split() for words in explained] for policy in POLICIES},
        }
    )  # fmt: skip


def verdict(told: pd.DataFrame, edited: int = 0, undated: int = 0) -> Verdict:
    votes = votes_of_numbers(told)
    fits = {policy: fit_of(policy, votes, 0, 0) for policy in POLICIES}
    return verdict_of(fits, contrasts_of(votes), edited=edited, undated=undated)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_that_explains_more_than_both_others_is_named(policy: str) -> None:
    others = " ".join(other for other in POLICIES if other != policy)
    assert verdict(entries((policy, 40), (others, 10))).policy == policy


def test_seven_numbers_of_one_voice_decide_and_six_do_not() -> None:
    assert verdict(entries(("digits", 7))).policy == "digits"
    assert verdict(entries(("digits", 6))).policy is None


def test_two_that_the_calls_do_not_tell_apart_are_left() -> None:
    found = verdict(entries(("exact digits", 40), ("any", 10)))
    assert (found.policy, found.left, found.why) == (None, ["exact", "digits"], "too_few")
    assert found.numbers_needed == 19


def test_one_number_counts_once_however_often_it_calls() -> None:
    assert verdict(entries(("digits", 3)).assign(calls=1000)).policy is None


@pytest.mark.parametrize(("edited", "undated", "why"), [(0, 0, "all_agree"), (1, 2, "undated"), (2, 1, "all_edited")])
def test_without_evidence_it_says_what_is_in_the_way(edited: int, undated: int, why: str) -> None:
    found = verdict(entries(), edited, undated)
    assert (found.policy, found.left, found.why) == (None, [], why)


def test_where_none_explains_half_of_the_numbers_none_is_named() -> None:
    found = verdict(entries(("", 60), ("digits", 20)))
    assert (found.policy, found.left, found.why) == (None, [], "none_fits")


def test_the_interval_is_that_of_wilsons_score() -> None:
    assert wilson(80, 100) == pytest.approx((0.7112, 0.8666), abs=1e-4)
    assert wilson(5, 5)[1] == 1
    assert wilson(0, 5)[0] == 0
