"""A report whose tables are folders of files, one for each part of the org, is read like any other."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.cli.app import main
from audit.errors import UnreadableInputError
from audit.reports.read_report import stored_baseline, stored_rows
from audit.reports.table_files import TABLES_IN_PARTS
from audit.reports.written_files import WRITTEN_LIST, contents, list_written
from audit.tables.report_tables import FINDINGS, NUMBERS, RECORDS, REPORT_TABLES, TREND, VALUES

N_PARTS = 3
Run = Callable[..., tuple[int, str, str]]


def split(report: Path) -> Path:
    """Cut the tables of ``report`` into parts, so that no part has neighbors, and list its files anew."""
    for table in TABLES_IN_PARTS:
        path = report / "tables" / f"{table.name}.parquet"
        if table is TREND:  # of a report without a baseline
            continue
        rows = pq.read_table(path)
        path.unlink()
        path.mkdir()
        for part in range(N_PARTS):
            pq.write_table(rows.take(list(range(part, len(rows), N_PARTS))), path / f"part-{part:05}.parquet")
    (report / WRITTEN_LIST).unlink()
    list_written(report)
    return report


@pytest.fixture(scope="module")
def parts(demo_report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return split(shutil.copytree(demo_report, tmp_path_factory.mktemp("parts") / "report"))


@pytest.fixture
def copy(parts: Path, tmp_path: Path) -> Path:
    return shutil.copytree(parts, tmp_path / "report")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def _run(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return _run


@pytest.mark.parametrize(
    ("table", "column"),
    [(NUMBERS, "e164"), (VALUES, "e164"), (RECORDS, "record_id"), (FINDINGS, "finding_id")],
    ids=lambda each: getattr(each, "name", each),
)
def test_rows_are_found_in_all_parts(demo_report: Path, parts: Path, table: object, column: str) -> None:
    rows = pq.read_table(demo_report / "tables" / f"{table.name}.parquet", columns=[column])[column]  # type: ignore[attr-defined]
    wanted = [text for text in rows.to_pylist() if text][:7]
    told = [
        stored_rows(report, table, column, wanted).sort_values(column, kind="stable").to_dict("records")  # type: ignore[arg-type]
        for report in (demo_report, parts)
    ]
    assert len(told[0]) >= 7
    assert sorted(map(repr, told[0])) == sorted(map(repr, told[1]))


def test_a_baseline_has_the_rows_of_all_parts(demo_report: Path, parts: Path) -> None:
    one, other = stored_baseline(demo_report), stored_baseline(parts)
    for table in REPORT_TABLES:
        names = [column.name for column in table.columns]
        frames = [baseline.read(table, names) for baseline in (one, other)]
        assert len(frames[0]) > 0
        assert sorted(map(repr, frames[0].to_dict("records"))) == sorted(map(repr, frames[1].to_dict("records")))
        assert (frames[0].dtypes == frames[1].dtypes).all()


@pytest.mark.parametrize("gone", [0, N_PARTS - 1])
def test_a_part_that_is_gone_is_missed(copy: Path, gone: int) -> None:
    (copy / "tables" / "values.parquet" / f"part-{gone:05}.parquet").unlink()
    with pytest.raises(UnreadableInputError, match=r"Cannot read .*values\.parquet: .*Run phone-audit run again"):
        stored_rows(copy, VALUES, "e164", ["+12125550100"])


def test_a_table_of_which_nothing_is_left_is_missed(copy: Path) -> None:
    (copy / WRITTEN_LIST).unlink()
    for path in (copy / "tables" / "values.parquet").iterdir():
        path.unlink()
    with pytest.raises(UnreadableInputError, match=r"Cannot read .*values\.parquet: it is empty\."):
        stored_rows(copy, VALUES, "e164", ["+12125550100"])


@pytest.mark.parametrize("has_list", [True, False])
def test_what_lies_beside_the_parts_is_not_read(copy: Path, parts: Path, *, has_list: bool) -> None:
    folder = copy / "tables" / "values.parquet"
    shutil.copy(folder / "part-00000.parquet", folder / "part-00000 - Copy.parquet")
    (folder / "notes.txt").write_text("mine")
    if not has_list:
        (copy / WRITTEN_LIST).unlink()
    numbers = pq.read_table(parts / "tables" / "numbers.parquet")["e164"].to_pylist()
    assert len(stored_rows(copy, VALUES, "e164", numbers)) == len(stored_rows(parts, VALUES, "e164", numbers))


@pytest.mark.parametrize("has_list", [True, False])
def test_parts_are_files_of_the_program(copy: Path, *, has_list: bool) -> None:
    if not has_list:
        (copy / WRITTEN_LIST).unlink()
    assert contents(copy).guests == []


def test_a_changed_part_is_kept_beside_the_table(copy: Path) -> None:
    folder = copy / "tables" / "values.parquet"
    with (folder / "part-00001.parquet").open("ab") as file:
        file.write(b"mine")
    (folder / "notes.txt").write_text("mine")
    kept = sorted(str(guest.name) for guest in contents(copy).guests)
    assert kept[0] == "tables/values notes.txt"
    assert kept[1].startswith("tables/values part-00001 (changed 20")
    assert kept[1].endswith(").parquet")
    assert len(kept) == 2


@pytest.mark.slow
def test_a_report_in_one_takes_the_place_of_one_in_parts(copy: Path, run: Run) -> None:
    (copy / "tables" / "values.parquet" / "notes.txt").write_text("mine")
    code, _, err = run("demo", "--quiet", "--out", str(copy), "--now", "2026-11-22T10:00:00Z")
    assert code == 0
    assert "notes.txt in the report is not from phone-audit; it is kept as values notes.txt" in err
    assert (copy / "tables" / "values.parquet").is_file()
    assert (copy / "tables" / "values notes.txt").read_text() == "mine"
    assert [path for path in copy.parent.iterdir() if path != copy] == []


COMMANDS = [
    ("explain", "{number}", "--report", "{report}"),
    ("verify", "--report", "{report}", "--csv", "sample_data"),
    ("replay", "sample_data/calls.csv", "--report", "{report}"),
]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_commands_say_the_same_of_both(demo_report: Path, parts: Path, run: Run, command: tuple[str, ...]) -> None:
    numbers = pq.read_table(parts / "tables" / "numbers.parquet").sort_by([("n_records", "descending")])
    number = numbers["e164"][0].as_py()
    told = [run(*(each.format(report=report, number=number) for each in command)) for report in (demo_report, parts)]
    plain = [
        (code, out.replace(str(report), "DIR"), err.replace(str(report), "DIR"))
        for report, (code, out, err) in zip((demo_report, parts), told, strict=True)
    ]
    assert plain[0] == plain[1]
    assert plain[0][1] + plain[0][2]


@pytest.mark.slow
def test_an_audit_is_compared_with_both_alike(demo_report: Path, parts: Path, tmp_path: Path, run: Run) -> None:
    results = []
    for report in (demo_report, parts):
        out = tmp_path / report.parent.name
        where = ("--csv", "sample_data", "--out", str(out), "--now", "2026-11-23", "--quiet")
        assert run("run", *where, "--region", "US", "--baseline", str(report))[0] == 0
        results.append((out / "results.json").read_text(encoding="utf-8").replace(str(report), "DIR"))
    assert results[0] == results[1]
    assert '"trend": {' in results[0]
