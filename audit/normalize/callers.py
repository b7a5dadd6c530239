"""The numbers of a call history, read."""

from typing import Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from audit.columns.ascii_text import texts_of
from audit.normalize.region import REGION_DTYPE
from audit.normalize.vectorized.normalize_column import read_column

_BARE: Final = r"^[1-9(]|^00[1-9]"
"""A number that may have its country code, but has no plus sign."""


def read_callers(
    raw: pd.Series, region: str | None, placeholder_words: frozenset[str], *, has_country_code: bool
) -> pd.DataFrame:
    """Return ``format`` and ``e164`` of each of ``raw`` (str, NaN for none), as the audit reads a value in ``region``.

    Aircall writes the country code, but in some columns no plus sign, and spreadsheets take it away. With
    ``has_country_code`` a number without plus sign is therefore read as if it had one, and in the region only when
    that makes no sense; without, the other way round.
    """
    code, distinct = pd.factorize(raw.fillna(""))
    texts = pd.Series(distinct, dtype="str")
    as_written = _read(texts, region, placeholder_words)
    with_plus = _read(_with_plus(texts), None, placeholder_words)
    has_number = with_plus["e164"].notna()
    is_kept = ~has_number if has_country_code else ~has_number | as_written["e164"].notna()
    reading = pd.DataFrame({name: as_written[name].where(is_kept, with_plus[name]) for name in as_written})
    return reading.take(code).reset_index(drop=True)


def _read(texts: pd.Series, region: str | None, placeholder_words: frozenset[str]) -> pd.DataFrame:
    regions = pd.Categorical([region] * len(texts), dtype=REGION_DTYPE)
    is_default = np.full(len(texts), region is not None)
    return read_column(texts, regions, is_default, placeholder_words)[["format", "e164"]]


def _with_plus(texts: pd.Series) -> pd.Series:
    """Return texts that start with a digit with a plus sign in front, ``00`` taken away; others are empty."""
    bare = pc.ascii_ltrim(texts_of(texts), "'")
    with_plus = pc.replace_substring_regex(bare, "^(00)?", "+", max_replacements=1)
    return pd.Series(pc.if_else(pc.match_substring_regex(bare, _BARE), with_plus, ""), dtype="str")
