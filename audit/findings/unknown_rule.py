"""What is said of a rule that there is not."""

import difflib
from collections.abc import Iterable

from audit.errors import UsageError


def unknown_rule(rule_id: str, known: Iterable[str], where: str = "") -> UsageError:
    """Return the error that names ``where`` a rule stands that is not among ``known``, and the closest one of these."""
    close = difflib.get_close_matches(rule_id, known, n=1)
    hint = f"Did you mean {close[0]}?" if close else "The command phone-audit rules lists all of them."
    return UsageError(f"{where}There is no rule {rule_id!r}. {hint}")
