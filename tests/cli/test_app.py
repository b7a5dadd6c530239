"""The command, from its arguments to files, messages and exit codes."""

import json
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest

from audit import __version__
from audit.cli.app import main
from audit.errors import ExitCode
from audit.normalize.parse_number import LIBPHONENUMBER_VERSION

SAMPLE = Path(__file__).parents[2] / "sample_data"
NOW = ["--now", "2026-11-22T10:00:00Z"]
CONTACT = "Id,LastName,Phone,MobilePhone,LastModifiedDate\n003000000000001,Vane,+12125550100,,2026-01-01\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in an empty folder; give exit code, standard output and standard error."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")

    def run_command(*arguments: str) -> tuple[int, str, str]:
        exit_code = main(list(arguments))
        printed = capsys.readouterr()
        return exit_code, printed.out, printed.err

    return run_command


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "Contact.csv").write_text(CONTACT)
    return folder


def without_notes(err: str) -> str:
    return "".join(line for line in err.splitlines(keepends=True) if not line.startswith("Note: "))


def assert_failed(outcome: tuple[int, str, str], exit_code: int, *words: str) -> None:
    code, out, err = outcome
    assert code == exit_code
    assert out == ""
    assert 1 <= len(err.splitlines()) <= 2
    for word in words:
        assert word in err


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What is wrong ends in a sentence and an exit code, and an earlier report stays as it was.


@pytest.mark.parametrize(
    ("arguments", "exit_code", "word"),
    [
        (["run"], ExitCode.USAGE, "--csv"),
        (["run", "--csv", "nowhere"], ExitCode.USAGE, "nowhere"),
        (["run", "--csv", "{export}", "--env"], ExitCode.USAGE, "One of --csv and --env is enough"),
        (["run", "--csv", "{export}", "--colour"], ExitCode.USAGE, "--colour"),
        (["demo", "--region", "UK"], ExitCode.USAGE, "'UK'"),
        (["demo", "--now", "yesterday"], ExitCode.USAGE, "2026-11-22T10:00:00Z"),
        (["demo", "--profile", "ringcentral"], ExitCode.USAGE, "aircall-legacy"),
        (["demo", "--fail-under", "101"], ExitCode.USAGE, "0 to 100"),
        (["demo", "--fail-under", "0.8"], ExitCode.USAGE, "did you mean 80?"),
        (["demo", "--fail-under", "most"], ExitCode.USAGE, "such as 80 or 80%"),
        (["demo", "--now", "0001-01-01T00:00:00+14:00"], ExitCode.USAGE, "needs a date or a moment"),
        (["demo", "--fail-on", "notice"], ExitCode.USAGE, "warning"),
        (["demo", "--config", "nowhere.toml"], ExitCode.USAGE, "nowhere.toml"),
        (["demo", "--tables", "excel"], ExitCode.USAGE, "parquet"),
        (["rules", "mobile-without-fone"], ExitCode.USAGE, "mobile-without-phone"),
        (["explain", "hello"], ExitCode.USAGE, "phone-audit-report"),
        (["frobnicate"], ExitCode.USAGE, "frobnicate"),
    ],
)
def test_wrong_words_are_answered_in_a_sentence(
    run: Run, export: Path, arguments: list[str], exit_code: int, word: str
) -> None:
    outcome = run(*(argument.format(export=export) for argument in arguments))
    assert_failed(outcome, exit_code, word)


@pytest.mark.parametrize(("number", "kind"), [("12", "Country unknown"), ("", "Empty"), ("n/a", "Placeholder")])
def test_what_is_no_number_is_named_in_words(run: Run, demo_report: Path, number: str, kind: str) -> None:
    assert_failed(run("explain", number, "--report", str(demo_report)), ExitCode.USAGE, f"({kind})")


