"""The numbers of the list of intended winners, read."""

from typing import Final

import pandas as pd

from audit.errors import UsageError, in_lines
from audit.normalize.scalar import read_number
from audit.tables.fixes import INTENDED_WINNERS

_IDD: Final = "00"


def read_intended_numbers(winners: pd.DataFrame, region: str | None) -> pd.DataFrame:
    """Return INTENDED_WINNERS, one row per number, from ``winners`` (line, number, record_id).

    A number may be spelled in any way that has its country code, also without the plus sign, as spreadsheets leave
    it; one that makes no sense so is read in ``region``. Raise UsageError for lines that hold no number, and for lines
    that ask for different winners of one number.
    """
    e164 = {text: _e164(text, region) for text in winners["number"].unique()}
    wishes = winners.assign(e164=winners["number"].map(e164).astype("str"))
    unreadable = wishes.loc[wishes["e164"].isna(), "line"]
    if len(unreadable):
        raise UsageError(
            f"The list of intended winners has no phone number in {in_lines(unreadable.tolist())}. "
            "Write each with its country code: +14155550100."
        )
    wishes = wishes.drop_duplicates(["e164", "record_id"])
    conflicting = wishes.loc[wishes.duplicated("e164", keep=False), "line"]
    if len(conflicting):
        raise UsageError(
            f"The list of intended winners names different records for one number in {in_lines(conflicting.tolist())}. "
            "Only one record can win it."
        )
    return INTENDED_WINNERS.typed(wishes.reset_index(drop=True))


def _e164(text: str, region: str | None) -> str | None:
    if text.lstrip(" '(").startswith("+"):
        return read_number(text, None).e164
    with_plus = read_number(f"+{text.strip(chr(39)).removeprefix(_IDD)}", None)
    return with_plus.e164 or read_number(text, region, is_default=True).e164
