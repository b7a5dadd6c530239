"""Flags in the words of many languages."""

import pyarrow as pa
import pytest

from audit.sources.records.flags import FLAG_WORDS, read_flags


def read(*words: str | None) -> tuple[list[bool], dict[str, int]]:
    flags, unknown = read_flags(pa.array(words, pa.large_string()))
    return flags.to_pylist(), dict(unknown)


@pytest.mark.parametrize("yes", ["true", "TRUE", " 1 ", "1.0", "WAHR", "Sì", "ИСТИНА", "はい", "'yes", "ja\u00a0", "X"])
def test_a_word_for_yes_sets_the_flag_in_any_case_and_padded(yes: str) -> None:
    assert read(yes) == ([True], {})


@pytest.mark.parametrize("no", ["false", "0", "0.0", "FALSCH", "EPÄTOSI", "нет", "いいえ", "", "  ", None])
def test_a_word_for_no_and_nothing_at_all_do_not(no: str | None) -> None:
    assert read(no) == ([False], {})


def test_a_word_that_no_one_knows_is_no_and_counted_as_it_is_written() -> None:
    assert read("on", "Perhaps", "on", "1", None) == ([False, False, False, True, False], {"on": 2, "Perhaps": 1})


def test_a_column_without_any_value_has_no_flag_set() -> None:
    assert read(None, None) == ([False, False], {})
    assert read() == ([], {})


def test_every_word_that_is_known_is_folded_so_that_it_can_be_found() -> None:
    assert {word for word in FLAG_WORDS if word != word.casefold().strip()} == set()
    assert read(*(word.upper() for word in FLAG_WORDS))[1] == {}
