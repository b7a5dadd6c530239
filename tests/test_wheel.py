"""A wheel that is installed outside the checkout carries everything that the demo needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).parent.parent


def test_the_demo_runs_from_an_installed_wheel(tmp_path: Path) -> None:
    python = [sys.executable, "-m"]
    subprocess.run(
        [*python, "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        check=True,
        cwd=CHECKOUT,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    subprocess.run(
        [*python, "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", installed, wheel], check=True
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    where = [sys.executable, "-c", "import audit.package_files as s; print(s.__file__, s.shipped('templates'))"]
    found = subprocess.run(where, check=True, cwd=tmp_path, env=environment, capture_output=True, text=True).stdout
    assert found.split() == [str(installed / "audit/package_files.py"), str(installed / "audit/_shipped/templates")]
    subprocess.run([*python, "audit", "demo"], check=True, cwd=tmp_path, env=environment)
    assert (tmp_path / "phone-audit-report" / "report.html").stat().st_size > 100_000
