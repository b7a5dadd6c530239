"""The settings file that ``phone-audit init`` writes: every setting, its meaning and its default, from the models."""

import inspect
import json
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from audit.config.audit import AuditConfig
from audit.config.described import is_list_of_tables, is_table, meanings, models_in, plain, values_of
from audit.config.profile import settings_in
from audit.errors import UsageError, told_as

_HEAD: Final = (
    "Settings of phone-audit. A line such as #title = shows the default, or an example where there is none. To change "
    "a setting, remove the # and edit the value. Every setting may be left out."
)
_WIDTH: Final = 100


def write_settings_file(path: Path, *, replace: bool) -> None:
    """Write the settings file; raise UsageError where one is there (unless ``replace``) or none can be written."""
    if path.exists() and not replace:
        raise UsageError(f"{path} is already there. Add --force to replace it, or --out FILE to write another one.")
    with told_as(UsageError, f"Cannot write {path}", "Choose another place with --out FILE."):
        path.write_text(settings_text(), encoding="utf-8")


def settings_text() -> str:
    """Return the file, in TOML; read as it is, it gives the defaults."""
    config = AuditConfig()
    return "\n".join([*_prose(_HEAD), "", *_lines(AuditConfig, config)]).rstrip() + "\n"


def _lines(model: type[BaseModel], defaults: BaseModel | None) -> Iterator[str]:
    """Yield the settings of ``model``, first those that are no tables, which TOML wants on top."""
    told = meanings(model)
    tables = {name: field for name, field in settings_in(model).items() if is_table(field) or is_list_of_tables(field)}
    for name, field in settings_in(model).items():
        if name not in tables:
            yield from _setting(name, field, told.get(name, ""), None if defaults is None else getattr(defaults, name))
    for name, field in tables.items():
        yield from _table(name, field, defaults)


def _table(name: str, field: FieldInfo, defaults: BaseModel | None) -> Iterator[str]:
    (model,) = models_in(field.annotation)
    is_list = is_list_of_tables(field)
    yield ""
    yield from _prose(plain(inspect.getdoc(model) or ""))
    yield f"#[[{name}]]" if is_list else f"[{name}]"
    yield ""
    yield from _lines(model, None if is_list else getattr(defaults, name))


def _setting(name: str, field: FieldInfo, meaning: str, default: Any) -> Iterator[str]:
    values, example = values_of(field), field.examples[0] if field.examples else None
    yield from _prose(meaning)
    if _says_more_than_the_line(values):
        yield from _prose(f"Values: {values}")
    if default is None:
        yield f"#{name} = {_toml(example)}"
    else:
        if example is not None:
            yield f"# Example: {name} = {_toml(example)}"
        yield f"#{name} = {_toml(default)}"
    yield ""


def _says_more_than_the_line(values: str) -> bool:
    """Return whether ``values`` are named or bounded, not merely text or a path as the line shows."""
    return "`" in values or any(character.isdigit() for character in values)


def _prose(text: str) -> list[str]:
    return textwrap.wrap(
        text.replace("`", "").strip(), _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )


def _toml(value: Any) -> str:
    """Return a value in TOML, tables in one line.

    >>> _toml({"go": 0.9}), _toml(("a", "b")), _toml(True)
    ('{ go = 0.9 }', '["a", "b"]', 'true')
    """
    match value:
        case Mapping():
            pairs = ", ".join(f"{_key(key)} = {_toml(each)}" for key, each in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case tuple() | list():
            return f"[{', '.join(map(_toml, value))}]"
        case date():
            return value.isoformat()
        case Path():
            return json.dumps(value.as_posix())
        case _:
            return json.dumps(value, ensure_ascii=False)


def _key(text: str) -> str:
    return text if text.replace("-", "").replace("_", "").isalnum() and text.isascii() else json.dumps(text)
