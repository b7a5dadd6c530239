"""What may help a person who looks at a number: which country it fits, and which other number it may be."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from audit.columns.ascii_text import Mask, Rows, matches, texts_of
from audit.columns.types import category_from_codes, category_of, places_of
from audit.normalize.classify import PLACEHOLDER_WORDS
from audit.normalize.region import REGION_DTYPE, REGIONS
from audit.normalize.vectorized.classify_column import SHORT_LAST_PART, US_SCREEN
from audit.normalize.vectorized.normalize_column import read_column
from audit.sources.records.clean_text import cleaned

REVIEW_CAUSES: Final = ("two_lines", "us_screen", "calling_code", "own_code_abroad", "national_prefix")
"""Why a number without words, letters and extension is for review.

``two_lines``: one to three digits stand behind a slash or line break. ``us_screen``: it is spelled as Salesforce shows
ten digits to a user of the United States, on a record of another country. ``calling_code``: its digits begin with the
calling code of the record's country, so it is one number with a plus sign in front and another one without.
``own_code_abroad``: it is dialed abroad and begins with ``00`` and the calling code of the record's country, where more
than ``00`` is dialed. ``national_prefix``: without its plus sign it is a national number of the record's country.
"""

_NONE: Final = -1
_SEVERAL: Final = -2
_TEXTS_AT_ONCE: Final = 50_000
"""Read in one go: of few texts each pass costs the same, however few they are."""

_CAUSE_BY_FORMAT: Final = {
    "idd": "own_code_abroad",
    "no_plus": "calling_code",
    "national": "calling_code",
    "international": "national_prefix",
}


def only_region(
    raw: pd.Series, regions: Sequence[str], placeholder_words: frozenset[str] = PLACEHOLDER_WORDS
) -> pd.Categorical:
    """Return for each of ``raw`` (texts) the one of ``regions`` in which it is a valid number of that very region.

    Missing where there is none or more than one. Give the regions (ISO alpha-2) that occur most first: a text that
    fits two of them is read no more. It is a hint for a value of format ``needs_region``, never a proposal.
    """
    code, texts = pd.factorize(raw.fillna(""))
    distinct = pd.Series(texts, dtype="str")
    only = np.full(len(distinct), _NONE, dtype=np.int64)
    left = [REGIONS.index(region) for region in dict.fromkeys(regions)]
    while left:
        rows = np.flatnonzero(only != _SEVERAL)
        n_regions = max(1, _TEXTS_AT_ONCE // max(1, len(rows)))
        asked, left = np.array(left[:n_regions]), left[n_regions:]
        fits = _fits(distinct.take(rows), asked, placeholder_words)
        is_one_more = (only[rows] != _NONE) & fits.any(axis=0)
        named = np.where(fits.any(axis=0), asked[fits.argmax(axis=0)], only[rows])
        only[rows] = np.where(is_one_more | (fits.sum(axis=0) > 1), _SEVERAL, named)
    return category_from_codes(np.maximum(only, _NONE)[code], REGIONS)


def _fits(texts: pd.Series, regions: Rows, placeholder_words: frozenset[str]) -> Mask:
    """Check for each of ``regions`` (places in REGIONS), and each of ``texts``, whether this is a number of that."""
    read_in = np.repeat(regions, len(texts))
    readings = read_column(
        pd.concat([texts] * len(regions), ignore_index=True),
        pd.Categorical.from_codes(read_in, dtype=REGION_DTYPE),
        np.zeros(len(read_in), dtype=np.bool_),
        placeholder_words,
    )
    is_there: Mask = places_of(readings["region"], REGIONS) == read_in
    return is_there.reshape(len(regions), len(texts))


def review_causes(values: pd.DataFrame) -> pd.Categorical:
    """Return one of REVIEW_CAUSES for each of ``values`` (raw, format, confidence).

    Missing where the confidence is not ``review``, and for the formats whose name says why: ``extension``, ``words``
    and ``letters``. Source: docs/simulation.md, Confidence.
    """
    cause = values["format"].astype("str").map(_CAUSE_BY_FORMAT).to_numpy(dtype=object)
    cause[(values["confidence"] != "review").to_numpy()] = None
    rows = np.flatnonzero(pd.notna(cause))
    clean = cleaned(texts_of(values["raw"].take(rows)))
    cause[rows[matches(clean, US_SCREEN)]] = "us_screen"
    cause[rows[matches(clean, SHORT_LAST_PART)]] = "two_lines"
    return category_of(cause, REVIEW_CAUSES)
