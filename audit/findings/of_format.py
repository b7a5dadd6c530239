"""What rules of the shape "the format of a value is X" have in common."""

from collections.abc import Callable

import pandas as pd

from audit.domain import READABLE_FORMATS
from audit.findings.labels import label_of
from audit.findings.rule import RuleContext, on_values, worded


def values_of_format(context: RuleContext, format_: str) -> pd.DataFrame:
    """Return the rows of ``context.codes`` in match slots whose format (of tables.FORMATS) is ``format_``."""
    values = context.codes
    return values.loc[context.in_match_slots & values["format"].eq(format_)]


def of_format(format_: str, says: str) -> Callable[[RuleContext], pd.DataFrame]:
    """Return what finds every match-slot value of ``format_``: one finding each, "Phone ``says``"."""

    def _sentence(*, slot: str, field: str) -> str:
        return f"{label_of(slot, field)} {says}"

    def _find(context: RuleContext) -> pd.DataFrame:
        chosen = values_of_format(context, format_)
        return on_values(chosen, worded(chosen[["slot", "field"]], _sentence))

    beside = ", in addition to ``not-e164``" if format_ in READABLE_FORMATS else ""
    _find.__doc__ = f"Return one finding per match-slot value of format ``{format_}``{beside}."
    return _find
