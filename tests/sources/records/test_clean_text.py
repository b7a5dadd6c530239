"""The cleaning of whole columns, and what an audit makes of markers of missing values."""

from collections.abc import Callable

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.columns.ascii_text import texts_of
from audit.sources.org_extract import Extract
from audit.sources.records.clean_text import NULL_MARKERS, are_filled, cleaned, cleaned_text, null_where_marked

Read = Callable[..., Extract]

phone_like = st.text("0123 +'.&;_xAD%2B<b>/\t\n\u00a0\u2011\u200b\u0308éИ内ー\uff11", max_size=24)


@given(st.lists(st.one_of(phone_like, st.text(), st.sampled_from(sorted(NULL_MARKERS))), max_size=8))
def test_columns_are_cleaned_as_texts_are(raw: list[str]) -> None:
    clean = cleaned(texts_of(raw)).to_pylist()
    assert ["" if text in NULL_MARKERS else text for text in clean] == [cleaned_text(text) for text in raw]
    assert are_filled(texts_of(raw)).tolist() == [cleaned_text(text) != "" for text in raw]


def texts(*values: str | None) -> pa.Array:
    return pa.array(values, pa.large_string())


@pytest.mark.parametrize(
    "marker", ["#N/A", "#VALUE!", "#REF!", "#NAME?", "nan", "NaN", "null", "NULL", "<null>", r"\N", "NULL    "]
)
def test_a_marker_is_no_value(marker: str) -> None:
    assert null_where_marked(texts("Ann Brook", marker)).to_pylist() == ["Ann Brook", None]


@pytest.mark.parametrize("name", ["Null", "Nan", "N/A", "nullable", "Anna null", "<NULL>", "0"])
def test_a_name_that_looks_like_a_marker_stays(name: str) -> None:
    assert null_where_marked(texts(name, None)).to_pylist() == [name, None]


def test_markers_padded_to_one_width_are_found_in_a_column_without_short_texts() -> None:
    assert null_where_marked(texts("NULL            ", "Ann Brook       ")).to_pylist() == [None, "Ann Brook       "]


def test_a_marker_is_neither_name_owner_account_nor_country(read_files: Read) -> None:
    header = "Id,Name,FirstName,LastName,Phone,MailingCountry,OtherCountry,Owner.Name,OwnerId,AccountId,Email\n"
    row = "0035Y0000000001AAA,null,Ann,Brook,+12125550100,#N/A,US,NULL,0055Y0000000001AAA,\\N,<null>\n"
    records = read_files({"Contact.csv": header + row}).audited.records
    assert records[["name", "owner"]].astype(str).iloc[0].tolist() == ["Ann Brook", "0055Y0000000001AAA"]
    assert records[["account_id", "email", "country_2"]].isna().all(axis=None)
    assert records["country_4"].tolist() == ["US"]


def test_a_marker_in_a_flag_is_not_an_unknown_word(read_files: Read) -> None:
    lead = "Id,LastName,Phone,IsDeleted\n00Q5Y0000000001AAA,N,+12125550100,NULL\n00Q5Y0000000002AAA,N,+12125550101,1\n"
    extract = read_files({"Lead.csv": lead})
    assert extract.source.objects["Lead"].out_of_scope == {"deleted": 1}
    assert not [warning for warning in extract.source.warnings if "IsDeleted" in warning]


def test_a_marker_among_local_dates_is_a_missing_date(read_files: Read) -> None:
    rows = "".join(
        f"0035Y000000000{n}AAA,N,+12125550100,{day}\n" for n, day in enumerate(("13.01.2026", "NULL", "#N/A"))
    )
    extract = read_files({"Contact.csv": "Id,LastName,Phone,LastModifiedDate\n" + rows})
    dates = extract.audited.records.sort_values("record_id")["last_modified"]
    assert [None if pd.isna(date) else str(date.date()) for date in dates] == ["2026-01-13", None, None]
    assert not [warning for warning in extract.source.warnings if "cannot be read" in warning]


def test_a_user_without_a_name_leaves_the_id_of_the_owner(read_files: Read) -> None:
    contact = "Id,LastName,Phone,OwnerId\n0035Y0000000001AAA,N,+12125550100,0055Y0000000001AAA\n"
    user = "Id,Name\n0055Y0000000001AAA,NULL\n"
    records = read_files({"Contact.csv": contact, "User.csv": user}).audited.records
    assert records["owner"].tolist() == ["0055Y0000000001AAA"]