def test_without_a_command_it_shows_its_help(run: Run) -> None:
    code, out, err = run()
    assert (code, out) == (ExitCode.USAGE, "")
    assert "demo" in err


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("loop", "a link that leads to itself"),
        ("ex\x01port", "a control character"),
        ("ex\nport", "a control character"),
        ("ex\udcffport", "not UTF-8"),
        ("x" * 300, "too long"),
    ],
)
@pytest.mark.parametrize("option", ["--csv", "--snapshot", "--out"])
def test_a_path_that_cannot_be_one_is_refused_before_anything_is_read(
    run: Run, export: Path, option: str, name: str, word: str
) -> None:
    Path("loop").symlink_to("loop")
    if "port" in name:
        Path(name).mkdir()
    source = ["--csv", str(export)] if option == "--out" else []
    assert_failed(run("run", *source, option, name), ExitCode.USAGE, word)


def test_the_versions_are_those_of_the_tool_and_of_libphonenumber(run: Run) -> None:
    code, out, err = run("--version")
    assert (code, err) == (ExitCode.DONE, "")
    assert out == f"phone-audit {__version__}, libphonenumber {LIBPHONENUMBER_VERSION}\n"


@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ('regon = "US"', "Did you mean region?"),
        ("[profile]\nobjectorder = []", "object_order"),
        ('region = "EN"', "'EN'"),
        ('[severity]\nnot-e146 = "error"', "not-e164"),
        ('[[suppress]]\nreason = "known"', "a rule, a number or a record"),
        ("region = US", "TOML"),
    ],
)
def test_a_wrong_setting_is_named(run: Run, export: Path, setting: str, word: str) -> None:
    Path("phone-audit.toml").write_text(setting)
    assert_failed(run("run", "--csv", str(export)), ExitCode.USAGE, word)


@pytest.mark.parametrize(
    ("name", "content", "exit_code"),
    [
        ("readme.txt", b"no export", ExitCode.NOTHING_TO_AUDIT),
        ("Contact.csv", b"Name,Phone\nVane,+12125550100\n", ExitCode.FAILED),
        ("Contact.csv", bytes(range(256)) * 40, ExitCode.FAILED),
        ("Contact.csv", b"", ExitCode.FAILED),
    ],
)
def test_content_that_is_no_export_is_named(
    run: Run, tmp_path: Path, name: str, content: bytes, exit_code: int
) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / name).write_bytes(content)
    assert_failed(run("run", "--csv", str(tmp_path / "source")), exit_code, "Contact.csv")
    assert not Path("phone-audit-report").exists()


def test_a_zip_that_is_none_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(b"PK\x03\x04 and then nothing")
    assert_failed(run("run", "--csv", str(tmp_path / "export.zip")), ExitCode.FAILED, "export.zip")


def test_a_failed_run_leaves_the_earlier_report_as_it_was(run: Run, export: Path) -> None:
    assert run("run", "--csv", str(export), *NOW)[0] == ExitCode.DONE
    before = files_of(Path("phone-audit-report"))
    (export / "Contact.csv").write_text("Name\nVane\n")
    assert run("run", "--csv", str(export), *NOW)[0] == ExitCode.FAILED
    assert files_of(Path("phone-audit-report")) == before
    assert [path.name for path in Path().iterdir()] == ["phone-audit-report"]


def test_an_output_folder_equal_to_the_input_is_refused(run: Run, export: Path) -> None:
    assert_failed(run("run", "--csv", str(export), "--out", str(export), "--force"), ExitCode.USAGE, "--out")
    assert (export / "Contact.csv").read_text() == CONTACT


def test_a_folder_with_something_else_is_written_to_only_with_force(run: Run, export: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "diary.txt").write_text("mine")
    assert_failed(run("run", "--csv", str(export), "--out", str(out)), ExitCode.USAGE, "diary.txt", "--force")
    assert run("run", "--csv", str(export), "--out", str(out), "--force")[0] == ExitCode.DONE
    assert (out / "diary.txt").read_text() == "mine"
    assert (out / "results.json").is_file()


# What is right.


