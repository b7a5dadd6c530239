#!/usr/bin/env python3
"""Write docs/rules.md, settings.md and tables.md from what they describe: python -m scripts.reference_docs."""

import ast
import inspect
import json
import re
import textwrap
import types
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from audit import AuditConfig
from audit.findings.rule import Rule
from audit.findings.rules.registry import RULES
from audit.tables.fixes import FOR_PEOPLE
from audit.tables.report_tables import CLOSED, REPORT_TABLES, TREND
from audit.tables.schema import Column

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
README: Final = DOCS.parent / "README.md"
_GENERATED: Final = "<!-- Written by `python -m scripts.reference_docs`: change its sources, not this page. -->"
_RULES: Final = (
    "What an audit can find. The texts are those of `phone-audit rules RULE_ID`; they are in the file of each rule, "
    "beside the code that finds. Terms are explained in [simulation.md](simulation.md); the setting `severity` "
    "([settings.md](settings.md)) replaces a severity."
)
_SETTINGS: Final = (
    "Every setting of `phone-audit.toml`, which is looked for in the working folder or given by `--config`. The texts "
    "are beside the models of the configuration. No setting is required; a key that does not exist is an error that "
    "names the valid ones."
)
_TABLES: Final = (
    "The files in `tables/` of a report folder, column by column: Parquet, or CSV with `--tables csv`. A missing value "
    "is null. Times are UTC, to the millisecond. How the values are computed is in [simulation.md](simulation.md)."
)
_COLUMN_TYPES: Final = {"str": "text", "category": "text", "bool": "true or false", "int64": "whole number"}
_SECTION: Final = re.compile(r"docs/simulation\.md, ([A-Z][a-z]*(?: [a-z]+)?)")
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


def rules_page() -> str:
    """Return docs/rules.md: every rule of the registry, in its order."""
    return _page(
        [
            "# Rules",
            _GENERATED,
            _RULES,
            _table(("rule", "severity", "what"), [(f"[`{r.id}`](#{r.id})", r.severity, r.title) for r in RULES]),
            *(part for rule in RULES for part in _rule(rule)),
        ]
    )


def settings_page() -> str:
    """Return docs/settings.md: every setting of the configuration, with its values, default and meaning."""
    return _page(
        [
            "# Settings",
            _GENERATED,
            _SETTINGS,
            *_sections(AuditConfig, AuditConfig(), "Top level", ""),
        ]
    )


def tables_page() -> str:
    """Return docs/tables.md: every table of a report, with the type, values and meaning of its columns."""
    parts = ["# Tables", _GENERATED, _TABLES]
    for table in (*REPORT_TABLES, FOR_PEOPLE, TREND, CLOSED):
        parts += [f"## {table.name}", f"{_plain(table.meaning)}"]
        parts.append(_table(("column", "type", "meaning"), [_column(column) for column in table.columns]))
    return _page(parts)


def missing_meanings(model: type[BaseModel] = AuditConfig, path: str = "") -> Iterator[str]:
    """Yield the settings of ``model`` and of the tables in it that say nothing of their meaning."""
    meanings = _meanings(model)
    for name, field in model.model_fields.items():
        inner = _models_in(field.annotation)
        if not meanings.get(name) and not _is_table(field) and not _is_list_of_tables(field):
            yield f"{path}{name}"
        for each in inner:
            yield from missing_meanings(each, f"{path}{name}.")


def main() -> None:
    """Write the pages, and the table of rules in README."""
    pages = (("rules.md", rules_page()), ("settings.md", settings_page()), ("tables.md", tables_page()))
    for name, content in pages:
        (DOCS / name).write_text(content, encoding="utf-8")
    before, rest = README.read_text(encoding="utf-8").split("<!-- rules -->\n")
    header, after = rest.split("\n<!-- /rules -->")[0].splitlines()[:2], rest.split("\n<!-- /rules -->")[1]
    rows = [f"| `{rule.id}` | {rule.severity} | {rule.title} |" for rule in RULES]
    table = "\n".join([*header, *rows])
    README.write_text(f"{before}<!-- rules -->\n{table}\n<!-- /rules -->{after}", encoding="utf-8")


def _rule(rule: Rule) -> Iterator[str]:
    when = inspect.getdoc(rule.find) or ""
    yield f"## {rule.id}"
    yield f"**{rule.title}.** Severity: {rule.severity}."
    yield f"*When.* {_sentence(when)}"
    yield f"*Why it matters.* {rule.why}"
    yield f"*How to fix it.* {rule.how_to_fix}"


