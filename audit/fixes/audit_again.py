"""The stages before this one, for what would be if something were changed."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from audit.tables.findings import Findings
from audit.tables.simulation import Simulation


class AuditAgain(NamedTuple):
    """The stages before this one, for what would be if something were changed."""

    simulate: Callable[[pd.DataFrame, pd.DataFrame], Simulation]
    """(records, READ_VALUES) → the simulation; whoever held a number must still hold it"""
    decide: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
    """(records, READ_VALUES) → digits (a whole number), decided_by, format_sensitive and sync_outcome of each number"""
    find: Callable[[Simulation], Findings]
