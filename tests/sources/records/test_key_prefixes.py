"""What is said of ids that do not fit the object of their file."""

from collections.abc import Callable, Sequence

import pyarrow as pa
import pytest

from audit.errors import UnreadableInputError
from audit.sources.org_extract import Extract
from audit.sources.records.key_prefixes import IdsOfPart, named_prefix

Read = Callable[..., Extract]


def said_of(*ids: str | None, sobject: str = "Contact") -> list[str]:
    counted = IdsOfPart(sobject, f"{sobject}.csv")
    counted.note(pa.array(ids, pa.large_string()))
    return list(counted.warnings())


def ids_of(prefix: str, n: int) -> Sequence[str]:
    return [f"{prefix}5Y{number:010}AAA" for number in range(n)]


def test_nothing_is_said_of_ids_that_fit() -> None:
    assert said_of(*ids_of("003", 200)) == []


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        *(("001", "001… (Account)"), ("005", "005… (User)"), ("a0B", "a0B… (a custom object)")),
        *(("aXy", "aXy… (a custom object)"), ("00q", "00q… (Lead in small letters)"), ("0Zz", "0Zz…")),
    ],
)
def test_ids_are_named_by_their_first_three_characters_and_their_object(prefix: str, name: str) -> None:
    assert named_prefix(prefix) == name


@pytest.mark.parametrize(("sobject", "prefix", "named"), [("Contact", "00Q", "Lead"), ("Lead", "a0B", "custom object")])
def test_a_file_that_holds_another_object_alone_is_refused(sobject: str, prefix: str, named: str) -> None:
    with pytest.raises(UnreadableInputError, match=f"read as {sobject}.*{named}"):
        said_of(*ids_of(prefix, 5), sobject=sobject)


def test_of_a_small_file_the_rows_that_fit_are_read() -> None:
    (sentence,) = said_of(*ids_of("003", 1), *ids_of("001", 2), *ids_of("a0B", 1))
    assert sentence.startswith("3 of 4 rows of Contact.csv have ids of other objects")
    assert "001… (Account) 2, a0B… (a custom object) 1" in sentence


def test_one_in_a_hundred_may_be_of_another_object_and_no_more() -> None:
    (sentence,) = said_of(*ids_of("003", 198), *ids_of("006", 2))
    assert "006… (Opportunity) 2" in sentence
    with pytest.raises(UnreadableInputError, match="3 of its 200 ids"):
        said_of(*ids_of("003", 197), *ids_of("006", 3))


def test_rows_without_a_valid_id_are_counted() -> None:
    (sentence,) = said_of(*ids_of("003", 1), "12", None)
    assert sentence.startswith("2 of 3 rows of Contact.csv have no valid record id")


def test_the_ids_of_all_blocks_count_together() -> None:
    counted = IdsOfPart("Contact", "Contact.csv")
    for ids in (ids_of("003", 150), ids_of("001", 1), ids_of("003", 150)):
        counted.note(pa.array(ids, pa.large_string()))
    assert next(counted.warnings()).startswith("1 of 301 rows")


def test_padded_and_short_ids_fit(read_files: Read) -> None:
    rows = "".join(f"{record_id},+12125550100\n" for record_id in (" 0035Y00000000aA ", "'0035Y0000000002AAA"))
    extract = read_files({"Contact.csv": f"Id,Phone\n{rows}"})
    assert sorted(extract.audited.records["record_id"]) == ["0035Y0000000002AAA", "0035Y00000000aAQAQ"]
