import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.sources.records import record_ids


def texts(*values: str | None) -> pa.Array:
    return pa.array(values, pa.large_string())


@pytest.mark.parametrize(
    ("short", "wide"),
    [
        ("001A0000006Vm9r", "001A0000006Vm9rIAC"),
        ("003D000000QYr4u", "003D000000QYr4uIAD"),
        ("abcdefghijklmno", "abcdefghijklmnoAAA"),
        ("ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNO555"),
    ],
)
def test_an_id_of_15_characters_is_widened(short: str, wide: str) -> None:
    assert record_ids.widened(texts("005000000000001AAA", short)).to_pylist() == ["005000000000001AAA", wide]


@pytest.mark.parametrize("text", ["", "00300000000001", "0030000000000-1", "003000000000001AAA", "00300000000Ä01"])
def test_any_other_text_is_left_as_it_is(text: str) -> None:
    assert record_ids.widened(texts(text, None)).to_pylist() == [text, None]


@settings(deadline=None)
@given(st.text(alphabet="aZ0é-\n", max_size=19))
def test_an_id_is_15_or_18_ascii_letters_and_digits(text: str) -> None:
    expected = len(text) in (15, 18) and text.isascii() and text.isalnum()
    assert record_ids.is_id(texts(text)).to_pylist() == [expected]


def seen(*pieces: list[str], start: int = 0) -> record_ids.SeenIds:
    ids = record_ids.SeenIds()
    ids.note(pa.chunked_array([texts(*piece).slice(start) for piece in pieces], pa.large_string()))
    return ids


def repeated(*columns: record_ids.SeenIds, at_once: int = 1_000) -> list[int]:
    return sorted(row for rows in record_ids.may_repeat(columns, at_once) for row in rows.tolist())


IDS = st.lists(st.sampled_from("abcde").map(lambda end: f"00300000000000{end}AAA"))


@settings(deadline=None)
@given(st.lists(IDS), IDS, st.integers(0, 3), st.integers(1, 9))
def test_repeated_ids_are_found_across_slices_and_columns(
    pieces: list[list[str]], other: list[str], start: int, at_once: int
) -> None:
    whole = [record_id for piece in pieces for record_id in piece[start:]] + other
    expected = [row for row, record_id in enumerate(whole) if whole.count(record_id) > 1]
    assert repeated(seen(*pieces, start=start), seen(other), at_once=at_once) == expected


@settings(deadline=None)
@given(IDS, st.integers(1, 9))
def test_equal_ids_come_together(column: list[str], at_once: int) -> None:
    groups = [{column[row] for row in rows} for rows in record_ids.may_repeat([seen(column)], at_once)]
    assert len(set().union(*groups)) == sum(map(len, groups))


def test_ids_that_differ_in_any_one_character_are_not_repeated() -> None:
    base = "001A0000006Vm9r"
    column = [base[:place] + "x" + base[place + 1 :] + "AAA" for place in range(15)]
    assert not repeated(seen(column))


def test_ids_that_differ_in_the_last_three_characters_alone_may_be_repeated() -> None:
    assert repeated(seen(["001A0000006Vm9rAAA"], ["001A0000006Vm9rAAB", "001A0000006Vm9qAAB"])) == [0, 1]


SOME = [f"0030000000000{n:02}AAA" for n in range(60)]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*SOME, "x", ""]) | st.none()), st.lists(st.sampled_from([*SOME, "x"]) | st.none()))
def test_known_ids_are_recognized(learned: list[str | None], asked: list[str | None]) -> None:
    known = record_ids.KnownIds(texts(*learned)).among(texts(*asked))
    assert known.to_pylist() == [text in set(learned) & set(SOME) for text in asked]
