"""What is wrong with a setting, in the words of the settings file rather than in those of pydantic."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from audit.config.profile import settings_in

_TEXT: Final = 'must be text in quotation marks, "like this"'
_WHOLE: Final = "must be a whole number, such as 5"
_NUMBER: Final = "must be a number, such as 0.9"
_YES_OR_NO: Final = "must be true or false, without quotation marks"
_LIST: Final = 'must be a list in brackets, such as ["…", "…"]'
_TABLE: Final = "is no single value: its settings go below a line with its name in brackets"
_DAY: Final = "must be a date, such as 2027-03-31"
_FILE: Final = "must be the name of a file, in quotation marks"
_WANTED: Final[Mapping[str, str]] = {
    "string_type": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "tuple_type": _LIST,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "path_type": _FILE,
    "missing": "is missing",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "is not written as in the examples of phone-audit init",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be {ge:,.10g} or more",
    "less_than_equal": "must be {le:,.10g} or less",
    "greater_than": "must be more than {gt:,.10g}",
    "less_than": "must be less than {lt:,.10g}",
}
"""By the kind of error (https://docs.pydantic.dev/latest/errors/validation_errors/)."""


OPTIONS_OF_RUN: Final = (
    *("csv", "org", "env", "snapshot", "out", "baseline", "keep", "tables", "by_owner", "calls", "log", "time_zone"),
    *("winners", "now", "fail_under", "fail_on", "preset", "email", "log_file"),
)
"""What is said on the command line, and looked for in the settings."""


def sentence_of_setting(model: type[BaseModel], error: Mapping[str, Any]) -> str:
    """Return a sentence on an error that pydantic found in the settings of ``model``: the key, and what it must be."""
    kind, path = error["type"], [part for part in error["loc"] if isinstance(part, str)]
    entries = [part + 1 for part in error["loc"] if isinstance(part, int)]
    key = ".".join(path) + "".join(f" (entry {entry})" for entry in entries)
    if kind == "extra_forbidden":
        return _unknown_key(key, path[-1], sorted(settings_in(_model_at(model, error["loc"][:-1]))))
    wanted = _WANTED.get(kind, "").format(**error.get("ctx", {})).replace("'", '"')
    if wanted:
        return f"{key}: {wanted}{_percentage(error)}."
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"{key}: {said}." if key else f"{said}."


def _percentage(error: Mapping[str, Any]) -> str:
    """Return a reminder where a share is written as a percentage."""
    is_share = error["type"] == "less_than_equal" and error["ctx"]["le"] == 1
    return " (0.9 is 90%)" if is_share else ""


def _unknown_key(key: str, name: str, valid: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, valid, n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    if name in OPTIONS_OF_RUN:
        hint = f" It is an option of the command: phone-audit run --{name.replace('_', '-')}."
    return f"unknown key {key}.{hint} Valid keys here: {', '.join(valid)}."


def _model_at(model: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel]:
    for part in path:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        annotation = model.model_fields[part].annotation
        candidates = [annotation, *getattr(annotation, "__args__", ())]
        model = next(c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel))
    return model