def test_a_run_writes_the_whole_report_folder_for_its_owner_only(run: Run, export: Path) -> None:
    code, out, err = run("run", "--csv", str(export))
    assert code == ExitCode.DONE
    assert out.endswith("Report in phone-audit-report: report.html is the page, report.xlsx the workbook\n")
    assert [line.partition(" were read")[0] for line in err.splitlines()] == ["Note: No Leads", "Note: No Accounts"]
    report = Path("phone-audit-report")
    assert {"report.html", "report.xlsx", "results.json", "tables/values.parquet", "tables/numbers.parquet",
            "tables/records.parquet", "tables/findings.parquet"} <= set(files_of(report))  # fmt: skip
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in (report, *report.rglob("*")))


@pytest.mark.slow
def test_two_runs_with_the_same_clock_are_the_same(run: Run, demo_report: Path) -> None:
    assert run("demo", "--out", "again", *NOW)[0] == ExitCode.DONE
    reports = (demo_report, Path("again"))
    one, two = ((report / "results.json").read_bytes() for report in reports)
    assert one == two
    for table in ("values", "numbers", "records", "findings"):
        pd.testing.assert_frame_equal(*(pd.read_parquet(report / f"tables/{table}.parquet") for report in reports))


def test_json_prints_the_results_and_nothing_else(run: Run, export: Path) -> None:
    code, out, err = run("run", "--csv", str(export), "--json", *NOW)
    assert (code, without_notes(err)) == (ExitCode.DONE, "")
    assert out == Path("phone-audit-report/results.json").read_text()


def test_results_fit_the_schema_that_the_command_prints(run: Run, demo_report: Path) -> None:
    _, schema, _ = run("schema")
    jsonschema.validate(json.loads((demo_report / "results.json").read_text()), json.loads(schema))


def test_a_header_without_rows_audits_as_empty(run: Run, export: Path) -> None:
    (export / "Contact.csv").write_text("Id,Phone\n")
    assert run("run", "--csv", str(export))[0] == ExitCode.DONE
    results = json.loads(Path("phone-audit-report/results.json").read_text())
    assert set(results["scores"].values()) == {None}
    assert results["totals"] == {"records": 0, "values": 0, "match_values": 0, "numbers": 0, "callable": 0}


def test_gates_end_in_their_own_exit_code_after_the_report_is_written(run: Run) -> None:
    code, _, err = run("demo", "--fail-under", "90%", "--fail-on", "error")
    assert code == ExitCode.GATE_FAILED
    assert "below 90%" in err
    assert "severity error" in err
    assert Path("phone-audit-report/results.json").is_file()


def test_gates_that_hold_pass(run: Run, export: Path) -> None:
    code, _, err = run("run", "--csv", str(export), "--fail-under", "100", "--fail-on", "error")
    assert (code, without_notes(err)) == (ExitCode.DONE, "")


def test_tables_can_be_csv_that_no_spreadsheet_computes(run: Run, export: Path) -> None:
    (export / "Contact.csv").write_text(CONTACT + '003000000000002,"=HYPERLINK(""http://x"",""y"")",@SUM(1),,\n')
    assert run("run", "--csv", str(export), "--tables", "csv")[0] == ExitCode.DONE
    values = pd.read_csv("phone-audit-report/tables/values.csv", dtype=str)
    assert values["raw"].tolist() == ["+12125550100", "'@SUM(1)"]
    records = pd.read_csv("phone-audit-report/tables/records.csv", dtype=str)
    assert records["name"].tolist() == ["Vane", '\'=HYPERLINK("http://x","y")']
    assert records["last_modified"].tolist()[0] == "2026-01-01T00:00:00.000Z"


def test_an_option_comes_before_the_configuration(run: Run, export: Path) -> None:
    Path("phone-audit.toml").write_text('region = "DE"\nprofile = "aircall-legacy"\n')
    assert run("run", "--csv", str(export), "--region", "gb")[0] == ExitCode.DONE
    results = json.loads(Path("phone-audit-report/results.json").read_text())
    assert results["config"]["region"] == "GB"
    assert results["profile"]["name"] == "aircall-legacy"


