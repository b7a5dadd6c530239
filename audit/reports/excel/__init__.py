"""The workbook: where the work is done, and what is mailed."""

from audit.reports.excel.workbook import write_workbook

__all__ = ["write_workbook"]
