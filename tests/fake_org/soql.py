"""A reader of SOQL: text in, a query tree or Salesforce's MALFORMED_QUERY out; it knows no object and no field."""

import re
from dataclasses import dataclass
from typing import Final

from tests.fake_org.messages import Refusal
from tests.fake_org.soql_tree import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Item,
    Moment,
    Negation,
    Order,
    Query,
    Value,
)

_TOKEN: Final = re.compile(
    r"""(?P<string>'(?:[^'\\]|\\.)*')
      | (?P<moment>\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))?)
      | (?P<number>[+-]?\d+(?:\.\d+)?)
      | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?::\d+)?)
      | (?P<sign><=|>=|!=|<>|[=<>(),])
      | (?P<space>\s+)""",
    re.VERBOSE,
)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_COMPARISONS: Final = {"=", "!=", "<>", "<", "<=", ">", ">=", "like", "in", "not", "includes", "excludes"}
_UNTAUGHT: Final = {"includes", "excludes"}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int

    @property
    def word(self) -> str:
        return self.text.lower() if self.kind in ("name", "sign") else ""


def pointed(soql: str, at: int, message: str) -> str:
    """Return a message in Salesforce's form: the query, a caret under the place, the place in words, the reason."""
    start = max(0, at - 40)
    return f"\n{soql[start : at + 40]}\n{' ' * (at - start)}^\nERROR at Row:1:Column:{at + 1}\n{message}"


def parse(soql: str) -> Query:
    """Return the tree of ``soql``; raise Refusal MALFORMED_QUERY where Salesforce would."""
    return _Reader(soql).query()