def test_redact_masks_every_output(run: Run, export: Path) -> None:
    (export / "Contact.csv").write_text(
        "Id,Name,Email,Owner.Name,Phone,MailingCountry\n"
        "003000000000001,Ottoline Zzyzx,ottoline@example.com,Peregrine Qwerty,(212) 555-0187,US\n"
        "003000000000002,Ottoline Zzyzx,ottoline@example.com,Peregrine Qwerty,call Rumpelstilt 212 555 0187,US\n"
    )
    Path("phone-audit.toml").write_text('[[suppress]]\nnumber = "+12125550187"\nreason = "his 212 555 0187"\n')
    assert run("run", "--csv", str(export), "--redact")[0] == ExitCode.DONE
    content = files_of(Path("phone-audit-report"))
    with zipfile.ZipFile("phone-audit-report/report.xlsx") as workbook:
        content |= {name: workbook.read(name) for name in workbook.namelist()}
    tables = [name for name in content if name.endswith(".parquet")]
    content |= {name: pd.read_parquet(Path("phone-audit-report") / name).to_csv().encode() for name in tables}
    for name, data in content.items():
        for secret in (b"Zzyzx", b"ottoline@", b"Qwerty", b"Rumpelstilt", b"2125550187", b"555-0187", b"555 0187"):
            assert secret not in data, (name, secret)
    assert_failed(run("explain", "+12125550187"), ExitCode.USAGE, "--redact")


def test_explain_tells_winner_reason_candidates_and_policies(run: Run, export: Path) -> None:
    (export / "Contact.csv").write_text(
        "Id,LastName,Phone,MobilePhone,LastModifiedDate,MailingCountry\n"
        "003000000000001,Vane,+12125550100,,2026-01-01,US\n"
        "003000000000002,Strickland,,(212) 555-0100,2026-02-02,US\n"
    )
    for tables in ("parquet", "csv"):
        assert run("run", "--csv", str(export), "--tables", tables)[0] == ExitCode.DONE
        code, out, err = run("explain", "1 212 555 0100".replace("1 ", "+1 "))
        assert (code, without_notes(err)) == (ExitCode.DONE, "")
        assert "A call reaches the Contact Strickland (003000000000002AAA)" in out
        assert "Last edit" in out
        assert out.index("Strickland") < out.index("Vane")
        assert "Exact format    003000000000001AAA" in out


def test_explain_finds_a_national_number_copied_from_a_record(run: Run, export: Path) -> None:
    (export / "Contact.csv").write_text(
        "Id,LastName,Phone,MailingCountry\n"
        "003000000000001,Vane,020 7946 0018,GB\n"
        "003000000000002,Strickland,+33 1 99 00 55 01,\n"
        "003000000000003,Ottoline,+32 1 99 00 55 01,\n"
    )
    for tables in ("parquet", "csv"):
        assert run("run", "--csv", str(export), "--tables", tables)[0] == ExitCode.DONE
        code, out, _ = run("explain", "(020) 7946-0018")
        assert (code, out.splitlines()[0]) == (
            ExitCode.DONE,
            "Read as +442079460018: no other number in this report ends like this.",
        )
        assert "A call reaches the Contact Vane" in out
        assert_failed(run("explain", "020 7946 0019"), ExitCode.USAGE, "Add its country code")


def test_explain_lists_the_numbers_that_a_national_number_may_be(run: Run, export: Path) -> None:
    (export / "Contact.csv").write_text(
        "Id,LastName,Phone\n003000000000001,Vane,+1 212 555 0100\n003000000000002,Strickland,+49 30 2125550100\n"
    )
    assert run("run", "--csv", str(export))[0] == ExitCode.DONE
    code, out, _ = run("explain", "0212 5550100")
    assert code == ExitCode.DONE
    assert out.splitlines() == [
        "2 numbers in this report end like this. Add the country code of the one you mean:",
        "  +12125550100",
        "  +49302125550100",
    ]


