"""What the fake org says about its objects, and to whom."""

from pathlib import Path
from typing import Any

from tests.fake_org import FakeOrg
from tests.fake_org_tests.asking import StartOrg, get, query, refused

PERSON_ACCOUNTS = (
    "Id,Name,FirstName,LastName,IsPersonAccount,PersonContactId,Phone,PersonMobilePhone,Work_Phone__pc\n"
    "0015e00000000PA,,Pia,Person,true,0035e00000000PA,+12125550111,+12125550112,+12125550113\n"
    "0015e00000000BA,Business,,,false,,+12125550114,,\n"
)
THEIR_CONTACTS = (
    "Id,LastName,AccountId,Phone\n"
    "0035e00000000PA,Person,0015e00000000PA,+12125550111\n"
    "0035e00000000BA,Baker,0015e00000000BA,\n"
)
# As in the describe calls recorded by CumulusCI (cumulusci/tests/shared_cassettes).
KEYS_OF_A_FIELD = """
    aggregatable aiPredictionField autoNumber byteLength calculated calculatedFormula cascadeDelete caseSensitive
    compoundFieldName controllerName createable custom defaultValue defaultValueFormula defaultedOnCreate
    dependentPicklist deprecatedAndHidden digits displayLocationInDecimal encrypted externalId extraTypeInfo filterable
    filteredLookupInfo formulaTreatNullNumberAsZero groupable highScaleNumber htmlFormatted idLookup inlineHelpText
    label length mask maskType name nameField namePointing nillable permissionable picklistValues
    polymorphicForeignKey precision queryByDistance referenceTargetField referenceTo relationshipName
    relationshipOrder restrictedDelete restrictedPicklist scale searchPrefilterable soapType sortable type unique
    updateable writeRequiresMasterRead
"""


def fields(org: FakeOrg, sobject: str) -> dict[str, dict[str, Any]]:
    shown = get(org, f"/sobjects/{sobject}/describe").json()
    return {field["name"]: field for field in shown["fields"]}


def person_account_folder(folder: Path) -> Path:
    (folder / "Account.csv").write_text(PERSON_ACCOUNTS, encoding="utf-8")
    (folder / "Contact.csv").write_text(THEIR_CONTACTS, encoding="utf-8")
    return folder


def test_the_user_sees_the_fields_that_the_files_have(start_org: StartOrg, folder: Path) -> None:
    phones = {name for name, field in fields(start_org(folder), "Contact").items() if field["type"] == "phone"}
    assert phones == {"Phone", "MobilePhone"}


def test_with_all_fields_the_standard_ones_are_there(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, all_fields=True)
    phones = {name for name, field in fields(org, "Contact").items() if field["type"] == "phone"}
    assert phones == {"Phone", "Fax", "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone"}


def test_a_hidden_field_is_neither_described_nor_queried(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, hidden={"Contact": ["MobilePhone"]})
    assert "MobilePhone" not in fields(org, "Contact")
    response = get(org, "/query", q="SELECT MobilePhone FROM Contact")
    assert "No such column 'MobilePhone' on entity 'Contact'" in response.json()[0]["message"]


def test_a_custom_field_is_a_phone_field_by_name_or_by_setting(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, field_types={"Account.Note__c": "textarea"})
    shown = fields(org, "Account")
    assert (shown["Direct_Phone__c"]["type"], shown["Direct_Phone__c"]["custom"]) == ("phone", True)
    assert shown["Note__c"]["type"] == "textarea"


def test_a_column_without_a_number_is_no_phone_field(start_org: StartOrg, tmp_path: Path) -> None:
    (tmp_path / "Account.csv").write_text("Id,Phone_Notes__c\n0015e00000000AA,ring 12\n", encoding="utf-8")
    assert fields(start_org(tmp_path), "Account")["Phone_Notes__c"]["type"] == "string"


def test_without_person_accounts_no_object_knows_the_word(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    assert "IsPersonAccount" not in fields(org, "Account")
    assert refused(get(org, "/query", q="SELECT Id FROM Contact WHERE IsPersonAccount = false")) == (
        400,
        "INVALID_FIELD",
    )


def test_person_accounts_mark_the_contacts_that_mirror_them(start_org: StartOrg, tmp_path: Path) -> None:
    org = start_org(person_account_folder(tmp_path))
    assert {"IsPersonAccount", "PersonMobilePhone", "Work_Phone__pc"} <= set(fields(org, "Account"))
    (person,) = query(org, "SELECT Id FROM Contact WHERE IsPersonAccount = true")
    assert person["Id"].startswith("0035e00000000PA")
    (account,) = query(org, "SELECT Name FROM Account WHERE IsPersonAccount = true")
    assert account["Name"] == "Pia Person"


def test_country_codes_exist_only_where_they_are_on(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, all_fields=True, country_codes=True)
    assert {"MailingCountryCode", "MailingStateCode"} <= set(fields(org, "Contact"))
    assert "CountryCode" in fields(org, "Lead")
    assert "MailingCountryCode" not in fields(start_org(folder, all_fields=True), "Contact")


def test_labels_can_be_in_another_language(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, labels={"Contact.Phone": "Telefon (geschäftlich)"})
    assert fields(org, "Contact")["Phone"]["label"] == "Telefon (geschäftlich)"


def test_a_field_has_the_keys_of_a_real_describe(start_org: StartOrg, folder: Path) -> None:
    shown = fields(start_org(folder), "Contact")["MobilePhone"]
    assert set(shown) == set(KEYS_OF_A_FIELD.split())
    assert (shown["type"], shown["length"], shown["nillable"], shown["soapType"]) == ("phone", 40, True, "xsd:string")


def test_record_types_are_listed_when_there_are_any(start_org: StartOrg, folder: Path) -> None:
    shown = get(start_org(folder, record_types=True), "/sobjects/Contact/describe").json()["recordTypeInfos"]
    assert [kind["master"] for kind in shown] == [True, False]


def test_a_lead_may_belong_to_a_queue(start_org: StartOrg, folder: Path) -> None:
    assert fields(start_org(folder), "Lead")["OwnerId"]["referenceTo"] == ["Group", "User"]


def test_task_type_can_be_hidden(start_org: StartOrg, folder: Path) -> None:
    assert "Type" in fields(start_org(folder), "Task")
    assert "Type" not in fields(start_org(folder, hidden={"Task": ["Type"]}), "Task")


def test_the_vendors_package_shows_in_the_list_of_objects(start_org: StartOrg, folder: Path) -> None:
    def names(org: FakeOrg) -> set[str]:
        return {sobject["name"] for sobject in get(org, "/sobjects").json()["sobjects"]}

    assert names(start_org(folder, package="current")) - names(start_org(folder)) == {"aircall__Aircall_AI__c"}


def test_an_unknown_object_is_not_found(start_org: StartOrg, folder: Path) -> None:
    assert refused(get(start_org(folder), "/sobjects/Nope/describe")) == (404, "NOT_FOUND")
