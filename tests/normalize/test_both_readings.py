"""Whole reports, made with the reading by columns and with the reference alone."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.benchmarks.both_readings import differences, main

pytestmark = pytest.mark.slow  # an org read twice


def written_report(folder: Path, values: dict[str, list[str | None]], figures: object, load_file: str) -> Path:
    (folder / "tables").mkdir(parents=True)
    (folder / "fixes" / "step-1").mkdir(parents=True)
    pd.DataFrame(values, dtype="str").to_parquet(folder / "tables" / "values.parquet")
    (folder / "results.json").write_text(json.dumps(figures))
    (folder / "fixes" / "step-1" / "Contact.csv").write_text(load_file)
    return folder


def test_an_org_has_the_same_report_by_both_readings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--records", "1000", "--folder", str(tmp_path)]) == 0
    assert "20 files: 0 differences" in capsys.readouterr().out


def test_what_differs_in_two_reports_is_counted(tmp_path: Path) -> None:
    one = written_report(
        tmp_path / "one", {"format": ["e164", "idd", None], "reason": [None] * 3}, {"scores": [1, 2], "top": []}, "Id\n"
    )
    other = written_report(
        tmp_path / "other", {"format": ["e164", None, "idd"], "reason": [None] * 3}, {"scores": [3, 4], "top": []}, "No"
    )
    assert list(differences(one, one)) == []
    assert list(differences(one, other)) == [
        ("fixes/step-1/Contact.csv", "content", 1),
        ("results.json", "scores", 2),
        ("tables/values.parquet", "format", 2),
    ]


def test_a_file_of_one_report_only_is_a_difference(tmp_path: Path) -> None:
    one = written_report(tmp_path / "one", {"format": ["e164"]}, {}, "Id\n")
    other = written_report(tmp_path / "other", {"format": ["e164"]}, {}, "Id\n")
    (other / "fixes" / "step-1" / "Contact.csv").unlink()
    assert list(differences(one, other)) == [("fixes/step-1/Contact.csv", "in one report only", 1)]
