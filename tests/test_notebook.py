"""What docs/notebook.md shows works, and a script that uses the library passes mypy."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import audit

pytestmark = pytest.mark.slow  # whole audits

TREE = Path(__file__).parent.parent
BLOCKS = re.findall(r"```python\n(.*?)```", (TREE / "docs" / "notebook.md").read_text(encoding="utf-8"), re.DOTALL)

SCRIPT = """
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

import audit

config = audit.AuditConfig.from_file("phone-audit.toml")
config = audit.AuditConfig(region="US")
extract: audit.Extract = audit.read_csv([Path("a"), "b"], config)
contacts: pd.DataFrame = extract.frames["Contact"]
result: audit.AuditResult = audit.run_audit(extract, config, now=datetime.now(UTC), baseline="earlier")
values: pd.DataFrame = result.values
readiness: float | None = result.scores.readiness
records: int = result.headline.duplicates.records
title: str = result.actions[0].title
folder: Path = result.write("report", tables="csv")
again = audit.run_audit(audit.read_frames({"Contact": contacts}), baseline=result)
audit.read_org("alias", config)
audit.read_snapshot("snapshot")
try:
    audit.read_csv("nowhere")
except audit.AuditError as error:
    message = str(error)
"""
WRONG = """
import audit

audit.run_audit("export")
audit.run_audit(audit.read_csv("export")).write(1)
"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run the blocks one after the other, as somebody does who follows the page."""
    folder = tmp_path_factory.mktemp("notebook")
    shutil.copytree(TREE / "sample_data", folder / "export")
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for block in BLOCKS:
            exec(compile(block, "docs/notebook.md", "exec"), names)  # noqa: S102 - our own page
    return names


def test_the_code_of_the_page_gives_what_the_page_says(shown: dict[str, Any]) -> None:
    assert len(BLOCKS) > 10
    assert len(shown["not_e164"]) > 100
    without_owner = shown["owned"].loc[shown["owned"]["owner"].isna(), "rule_id"]
    assert set(without_owner) == {"converted-lead-only-holder"}
    assert (shown["shared"]["n_records"] > 1).all()
    assert shown["contacts"]["Not in E.164"].notna().any()
    assert shown["later"].results.trend.findings.fixed == 0
    assert "exprot" in shown["reason"]


def test_the_frame_of_the_page_has_the_findings_that_one_expects(shown: dict[str, Any]) -> None:
    found = shown["mine"].findings
    assert {"not-e164", "mobile-without-phone"} <= set(found["rule_id"])
    assert "LastModifiedDate" in shown["leads"]
    assert isinstance(shown["leads"]["LastModifiedDate"].dtype, pd.DatetimeTZDtype)


@pytest.mark.parametrize(("script", "n_errors"), [(SCRIPT, 0), (WRONG, 2)], ids=["right", "wrong"])
def test_a_script_is_checked_by_mypy(tmp_path: Path, script: str, n_errors: int) -> None:
    (tmp_path / "script.py").write_text(script)
    arguments = ["--strict", "--no-error-summary", "--follow-imports=silent", "script.py"]
    environment = {"MYPYPATH": str(Path(audit.__file__).parent.parent), "PATH": ""}
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert len([line for line in checked.stdout.splitlines() if ": error:" in line]) == n_errors, checked.stdout
    assert checked.returncode == bool(n_errors), checked.stderr
