"""Counts of parts of an org, added up."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from functools import reduce
from operator import add
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel

_Counts = TypeVar("_Counts")


def added(parts: Iterable[_Counts]) -> _Counts:
    """Return the sum of counts of one shape, of one part or more.

    Counts are whole numbers, numpy arrays of these (element by element), and what holds counts: dicts (by key, in the
    order of first occurrence), frozen dataclasses and pydantic models (by field), tuples (by place). What is None in
    every part stays so. The parts stay as they are. Raise TypeError for what cannot be added, which is anything else
    and two values of different shape; ValueError for no part at all.

    >>> added([{"wins": 1, "shared": 2}, {"wins": 3, "lost": 4}])
    {'wins': 4, 'shared': 2, 'lost': 4}
    >>> added([(np.array([1, 2]), 10), (np.array([3, 4]), 20)])
    (array([4, 6]), 30)
    >>> added(["Contact", "Lead"])
    Traceback (most recent call last):
    TypeError: str cannot be added as counts
    """
    return _sum(list(parts))  # type: ignore[no-any-return] # of the type of its parts


def _sum(parts: Sequence[Any]) -> Any:
    if not parts:
        raise ValueError("no counts to add")
    first = parts[0]
    kinds = {type(part) for part in parts}
    if len(kinds) > 1:
        raise TypeError(f"counts of different types: {', '.join(sorted(kind.__name__ for kind in kinds))}")
    if first is None:
        return None
    if type(first) is int:
        return sum(parts)
    if type(first) is dict:
        return _sum_of_dicts(parts)
    if isinstance(first, np.ndarray):
        return _sum_of_arrays(parts)
    if isinstance(first, tuple):
        return _sum_of_tuples(parts)
    if isinstance(first, BaseModel) or is_dataclass(first):
        return _sum_by_name(parts)
    raise TypeError(f"{type(first).__name__} cannot be added as counts")


def _sum_by_name(parts: Sequence[Any]) -> Any:
    kind = type(parts[0])
    names = kind.model_fields if issubclass(kind, BaseModel) else [field.name for field in fields(kind)]
    return kind(**{name: _sum([getattr(part, name) for part in parts]) for name in names})


def _sum_of_dicts(parts: Sequence[dict[Any, Any]]) -> dict[Any, Any]:
    by_key: dict[Any, list[Any]] = {}
    for part in parts:
        for key, counts in part.items():
            by_key.setdefault(key, []).append(counts)
    return {key: _sum(counts) for key, counts in by_key.items()}


def _sum_of_arrays(parts: Sequence[np.ndarray]) -> np.ndarray:
    if not np.issubdtype(parts[0].dtype, np.integer):
        raise TypeError(f"an array of {parts[0].dtype} cannot be added as counts")
    if len({(part.shape, part.dtype) for part in parts}) > 1:
        raise TypeError("arrays of counts differ in shape or type")
    return reduce(add, parts[1:], parts[0].copy())  # of one part too, an array of its own


def _sum_of_tuples(parts: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    if len({len(part) for part in parts}) > 1:
        raise TypeError("tuples of counts differ in length")
    places = [_sum(counts) for counts in zip(*parts, strict=True)]
    kind = type(parts[0])
    return kind._make(places) if hasattr(kind, "_make") else tuple(places)
