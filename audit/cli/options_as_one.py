"""How a command gets its many options as one value."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import fields
from typing import Any, get_type_hints


def takes_options(command: Callable[..., int]) -> Callable[..., int]:
    """Let ``command`` be called with one option per field of the dataclass that is the type of its ``options``."""
    kind: Any = get_type_hints(command)["options"]
    hints = get_type_hints(kind, include_extras=True)
    own = [p for p in inspect.signature(command).parameters.values() if p.name != "options"]
    names = [field.name for field in fields(kind)]
    parameters = [
        *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own),
        *(
            inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=f.default, annotation=hints[f.name])
            for f in fields(kind)
        ),
    ]

    @functools.wraps(command)
    def _with_options(**given: Any) -> int:
        options = kind(**{name: given.pop(name) for name in names})
        return command(options=options, **given)

    _with_options.__signature__ = inspect.Signature(parameters, return_annotation=int)  # type: ignore[attr-defined]
    _with_options.__annotations__ = {p.name: p.annotation for p in parameters}
    del _with_options.__wrapped__
    return _with_options
