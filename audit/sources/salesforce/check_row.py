"""One line of what a check of an org found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Standing = Literal["ok", "warning", "notice", "failed", "unknown"]
"""``warning`` is of the audit, ``notice`` of the integration alone."""

_MOST_NAMES: Final = 8


@dataclass(frozen=True)
class CheckRow:
    """One thing that was looked at."""

    topic: str
    finding: str
    standing: Standing = "ok"


def listed(names: Sequence[str]) -> str:
    """Return the first of ``names``, and how many more there are."""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
