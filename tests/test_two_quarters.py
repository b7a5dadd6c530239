"""Of an org whose true counts are known, the audit gives these counts, in each of two quarters."""

from pathlib import Path
from typing import Any

import pytest

from tests.audited import audit_command
from tests.two_quarters import true_headline, two_quarters, write_export

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("quarter", [0, 1])
def test_the_three_counts_are_the_true_ones(quarter: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = two_quarters(8500)[quarter]
    export = write_export(records, tmp_path / "export")
    headline = audit_command(tmp_path, capsys)(export, options=("--region", "US")).results["headline"]
    truth = true_headline(records)
    assert {name: _bare(counts) for name, counts in headline.items()} == truth
    assert truth["duplicates"]["records"] > 1000


def _bare(counts: dict[str, Any]) -> dict[str, Any]:
    return {name: count for name, count in counts.items() if name != "change"}
