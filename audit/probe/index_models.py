"""What an org's search may index of a phone field: three ways that are known from programs that rely on one."""

import re
from collections.abc import Callable, Mapping
from typing import Final


def _digits_from_a_part(raw: str, asked: str) -> bool:
    """Report whether the digits asked for are those from the start of a part of the value to its end."""
    parts = re.findall(r"[0-9]+", raw)
    return re.sub(r"[^0-9]", "", asked) in {"".join(parts[start:]) for start in range(len(parts))}


def _whole_value(raw: str, asked: str) -> bool:
    return raw.strip().casefold() == asked.casefold()


def _e164_alone(raw: str, asked: str) -> bool:
    return re.fullmatch(r"\+[1-9][0-9]{1,14}", raw) is not None and raw.removeprefix("+") == asked.removeprefix("+")


INDEX_MODELS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "parts": _digits_from_a_part,
    "value": _whole_value,
    "e164": _e164_alone,
}
"""By name: whether a stored value is found when a text is asked for."""
