"""An audit in parts says what the audit in memory says, whatever the parts."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from audit.cli import memory_note
from audit.cli.app import main
from tests.same_report import check_same_report

NOW = "2026-03-01"
SAMPLE = ("--csv", "sample_data", "--region", "US")
CONTACTS = """Id,LastName,Email,AccountId,OwnerId,Phone,MobilePhone,OtherPhone,MailingCountry,LastModifiedDate
003000000000001AAA,Vane,ada@example.com,001000000000001AAA,005000000000001AAA,020 7946 0001,,,,2026-01-05T00:00:00Z
003000000000002AAA,Moss,,001000000000001AAA,005000000000002AAA,,+44 20 7946 0001,,,2026-01-06T00:00:00Z
003000000000003AAA,Marsh,ada@example.com,,005000000000001AAA,+442079460002,+442079460001,,UK,2026-01-07T00:00:00Z
003000000000004AAA,Lind,,,005000000000002AAA,555-0100,,,,2026-01-07T00:00:00Z
003000000000004AAA,Lind,,,005000000000002AAA,555-0101,,,,2026-01-08T00:00:00Z
003000000000005AAA,Stone,,001000000000002AAA,005000000000001AAA,,0491 570 156,,,2026-01-07T00:00:00Z
003000000000006AAA,Oak,,,005000000000003AAA,(212) 555-0102,,n/a,Freedonia,
"""
LEADS = """Id,LastName,OwnerId,Phone,MobilePhone,Country,IsConverted,LastModifiedDate
00Q000000000001AAA,Elm,005000000000001AAA,+442079460002,,UK,false,2026-01-09T00:00:00Z
00Q000000000002AAA,Ash,005000000000002AAA,+442079460003,2125550102,US,true,2026-01-09T00:00:00Z
00Q000000000003AAA,Fir,005000000000002AAA,+1 212 555 0102,,US,false,2026-01-10T00:00:00Z
"""
ACCOUNTS = """Id,Name,OwnerId,Phone,BillingCountry,Support_Phone__c,LastModifiedDate
001000000000001AAA,Larkspur,005000000000001AAA,020 7946 0001,United Kingdom,,2026-01-02T00:00:00Z
001000000000002AAA,Finch,005000000000004AAA,+61 491 570 157,Australia,+61 491 570 156,2026-01-02T00:00:00Z
"""


@pytest.fixture
def small_org(tmp_path: Path) -> Path:
    folder = tmp_path / "org"
    folder.mkdir()
    for name, text in {"Contact": CONTACTS, "Lead": LEADS, "Account": ACCOUNTS}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def reports(tmp_path: Path, *options: str, rows: int, in_parts: Mapping[str, str] | None = None) -> tuple[Path, Path]:
    """Make the report in memory and the one in parts of ``rows`` records; return both folders, that in parts first."""
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    common = ("run", *options, "--now", NOW, "--quiet")
    assert main([*common, "--out", str(whole)]) == 0
    further = [text for pair in (in_parts or {}).items() for text in pair]
    assert main([*common, "--out", str(parts), "--engine", "parts", "--rows-per-part", str(rows), *further]) == 0
    return parts, whole


@pytest.mark.parametrize("rows", [1, 2, 5, 100])
def test_whatever_the_parts_the_report_is_the_same(small_org: Path, tmp_path: Path, rows: int) -> None:
    check_same_report(*reports(tmp_path, "--csv", str(small_org), "--region", "US", rows=rows))


def test_records_that_shared_numbers_link_into_a_large_part_are_told(
    small_org: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ("run", "--csv", str(small_org), "--region", "US", "--engine", "parts")
    monkeypatch.setattr(memory_note, "_WORTH_A_WORD", 0)
    assert main([*run, "--out", str(tmp_path / "one"), "--rows-per-part", "5"]) == 0
    assert "are linked by numbers" not in capsys.readouterr().err
    assert main([*run, "--out", str(tmp_path / "other"), "--rows-per-part", "4"]) == 0
    assert "Note: 5 records are linked by numbers that they share" in capsys.readouterr().err


def test_nothing_is_left_beside_the_report(small_org: Path, tmp_path: Path) -> None:
    reports(tmp_path, "--csv", str(small_org), rows=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["org", "parts", "whole"]


@pytest.mark.slow  # two whole audits
@pytest.mark.parametrize(
    "options",
    [(), ("--redact", "--calls", "sample_data/calls.csv"), ("--tables", "csv", "--policy", "exact")],
    ids=["plain", "masked with calls", "csv and exact"],
)
def test_the_sample_org_is_the_same_in_parts(tmp_path: Path, options: tuple[str, ...]) -> None:
    check_same_report(*reports(tmp_path, *SAMPLE, *options, rows=400))


def test_an_org_without_records_is_the_same_in_parts(tmp_path: Path) -> None:
    folder = tmp_path / "org"
    folder.mkdir()
    (folder / "Lead.csv").write_text(LEADS.splitlines()[0] + "\n", encoding="utf-8")
    check_same_report(*reports(tmp_path, "--csv", str(folder), rows=10))


@pytest.fixture
def earlier_org(tmp_path: Path) -> Path:
    """Return the small org as it was: a Lead less and one more, two numbers in other places."""
    folder = tmp_path / "earlier"
    folder.mkdir()
    leads = LEADS.replace("00Q000000000003AAA", "00Q000000000009AAA")
    contacts = CONTACTS.replace("+442079460001,,UK", ",+442079460001,UK").replace("555-0101", "020 7946 0001")
    for name, text in {"Contact": contacts, "Lead": leads, "Account": ACCOUNTS}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("rows", "further"), [(1, ()), (3, ("--redact",)), (100, ("--tables", "csv"))])
def test_what_changed_since_a_baseline_is_the_same_in_parts(
    small_org: Path, earlier_org: Path, tmp_path: Path, rows: int, further: tuple[str, ...]
) -> None:
    then, again = tmp_path / "then", tmp_path / "again"
    assert main(["run", "--csv", str(earlier_org), "--out", str(then), "--now", "2026-02-01", "--quiet"]) == 0
    common = ("--csv", str(small_org), "--region", "US", "--baseline", str(then), *further)
    parts, whole = reports(tmp_path, *common, rows=rows)
    check_same_report(parts, whole)
    again.mkdir()
    next_time = ("--csv", str(earlier_org), "--region", "US", "--baseline", str(parts))
    check_same_report(*reports(again, *next_time, rows=rows))


def test_a_baseline_that_is_damaged_is_refused_in_parts_too(
    small_org: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts, _ = reports(tmp_path, "--csv", str(small_org), rows=2)
    (parts / "tables" / "findings.parquet" / "part-00000.parquet").write_bytes(b"PAR1")
    out = tmp_path / "out"
    common = ["run", "--csv", str(small_org), "--out", str(out), "--engine", "parts", "--baseline", str(parts)]
    assert main(common) == 1
    assert "findings.parquet" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("option", [("--by-owner",)])
def test_what_needs_the_whole_org_in_memory_is_refused(
    small_org: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, ...]
) -> None:
    out = tmp_path / "report"
    assert main(["run", "--csv", str(small_org), "--out", str(out), "--engine", "parts", *option]) == 2
    assert option[0] in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--scratch here", "--scratch is about an audit in parts. Add --engine parts or --engine dask."),
        ("--rows-per-part 7 --engine memory", "--rows-per-part is about an audit in parts. Add --engine parts or --e"),
        ("--workers 2", "--workers is about Dask. Add --engine dask."),
        ("--engine parts --scheduler tcp://10.0.0.5:8786", "--scheduler is about Dask. Add --engine dask."),
        (
            "--engine dask --scheduler tcp://10.0.0.5:8786 --worker-memory 2GB",
            "--worker-memory is about processes that are started here, and the scheduler has its own. Leave it out.",
        ),
        ("--engine dask --worker-memory 5MB", "worker_memory: a worker needs 400MB or more, not 5MB."),
    ],
)
def test_options_that_the_engine_has_no_use_for_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: str, sentence: str
) -> None:
    assert main(["run", "--csv", "sample_data", "--out", str(tmp_path / "report"), *options.split()]) == 2
    assert sentence in capsys.readouterr().err


def test_a_source_that_is_not_there_is_told_as_ever(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--csv", str(tmp_path / "nosuch"), "--out", str(tmp_path / "report"))
    told = [(main(["run", *where, "--engine", engine]), capsys.readouterr().err) for engine in ("memory", "parts")]
    assert told[0] == told[1]
    assert told[0][0] == 2
    assert list(tmp_path.iterdir()) == []
