"""An earlier report, as the audit that is compared with it sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import pandas as pd

from audit.config.audit import AuditConfig
from audit.result.results import Scores
from audit.tables.schema import Table


def settings_of(results: Mapping[str, Any]) -> AuditConfig:
    """Return the settings that a report was made with, but for its list of intended winners.

    ``results`` is the content of its results.json.
    """
    return AuditConfig.model_validate(results["config"]).with_winners(None)


class ReadTable(Protocol):
    """Reads columns of a table of an earlier report."""

    def __call__(
        self, table: Table, columns: Sequence[str], where: tuple[str, pd.Series] | None = None
    ) -> pd.DataFrame:
        """Return ``columns`` of ``table`` in their types; ``where`` keeps the rows whose column is one of the texts.

        A table that an earlier report need not have is empty when it is not there.
        """


@dataclass(frozen=True)
class Baseline:
    """An earlier report: its results, and its tables, read column by column when they are needed."""

    results: Mapping[str, Any]
    """The content of its results.json."""
    read: ReadTable

    @property
    def generated_at(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.results["generated_at"])

    @property
    def scores(self) -> Scores:
        """Its scores."""
        return Scores(**self.results["scores"])

    @property
    def redacted(self) -> bool:
        """Whether its numbers and names are masked."""
        return bool(self.results["config"].get("redact"))
