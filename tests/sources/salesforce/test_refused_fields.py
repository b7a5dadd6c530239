import pytest

from audit.sources.salesforce.api_errors import ApiError
from audit.sources.salesforce.describe import Query
from audit.sources.salesforce.refused_fields import names_a_column, refused_columns, what_is_missing

QUERY = Query("Contact", ("Id", "Phone", "OwnerId", "Owner.Name", "Desk__c"), "IsPersonAccount = false", ("Desk__c",))


@pytest.mark.parametrize(
    ("said", "columns"),
    [
        ("No such column 'Desk__c' on entity 'Contact'. If you …", ["Desk__c"]),
        ("No such column 'desk__c' on entity 'contact'.", ["Desk__c"]),
        ("No such column 'Name' on entity 'Name'.", ["Owner.Name"]),
        ("No such column 'Fax' on entity 'Contact'.", []),
        ("Didn't understand relationship 'Owner' in field path.", ["Owner.Name"]),
        ("No such relation 'Owner' on entity 'Contact'.", ["Owner.Name"]),
        ("field 'IsPersonAccount' can not be filtered in a query call", ["IsPersonAccount"]),
        ("something else", []),
    ],
)
def test_a_refusal_names_its_columns(said: str, columns: list[str]) -> None:
    assert refused_columns(ApiError(400, "INVALID_FIELD", said), QUERY) == columns


def test_only_a_failure_that_names_a_column_is_one_of_a_column() -> None:
    assert names_a_column("InvalidBatch : Field name not found : No such column 'Desk__c' on entity 'Contact'")
    assert not names_a_column("Query timed out")


def test_the_note_tells_refused_fields_from_those_that_vanished() -> None:
    assert "the org lists Desk__c and refuses it" in what_is_missing(QUERY, QUERY.without("Desk__c"), ["Desk__c"])
    assert "Desk__c stopped being visible" in what_is_missing(QUERY, QUERY.without("Desk__c"), [])
    assert "refuses the names of owners" in what_is_missing(QUERY, QUERY.without("Owner.Name"), ["Owner.Name"])
