import pandas as pd

from audit.reports.view.visible_columns import shown_numbers, shown_texts


def test_a_missing_text_is_shown_as_nothing() -> None:
    stored = pd.Series(["a\x00b", None], dtype="str")
    assert shown_numbers(stored, 99).tolist() == shown_texts(stored, 99).tolist() == ["a⟨U+0000⟩b", ""]
