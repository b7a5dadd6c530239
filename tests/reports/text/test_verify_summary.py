import pandas as pd

from audit.reports.text.verify_summary import verified_lines
from audit.tables.extract import Source
from audit.tables.fixes import VERIFIED
from audit.tables.report_tables import RECORDS


def told(*changes: str) -> list[str]:
    """Return the lines on cells of one step that all are done."""
    cell = {"record_id": "0035Y00000000v0QAA", "sobject": "Contact", "step": 1, "status": "done", "saved_since": True}
    verified = pd.DataFrame([{**cell, "change": change} for change in changes]).reindex(columns=VERIFIED.names)
    then = {"source": {"org_id": None}, "warnings": []}
    return list(verified_lines(VERIFIED.typed(verified), RECORDS.empty(), Source("csv", ("in",), {}), then))


def test_records_that_are_saved_as_they_are_are_told_apart_from_changes() -> None:
    assert (
        told("to_e164", "touch", "touch")[0] == "3 of 3 planned changes done (2 records re-saved unchanged among them)"
    )
    assert told("to_e164")[0] == "1 of 1 planned change done"
