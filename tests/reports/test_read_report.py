import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from audit.errors import UnreadableInputError, UsageError
from audit.reports.read_report import stored_baseline, stored_plan, stored_results
from audit.tables.report_tables import RECORDS
from tests.rounds import Rounds


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report that was compared with an earlier one."""
    rounds = Rounds(tmp_path_factory.mktemp("made"))
    rounds.audit()
    rounds.audit(baseline=1)
    return rounds.report(2)


@pytest.fixture
def report(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it to spoil."""
    return shutil.copytree(made, tmp_path / made.name)


def edit(report: Path, **changes: Any) -> None:
    """Change results.json; None takes a key away."""
    path = report / "results.json"
    content = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    path.write_text(json.dumps({key: value for key, value in content.items() if value is not None}), encoding="utf-8")


def test_a_report_with_more_than_is_known_can_be_compared_with(report: Path) -> None:
    edit(report, carrier_figures={"checked": 3}, by_owner=None)
    assert stored_baseline(report).scores.readiness is not None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema_version": 2}, r"newer phone-audit \(schema_version 2\). Update phone-audit."),
        ({"schema_version": None}, "is of another version of phone-audit"),
        ({"source": None}, "is damaged at source"),
        ({"scores": {"readiness": 0.5}}, "is damaged at scores.e164_share"),
        ({"generated_at": "2026-01-01T00:00:00"}, "is damaged at generated_at"),
        ({"trend": {"history": [{"generated_at": "2026-01-01T00:00:00Z"}]}}, "is damaged at trend.history.0"),
    ],
)
def test_results_that_do_not_compare_are_named(report: Path, changes: dict[str, Any], message: str) -> None:
    edit(report, **changes)
    with pytest.raises(UnreadableInputError, match=message):
        stored_baseline(report)


@pytest.mark.parametrize(
    "content", ["", "{", "[1]", "\ud800", "[" * 100_000, '{"schema_version": 1' + "0" * 5_000 + "}"]
)
def test_results_that_are_no_json_object_are_told(report: Path, content: str) -> None:
    (report / "results.json").write_text(content, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(UnreadableInputError, match=r"results\.json"):
        stored_baseline(report)


def test_a_folder_that_is_no_report_is_told_from_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="is not a report: it has no results"):
        stored_baseline(tmp_path)
    with pytest.raises(UsageError, match="There is no folder"):
        stored_baseline(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["values", "numbers", "records", "findings"])
def test_a_damaged_table_is_found_before_anything_is_read(report: Path, name: str) -> None:
    path = report / "tables" / f"{name}.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UnreadableInputError, match=f"Cannot read .*{name}.parquet: its content is damaged"):
        stored_baseline(report)


def test_a_table_without_a_column_that_is_compared_is_told(report: Path, tmp_path: Path) -> None:
    path = report / "tables" / "numbers.parquet"
    pd.read_parquet(path).drop(columns="winner_record_id").to_parquet(path)
    rounds = Rounds(tmp_path, n_audits=2)
    with pytest.raises(UnreadableInputError, match="has no column winner_record_id"):
        rounds.audit(baseline=2)


def test_a_column_that_an_earlier_version_did_not_write_is_missing_throughout(report: Path) -> None:
    for table in ("parquet", "csv"):
        path = report / "tables" / "records.parquet"
        records = pd.read_parquet(path).drop(columns="created", errors="ignore")
        if table == "parquet":
            records.to_parquet(path)
        else:
            path.unlink()
            records.to_csv(path.with_suffix(".csv"), index=False)
        read = stored_baseline(report).read(RECORDS, ["created", "record_id"])
        assert len(read) == len(records) > 0
        assert read["created"].isna().all()


def test_a_report_without_settings_has_none_to_go_by(report: Path) -> None:
    edit(report, config={"region": 4})
    with pytest.raises(UnreadableInputError, match=r"results.json is damaged at config.region"):
        stored_results(report)


def test_settings_that_an_older_report_does_not_say_are_the_defaults(report: Path) -> None:
    edit(report, profile={"name": "aircall"}, config={})
    results = stored_results(report)
    assert results["profile"]["policy"] == "any"
    assert results["config"]["redact"] is False


@pytest.mark.parametrize("spoiled", [lambda e164: "no number", lambda e164: "+12125550100"])
def test_numbers_that_are_none_or_occur_twice_are_not_compared_with(
    report: Path, tmp_path: Path, spoiled: Callable[[str], str]
) -> None:
    path = report / "tables" / "numbers.parquet"
    numbers = pd.read_parquet(path)
    numbers.assign(e164=[spoiled(e164) for e164 in numbers["e164"]]).to_parquet(path)
    rounds = Rounds(tmp_path, n_audits=2)
    with pytest.raises(UnreadableInputError, match="its content is damaged"):
        rounds.audit(baseline=2)


def test_a_plan_of_another_shape_is_damaged(report: Path) -> None:
    fixes = report / "fixes"
    fixes.mkdir(exist_ok=True)
    for each in ("plan", "expected_winners"):
        shutil.copy(report / "tables" / "records.parquet", fixes / f"{each}.parquet")
    with pytest.raises(UnreadableInputError, match="its content is damaged"):
        stored_plan(report)
