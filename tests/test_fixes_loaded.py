"""The load files, loaded for real: into CSV rows, and into an org that accepts updates for this test only."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from audit import AuditConfig, run_audit
from audit.cli.app import main
from audit.errors import ExitCode
from audit.fixes.effect import apply_plan, latest_edit
from audit.reports.read_report import stored_results
from audit.reports.table_files import SIMULATED_TABLES, write_simulated
from audit.reports.view.labels import CHANGE_STATUS_LABELS
from audit.simulate.simulate import simulate
from audit.sources.csv.read_csv import read_csv
from audit.tables.simulation import Simulation
from tests.fake_org import FakeOrg
from tests.fake_org.ids import numbered_id
from tests.fixes.data_loader import Org, load, load_files, read_load_file, sobject_of, steps_in, write_org

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parent.parent / "sample_data"
RUN_AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
NOW = ["--now", RUN_AT.isoformat()]
API = "/services/data/v62.0/jobs/ingest"


@pytest.fixture
def fake_org(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeOrg]:
    """An org with the sample rows that accepts updates; this process is logged in to it."""
    with FakeOrg(SAMPLE, allow_updates=True, clock="2026-12-01T12:00:00Z") as org:
        for name, value in org.env().items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        yield org


def test_an_org_into_which_the_steps_are_loaded_ends_as_foretold_and_the_way_back_leads_back(
    fake_org: FakeOrg, capsys: pytest.CaptureFixture[str]
) -> None:
    before = audited("before", "--env")
    for step in steps_in(Path("before/fixes")):
        load_over_https(fake_org, step)
    after = audited("after", "--env")
    assert stored_values(after) == foretold_values(before)
    assert_same_winners(before, after)
    assert scores(after, "scores") == scores(before, "fixes", "scores_after")
    assert stored_results(Path("after"))["headline"] == stored_results(Path("before"))["fixes"]["headline_after"]
    assert_foretold_tables(after)

    capsys.readouterr()
    assert main(["verify", "--report", "before", "--env"]) == ExitCode.DONE
    assert "402 of 402 planned changes done" in capsys.readouterr().out

    for back in sorted(Path("before/fixes").glob("rollback*")):
        load_over_https(fake_org, back)
    undone = audited("undone", "--env")
    assert stored_values(undone) == stored_values(before)
    assert_same_winners(before, undone)

    results = Path("before/results.json")
    org_id = stored_results(Path("before"))["source"]["org_id"]
    results.write_text(results.read_text().replace(org_id, "00D000000000042AAA"))
    capsys.readouterr()
    main(["verify", "--report", "before", "--env"])
    assert "Note: The report is about the org 00D000000000042AAA, this is " in capsys.readouterr().out


def assert_foretold_tables(after: Path) -> None:
    """Compare every row and column of the tables with those of the plan applied to the sample, but for the dates."""
    before = run_audit(read_csv(SAMPLE, AuditConfig()), now=RUN_AT).audit
    dated_from = latest_edit(before.records, RUN_AT)
    records, values = apply_plan(Simulation(before.records, before.values, before.numbers), before.fixes, dated_from)
    with_phone = [sobject for sobject, coverage in before.source.objects.items() if "Phone" in coverage.present]
    foretold = simulate(records, values, before.config.profile, with_phone)
    Path("foretold").mkdir()
    for table in SIMULATED_TABLES:
        write_simulated(table, foretold, Path("foretold"), "parquet")
    for name, keys in (("values", ["record_id", "field"]), ("numbers", ["e164"]), ("records", ["record_id"])):
        tables = [pd.read_parquet(folder / f"{name}.parquet") for folder in (Path("foretold"), after / "tables")]
        wanted, found = (
            table.drop(columns="last_modified", errors="ignore").sort_values(keys, ignore_index=True)
            for table in tables
        )
        pd.testing.assert_frame_equal(found, wanted)


def load_over_https(org: FakeOrg, folder: Path) -> None:
    """Load the files of a folder as Data Loader with the Bulk API does, and expect every row to be taken."""
    with org.session() as session:
        for path in load_files(folder):
            rows = read_load_file(path)
            wanted = {"operation": "update", "object": sobject_of(path), "lineEnding": "LF"}
            job = f"{org.url}{API}/{session.post(f'{org.url}{API}', json=wanted).json()['id']}"
            session.put(f"{job}/batches", data=path.read_bytes())
            session.patch(job, json={"state": "UploadComplete"})
            shown = session.get(job).json()
            taken = (shown["state"], shown["numberRecordsProcessed"], shown["numberRecordsFailed"])
            assert taken == ("JobComplete", len(rows), 0)


def audited(name: str, *source: str) -> Path:
    assert main(["run", *source, "--out", name, *NOW, "--quiet"]) == ExitCode.DONE
    return Path(name)


def scores(report: Path, *keys: str) -> dict[str, float]:
    results: Any = json.loads((report / "results.json").read_text())
    for key in keys:
        results = results[key]
    return dict(results)


def stored_values(report: Path) -> dict[tuple[str, str], str]:
    values = pd.read_parquet(report / "tables" / "values.parquet")
    return dict(zip(zip(values["record_id"], values["field"], strict=True), values["raw"], strict=True))


def foretold_values(report: Path) -> dict[tuple[str, str], str]:
    plan = pd.read_parquet(report / "fixes" / "plan.parquet")
    planned = dict(zip(zip(plan["record_id"], plan["field"], strict=True), plan["new"], strict=True))
    return {**stored_values(report), **planned}


def assert_same_winners(one: Path, other: Path) -> None:
    was, now = (pd.read_parquet(path / "tables" / "numbers.parquet").set_index("e164") for path in (one, other))
    decided = was.loc[was["decided_by"] != "tie"]
    assert now.loc[decided.index, "winner_record_id"].tolist() == decided["winner_record_id"].tolist()


def test_an_empty_phone_is_not_filled_where_a_file_of_the_object_lacks_the_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("export").mkdir()
    first, second = numbered_id("003", 1), numbered_id("003", 2)
    Path("export/Contact.csv").write_text(f"Id,Phone,MobilePhone\n{first},,+1 212 555 0100\n")
    Path("export/Contact_2.csv").write_text(f"Id,MobilePhone\n{second},+1 212 555 0101\n")
    fixes = audited("report", "--csv", "export") / "fixes"
    assert read_load_file(fixes / "step-1" / "Contact.csv") == [
        {"Id": first, "MobilePhone": "+12125550100"},
        {"Id": second, "MobilePhone": "+12125550101"},
    ]


Verify = Callable[..., tuple[int, str, str]]
SHARED = "+12125550100"
CONTACT = {"Phone": "", "MobilePhone": "", "HomePhone": "", "LastModifiedDate": "2026-01-01", "SystemModstamp": ""}


@pytest.fixture
def org() -> Org:
    """Two contacts that share a number, the older of which has to be changed, and one with a mobile alone."""
    return {
        "Contact": [
            {"Id": numbered_id("003", 1), **CONTACT, "Phone": SHARED, "LastModifiedDate": "2026-02-01"},
            {"Id": numbered_id("003", 2), **CONTACT, "Phone": "+1 (212) 555-0100"},
            {"Id": numbered_id("003", 3), **CONTACT, "MobilePhone": "+12125550103"},
        ]
    }


@pytest.fixture
def verify(org: Org, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Audit the org as it is at first; then verify it as the test has left it."""
    monkeypatch.chdir(tmp_path)
    Path("export").mkdir()
    write_org(org, Path("export"))
    audited("report", "--csv", "export")

    def verified(*options: str) -> tuple[int, str, str]:
        shutil.rmtree("export")
        Path("export").mkdir()
        write_org(org, Path("export"))
        exit_code = main(["verify", "--report", "report", "--csv", "export", *options])
        printed = capsys.readouterr()
        return exit_code, printed.out, printed.err

    return verified


