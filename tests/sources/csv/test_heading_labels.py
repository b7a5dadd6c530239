"""Labels in place of API names."""

import pytest

from audit.domain import COUNTRY_FIELDS, PERSON_ACCOUNT, RELATED_COUNTRY_FIELDS, SLOT_FIELDS
from audit.sources.csv.heading_labels import LABELS, api_names, has_id
from audit.sources.interface import USER
from audit.sources.records.record_columns import wanted_fields

HEADINGS = {
    "Contact": {
        "Phone": "Phone",
        "Mobile": "MobilePhone",
        "Home Phone": "HomePhone",
        "Asst. Phone": "AssistantPhone",
        "Other Phone": "OtherPhone",
        "Mailing Country": "MailingCountry",
        "Other Country": "OtherCountry",
    },
    "Lead": {"Phone": "Phone", "Mobile": "MobilePhone", "Country": "Country"},
    "Account": {
        "Phone": "Phone",
        "Mobile": "PersonMobilePhone",
        "Home Phone": "PersonHomePhone",
        "Asst. Phone": "PersonAssistantPhone",
        "Other Phone": "PersonOtherPhone",
        "Billing Country": "BillingCountry",
        "Shipping Country": "ShippingCountry",
    },
}
"""Headings as reports have them, and the fields that they mean, by the object of the file."""


def read_as(heading: str, sobject: str) -> str:
    return api_names((heading,), "x.csv", sobject)[0][0]


def fields_read(sobject: str) -> set[str]:
    """Return the API names of the fields that are read in a file of ``sobject``."""
    if sobject == USER:
        return {"Id", "Name", "FirstName", "LastName"}
    objects = (sobject, PERSON_ACCOUNT) if sobject == "Account" else (sobject,)
    phones = {name for of in objects for name in SLOT_FIELDS[of].values()}
    countries = {name for of in objects for name in (*COUNTRY_FIELDS[of], *RELATED_COUNTRY_FIELDS.get(of, ()))}
    return {*wanted_fields(sobject, (), "LastModifiedDate"), *phones, *countries}


@pytest.mark.parametrize("sobject", ["Contact", "Lead", "Account"])
def test_every_phone_and_country_field_has_a_label(sobject: str) -> None:
    objects = (sobject, PERSON_ACCOUNT) if sobject == "Account" else (sobject,)
    wanted = {name for of in objects for name in (*SLOT_FIELDS[of].values(), *COUNTRY_FIELDS[of])}
    without = sorted(wanted - set(LABELS[sobject].values()))
    assert not without, f"{without}: add a label for each to LABELS[{sobject!r}] in audit/sources/csv/heading_labels.py"


def test_every_label_is_written_as_headings_are_compared() -> None:
    otherwise = [label for of in LABELS.values() for label in of if label != " ".join(label.casefold().split())]
    assert not otherwise, "write these in lower case with single spaces: they match no heading as they are"


@pytest.mark.parametrize("sobject", list(LABELS))
def test_every_label_means_a_field_that_is_read(sobject: str) -> None:
    unread = {label: name for label, name in LABELS[sobject].items() if name not in fields_read(sobject)}
    assert not unread, f"these fields are not read of files of {sobject}: see Add a heading in CONTRIBUTING.md"


@pytest.mark.parametrize(
    ("sobject", "heading", "field"),
    [(sobject, heading, field) for sobject, of in HEADINGS.items() for heading, field in of.items()],
)
@pytest.mark.parametrize("form", ["{}", "  {}  ", "{sobject}: {}"])
def test_a_label_is_read_trimmed_in_any_case_and_with_its_object(
    sobject: str, heading: str, field: str, form: str
) -> None:
    written = form.format(heading, sobject=sobject)
    assert read_as(written.upper(), sobject).casefold() == field.casefold()


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
