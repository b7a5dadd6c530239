"""What many modules look at and none changes: made once by each process that tests."""

from pathlib import Path

import pytest

from audit.cli.app import main


@pytest.fixture(scope="session")
def demo_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of the invented org; a test that writes into it copies it first."""
    report = tmp_path_factory.mktemp("demo") / "report"
    assert main(["demo", "--quiet", "--out", str(report), "--now", "2026-11-22T10:00:00Z"]) == 0
    return report
