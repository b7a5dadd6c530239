"""What names of files say."""

import pytest

from audit.sources.csv.file_names import is_csv, is_left_by_programs, is_workbook, is_zip, printable, sobject_of


@pytest.mark.parametrize(
    ("name", "sobject"),
    [
        *(("Contact.csv", "Contact"), ("contacts.CSV", "Contact"), ("Contact_2.csv", "Contact")),
        *(("contact-part-03.csv", "Contact"), ("Contacts 2026 (1).csv", "Contact"), ("LEADS.csv", "Lead")),
        *(("Account.EMEA.csv", "Account"), ("users.csv", "User"), ("Organization.csv", "Organization")),
    ],
)
def test_a_file_of_an_object_is_known_by_its_name(name: str, sobject: str) -> None:
    assert sobject_of(name) == sobject


@pytest.mark.parametrize(
    "name",
    [
        *("ContactPointPhone.csv", "AccountContactRelation.csv", "LeadStatus.csv", "UserRole.csv", "Contactés.csv"),
        *("Account_Plan__c.csv", "Contact__Share.csv", "Lead__History.csv", "contact_2__feed.csv"),
        *("My Contact.csv", "Contact.txt", "Contact.csv.bak", "Contact", "Organizations.csv", "Case.csv"),
    ],
)
def test_a_name_that_only_resembles_one_is_of_no_object(name: str) -> None:
    assert sobject_of(name) == ""


def test_endings_are_known_in_any_case() -> None:
    assert all(map(is_zip, ("WE_1.ZIP", "a.zip")))
    assert all(map(is_csv, ("A.CSV", "a.csv")))
    assert all(map(is_workbook, ("a.xlsx", "A.XLS", "a.xlsm", "a.ods")))
    assert not any((is_zip("zip"), is_csv("a.csv.gz"), is_workbook("a.xlsx.csv")))


@pytest.mark.parametrize("name", [".DS_Store", "._Contact.csv", "~$Contact.xlsx", "Thumbs.db", "DESKTOP.INI"])
def test_files_that_programs_leave_are_known(name: str) -> None:
    assert is_left_by_programs(name)
    assert not is_left_by_programs("Contact.csv")


def test_control_characters_and_undecodable_bytes_of_a_name_are_shown_as_a_question_mark() -> None:
    assert printable("Con\x1btact\n\u202e\udcff.csv") == "Con?tact???.csv"
