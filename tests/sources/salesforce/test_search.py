"""The search of an org, as it is asked."""

import pytest

from audit.errors import IncompleteExportError
from audit.sources.salesforce.describe import look_at
from audit.sources.salesforce.search import PhoneSearch, requests_left, search_word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("+33199009061", r"\+33199009061"),
        ("0199009061", "0199009061"),
        ("+33 1 99 00", r'"\+33 1 99 00"'),
        ("(212) 555-0100", r'"\(212\) 555\-0100"'),
        ('a"b\\c', r'"a\"b\\c"'),
    ],
)
def test_reserved_characters_are_escaped_and_what_is_formatted_is_quoted(text: str, word: str) -> None:
    assert search_word(text) == word


class AnsweringOrg:
    """Answers a search with what it was given."""

    def __init__(self, said: object) -> None:
        self.said = said
        self.asked: list[str] = []
        self.n_sent = 0

    def describe(self, sobject: str) -> dict[str, object]:
        names = {"Contact": ["Id", "Phone", "AccountId", "IsPersonAccount"]}.get(sobject, ["Id", "Phone"])
        return {"fields": [{"name": name} for name in names]}

    def get(self, path: str, **parameters: str) -> object:
        self.asked.append(parameters.get("q", path))
        return self.said


def test_a_search_returns_ids_and_remembers_mirrored_contacts() -> None:
    rows = [
        {"Id": "0035e00000000AAAAQ", "AccountId": "0015e00000000AAAAQ", "IsPersonAccount": True},
        {"Id": "0015e00000000AAAAQ"},
    ]
    org = AnsweringOrg({"searchRecords": rows})
    search = PhoneSearch(org, look_at(org), 100)  # type: ignore[arg-type]
    assert search.find(["+33199009061", "33199009061"]) == {row["Id"] for row in rows}
    assert search.mirrored_accounts == {"0015e00000000AAAAQ"}
    contacts = "Contact(Id, AccountId, IsPersonAccount LIMIT 600)"
    others = "Lead(Id LIMIT 600), Account(Id LIMIT 600)"
    asked = r"FIND {\+33199009061 OR 33199009061} IN PHONE FIELDS RETURNING"
    assert org.asked == [f"{asked} {contacts}, {others}"]
    assert search.find([]) == set()
    assert search.sent == 1


def test_old_versions_answer_with_a_bare_array() -> None:
    org = AnsweringOrg([{"Id": "0035e00000000AAAAQ"}])
    assert PhoneSearch(org, look_at(org), 100).find(["33199009061"]) == {"0035e00000000AAAAQ"}  # type: ignore[arg-type]


def test_an_org_that_does_not_tell_its_limits_is_not_probed() -> None:
    with pytest.raises(IncompleteExportError, match="does not tell how many API requests"):
        requests_left(AnsweringOrg({}))  # type: ignore[arg-type]
    assert requests_left(AnsweringOrg({"DailyApiRequests": {"Max": 10, "Remaining": 7}})) == 7  # type: ignore[arg-type]
