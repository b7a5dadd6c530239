"""A reader of SOSL: text in, what is looked for and what is returned out, or Salesforce's MALFORMED_SEARCH."""

import re
from dataclasses import dataclass
from typing import Final

from tests.fake_org.messages import Refusal
from tests.fake_org.soql import parse as parse_soql
from tests.fake_org.soql_tree import Query

RESERVED: Final = frozenset("?&|!{}[]()^~*:\\\"'+-")
LONGEST_WITH_OPERATORS: Final = 4_000
LONGEST: Final = 10_000
_GROUPS: Final = ("ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR")
_REST: Final = re.compile(
    r"\s*(?:IN\s+(?P<group>\w+)\s+FIELDS)?\s*(?:RETURNING\s+(?P<returning>.+?))?\s*(?:LIMIT\s+(?P<limit>\d+))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE: Final = re.compile(r"\s(?=(?:WHERE|ORDER\s+BY|LIMIT|OFFSET)\s)", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """A term: a word, or a phrase in quotation marks; escapes are resolved, a last ``*`` is told apart."""

    text: str
    is_phrase: bool = False
    is_prefix: bool = False


@dataclass(frozen=True)
class Both:
    """Terms that all have to be found: AND, which is also what stands between words without an operator."""

    terms: tuple["Term", ...]


@dataclass(frozen=True)
class Either:
    """Terms of which one has to be found: OR."""

    terms: tuple["Term", ...]


@dataclass(frozen=True)
class Not:
    """AND NOT: what must not be found."""

    term: "Term"


Term = Word | Both | Either | Not


@dataclass(frozen=True)
class Search:
    """A whole search; ``returning`` has a SOQL query for each object."""

    term: Term
    group: str
    returning: tuple[Query, ...]
    limit: int | None
    is_too_long: bool


def malformed(reason: str) -> Refusal:
    """Return Salesforce's answer to a search that it cannot read."""
    return Refusal(400, "MALFORMED_SEARCH", reason)


def parse(sosl: str) -> Search:
    """Return what ``sosl`` asks for; raise Refusal MALFORMED_SEARCH where Salesforce would."""
    opened = re.match(r"\s*FIND\s*\{", sosl, re.IGNORECASE)
    if opened is None:
        raise malformed("unexpected token: the search has to begin with FIND {…}")
    closing = _unescaped(sosl, "}", opened.end())
    looked_for = sosl[opened.end() : closing]
    rest = _REST.fullmatch(sosl[closing + 1 :])
    if rest is None:
        raise malformed(f"unexpected token: {sosl[closing + 1 :].split(maxsplit=1)[0]}")
    group = (rest["group"] or "ALL").upper()
    if group not in _GROUPS:
        raise malformed(f"unknown search group: {group}")
    operators = len(looked_for) <= LONGEST_WITH_OPERATORS
    return Search(
        _Reader(looked_for, operators=operators).whole(),
        group,
        tuple(_query(part) for part in _parts(rest["returning"] or "")),
        int(rest["limit"]) if rest["limit"] else None,
        is_too_long=len(looked_for) > LONGEST,
    )


def _unescaped(text: str, wanted: str, start: int) -> int:
    at = start
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == wanted:
            return at
        at += 1
    raise malformed(f"missing {wanted}")


def _parts(returning: str) -> list[str]:
    """Return what stands between the commas outside of parentheses."""
    depth, parts = 0, [""]
    for character in returning:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    if depth:
        raise malformed("unbalanced parentheses in RETURNING")
    return [part.strip() for part in parts if part.strip()]


def _query(part: str) -> Query:
    """Return ``Contact(Id, Phone WHERE … LIMIT 5)`` as a SOQL query."""
    written = re.fullmatch(r"(\w+)(?:\s*\((.*)\))?", part, re.DOTALL)
    if written is None:
        raise malformed(f"unexpected token in RETURNING: {part}")
    fields, *clauses = _CLAUSE.split(written[2] or "Id", maxsplit=1)
    try:
        return parse_soql(f"SELECT {fields} FROM {written[1]} {' '.join(clauses)}")  # noqa: S608 - no database
    except Refusal as refused:
        raise malformed(refused.response.json()[0]["message"]) from None


@dataclass
class _Token:
    text: str
    kind: str  # word, phrase, prefix, sign


class _Reader:
    """Recursive descent over what stands between the braces."""

    def __init__(self, text: str, *, operators: bool) -> None:
        self.tokens = _tokens(text)
        self.operators = operators
        self.at = 0

    def whole(self) -> Term:
        if not self.tokens:
            raise malformed("search term must be longer than one character")
        term = self._either()
        if self.at < len(self.tokens):
            raise malformed("unbalanced parentheses")
        return term

    def _is(self, *words: str) -> bool:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        return token is not None and token.kind in {"word", "sign"} and token.text.upper() in words

    def _either(self) -> Term:
        terms = [self._both()]
        while self.operators and self._is("OR"):
            self.at += 1
            terms.append(self._both())
        return terms[0] if len(terms) == 1 else Either(tuple(terms))

    def _both(self) -> Term:
        terms = [self._one()]
        while self.at < len(self.tokens) and not self._is(")") and not (self.operators and self._is("OR")):
            if self.operators and self._is("AND"):
                self.at += 1
            terms.append(self._one())
        return terms[0] if len(terms) == 1 else Both(tuple(terms))

    def _one(self) -> Term:
        if self.at >= len(self.tokens) or self._is(")"):
            raise malformed("unexpected end of the search")
        if self.operators and self._is("NOT"):
            self.at += 1
            return Not(self._one())
        if self._is("("):
            self.at += 1
            term = self._either()
            if not self._is(")"):
                raise malformed("unbalanced parentheses")
            self.at += 1
            return term
        token = self.tokens[self.at]
        self.at += 1
        if self.operators and token.kind == "word" and token.text.upper() in {"AND", "OR"}:
            raise malformed(f"unexpected token: {token.text}")
        if len(token.text.strip()) < 2:
            raise malformed("search term must be longer than one character")
        return Word(token.text, is_phrase=token.kind == "phrase", is_prefix=token.kind == "prefix")


_TOKEN: Final = re.compile(
    r'(?P<sign>[()])|"(?P<phrase>(?:[^"\\]|\\.)*)"|(?P<word>(?:[^\s()"\\]|\\.)+)|(?P<space>\s+)|(?P<other>.)', re.DOTALL
)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        if kind == "other":
            raise malformed(f"unexpected character: {found[0]}")
        if kind == "word" and found["word"].endswith("*"):
            tokens.append(_Token(_plain(found["word"][:-1]), "prefix"))
        elif kind != "space":
            tokens.append(_Token(found[0] if kind == "sign" else _plain(found[kind]), kind))
    return tokens


def _plain(text: str) -> str:
    """Return a term without its escapes; raise Refusal for a reserved character that has none."""
    bare = re.sub(r"\\.", "", text, flags=re.DOTALL)
    wrong = next((character for character in bare if character in RESERVED), None)
    if wrong is not None:
        raise malformed(f"unescaped reserved character: {wrong}")
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
