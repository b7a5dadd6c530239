"""How much the tables of an audit hold, as lists say it that show only a part of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.tables.findings import FindingSheet


@dataclass(frozen=True)
class SheetTotals:
    """What belongs on one of FINDING_SHEETS."""

    rows: int
    """findings on one subject share a row; on Duplicates each record of a number has one"""
    findings: int


@dataclass(frozen=True)
class TableTotals:
    """Counts of the tables; they add over parts of an org that have no number in common."""

    open_findings: int
    """suppressed ones left out"""
    numbers: int
    duplicates: int
    """numbers that several records have"""
    ready: int
    """numbers with one clear record that syncs"""
    clear: int
    synced: int
    tasks: int
    """rows of FOR_PEOPLE"""
    changes: int
    """rows of TREND"""
    dated_activities: int
    """records with LastActivityDate"""
    dated_creations: int
    """records with CreatedDate"""
    sheets: Mapping[FindingSheet, SheetTotals]
