"""The workbook: where the work is done, and what is mailed."""

from audit.reports.excel.book import write_workbook

__all__ = ["write_workbook"]
