"""Which fields of which objects to ask for: what describe lists of what the audit needs, and no query refuses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from audit.config.audit import AuditConfig
from audit.domain import ACCOUNT, CONTACT, COUNTRY_FIELDS, EXPORTED_SOBJECTS, LEAD, PERSON_ACCOUNT, SLOT_FIELDS
from audit.errors import LoginRefusedError
from audit.sources.salesforce.api_errors import ApiError, explanation
from audit.sources.salesforce.org import Org

OWNER_NAME: Final = "Owner.Name"
_COMMON: Final = (
    *("Id", "Name", "FirstName", "LastName", "OwnerId"),
    *("CreatedDate", "CreatedById", "LastActivityDate", "LastModifiedDate", "SystemModstamp"),
)
_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    CONTACT: ("AccountId", "Email", "IsPersonAccount"),
    LEAD: ("Email", "IsConverted"),
    ACCOUNT: ("IsPersonAccount", "PersonContactId", "PersonEmail"),
}
_ROWS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    CONTACT: (CONTACT,),
    LEAD: (LEAD,),
    ACCOUNT: (ACCOUNT, PERSON_ACCOUNT),
}
"""Which objects of the audit are rows of which object of the org."""
_AND: Final = " AND "
_COLUMN: Final = re.compile(r"No such column '([\w.]+)'(?: on entity '(\w+)')?", re.IGNORECASE)
_RELATIONSHIP: Final = re.compile(r"understand relationship '(\w+)'|No such relation(?:ship)? '(\w+)'", re.IGNORECASE)
_FILTER: Final = re.compile(r"field '([\w.]+)' can ?not be filtered", re.IGNORECASE)


@dataclass(frozen=True)
class ObjectDescribe:
    """What describe shows of one object."""

    sobject: str
    fields: Mapping[str, Mapping[str, Any]]
    """Described fields by API name."""

    @property
    def person_accounts(self) -> bool:
        """Whether rows of this object can be persons (cumulusci tells it the same way)."""
        return "IsPersonAccount" in self.fields

    def slot_fields(self, sobject: str) -> tuple[list[str], list[str]]:
        """Return the phone fields of the slots table that are visible, and those that are not."""
        expected = SLOT_FIELDS[sobject].values()
        return [name for name in expected if name in self.fields], [
            name for name in expected if name not in self.fields
        ]

    def custom_phone_fields(self) -> list[str]:
        """Return the custom fields of type phone; Fax is not audited, and a custom field says so by its name only."""
        return sorted(
            name
            for name, field in self.fields.items()
            if field.get("custom") and field.get("type") == "phone" and "fax" not in name.casefold()
        )


@dataclass(frozen=True)
class Query:
    """The query of one object; ``custom_fields`` are those of its columns that are custom phone fields."""

    sobject: str
    columns: tuple[str, ...]
    where: str | None = None
    custom_fields: tuple[str, ...] = ()

    @property
    def soql(self) -> str:
        """The query as SOQL; without ORDER BY and LIMIT, so that the org may cut it into chunks."""
        where = f" WHERE {self.where}" if self.where else ""
        return f"SELECT {', '.join(self.columns)} FROM {self.sobject}{where}"  # noqa: S608 - names from describe

    @property
    def filtered(self) -> tuple[str, ...]:
        """The columns that the conditions of the filter begin with."""
        return tuple(each.split(maxsplit=1)[0] for each in self._conditions)

    @property
    def _conditions(self) -> tuple[str, ...]:
        return () if self.where is None else tuple(self.where.split(_AND))

    def without(self, *columns: str) -> "Query":
        """Return the query without ``columns``, and without the conditions that begin with one of them."""
        left_out = {column.casefold() for column in columns}
        kept = [each for each in self._conditions if each.split(maxsplit=1)[0].casefold() not in left_out]
        return replace(
            self,
            columns=tuple(name for name in self.columns if name.casefold() not in left_out),
            custom_fields=tuple(name for name in self.custom_fields if name.casefold() not in left_out),
            where=_AND.join(kept) or None,
        )


@dataclass(frozen=True)
class OrgDescribe:
    """What a look at an org showed: visible objects, and what was expected and is not visible."""

    seen: Mapping[str, ObjectDescribe]
    warnings: tuple[str, ...]

    @property
    def person_accounts(self) -> bool:
        """Whether the org has Person Accounts."""
        return ACCOUNT in self.seen and self.seen[ACCOUNT].person_accounts

    def audited_objects(self) -> list[tuple[str, ObjectDescribe]]:
        """Return the objects of the audit, each with the describe of the object that holds its rows."""
        return [
            (audited, seen)
            for sobject, seen in self.seen.items()
            for audited in _ROWS_OF[sobject]
            if audited != PERSON_ACCOUNT or seen.person_accounts
        ]


def look_at(org: Org) -> OrgDescribe:
    """Describe Contact, Lead and Account; raise LoginRefusedError when the user may read none of them."""
    seen, warnings = {}, []
    for sobject in EXPORTED_SOBJECTS:
        described = described_object(org, sobject)
        if described is None:
            warnings.append(f"{sobject} is not visible to this user: it is not audited.")
        else:
            seen[sobject] = described
    if not seen:
        raise LoginRefusedError(
            "This user may read none of Contact, Lead and Account. Give the user read access to them, or the permission"
            ' "View All Data".'
        )
    return OrgDescribe(seen, tuple(warnings))


def described_object(org: Org, sobject: str) -> ObjectDescribe | None:
    """Return what describe shows of an object; None where this user may not see it. Raise AuditError otherwise."""
    try:
        described = org.describe(sobject)
    except ApiError as refusal:
        if refusal.status == 404 or refusal.is_any_of("INVALID_TYPE", "INSUFFICIENT_ACCESS"):
            return None
        raise explanation(refusal) from refusal
    if not described.get("queryable", True):
        return None
    return ObjectDescribe(sobject, {str(field["name"]): field for field in described["fields"]})


def query_of(seen: ObjectDescribe, config: AuditConfig, *, owner_names: bool) -> Query:
    """Return the query of one object: what the audit needs and describe lists, with ``Owner.Name`` where asked for."""
    custom = _chosen_custom_fields(seen, config)
    wanted = [
        *_COMMON,
        *_OWN[seen.sobject],
        *(field for audited in _ROWS_OF[seen.sobject] for field in COUNTRY_FIELDS[audited]),
        *(field for audited in _ROWS_OF[seen.sobject] for field in SLOT_FIELDS[audited].values()),
        *custom,
    ]
    columns = [name for name in dict.fromkeys(wanted) if name in seen.fields]
    if owner_names and "OwnerId" in columns:
        columns.insert(columns.index("OwnerId") + 1, OWNER_NAME)
    mirrored = seen.sobject == CONTACT and seen.person_accounts
    return Query(seen.sobject, tuple(columns), "IsPersonAccount = false" if mirrored else None, tuple(custom))


def _chosen_custom_fields(seen: ObjectDescribe, config: AuditConfig) -> list[str]:
    """Return those that any object of the audit wants; the rest of ``exclude`` is applied when rows are read."""
    found = {*seen.custom_phone_fields(), *_named(config.custom_fields.include, seen.sobject)}
    unwanted = set(config.custom_fields.exclude)
    return sorted(
        name
        for name in found
        if name in seen.fields and not {f"{audited}.{name}" for audited in _ROWS_OF[seen.sobject]} <= unwanted
    )


def _named(fields: Sequence[str], sobject: str) -> set[str]:
    """Return the names among ``Object.Field`` that stand for fields of an object of the org."""
    pairs = (field.split(".", 1) for field in fields)
    return {name for audited, name in pairs if audited in _ROWS_OF[sobject]}


def names_a_column(text: str) -> bool:
    """Return whether a failure is one of a column: the same query without it may be granted."""
    return bool(_COLUMN.search(text) or _RELATIONSHIP.search(text))


def refused_columns(refusal: ApiError, query: Query) -> list[str]:
    """Return the columns of ``query`` that a refusal means, with the one of its filter; none where it names none.

    A relationship that is not understood takes every column that goes through it; a column of another entity is the
    one at the end of such a path (the entity of an owner is called Name).
    """
    known = {name.casefold(): name for name in (*query.columns, *query.filtered)}
    relationship = _RELATIONSHIP.search(refusal.text)
    if relationship is not None:
        through = f"{relationship[1] or relationship[2]}.".casefold()
        return [name for folded, name in known.items() if folded.startswith(through)]
    named = _COLUMN.search(refusal.text)
    column = (named or _FILTER.search(refusal.text) or {1: ""})[1].casefold()
    entity = named[2] if named is not None else None
    if entity and entity.casefold() != query.sobject.casefold():
        of_parent = [name for folded, name in known.items() if folded.endswith(f".{column}")]
        if of_parent:
            return of_parent
    return [known[column]] if column in known else []


def what_is_missing(query: Query, newer: Query, refused: list[str]) -> str:
    """Return the sentence on the columns that ``newer`` no longer asks for: refused, or no longer visible."""
    gone = [name for name in query.columns if name not in newer.columns]
    if gone == [OWNER_NAME]:
        return f"{query.sobject}: the org refuses the names of owners; everything else is audited."
    names = ", ".join(gone) or ", ".join(refused) or "a field"
    if refused:
        return f"{query.sobject}: the org lists {names} and refuses it in a query: it is left out."
    return f"{query.sobject}: {names} stopped being visible during the export: it is left out."
