"""What rules of the shape "the format of a value is X" have in common."""

from collections.abc import Callable

import pandas as pd

from audit.findings.rule import Evidence, on_values, worded
from audit.findings.wording import label_of
from audit.tables import READABLE_FORMATS


def values_of_format(evidence: Evidence, format_: str) -> pd.DataFrame:
    """Return the rows of ``evidence.codes`` in match slots whose format (of tables.FORMATS) is ``format_``."""
    values = evidence.codes
    return values.loc[evidence.in_match_slots & values["format"].eq(format_)]


def of_format(format_: str, says: str) -> Callable[[Evidence], pd.DataFrame]:
    """Return what finds every match-slot value of ``format_``: one finding each, "Phone ``says``"."""

    def sentence(*, slot: str, field: str) -> str:
        return f"{label_of(slot, field)} {says}"

    def find(evidence: Evidence) -> pd.DataFrame:
        chosen = values_of_format(evidence, format_)
        return on_values(chosen, worded(chosen[["slot", "field"]], sentence))

    beside = ", beside the one that it is not E.164" if format_ in READABLE_FORMATS else ""
    find.__doc__ = f"Return one finding per match-slot value of format ``{format_}``{beside}."
    return find
