"""How a record is shown in a list: its name as a link, its object, owner, country and last edit."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import positions_among
from audit.findings.labels import OBJECT_LABELS, country_name
from audit.reports.view.figures import dates, record_address
from audit.reports.view.labels import labeled
from audit.reports.view.visible_columns import shown_texts
from audit.result.results import Audit

Positions = npt.NDArray[np.int64]

_FEW: Final = 50_000
"""Records all of whose cards are made at once: every list asks for some, and of few each time costs the same."""
_ON_CARD: Final = ["record_id", "name", "sobject", "owner", "region", "last_modified"]


@dataclass(frozen=True)
class Cards:
    """The records, and the address that a record id is appended to (empty where it is not known)."""

    records: pd.DataFrame
    address: str
    longest: int
    """Characters of a name that are shown."""

    def positions(self, record_ids: pd.Series) -> Positions:
        """Return the row position of each record id in the records table, -1 for one that was not audited."""
        return positions_among(record_ids, self.records["record_id"])

    def at(self, positions: Positions) -> pd.DataFrame:
        """Return record_id, name, sobject, owner, region and last_modified as shown, one row a position.

        A record without a name is named by its id; a position of -1 gives empty texts.
        """
        return self._all.take(positions).reset_index(drop=True) if len(self.records) <= _FEW else self._made(positions)

    @cached_property
    def _all(self) -> pd.DataFrame:
        """Return the card of every record, and a last one that -1 takes."""
        return self._made(np.append(np.arange(len(self.records)), -1))

    def _made(self, positions: Positions) -> pd.DataFrame:
        records = self.records[_ON_CARD]
        # from a table without rows pandas takes none, not even for -1
        rows = records.take(np.maximum(positions, 0)) if len(records) else records.reindex(positions)
        ids = rows["record_id"].reset_index(drop=True)
        names = shown_texts(rows["name"], self.longest).reset_index(drop=True)
        card = pd.DataFrame(
            {
                "record_id": ids,
                "name": names.where(names != "", ids),
                "sobject": labeled(rows["sobject"], OBJECT_LABELS),
                "owner": shown_texts(rows["owner"].astype("str"), self.longest).reset_index(drop=True),
                "region": region_labels(rows["region"]),
                "last_modified": dates(rows["last_modified"]).reset_index(drop=True),
            }
        ).astype("str")
        return card.where(pd.Series(positions >= 0), "")

    def addresses(self, record_ids: pd.Series) -> pd.Series:
        """Return where each record is in Salesforce; the empty text where that is not known."""
        if not self.address:
            return pd.Series("", index=record_ids.index, dtype="str")
        return (self.address + record_ids).fillna("")


def cards_of(result: Audit, longest: int) -> Cards:
    """Return the cards of an audit, names cut to ``longest`` characters."""
    return Cards(result.records, record_address(result.results.source.instance_url), longest)


def sobject_label(code: str) -> str:
    """Return how an object is called, as ``Person Account``."""
    return OBJECT_LABELS.get(code, code)


def region_label(code: str | None) -> str:
    """Return the name of a region as people write it; the code itself where there is none.

    >>> region_label("GB"), region_label("001"), region_label(None)
    ('UK', 'International', '')
    """
    return "" if code is None else country_name(code)


def region_labels(codes: pd.Series) -> pd.Series:
    """Return the names of regions (text or category), missing ones as the empty text."""
    return labeled(codes, {code: region_label(code) for code in codes.astype("str").dropna().unique()})