@pytest.fixture(scope="module")
def report_of_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report of one Contact."""
    folder = tmp_path_factory.mktemp("one")
    (folder / "Contact.csv").write_text(CONTACT)
    assert main(["run", "--csv", str(folder), "--out", str(folder / "report"), "--quiet"]) == ExitCode.DONE
    return folder / "report"


def test_explain_says_when_nobody_holds_the_number(run: Run, report_of_one: Path) -> None:
    code, out, _ = run("explain", "+442079460018", "--report", str(report_of_one))
    assert code == ExitCode.DONE
    assert "no audited record has this number" in out


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [
        ("Ada Vane", "use the search of report.html"),
        ("N/A", "use the search of report.html"),
        ("+44 7700 900123 4567", "Check its digits."),
        ("0221 4710714", "Add its country code, as in +14155550100."),
    ],
)
def test_explain_says_what_to_try_instead(run: Run, report_of_one: Path, asked: str, remedy: str) -> None:
    assert_failed(run("explain", asked, "--report", str(report_of_one)), ExitCode.USAGE, remedy)


def test_rules_lists_every_rule_and_explains_one(run: Run) -> None:
    _, listed, _ = run("rules")
    assert "mobile-without-phone" in listed
    _, told, _ = run("rules", "mobile-without-phone")
    assert "Why it matters" in told
    assert "How to fix it" in told


def test_hostile_texts_are_harmless_in_every_file(run: Run, export: Path) -> None:
    hostile = ['=HYPERLINK("http://x","y")', "@SUM(1)", "<script>alert(1)</script>", "\x01\x02\u202e", "x" * 40_000]
    cells = ['"' + text.replace('"', '""') + '"' for text in hostile]
    rows = [f"0030000000000{n:02},{cell},{cell},,2026-01-01\n" for n, cell in enumerate(cells)]
    (export / "Contact.csv").write_text(CONTACT + "".join(rows))
    assert run("run", "--csv", str(export))[0] == ExitCode.DONE
    assert "<script>alert" not in Path("phone-audit-report/report.html").read_text()
    with zipfile.ZipFile("phone-audit-report/report.xlsx") as workbook:
        assert not any(b"<f>" in workbook.read(name) for name in workbook.namelist() if "worksheets" in name)


# As a process: signals, a full disk, the installed command.


def start(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "audit", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=SAMPLE.parent, **options)


def end(running: subprocess.Popen[str]) -> tuple[int, str]:
    """Return exit code and standard error."""
    _, err = running.communicate(timeout=120)
    return running.returncode, err


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, path
        time.sleep(0.01)


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_so_and_leaves_nothing(tmp_path: Path, signal_number: signal.Signals) -> None:
    running = start("demo", "--out", str(tmp_path / "report"))
    wait_for(tmp_path / ".report.partial" / "new")
    running.send_signal(signal_number)
    exit_code, err = end(running)
    assert exit_code == ExitCode.INTERRUPTED
    assert "Interrupted" in err
    assert len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_killed_run_leaves_the_earlier_report_and_one_folder_that_the_next_run_removes(
    tmp_path: Path, demo_report: Path
) -> None:
    out = shutil.copytree(demo_report, tmp_path / "report")
    before = files_of(out)
    running = start("demo", "--out", str(out), *NOW)
    wait_for(tmp_path / ".report.partial" / "new")
    running.kill()
    end(running)
    assert files_of(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".report.partial", "report"]
    assert end(start("demo", "--out", str(out), *NOW))[0] == ExitCode.DONE
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.slow
def test_a_full_disk_is_told_and_leaves_the_earlier_report(tmp_path: Path, demo_report: Path) -> None:
    out = shutil.copytree(demo_report, tmp_path / "report")
    before = files_of(out)
    running = start(
        "demo",
        "--out",
        str(out),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    exit_code, err = end(running)
    assert exit_code == ExitCode.FAILED
    assert len(err.splitlines()) == 1
    assert "Could not write the report" in err
    assert files_of(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
