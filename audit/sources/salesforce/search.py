"""The search of an org (SOSL by GET): which records it finds for the numbers that it is asked for."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from audit.domain import ACCOUNT, CONTACT, LEAD, SLOT_FIELDS
from audit.errors import IncompleteExportError, LoginRefusedError
from audit.sources.records.key_prefixes import KEY_PREFIXES
from audit.sources.salesforce.api_errors import ApiError, explanation, words_on
from audit.sources.salesforce.describe import OrgDescribe
from audit.sources.salesforce.json_answers import mapping, mappings
from audit.sources.salesforce.org import Org

_RESERVED: Final = re.compile(r"""([?&|!{}\[\]()^~*:\\"'+-])""")
_MOST_IDS: Final = 150
"""Ids in one query: its address stays below 8,000 characters."""
_ROWS_OF_AN_OBJECT: Final = 600
"""An org returns 2,000 rows in all."""
_STANDARD: Final = {"Fax", *(name for fields in SLOT_FIELDS.values() for name in fields.values())}
_TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    CONTACT: ("AccountId", "IsPersonAccount"),
    LEAD: ("IsConverted",),
    ACCOUNT: (),
}
_NO_SEARCH: Final = (
    "The org does not let this user search by API. Log in as a user who can use global search, best the one that the "
    "Aircall integration works with."
)

_ENOUGH: Final = (
    "The org did not answer so often that the {most} requests that the probe may take are used up. Run it again when "
    "the org is less busy."
)
_REFUSED: Final = (
    "The org refuses a question of the probe ({code}). Check with phone-audit check that the user sees the phone "
    "fields of Contact, Lead and Account; if it does, the search of this org is not as documented."
)


@dataclass
class PhoneSearch:
    """Asks an org for phone numbers, reads the records that it finds, and counts the requests that this takes."""

    org: Org
    seen: OrgDescribe
    most: int
    """Requests of the session, login and repetitions included, after which nothing more is asked."""
    sent: int = 0
    mirrored_accounts: set[str] = field(default_factory=set)
    """Accounts whose mirrored Contact came along in any answer."""

    def find(self, texts: Iterable[str]) -> set[str]:
        """Return the ids, 18 characters, of the records found for any of ``texts``; raise AuditError when refused."""
        words = " OR ".join(dict.fromkeys(map(search_word, texts)))
        if not words:
            return set()
        returning = ", ".join(self._returning(sobject) for sobject in self.seen.seen)
        said = self._got("search/", q=f"FIND {{{words}}} IN PHONE FIELDS RETURNING {returning}")
        rows = said if isinstance(said, list) else mapping(said, "a search", "searchRecords")["searchRecords"]
        found = mappings(rows, "a search", "Id")
        self.mirrored_accounts |= {str(row.get("AccountId")) for row in found if row.get("IsPersonAccount") is True}
        return {str(row["Id"]) for row in found}

    def stored(self, sobject: str, fields: Sequence[str], ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield the rows of ``ids`` as they are now, with LastModifiedDate; those that this user may not see lack."""
        for start in range(0, len(ids), _MOST_IDS):
            wanted = ", ".join(f"'{record_id}'" for record_id in ids[start : start + _MOST_IDS])
            yield from self.rows(sobject, fields, f"Id IN ({wanted})", ())

    def rows(self, sobject: str, fields: Sequence[str], where: str, named: Sequence[str]) -> list[dict[str, Any]]:
        """Return the first page of a query for those of ``fields`` that this user sees.

        There is none where the user does not see the object, or a field that ``where`` names (``named``).
        """
        seen = self.seen.seen.get(sobject)
        if seen is None or not set(named) <= seen.fields.keys():
            return []
        columns = [name for name in dict.fromkeys(("Id", *fields, "LastModifiedDate")) if name in seen.fields]
        soql = f"SELECT {', '.join(columns)} FROM {sobject} WHERE {where}"  # noqa: S608 - names from describe
        return mappings(mapping(self._got("query", q=soql), "a query", "records")["records"], "a query", "Id")

    def phone_texts(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """Return what stands in all phone fields, Fax among them, of records of Contact, Lead and Account."""
        texts: dict[str, list[str]] = {}
        for sobject, prefix in KEY_PREFIXES.items():
            own = sorted(record_id for record_id in ids if record_id.startswith(prefix))
            if own:
                names = [
                    name for name, told in self.seen.seen[sobject].fields.items() if _may_hold_a_number(name, told)
                ]
                rows = self.stored(sobject, names, own)
                texts |= {str(row["Id"]): [str(row[name]) for name in names if row.get(name)] for row in rows}
        return texts

    def _returning(self, sobject: str) -> str:
        fields = ", ".join(["Id", *(name for name in _TOLD[sobject] if name in self.seen.seen[sobject].fields)])
        return f"{sobject}({fields} LIMIT {_ROWS_OF_AN_OBJECT})"

    def _got(self, path: str, **parameters: str) -> Any:
        if self.org.n_sent >= self.most:
            raise IncompleteExportError(_ENOUGH.format(most=self.most))
        self.sent += 1
        try:
            return self.org.get(path, **parameters)
        except ApiError as refusal:
            if refusal.status == 400:  # its words may quote the numbers
                raise IncompleteExportError(_REFUSED.format(code=refusal.code)) from None
            if path == "search/" and refusal.status == 403 and not refusal.is_any_of("REQUEST_LIMIT_EXCEEDED"):
                raise LoginRefusedError(f"{_NO_SEARCH} {words_on(refusal)}") from None
            raise explanation(refusal) from None


def _may_hold_a_number(name: str, described: Mapping[str, Any]) -> bool:
    return described.get("type") == "phone" or name in _STANDARD


def requests_left(org: Org) -> int:
    """Return how many API requests the org has left for today; raise AuditError where it does not tell."""
    try:
        allowance = mapping(org.get("limits"), "its limits").get("DailyApiRequests")
    except ApiError as refusal:
        raise explanation(refusal) from refusal
    left = allowance.get("Remaining") if isinstance(allowance, Mapping) else None
    if not isinstance(left, int):
        raise IncompleteExportError(
            "The org does not tell how many API requests it has left today, so a probe could use up too many. "
            'Give the user the permission "View Setup and Configuration".'
        )
    return left


def search_word(text: str) -> str:
    r"""Return a number as a term of SOSL: reserved characters escaped, in quotation marks where it has spaces.

    >>> search_word("+33199009061"), search_word("(212) 555-0100")
    ('\\+33199009061', '"\\(212\\) 555\\-0100"')
    """
    escaped = _RESERVED.sub(r"\\\1", text)
    return escaped if text.removeprefix("+").isalnum() else f'"{escaped}"'
