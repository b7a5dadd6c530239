"""What each setting means and which values it takes, in words: for the settings file and the documentation."""

import ast
import inspect
import json
import re
import textwrap
import types
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_CITATION: Final = re.compile(r" \(docs/[^)]*\)")
"""Sources of a definition are for readers of the code; the pages name them once, at the top."""
_PLAIN_TYPES: Final[Mapping[Any, str]] = {
    str: "text",
    bool: "`true` or `false`",
    int: "whole number",
    float: "number",
    Path: "path of a file",
    date: "date",
}


def values_of(field: FieldInfo) -> str:
    """Return in words what a setting takes, with its bounds."""
    return _values(field.annotation) + _bounds(field.metadata)


def _values(annotation: Any) -> str:
    """Return in words what may stand behind a key."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        return " or ".join(_values(each) for each in arguments if each is not types.NoneType)
    if origin is Annotated:
        bounds = [bound for each in arguments[1:] if isinstance(each, FieldInfo) for bound in each.metadata]
        return _values(arguments[0]) + _bounds(bounds)
    if origin is Literal:
        return ", ".join(f"`{json.dumps(each)}`" for each in arguments)
    if origin is tuple:
        return f"list of {_values(arguments[0])}" if arguments[0] in _PLAIN_TYPES else f"list: {_values(arguments[0])}"
    if origin is dict:
        return f"table of {_values(arguments[0])} = {_values(arguments[1])}"
    return _PLAIN_TYPES.get(annotation) or in_words(annotation)


def _bounds(metadata: list[Any]) -> str:
    least, most = (next((getattr(m, n) for m in metadata if hasattr(m, n)), None) for n in ("ge", "le"))
    above = next((each.gt for each in metadata if hasattr(each, "gt")), None)
    if above is not None:
        return f", above {above:g} up to {most:g}"
    return "" if least is None else f", {least:,} or more" if most is None else f", {least:,} to {most:,}"


def is_table(field: FieldInfo) -> bool:
    """Return whether a setting is a table of its own, such as ``[mail]``."""
    return isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)


def is_list_of_tables(field: FieldInfo) -> bool:
    """Return whether a setting is a list of tables, such as ``[[suppress]]``."""
    return get_origin(field.annotation) is tuple and bool(models_in(field.annotation))


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """Return the models that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in models_in(each)]


def in_words(model: type) -> str:
    """Return the name of a model as words.

    >>> in_words(type("ShareGate", (), {}))
    'share gate'
    """
    return " ".join(re.findall("[A-Z][a-z]*", model.__name__)).lower()


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """Return the text below each field of ``model`` in its source, and the descriptions of fields."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    found = {name: plain(field.description or "") for name, field in model.model_fields.items()}
    statements = body.body if isinstance(body, ast.ClassDef) else []
    for statement, after in pairwise(statements):
        is_field = isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        if is_field and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            found[statement.target.id] = plain(str(after.value.value))  # type: ignore[attr-defined]
    return found


def plain(docstring: str) -> str:
    """Return a docstring as one line of Markdown, without its sources."""
    return _CITATION.sub("", " ".join(docstring.replace("``", "`").split()))
