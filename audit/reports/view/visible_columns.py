"""Columns of texts of the CRM made safe to look at, as ``visible_text`` does it for one."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.reports.view.visible_text import cut, visible_number, visible_text


def shown_numbers(stored: pd.Series, longest: int) -> pd.Series:
    """Return stored numbers (str, NaN for missing) as they are shown, missing ones as the empty text."""
    return _shown(stored, longest, visible_number)


def shown_texts(stored: pd.Series, longest: int) -> pd.Series:
    """Return names and other texts (str, NaN for missing) as they are shown, missing ones as the empty text."""
    return _shown(stored, longest, visible_text)


_SHOWN_AS_IT_IS: Final = r"\A([!-~]([ -~]*[!-~])?)?\z"
"""ASCII that prints, with no space at its ends (RE2): nearly every text of an org."""


def _shown(stored: pd.Series, longest: int, visible: Callable[[str], str]) -> pd.Series:
    """Return each text made visible and cut, the plain ones at once and each of the others by itself."""
    texts = stored.fillna("")
    array = pa.array(texts, pa.large_string())
    is_plain = pc.and_(pc.match_substring_regex(array, _SHOWN_AS_IT_IS), pc.less_equal(pc.utf8_length(array), longest))
    others = np.flatnonzero(~np.asarray(is_plain.to_numpy(zero_copy_only=False), dtype=np.bool_))
    if len(others):
        texts = texts.copy()
        codes, distinct = pd.factorize(texts.iloc[others])
        shown = pd.Series([cut(visible(text), longest) for text in distinct.tolist()], dtype="str")
        texts.iloc[others] = shown.take(codes).array
    return texts
