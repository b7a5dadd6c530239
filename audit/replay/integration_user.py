"""Who creates records for the integration: the user of the log entries, else of the records after calls."""

import re
from typing import Final

import pandas as pd

from audit.replay.creations import KINDS
from audit.result.forecast import IntegrationUser

_ENOUGH: Final = 5
_MOST: Final = 0.5
_SHARED: Final = 3
"""A pattern of names is told when so many records have it: one that few have may be somebody's name."""
_NUMBER: Final = re.compile(r"\+?\d(?:[\s()./-]*\d){5,}")
_DIGITS: Final = re.compile(r"\d+")


def user_of_log(entry_by: pd.Series) -> IntegrationUser | None:
    """Return the user who created more than half of the log entries; None where nobody did, or that is not known."""
    return _most(entry_by, "log")


def user_of_records(made: pd.DataFrame, names: pd.Series) -> IntegrationUser | None:
    """Return the user who created more than half of the records of ``made`` whose number no record had before.

    That is the integration only where its records are named alike: people name records after people. None for fewer
    than five. ``names`` are those of ``made`` (as of ``created_after_calls``).
    """
    is_new = made["kind"] == KINDS.index("nobody")
    user = _most(made.loc[is_new, "created_by"], "records")
    if user is None or user.of_these < _ENOUGH:
        return None
    own = names.loc[is_new & (made["created_by"] == user.user_id)]
    alike = name_patterns(own)
    return user if alike and max(alike.values()) > _MOST * len(own) else None


def _most(users: pd.Series, told_by: str) -> IntegrationUser | None:
    counted = users.value_counts()
    if counted.empty or counted.iloc[0] <= _MOST * counted.sum():
        return None
    return IntegrationUser(
        user_id=str(counted.index[0]),
        told_by=told_by,  # type: ignore[arg-type]
        of_these=int(counted.iloc[0]),
        of_all=int(counted.sum()),
    )


def name_patterns(names: pd.Series) -> dict[str, int]:
    """Return the patterns that three or more of ``names`` share, most frequent first.

    >>> name_patterns(pd.Series(["+33 1 99 00 90 61 Aircall", "+33199009062 Aircall", "+33199009063 Aircall"]))
    {'NUMBER Aircall': 3}
    """
    patterns = names.dropna().map(lambda name: _DIGITS.sub("#", _NUMBER.sub("NUMBER", name)))
    counted = patterns.value_counts()
    return {str(pattern): int(n) for pattern, n in counted.items() if n >= _SHARED}
