import pytest

from audit.sources.environment import bare, unquoted


@pytest.mark.parametrize("value", ["token", " token\r\n", "\ufefftoken", "\u200btoken\u2060\t"])
def test_nothing_that_nobody_sees_stays_around_a_value(value: str) -> None:
    assert bare(value) == "token"


def test_what_is_within_a_value_stays() -> None:
    assert bare(" to ken\n") == "to ken"


@pytest.mark.parametrize(
    ("value", "without"),
    [('"a b"', "a b"), ("' a '", "a"), ('"a', '"a'), ("\"a'", "\"a'"), ('"', '"'), ('""', ""), ("a", "a"), ("", "")],
)
def test_only_a_pair_of_quotation_marks_is_taken_off(value: str, without: str) -> None:
    assert unquoted(value) == without