class _Reader:
    """Recursive descent over the tokens of one query."""

    def __init__(self, soql: str) -> None:
        self.soql = soql
        self.tokens = list(self._tokens())
        self.next = 0
        self.clauses: set[str] = set()

    def _tokens(self) -> list[_Token]:
        tokens, at = [], 0
        while at < len(self.soql):
            match = _TOKEN.match(self.soql, at)
            if not match:
                raise self._malformed(at, f"unexpected token: '{self.soql[at]}'")
            if match.lastgroup != "space":
                tokens.append(_Token(str(match.lastgroup), match.group(), at))
            at = match.end()
        return [*tokens, _Token("end", "<EOF>", len(self.soql))]

    def _malformed(self, at: int, message: str) -> Refusal:
        return Refusal(400, "MALFORMED_QUERY", pointed(self.soql, at, message))

    @property
    def here(self) -> _Token:
        return self.tokens[self.next]

    def _take(self) -> _Token:
        token = self.here
        self.next += token.kind != "end"
        return token

    def _is(self, *words: str) -> bool:
        ahead = self.tokens[self.next : self.next + len(words)]
        return [token.word for token in ahead] == list(words)

    def _skip(self, *words: str) -> bool:
        found = self._is(*words)
        self.next += len(words) if found else 0
        return found

    def _expect(self, word: str) -> None:
        if not self._skip(word):
            raise self._unexpected()

    def _unexpected(self) -> Refusal:
        if self.here.kind == "end":
            return self._malformed(self.here.at, "unexpected token: '<EOF>'")
        return self._malformed(self.here.at, f"unexpected token: '{self.here.text}'")

    def _name(self) -> _Token:
        if self.here.kind != "name":
            raise self._unexpected()
        return self._take()

    def query(self) -> Query:
        """Return the whole query."""
        self._expect("select")
        select = self._select()
        self._expect("from")
        sobject = self._name()
        alias = self._name().text if self.here.kind == "name" and not self._at_clause() else None
        if self._skip("using", "scope"):
            self.clauses.add("USING SCOPE")
            self._name()
        where = self._conditions() if self._skip("where") else None
        self._grouping()
        order = self._order() if self._skip("order", "by") else ()
        limit = self._count() if self._skip("limit") else None
        offset = self._count() if self._skip("offset") else None
        if self.here.kind != "end":
            raise self._unexpected()
        clauses = self.clauses | ({"OFFSET"} if offset is not None else set())
        return Query(
            self.soql,
            tuple(select),
            sobject.text,
            sobject.at,
            alias,
            where,
            order,
            limit,
            offset,
            frozenset(clauses),
        )

    def _at_clause(self) -> bool:
        return self.here.word in {
            "where",
            "order",
            "limit",
            "offset",
            "group",
            "using",
            "with",
            "for",
            "having",
        }

    def _grouping(self) -> None:
        if self._skip("group", "by"):
            self.clauses.add("GROUP BY")
            while not (self.here.kind == "end" or self.here.word in ("order", "limit", "offset")):
                self._take()

    def _select(self) -> list[Item]:
        items = [self._item()]
        while self._skip(","):
            items.append(self._item())
        return items

    def _item(self) -> Item:
        if self._is("("):
            return self._subquery()
        if self._is("typeof"):
            return self._typeof()
        name = self._name()
        if not self._skip("("):
            return Item(name.text, name.at)
        inside = self._name() if self.here.kind == "name" else None
        self._expect(")")
        alias = self._name().text if self.here.kind == "name" and not self._is("from") else None
        if name.word == "fields":
            self.clauses.add("FIELDS()")
        return Item(inside.text if inside else "", name.at, name.word, alias)

    def _subquery(self) -> Item:
        start = self._take()
        depth = 1
        while depth and self.here.kind != "end":
            depth += {"(": 1, ")": -1}.get(self._take().text, 0)
        self.clauses.add("SUBQUERY")
        return Item("", start.at, "subquery")

    def _typeof(self) -> Item:
        start = self._take()
        while not (self._is("end") or self.here.kind == "end"):
            self._take()
        self._expect("end")
        self.clauses.add("TYPEOF")
        return Item("", start.at, "typeof")

    def _order(self) -> tuple[Order, ...]:
        orders = []
        while True:
            name = self._name()
            descending = not self._skip("asc") and self._skip("desc")
            nulls_last = not self._skip("nulls", "first") and self._skip("nulls", "last")
            orders.append(Order(name.text, name.at, descending=descending, nulls_last=nulls_last))
            if not self._skip(","):
                return tuple(orders)

    def _count(self) -> int:
        if self.here.kind != "number" or not self.here.text.isdigit():
            raise self._unexpected()
        return int(self._take().text)

    def _conditions(self) -> Condition:
        """Return terms joined by AND or by OR: SOQL wants parentheses around a mixture."""
        terms = [self._term()]
        joiner = self.here.word
        while joiner in ("and", "or") and self._skip(joiner):
            terms.append(self._term())
        if len(terms) == 1:
            return terms[0]
        return All(tuple(terms)) if joiner == "and" else AnyOf(tuple(terms))

    def _term(self) -> Condition:
        if self._skip("not"):
            return Negation(self._term())
        if self._skip("("):
            inside = self._conditions()
            self._expect(")")
            return inside
        return self._comparison()

    def _comparison(self) -> Comparison:
        name = self._name()
        if self.here.word not in _COMPARISONS or self.here.word in _UNTAUGHT:
            raise self._unexpected()
        operator = self._take().word
        if operator == "not":
            self._expect("in")
            operator = "not in"
        values = self._list() if operator.endswith("in") else (self._value(),)
        return Comparison(name.text, name.at, "!=" if operator == "<>" else operator, values)

    def _list(self) -> tuple[Value, ...]:
        self._expect("(")
        values = [self._value()]
        while self._skip(","):
            values.append(self._value())
        self._expect(")")
        return tuple(values)

    def _value(self) -> Value:
        token = self._take()
        if token.kind == "string":
            return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1].lower(), m[1]), token.text[1:-1])
        if token.kind == "number":
            return float(token.text)
        if token.kind == "moment":
            return Moment(token.text)
        if token.word in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[token.word]
        self.next -= token.kind != "end"
        raise self._unexpected()