def _sentence(docstring: str) -> str:
    """Return a docstring that begins with "Return" as a statement, its paragraphs in one line."""
    text = _plain(docstring).removeprefix("Return").lstrip(" ,")
    return f"{text[:1].upper()}{text[1:]}"


def _plain(docstring: str) -> str:
    return _CITATION.sub("", " ".join(docstring.replace("``", "`").split()))


def _sections(model: type[BaseModel], defaults: BaseModel | None, heading: str, meaning: str) -> Iterator[str]:
    """Yield heading, text and table of ``model``, then those of the tables in it; ``meaning`` is that of its key."""
    yield f"## {heading}"
    if model is not AuditConfig:
        yield f"{_plain(inspect.getdoc(model) or '')} {meaning}".strip()
    meanings = _meanings(model)
    leaves = {n: f for n, f in model.model_fields.items() if not _is_table(f) and not _is_list_of_tables(f)}
    rows = [_row(name, field, meanings.get(name, ""), defaults) for name, field in leaves.items()]
    yield _table(("key", "values", "default", "meaning"), rows)
    for inline in dict.fromkeys(each for field in leaves.values() for each in _models_in(field.annotation)):
        yield f"**{_in_words(inline)}**: {_plain(inspect.getdoc(inline) or '')}"
        told = _meanings(inline)
        yield _table(
            ("key", "values", "meaning"),
            [(f"`{n}`", _with_bounds(f), told[n]) for n, f in inline.model_fields.items()],
        )
    for name, field in model.model_fields.items():
        if name not in leaves:
            (inner,) = _models_in(field.annotation)
            is_list = _is_list_of_tables(field)
            title = f"`[[{name}]]`" if is_list else f"`[{name}]`"
            yield from _sections(inner, None if is_list else getattr(defaults, name), title, meanings.get(name, ""))


def _row(name: str, field: FieldInfo, meaning: str, defaults: BaseModel | None) -> tuple[str, ...]:
    default = getattr(defaults, name) if defaults is not None else field.default
    shown = "required" if defaults is None and field.is_required() else _default(default)
    return f"`{name}`", _with_bounds(field), shown, meaning


def _column(column: Column) -> tuple[str, ...]:
    meaning = _SECTION.sub(_linked, column.meaning).replace("NaN", "null").replace("NaT", "null")
    values = [f"`{each}`" for each in column.categories or () if each not in meaning]
    return (
        f"`{column.name}`",
        _COLUMN_TYPES.get(column.dtype, "time"),
        f"{meaning}: {', '.join(values)}" if values else meaning,
    )


def _linked(section: re.Match[str]) -> str:
    """Return a citation as a link to the heading that it names."""
    heading = section[1]
    return f"[{heading}](simulation.md#{heading.lower().replace(' ', '-')})"


def _with_bounds(field: FieldInfo) -> str:
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
    return _PLAIN_TYPES.get(annotation) or _in_words(annotation)


def _bounds(metadata: list[Any]) -> str:
    least, most = (next((getattr(m, n) for m in metadata if hasattr(m, n)), None) for n in ("ge", "le"))
    above = next((each.gt for each in metadata if hasattr(each, "gt")), None)
    if above is not None:
        return f", above {above:g} up to {most:g}"
    return "" if least is None else f", {least:,} or more" if most is None else f", {least:,} to {most:,}"


def _default(value: Any) -> str:
    if value is None:
        return "none"
    return f"`{json.dumps(list(value) if isinstance(value, tuple) else value)}`"


def _is_table(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)


def _is_list_of_tables(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is tuple and bool(_models_in(field.annotation))


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in _models_in(each)]


def _in_words(model: type) -> str:
    return " ".join(re.findall("[A-Z][a-z]*", model.__name__)).lower()


def _meanings(model: type[BaseModel]) -> dict[str, str]:
    """Return the text below each field of ``model`` in its source, and the descriptions of fields."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    found = {name: _plain(field.description or "") for name, field in model.model_fields.items()}
    statements = body.body if isinstance(body, ast.ClassDef) else []
    for statement, after in pairwise(statements):
        is_field = isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        if is_field and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            found[statement.target.id] = _plain(str(after.value.value))  # type: ignore[attr-defined]
    return found


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _page(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
