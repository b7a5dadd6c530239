from audit.sources.records.unknown_words import named_words


def test_the_most_frequent_come_first_and_the_rest_are_counted() -> None:
    counts = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    assert named_words(counts) == "“six” 6, “five” 5, “four” 4, “three” 3, “two” 2, and 1 more"


def test_a_text_with_digits_is_not_shown_for_it_may_be_a_number() -> None:
    assert named_words({"+1 212 555 0100": 1}) == "a text with digits 1"


def test_a_long_word_is_cut_and_a_control_character_is_a_space() -> None:
    assert named_words({"a\x1b[": 1_000, "y" * 31: 1}) == f"“a [” 1,000, “{'y' * 30}…” 1"
