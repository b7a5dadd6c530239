"""What docs/notebook.md and the README show of the library works, and a script that uses it passes mypy."""

import ast
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
PAGE = (TREE / "docs" / "notebook.md").read_text(encoding="utf-8")
README = (TREE / "README.md").read_text(encoding="utf-8").split("## From Python\n")[1].split("\n## ")[0]
BLOCK = re.compile(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)
"""Code, and what its last line shows if the page says so."""

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


def shown_by(code: str, names: dict[str, Any]) -> str:
    """Run ``code`` and return what an interpreter shows of its last line."""
    *before, last = ast.parse(code).body
    exec(compile(ast.Module(before, []), "page", "exec"), names)  # noqa: S102 - our own page
    if not isinstance(last, ast.Expr):
        exec(compile(ast.Module([last], []), "page", "exec"), names)  # noqa: S102 - our own page
        return ""
    value = eval(compile(ast.Expression(last.value), "page", "eval"), names)  # noqa: S307 - our own page
    with pd.option_context("display.width", 120, "display.max_columns", 20, "display.max_colwidth", 70):
        return "\n".join(line.rstrip() for line in repr(value).splitlines()) + "\n"


def follow(page: str, folder: Path) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Run the blocks one after the other, as a reader does; return the names, and each output stated and seen."""
    shutil.copytree(TREE / "sample_data", folder / "export")
    names: dict[str, Any] = {}
    outputs = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for block in BLOCK.finditer(page):
            seen = shown_by(block[1], names)
            if block[2]:
                outputs.append((block[2], seen))
    return names, outputs


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    return follow(PAGE, tmp_path_factory.mktemp("notebook"))


@pytest.fixture(scope="module")
def shown(followed: tuple[dict[str, Any], list[tuple[str, str]]]) -> dict[str, Any]:
    return followed[0]


def test_the_outputs_of_the_page_are_those_of_its_code(followed: tuple[dict[str, Any], list[tuple[str, str]]]) -> None:
    stated, seen = zip(*followed[1], strict=True)
    assert len(stated) > 8
    assert seen == stated


def test_the_code_in_the_readme_gives_what_it_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names, outputs = follow(README, tmp_path)
    assert outputs
    assert [seen for _, seen in outputs] == [stated for stated, _ in outputs]
    assert (tmp_path / "phone-audit-report" / "report.html").is_file()
    assert set(names["by_owner"].index.names) == {"owner"}
    assert capsys.readouterr() == ("", "")


def test_the_code_of_the_page_gives_what_the_page_says(shown: dict[str, Any]) -> None:
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


@pytest.fixture(scope="module")
def known_types(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which mypy keeps what it has found out about the libraries."""
    return tmp_path_factory.mktemp("mypy")


@pytest.mark.parametrize(("script", "n_errors"), [(SCRIPT, 0), (WRONG, 2)], ids=["right", "wrong"])
def test_a_script_is_checked_by_mypy(tmp_path: Path, known_types: Path, script: str, n_errors: int) -> None:
    (tmp_path / "script.py").write_text(script)
    arguments = ["--strict", "--no-error-summary", "--follow-imports=silent", f"--cache-dir={known_types}", "script.py"]
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
