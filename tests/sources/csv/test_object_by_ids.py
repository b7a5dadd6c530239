"""The object of a file whose name may be any, as its ids tell it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from audit.config.audit import AuditConfig
from audit.errors import NothingToAuditError, UnreadableInputError
from audit.sources.csv.read_csv import read_csv
from audit.sources.org_extract import Extract

Folder = Callable[[Mapping[str, str | bytes]], Path]


def table(heading: str, *ids: str) -> str:
    return f"{heading},Phone\n" + "".join(f"{record_id},+12125550100\n" for record_id in ids)


def read_by_name(folder: Folder, text: str, name: str = "extract.csv") -> Extract:
    return read_csv(folder({name: text}) / name, AuditConfig())


def read_counts(extract: Extract) -> dict[str, int]:
    return {sobject: of.read for sobject, of in extract.source.objects.items() if of.read}


@pytest.mark.parametrize(
    ("heading", "prefix", "sobject"),
    [
        *(("Id", "003", "Contact"), ("Id", "00Q", "Lead"), ("Id", "001", "Account")),
        *(("Contact ID", "003", "Contact"), ("LEAD ID", "00Q", "Lead"), ("Account ID", "001", "Account")),
    ],
)
def test_the_ids_tell_the_object(folder: Folder, heading: str, prefix: str, sobject: str) -> None:
    assert read_counts(read_by_name(folder, table(heading, f"{prefix}5Y0000000001AAA"))) == {sobject: 1}


@pytest.mark.parametrize("written", [" 0035Y0000000001AAA", "'0035Y0000000001", "0035Y0000000001AAA\u200b"])
def test_padded_and_short_ids_tell_it_too(folder: Folder, written: str) -> None:
    assert read_counts(read_by_name(folder, table("Id", written))) == {"Contact": 1}


def test_a_report_of_contacts_with_the_id_of_their_account_holds_contacts(folder: Folder) -> None:
    text = "Account ID,Contact ID,Phone\n0015Y0000000001AAA,0035Y0000000001AAA,+12125550100\n"
    assert read_counts(read_by_name(folder, text)) == {"Contact": 1}


def test_ids_outweigh_the_name_and_that_is_said(folder: Folder) -> None:
    extract = read_by_name(folder, table("Id", "00Q5Y0000000001AAA"), "Contact.csv")
    assert read_counts(extract) == {"Lead": 1}
    assert "Contact.csv was read as Lead: its ids are those of Lead records." in extract.source.warnings


def test_between_equally_many_the_name_decides(folder: Folder) -> None:
    text = table("Id", "0035Y0000000001AAA", "00Q5Y0000000001AAA")
    assert read_counts(read_by_name(folder, text, "Lead_2.csv")) == {"Lead": 2}


def test_a_file_of_another_object_leaves_nothing_to_audit_and_says_whose_ids_it_has(folder: Folder) -> None:
    with pytest.raises(NothingToAuditError, match=r"extract\.csv with ids that begin with a0B… \(a custom object\)"):
        read_by_name(folder, table("Id", "a0B5Y0000000001AAA"))


def test_a_file_of_another_object_beside_others_is_passed_over_with_a_note(folder: Folder) -> None:
    files = {"a.csv": table("Id", "0035Y0000000001AAA"), "b.csv": table("Id", "5005Y0000000001AAA")}
    place = folder(files)
    extract = read_csv([place / name for name in files], AuditConfig())
    assert read_counts(extract) == {"Contact": 1}
    assert any("b.csv with ids that begin with 500… (Case)" in warning for warning in extract.source.warnings)


@pytest.mark.parametrize("text", ["Id,Phone\n", "Id,Phone\nx,+12125550100\n"])
def test_a_file_without_ids_and_without_a_name_that_tells_is_refused(folder: Folder, text: str) -> None:
    with pytest.raises(UnreadableInputError, match=r"Name it Contact\.csv, Lead\.csv or Account\.csv"):
        read_by_name(folder, text)


def test_a_file_without_a_column_of_ids_is_refused(folder: Folder) -> None:
    with pytest.raises(UnreadableInputError, match="has no column Id"):
        read_by_name(folder, "Name,Phone\nAda,+12125550100\n")
