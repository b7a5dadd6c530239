"""What the record ids of a file say of it: whose they are, and whether they are ids at all."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from audit.domain import ACCOUNT, CONTACT, LEAD
from audit.errors import UnreadableInputError
from audit.sources.records.record_ids import is_id

KEY_PREFIXES: Final = {CONTACT: "003", LEAD: "00Q", ACCOUNT: "001"}
"""The first three characters of an id (Salesforce, "Standard field record ID prefix decoder")."""
_OBJECTS: Final = {
    **{prefix: sobject for sobject, prefix in KEY_PREFIXES.items()},
    "005": "User",
    "006": "Opportunity",
    "500": "Case",
    "00G": "Group",
    "00T": "Task",
    "00U": "Event",
    "00e": "Profile",
    "701": "Campaign",
    "00v": "Campaign Member",
    "800": "Contract",
    "801": "Order",
}
_CUSTOM: Final = re.compile("a[A-Za-z0-9]{2}")
"""Key prefixes of custom objects; which object has which is the org's own."""
_AT_MOST: Final = 0.01
_FEW_ROWS: Final = 100
"""In a file of fewer rows 1 % is less than a row: there, rows of another object are left out as long as some fit."""


@dataclass
class IdsOfPart:
    """The ids of one part, counted as its rows are read."""

    sobject: str
    label: str
    n_rows: int = 0
    n_persons: int = 0
    """Accounts that are taken for Person Accounts by their fields."""
    _n_invalid: int = 0
    _of_others: Counter[str] = field(default_factory=Counter)

    def note(self, ids: pa.Array) -> None:
        """Take notice of the ``ids`` (large_string, trimmed and widened, null for missing) of some more rows."""
        self.n_rows += len(ids)
        valid = ids.filter(pc.fill_null(is_id(ids), fill_value=False))
        self._n_invalid += len(ids) - len(valid)
        others = valid.filter(pc.invert(pc.starts_with(valid, KEY_PREFIXES[self.sobject])))
        if len(others):
            prefixes = pc.value_counts(pc.utf8_slice_codeunits(others, 0, 3))
            self._of_others.update({each["values"]: each["counts"] for each in prefixes.to_pylist()})

    def warnings(self) -> Iterator[str]:
        """Yield what is to be said of ids that do not fit.

        Raise UnreadableInputError when they show that these are not the rows of the object: more than 1 % have ids of
        another one (docs/simulation.md, Out of scope).
        """
        n_others = self._of_others.total()
        none_fits = n_others + self._n_invalid == self.n_rows
        if n_others > _AT_MOST * self.n_rows and (self.n_rows >= _FEW_ROWS or none_fits):
            raise UnreadableInputError(
                f"{self.label} is read as {self.sobject}, but {n_others:,} of its {self.n_rows:,} ids belong to other "
                f"objects: {self._named()}. Export {self.sobject} with its own Id, or rename the file."
            )
        if n_others:
            yield (
                f"{n_others:,} of {self.n_rows:,} rows of {self.label} have ids of other objects and are left out: "
                f"{self._named()}."
            )
        if self._n_invalid:
            yield (
                f"{self._n_invalid:,} of {self.n_rows:,} rows of {self.label} have no valid record id (15 or 18 "
                "letters and digits) and are left out."
            )
        if self.n_persons:
            yield (
                f"{self.label} has no column IsPersonAccount: {self.n_persons:,} of its {self.n_rows:,} rows are taken "
                "for Person Accounts, because a field that only these have is filled."
            )

    def _named(self) -> str:
        return ", ".join(f"{named_prefix(prefix)} {n:,}" for prefix, n in self._of_others.most_common(5))


def named_prefix(prefix: str) -> str:
    """Return the first three characters of an id as a message names them, with the object where that is known.

    >>> named_prefix("00Q"), named_prefix("a0B"), named_prefix("00q"), named_prefix("0Zz")
    ('00Q… (Lead)', 'a0B… (a custom object)', '00q… (Lead in small letters)', '0Zz…')
    """
    if prefix in _OBJECTS:
        return f"{prefix}… ({_OBJECTS[prefix]})"
    if _CUSTOM.fullmatch(prefix):
        return f"{prefix}… (a custom object)"
    if prefix.upper() in _OBJECTS:
        return f"{prefix}… ({_OBJECTS[prefix.upper()]} in small letters)"
    return f"{prefix}…"
