"""The cleaning of whole columns."""

from hypothesis import given
from hypothesis import strategies as st

from audit.columns.ascii_text import texts_of
from audit.sources.records.clean_text import NULL_MARKERS, are_filled, cleaned, cleaned_text

phone_like = st.text("0123 +'.&;_xAD%2B<b>/\t\n\u00a0\u2011\u200b\u0308éИ内ー\uff11", max_size=24)


@given(st.lists(st.one_of(phone_like, st.text(), st.sampled_from(sorted(NULL_MARKERS))), max_size=8))
def test_columns_are_cleaned_as_texts_are(raw: list[str]) -> None:
    clean = cleaned(texts_of(raw)).to_pylist()
    assert ["" if text in NULL_MARKERS else text for text in clean] == [cleaned_text(text) for text in raw]
    assert are_filled(texts_of(raw)).tolist() == [cleaned_text(text) != "" for text in raw]
