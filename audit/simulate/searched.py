"""What the search finds: under a policy, or by what a probe measured (docs/simulation.md, Policies)."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.config.profile import FormatVerdict, Profile
from audit.domain import POLICIES, STORED

FOUND, UNSURE, NOT_FOUND = range(3)
"""Whether the search finds a value as it is written; ``UNSURE``: some of its format, or too few were asked for."""
_VERDICTS: Final[dict[FormatVerdict, int]] = {
    "found": FOUND,
    "mixed": UNSURE,
    "too_few": UNSURE,
    "not_found": NOT_FOUND,
}


def searched(values: pd.DataFrame, profile: Profile) -> npt.NDArray[np.int8]:
    """Return FOUND, UNSURE or NOT_FOUND for each of ``values`` (found_under and stored_as of READ_VALUES).

    What an unreadable value gets means nothing. Under a policy nothing is unsure.
    """
    if profile.measured is None:
        codes = values["found_under"].array.codes
        is_found = (codes >= 0) & (codes <= POLICIES.index(profile.policy))
        return np.where(is_found, np.int8(FOUND), np.int8(NOT_FOUND))
    formats = profile.measured.formats
    verdicts = [_VERDICTS[formats[stored].verdict] if stored in formats else UNSURE for stored in STORED]
    return np.asarray(np.array([*verdicts, UNSURE], dtype=np.int8)[values["stored_as"].array.codes])


def is_found(values: pd.DataFrame, profile: Profile) -> npt.NDArray[np.bool_]:
    """Check for each of ``values`` whether the search finds it; an unsure one counts as not found."""
    return np.asarray(searched(values, profile) == FOUND)