def load_step(org: Org, number: int) -> None:
    for path in load_files(Path("report/fixes") / f"step-{number}"):
        load(org, path, f"2026-12-0{number}T10:00:00Z")


def test_nothing_is_done_before_the_load(verify: Verify) -> None:
    exit_code, out, _ = verify()
    assert exit_code == ExitCode.GATE_FAILED
    assert out.splitlines()[-5:] == [
        "0 of 3 planned changes done (1 record re-saved unchanged among them)",
        "  step 1: 0 of 2",
        "  step 2: 0 of 1",
        f"Not done: 3. {CHANGE_STATUS_LABELS['not_done'].meaning}",
        "2 of 2 numbers reach the right record",
    ]


def test_everything_is_done_after_the_load(org: Org, verify: Verify) -> None:
    load_step(org, 1)
    load_step(org, 2)
    exit_code, out, _ = verify()
    assert exit_code == ExitCode.DONE
    assert "3 of 3 planned changes done" in out
    assert "2 of 2 numbers reach the right record" in out


def test_a_load_that_was_undone_is_rolled_back(org: Org, verify: Verify) -> None:
    load_step(org, 1)
    load_step(org, 2)
    for path in load_files(Path("report/fixes/rollback")):
        load(org, path, "2026-12-05T10:00:00Z")
    exit_code, out, _ = verify()
    assert exit_code == ExitCode.GATE_FAILED
    assert "Rolled back: 2 fields on 2 records. " in out
    assert "Not done" not in out


def test_a_plan_left_half_done_names_the_winner_that_is_missing(org: Org, verify: Verify) -> None:
    load_step(org, 1)
    exit_code, out, _ = verify()
    assert exit_code == ExitCode.GATE_FAILED
    assert "  step 2: 0 of 1" in out
    right, other = (f"the Contact without a name ({numbered_id('003', n)})" for n in (1, 2))
    assert f"  {SHARED} should reach {right}, but reaches {other}" in out


