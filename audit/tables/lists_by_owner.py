"""The workbooks by record owner that a report has."""

from typing import Final

from audit.tables.schema import Column, Table

OWNER_LISTS: Final = Table(
    "owners",
    "tables/owners.parquet, with --by-owner: one row per workbook in owners/.",
    (
        Column("owner", "str", "as the workbook shows it; No owner where none is known"),
        Column("file", "str", "its name in owners/"),
        Column("duplicates", "int64", "rows on the sheet Duplicates"),
        Column("not_e164", "int64", "rows on the sheet Not E.164"),
        Column("mobile_without_phone", "int64", "rows on the sheet Mobile without Phone"),
        Column("other_problems", "int64", "rows on the sheet Other problems"),
        Column("left_out", "int64", "rows that did not fit into the workbook"),
    ),
)

COUNTS: Final = {
    "duplicates": "Duplicates",
    "not_e164": "Not E.164",
    "mobile_without_phone": "Mobile without Phone",
    "other_problems": "Other problems",
}
"""Columns that count rows, and their sheets."""
