#!/usr/bin/env python3
"""Write what is made of the code: python -m scripts.reference_docs.

docs/rules.md, settings.md and tables.md, the table of rules in README, and what ``phone-audit rules`` prints.
"""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from audit import AuditConfig
from audit.config.described import (
    in_words,
    is_list_of_tables,
    is_table,
    meanings,
    models_in,
    plain,
    values_of,
)
from audit.config.profile import settings_in
from audit.findings.rule import Rule
from audit.findings.rules.registry import RULES
from audit.reports.text.rule_help import RULES_FILE
from audit.tables.calls import CALLED
from audit.tables.fixes import FOR_PEOPLE
from audit.tables.lists_by_owner import OWNER_LISTS
from audit.tables.report_tables import CLOSED, REPORT_TABLES, TREND
from audit.tables.schema import Column
from audit.tables.work import WORK

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


def rules_file() -> str:
    """Return the texts of the rules as ``phone-audit rules`` reads them."""
    names = ("id", "severity", "title", "why", "how_to_fix")
    rules = [{name: getattr(rule, name) for name in names} for rule in RULES]
    return json.dumps(rules, indent=1, ensure_ascii=False) + "\n"


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
    for table in (*REPORT_TABLES, FOR_PEOPLE, WORK, OWNER_LISTS, CALLED, TREND, CLOSED):
        parts += [f"## {table.name}", f"{plain(table.meaning)}"]
        parts.append(_table(("column", "type", "meaning"), [_column(column) for column in table.columns]))
    return _page(parts)


def missing_meanings(model: type[BaseModel] = AuditConfig, path: str = "") -> Iterator[str]:
    """Yield the settings of ``model`` and of the tables in it that say nothing of their meaning."""
    told = meanings(model)
    for name, field in model.model_fields.items():
        inner = models_in(field.annotation)
        if not told.get(name) and not is_table(field) and not is_list_of_tables(field):
            yield f"{path}{name}"
        for each in inner:
            yield from missing_meanings(each, f"{path}{name}.")


def main() -> None:
    """Write the pages, the texts of the rules, and the table of rules in README."""
    RULES_FILE.write_text(rules_file(), encoding="utf-8")
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
    text = plain(docstring).removeprefix("Return").lstrip(" ,")
    return f"{text[:1].upper()}{text[1:]}"


def _sections(model: type[BaseModel], defaults: BaseModel | None, heading: str, meaning: str) -> Iterator[str]:
    """Yield heading, text and table of ``model``, then those of the tables in it; ``meaning`` is that of its key."""
    yield f"## {heading}"
    if model is not AuditConfig:
        yield f"{plain(inspect.getdoc(model) or '')} {meaning}".strip()
    above = meanings(model)
    leaves = {n: f for n, f in settings_in(model).items() if not is_table(f) and not is_list_of_tables(f)}
    rows = [_row(name, field, above.get(name, ""), defaults) for name, field in leaves.items()]
    yield _table(("key", "values", "default", "meaning"), rows)
    for inline in dict.fromkeys(each for field in leaves.values() for each in models_in(field.annotation)):
        yield f"**{in_words(inline)}**: {plain(inspect.getdoc(inline) or '')}"
        told = meanings(inline)
        yield _table(
            ("key", "values", "meaning"),
            [(f"`{n}`", values_of(f), told[n]) for n, f in inline.model_fields.items()],
        )
    for name, field in settings_in(model).items():
        if name not in leaves:
            (inner,) = models_in(field.annotation)
            is_list = is_list_of_tables(field)
            title = f"`[[{name}]]`" if is_list else f"`[{name}]`"
            yield from _sections(inner, None if is_list else getattr(defaults, name), title, above.get(name, ""))


def _row(name: str, field: FieldInfo, meaning: str, defaults: BaseModel | None) -> tuple[str, ...]:
    default = getattr(defaults, name) if defaults is not None else field.default
    shown = "required" if defaults is None and field.is_required() else _default(default)
    return f"`{name}`", values_of(field), shown, meaning


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


def _default(value: Any) -> str:
    if value is None:
        return "none"
    return f"`{json.dumps(list(value) if isinstance(value, tuple) else value)}`"


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _page(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
