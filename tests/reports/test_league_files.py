"""The files of a league table: page, workbook, JSON, Parquet; for their owner alone, and none of them half."""

import stat
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from audit.errors import UnreadableInputError, WriteFailedError
from audit.fleet.league_table import league_of, org_figures
from audit.reports import league_files
from audit.reports.league_files import read_league, write_league
from audit.result.league import League, LeagueRow
from tests.fleet.test_league_table import NOW, found, results, row

HOSTILE = '<b>Ørsted & "Söhne"</b>'


def league() -> League:
    figures = org_figures(results(0.5, found("a", "error", 2)))
    refused = LeagueRow(org="Gone", exit_code=4, message="=The login was refused.", figures=None)
    return league_of([row(HOSTILE, figures), refused], NOW)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    assert read_league(tmp_path) is None
    write_league(league(), tmp_path)
    assert read_league(tmp_path) == league()


def test_the_files_are_whole_and_for_their_owner_alone(tmp_path: Path) -> None:
    write_league(league(), tmp_path)
    files = sorted(tmp_path.iterdir())
    assert [path.name for path in files] == ["league.html", "league.json", "league.parquet", "league.xlsx"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_parquet_has_one_row_per_org(tmp_path: Path) -> None:
    write_league(league(), tmp_path)
    best, gone = pq.read_table(tmp_path / "league.parquet").to_pylist()
    assert (best["org"], best["readiness"], best["records"], best["worst_rule"]) == (HOSTILE, 0.5, 10, "a")
    assert (gone["exit_code"], gone["message"], gone["readiness"]) == (4, "=The login was refused.", None)


def test_page_and_workbook_show_names_and_messages_as_they_are(tmp_path: Path) -> None:
    write_league(league(), tmp_path)
    page = (tmp_path / "league.html").read_text(encoding="utf-8")
    assert "<b>Ø" not in page
    assert "&lt;b&gt;Ørsted &amp;" in page
    book = openpyxl.load_workbook(tmp_path / "league.xlsx")
    assert book.sheetnames == ["League table", "No report", "Problems", "Findings by problem and org"]
    assert book["League table"]["A5"].value == HOSTILE
    cell = book["No report"]["C5"]
    assert (cell.value, cell.data_type) == ("=The login was refused.", "s")


def test_the_same_league_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_league(league(), tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_a_failure_leaves_the_earlier_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_league(league(), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(league_files, "write_league_workbook", failing)
    with pytest.raises(WriteFailedError, match="No space left"):
        write_league(league_of([], NOW), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("text", ["{", "{}", '{"schema_version": 7}', "\x00"])
def test_a_damaged_league_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "league.json").write_text(text)
    with pytest.raises(UnreadableInputError, match="Move it away"):
        read_league(tmp_path)
