"""The tree of a SOQL query."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """A date or date-time literal, as written."""

    text: str


Value = str | float | bool | Moment | None


@dataclass(frozen=True)
class Comparison:
    """One field against one value, or several for IN; operators in lower case, ``<>`` as ``!=``."""

    path: str
    at: int
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Negation:
    """NOT."""

    term: "Condition"


@dataclass(frozen=True)
class All:
    """Terms joined by AND."""

    terms: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """Terms joined by OR."""

    terms: tuple["Condition", ...]


Condition = Comparison | Negation | All | AnyOf


@dataclass(frozen=True)
class Item:
    """One element of the select list: a field path, or a function of one."""

    path: str
    at: int
    function: str | None = None
    alias: str | None = None


@dataclass(frozen=True)
class Order:
    """One element of ORDER BY."""

    path: str
    at: int
    descending: bool
    nulls_last: bool


@dataclass(frozen=True)
class Query:
    """One query; ``clauses`` names what else was written in it and may be refused."""

    soql: str
    select: tuple[Item, ...]
    sobject: str
    sobject_at: int
    alias: str | None
    where: Condition | None
    order: tuple[Order, ...]
    limit: int | None
    offset: int | None
    clauses: frozenset[str]

    @property
    def counts_rows(self) -> bool:
        """Return whether it is SELECT COUNT() and nothing else."""
        return len(self.select) == 1 and self.select[0].function == "count" and not self.select[0].path

    @property
    def aggregates(self) -> bool:
        """Return whether the select list has a function other than FIELDS()."""
        return any(item.function in ("count", "sum", "avg", "min", "max", "count_distinct") for item in self.select)
