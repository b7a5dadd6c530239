import pandas as pd

from audit.findings.labels import label_of, one, reading_of, several, words_in


def test_standard_fields_have_their_label_and_custom_ones_their_name() -> None:
    assert [label_of("home", "HomePhone"), label_of("Desk__c", "Desk__c")] == ["Home Phone", "Desk__c"]


def test_objects_have_their_article_and_their_plural() -> None:
    assert [one("PersonAccount"), one("Account"), several("Lead")] == ["a Person Account", "an Account", "Leads"]


def test_a_region_that_played_no_part_is_not_told() -> None:
    assert reading_of(None, "record") == ""
    assert reading_of("DE", "record") == " Read as Germany (+49), the record's country."


def test_words_stand_in_quotes_without_digits_and_signs_and_long_ones_are_cut() -> None:
    raw = pd.Series(["ask Ada (ext. 12)", "x" * 61], index=[7, 3], dtype="str")
    words = words_in(raw)
    assert words.to_dict() == {7: "“ask Ada ext”", 3: f"“{'x' * 60}…”"}
