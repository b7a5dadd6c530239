"""How a number is stored, as far as a search may tell formats apart (docs/simulation.md, Measured policy)."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import phonenumbers

from audit.columns.types import category_from_codes
from audit.config.profile import Profile
from audit.domain import STORED
from audit.normalize.spellings import spellings_of


def stored_formats(values: pd.DataFrame) -> pd.Series:
    """Return for each of ``values`` (format, raw) one of STORED; missing for those that are not readable."""
    formats = values["format"].astype("str")
    is_international = formats == "international"
    raw = values.loc[is_international, "raw"]
    marks = raw.str.replace(r"[0-9+]", "", regex=True)
    punctuation = pd.Series("mixed", index=raw.index, dtype="str").mask(marks.str.fullmatch(r"[ ]+"), "spaces")
    punctuation = punctuation.mask(marks.str.fullmatch(r"-+"), "hyphens").mask(marks.str.fullmatch(r"\.+"), "dots")
    punctuation = punctuation.mask(marks.str.contains(r"[()]", regex=True), "brackets")
    punctuation = punctuation.mask(raw.str.contains("(0)", regex=False), "(0)")
    told = formats.mask(is_international, ("international, " + punctuation).reindex(formats.index))
    return told.where(told.isin(STORED))


def stored_as(values: pd.DataFrame, profile: Profile) -> pd.Categorical:
    """Return for each of ``values`` (format, raw, region) one of STORED where ``profile`` has what was measured of it.

    Missing without a measured policy, for unreadable values, and for a number whose country has no trunk prefix where
    it is asked for with one: that cannot have been measured.
    """
    if profile.measured is None:
        return category_from_codes(np.full(len(values), -1, dtype=np.int8), STORED)
    told = stored_formats(values)
    if profile.measured.asked_as == "trunk":
        told = told.where(has_trunk_prefix(values["region"]))
    return pd.Categorical(told, categories=list(STORED))


def has_trunk_prefix(regions: pd.Series) -> npt.NDArray[np.bool_]:
    """Return whether the country of each of ``regions`` (category) has a trunk prefix, such as 0 in 01 99 00 90 61."""
    has_trunk = np.array([*map(_has_trunk_prefix, regions.array.categories), False])
    return np.asarray(has_trunk[regions.array.codes])


@cache
def _has_trunk_prefix(region: str) -> bool:
    example = phonenumbers.example_number(region)
    if example is None:
        return False
    return "trunk" in spellings_of(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164))