def test_what_somebody_wrote_since_and_records_that_are_gone_are_told(org: Org, verify: Verify) -> None:
    org["Contact"][1]["Phone"] = "+12125550199"
    del org["Contact"][2]
    _, out, _ = verify()
    assert "Overwritten: 1." in out
    assert "Record gone: 1." in out
    assert f"should reach the Contact without a name ({numbered_id('003', 3)}), but reaches no record" in out


def test_every_change_and_winner_goes_into_a_file_that_only_its_owner_reads(org: Org, verify: Verify) -> None:
    load_step(org, 1)
    load_step(org, 2)
    verify("--out", "verified.csv", "--quiet")
    table = pd.read_csv("verified.csv", dtype=str)
    assert table["status"].tolist() == ["done"] * 5
    assert table["change"].tolist() == ["to_e164", "mobile_to_phone", "touch", "winner", "winner"]
    assert Path("verified.csv").stat().st_mode & 0o077 == 0


def test_an_object_that_was_not_exported_again_is_not_taken_for_deleted(org: Org, verify: Verify) -> None:
    lead = {"Id": numbered_id("00Q", 1), "Phone": "+12125550199"}
    org["Lead"] = [lead]
    del org["Contact"]
    _, out, _ = verify()
    assert "Not exported: 3. The export does not have this object or field: export it as well." in out
    assert "  2 not known: the object of that record was not exported" in out
    assert "Note: No Contacts were read" in out


def test_the_export_of_another_org_is_told_by_its_records(org: Org, verify: Verify) -> None:
    org["Contact"] = [{**row, "Id": row["Id"].replace("003", "003zz")[:15]} for row in org["Contact"]]
    _, out, _ = verify()
    assert "Record gone: 3." in out
    assert "None of these records was found. Is this the org that the report is" in out
    assert "should get" not in out


def test_many_winners_that_changed_are_cut_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("export").mkdir()
    rows = [{"Id": numbered_id("003", n), **CONTACT, "Phone": f"+1 212 555 01{n:02}"} for n in range(12)]
    write_org({"Contact": rows}, Path("export"))
    audited("report", "--csv", "export")
    write_org({"Contact": [{**row, "Phone": ""} for row in rows]}, Path("export"))
    capsys.readouterr()
    main(["verify", "--report", "report", "--csv", "export"])
    assert "  and 2 more; --out FILE lists them all" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "exit_code", "words"),
    [
        (["--report", "nowhere", "--csv", "export"], ExitCode.USAGE, "There is no folder nowhere"),
        (["--report", "report"], ExitCode.USAGE, "Nothing to audit was given"),
        (["--report", "masked", "--csv", "export"], ExitCode.USAGE, "has no load files"),
        (["--report", "damaged", "--csv", "export"], ExitCode.FAILED, "Cannot read damaged/fixes"),
        (["--report", "report", "--csv", "export", "--out", "no/folder.csv"], ExitCode.FAILED, "Cannot write"),
    ],
)
def test_what_cannot_be_verified_ends_in_one_line(
    options: list[str], exit_code: int, words: str, verify: Verify, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify is not None
    audited("masked", "--csv", "export", "--redact")
    shutil.copytree("report", "damaged")
    Path("damaged/fixes/plan.parquet").write_text("not one")
    capsys.readouterr()
    assert main(["verify", *options]) == exit_code
    printed = capsys.readouterr()
    assert len(printed.err.splitlines()) == 1
    assert words in printed.err


def test_the_last_step_makes_the_intended_winner_win(
    org: Org, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("export").mkdir()
    write_org(org, Path("export"))
    loser, stranger = numbered_id("003", 2), numbered_id("003", 3)
    Path("winners.csv").write_text(f"number,record_id\n1 212 555 0100,{loser[:15]}\n+1 212 555 0103,{loser}\n")
    report = audited("report", "--csv", "export", "--winners", "winners.csv")
    warnings = " ".join(json.loads((report / "results.json").read_text())["warnings"])
    assert "line 3 of the list): the record does not have the number" in warnings
    load_step(org, 1)
    write_org(org, Path("export"))
    numbers = pd.read_parquet(audited("after", "--csv", "export") / "tables" / "numbers.parquet").set_index("e164")
    assert numbers["winner_record_id"].to_dict() == {SHARED: loser, "+12125550103": stranger}
    capsys.readouterr()
    assert main(["verify", "--report", "report", "--csv", "export"]) == ExitCode.DONE


def test_the_list_of_a_configuration_is_looked_for_beside_it(
    org: Org, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("export", "settings"):
        Path(folder).mkdir()
    write_org(org, Path("export"))
    Path("settings/audit.toml").write_text('[fix]\nintended_winners = "winners.csv"\n')
    Path("settings/winners.csv").write_text(f"{SHARED},{numbered_id('003', 2)}\n")
    report = audited("report", "--csv", "export", "--config", "settings/audit.toml")
    assert scores(report, "fixes")["intended_winners"] == 1
