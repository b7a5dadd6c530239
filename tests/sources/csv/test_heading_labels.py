"""Labels in place of API names."""

import pytest

from audit.domain import COUNTRY_FIELDS, PERSON_ACCOUNT, SLOT_FIELDS
from audit.sources.csv.heading_labels import LABELS, api_names, has_id

LABELS_OF_FIELDS = {
    "Contact": ("Phone", "Mobile", "Home Phone", "Asst. Phone", "Other Phone", "Mailing Country", "Other Country"),
    "Lead": ("Phone", "Mobile", "Country"),
    "Account": ("Phone", "Mobile", "Home Phone", "Asst. Phone", "Other Phone", "Billing Country", "Shipping Country"),
}


def read_as(heading: str, sobject: str) -> str:
    return api_names((heading,), "x.csv", sobject)[0][0]


@pytest.mark.parametrize("sobject", ["Contact", "Lead", "Account"])
def test_every_phone_and_country_field_has_a_label(sobject: str) -> None:
    objects = (sobject, PERSON_ACCOUNT) if sobject == "Account" else (sobject,)
    wanted = {name for of in objects for name in (*SLOT_FIELDS[of].values(), *COUNTRY_FIELDS[of])}
    assert wanted <= set(LABELS[sobject].values())


@pytest.mark.parametrize(
    ("sobject", "heading"), [(sobject, heading) for sobject, of in LABELS_OF_FIELDS.items() for heading in of]
)
@pytest.mark.parametrize("form", ["{}", "  {}  ", "{sobject}: {}"])
def test_a_label_is_read_trimmed_in_any_case_and_with_its_object(sobject: str, heading: str, form: str) -> None:
    plain = read_as(heading, sobject)
    written = form.format(heading, sobject=sobject)
    assert read_as(written.upper(), sobject).casefold() == plain.casefold()
    assert " " not in plain


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Person Account: Mobile", "PersonMobilePhone"),
        ("Person Account: Home Phone", "PersonHomePhone"),
        ("Person Account: Email", "PersonEmail"),
        ("Person Account: Mailing Country", "PersonMailingCountry"),
    ],
)
def test_labels_of_person_accounts_are_those_of_their_fields(heading: str, name: str) -> None:
    assert read_as(heading, "Account") == name


@pytest.mark.parametrize(
    ("heading", "sobject", "is_id"),
    [
        *(("Id", "Contact", True), (" ID ", "Lead", True), ("Contact ID", "Contact", True)),
        *(("Account ID", "Account", True), ("Account ID", "Contact", False), ("Lead ID", "Contact", False)),
        *(("User ID", "User", True), ("Contact: ID", "Contact", True), ("Owner ID", "Contact", False)),
    ],
)
def test_the_id_of_a_record_is_told_from_ids_of_others(heading: str, sobject: str, *, is_id: bool) -> None:
    assert has_id([heading], sobject) is is_id


def test_other_headings_stay_as_they_are_and_nothing_is_said_of_them() -> None:
    headings = ("Id", "Phone", "Title", "Direct_Line__c", "Department")
    assert api_names(headings, "x.csv", "Contact") == (headings, ())


def test_a_label_that_is_spelled_like_its_api_name_needs_no_note() -> None:
    assert api_names(("ID", "PHONE", "email"), "x.csv", "Contact") == (("ID", "PHONE", "email"), ())


def test_of_many_labels_the_first_are_named() -> None:
    headings = [f"{name} Phone" for name in ("Mobile", "Home", "Asst.", "Other")]
    headings += ["Contact ID", "Account ID", "First Name", "Last Name", "Mailing Country", "Other Country"]
    headings += ["Contact Owner", "Last Modified Date", "Created Date", "Is Deleted"]
    (note,) = api_names(headings, "x.csv", "Contact")[1]
    assert note.endswith("“Last Modified Date” as LastModifiedDate and 2 more.")
