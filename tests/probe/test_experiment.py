"""The probe against the stand-in org: what it measures, within how many requests, and what it says when it cannot."""

import csv
import json
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from audit.cli.app import main
from audit.config.audit import AuditConfig
from audit.normalize.normalize import normalize
from audit.probe.experiment import MOST_REQUESTS, plan_probe, run_probe
from audit.reports.read_report import stored_baseline
from audit.sources.csv.read_csv import read_csv
from audit.sources.salesforce.describe import look_at
from audit.sources.salesforce.search import PhoneSearch
from audit.tables.report_tables import RECORDS, VALUES
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.fake_org.contents import ORG_ID
from tests.fake_org.fixtures import start_org
from tests.probe.in_process import InProcessOrg
from tests.probe.spelled_org import write_org

__all__ = ["start_org"]

Start = Callable[..., FakeOrg]
REQUESTS_BEFORE = 12
"""Of the login, the fields of the objects, and the limits."""
EXPECTED = {
    "parts": (["parts"], "digits"),
    "value": (["value"], "exact"),
    "e164": (["e164"], "exact"),
    "pieces": ([], None),
}


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an org in csv/ and a report on it in report/."""
    folder = tmp_path_factory.mktemp("probe")
    return _audited(folder, seed=1)


def _audited(folder: Path, seed: int) -> Path:
    write_org(folder / "csv", seed, n_contacts=800)
    assert main(["run", "--csv", str(folder / "csv"), "--out", str(folder / "report"), "--quiet"]) == 0
    return folder


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Return a function that probes an org and returns probe.json."""

    def probed(org: FakeOrg, report: Path, *options: str) -> dict[str, Any]:
        for name, value in org.env().items():
            monkeypatch.setenv(name, value)
        out = tmp_path / "probe.json"
        assert main(["probe", "--env", "--report", str(report), "--out", str(out), *options]) == 0
        figures: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return figures

    return probed


def _given(figures: dict[str, Any]) -> list[str]:
    return [policy for policy, found in figures["verdict"]["policies"].items() if found["spellings"]]


@pytest.mark.parametrize("model", EXPECTED)
def test_the_models_of_the_index_are_told_apart(
    start_org: Start, audited: Path, probe: Any, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    org = start_org(audited / "csv", search_model=model)
    figures = probe(org, audited / "report")
    index, policy = EXPECTED[model]
    assert figures["verdict"]["is_sound"]
    assert figures["verdict"]["index"] == index
    assert _given(figures) == ([policy] if policy else [])
    assert len(org.requests) <= 150
    assert org.writes == []
    said = capsys.readouterr().out
    assert ("None of the three" in said) is (policy is None)
    assert "Measured on" in said


@pytest.mark.slow  # 20 orgs, each audited and asked under four models
@pytest.mark.parametrize("seed", range(100, 120))
def test_the_models_are_told_apart_in_each_of_twenty_orgs(tmp_path: Path, seed: int) -> None:
    extract = read_csv(write_org(tmp_path, seed, n_contacts=800))
    records, values = (extract.audited.records, normalize(extract, AuditConfig()).values)
    record_ids = records["record_id"].take(values["record"]).reset_index(drop=True)
    for model, (index, policy) in EXPECTED.items():
        org: Any = InProcessOrg(tmp_path, model)
        search = PhoneSearch(org, look_at(org), MOST_REQUESTS)
        plan = plan_probe(values.assign(record_id=record_ids), records, org.now(), MOST_REQUESTS)
        about = {"org_id": ORG_ID, "org_name": "", "username": "", "report_generated_at": ""}
        figures = run_probe(search, plan, org.now(), about, lambda doing: None).model_dump()
        assert (figures["verdict"]["index"], _given(figures)) == (index, [policy] if policy else []), model
        assert figures["requests"] + REQUESTS_BEFORE <= MOST_REQUESTS


def test_a_control_number_that_stands_where_the_audit_does_not_look_is_no_control(
    start_org: Start, audited: Path, probe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (audited / "csv" / "Contact.csv").open(encoding="utf-8") as file:
        fax = next(
            row["Fax"] for row in csv.DictReader(file) if row["Fax"].startswith("+") and row["Fax"][1:].isdigit()
        )
    monkeypatch.setattr("audit.probe.experiment.unheld", lambda chosen, held: [fax, "+33199000001"])
    controls = probe(start_org(audited / "csv"), audited / "report")["controls"]
    assert (controls["unheld_asked"], controls["unheld_found"]) == (1, 0)


def test_a_search_that_finds_what_it_was_not_asked_for_is_not_believed(
    start_org: Start, audited: Path, probe: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find = PhoneSearch.find
    monkeypatch.setattr(PhoneSearch, "find", lambda search, texts: find(search, texts) | {"0035e0000000001AAA"})
    verdict = probe(start_org(audited / "csv"), audited / "report")["verdict"]
    assert (verdict["is_sound"], verdict["policies"], verdict["index"]) == (False, {}, [])
    out = capsys.readouterr().out
    assert "Check questions failed" in out
    assert "Nothing follows from these figures." in out


def test_other_fields_and_converted_leads_are_told(start_org: Start, audited: Path, probe: Any) -> None:
    others = probe(start_org(audited / "csv"), audited / "report")["others"]
    assert others["fax"]["asked"] == others["fax"]["found"] > 0
    assert others["converted_lead"]["found"] == others["converted_lead"]["asked"] > 0
    assert others["custom"]["found"] == others["custom"]["asked"] > 0
    assert others["mirrored_contact"] == {"asked": 0, "found": 0}


def test_what_e164_would_change_is_told_for_each_spelling(start_org: Start, audited: Path, probe: Any) -> None:
    effects = {effect["asked"]: effect for effect in probe(start_org(audited / "csv"), audited / "report")["effects"]}
    assert effects["e164"]["found_in_e164"] == 1.0 > effects["e164"]["found_today"]
    assert effects["no_trunk"]["found_in_e164"] == 0.0 < effects["no_trunk"]["found_today"]


def test_records_that_changed_since_the_report_or_are_hidden_are_not_asked_for(
    start_org: Start, audited: Path, tmp_path: Path, probe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = _chosen(audited / "report")
    on_contacts = chosen[(chosen["sobject"] == "Contact") & (chosen["field"] == "Phone")]
    changed, recent = on_contacts.drop_duplicates("record_id", keep=False).iloc[:2].to_dict("records")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    edits = {changed["record_id"]: {"Phone": "+33199009061"}, recent["record_id"]: {"LastModifiedDate": now}}
    assert _with_edits(audited / "csv", tmp_path, edits) == set(edits)
    header = (tmp_path / "Lead.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "Lead.csv").write_text(f"{header}\n", encoding="utf-8")
    asked: set[str] = set()
    find = PhoneSearch.find

    def noted(search: PhoneSearch, texts: Iterable[str]) -> set[str]:
        asked.update(known := list(texts))
        return find(search, known)

    monkeypatch.setattr(PhoneSearch, "find", noted)
    figures = probe(start_org(tmp_path), audited / "report")
    n_leads = int((chosen["sobject"] == "Lead").sum())
    assert figures["left_out"] == {"not_seen": n_leads, "changed": 1, "recent": 1}
    assert figures["numbers"] == len(chosen) - n_leads - 2
    assert "Lead" not in figures["objects"]
    on_edited = chosen[chosen["record_id"].isin(edits)]
    assert asked.isdisjoint(on_edited["e164"])
    assert asked >= set(chosen.loc[(chosen["sobject"] != "Lead") & ~chosen["e164"].isin(on_edited["e164"]), "e164"])


def _chosen(report: Path) -> pd.DataFrame:
    """Return the rows that a probe of ``report`` chooses."""
    stored = stored_baseline(report)
    values = stored.read(VALUES, ("record_id", "sobject", "field", "slot", "raw", "format", "e164"))
    records = stored.read(RECORDS, ("record_id", "last_modified"))
    return plan_probe(values, records, datetime.now(UTC), MOST_REQUESTS).chosen


def _with_edits(source: Path, target: Path, edits: dict[str, dict[str, str]]) -> set[str]:
    """Copy an org's CSV files with ``edits`` (by record id, of 18 characters) and return the ids that were edited."""
    edited = set()
    for path in source.glob("*.csv"):
        rows = pd.read_csv(path, dtype="str", keep_default_na=False)
        for place, stored in enumerate(rows["Id"]):
            for record_id in (known for known in edits if known.startswith(stored)):
                edited.add(record_id)
                for field, text in edits[record_id].items():
                    rows.loc[place, field] = text
        rows.to_csv(target / path.name, index=False)
    return edited


def test_an_index_that_is_late_shows_in_nothing_that_is_asked(start_org: Start, audited: Path, probe: Any) -> None:
    assert _given(probe(start_org(audited / "csv", index_delay_minutes=20), audited / "report")) == ["digits"]


def test_fewer_requests_ask_for_fewer_numbers(start_org: Start, audited: Path, probe: Any) -> None:
    org = start_org(audited / "csv")
    figures = probe(org, audited / "report", "--max-requests", "80")
    assert figures["numbers"] < 150
    assert len(org.requests) <= 80


def _refused(org: FakeOrg, report: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, *options: str) -> str:
    for name, value in org.env().items():
        monkeypatch.setenv(name, value)
    out = report.parent / "refused.json"
    assert main(["probe", "--env", "--report", str(report), "--out", str(out), *options]) > 0
    assert not out.exists()
    said: str = capsys.readouterr().err
    assert "Traceback" not in said
    return said


def test_no_probe_takes_more_than_a_twentieth_of_what_is_left(
    start_org: Start, audited: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    org = start_org(audited / "csv", daily_requests=1_000)
    assert "never more than 5%" in _refused(org, audited / "report", monkeypatch, capsys)
    assert len(org.requests) < 12
    assert "--max-requests" in _refused(start_org(), audited / "report", monkeypatch, capsys, "--max-requests", "5")


def test_a_probe_stops_at_its_limit_where_the_org_does_not_answer(
    start_org: Start, audited: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr("audit.sources.http.retry_policy.RetryPolicy.backoff", lambda policy, attempt: 0.0)
    org = start_org(audited / "csv")
    org.fault("GET /search/", act.say(503, "SERVER_UNAVAILABLE", "busy"), times=None, probability=0.3)
    said = _refused(org, audited / "report", monkeypatch, capsys, "--max-requests", "150")
    assert "150 requests that the probe may take are used up" in said
    assert len(org.requests) < 160


def test_a_user_who_may_not_search_learns_what_to_do(
    start_org: Start, audited: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    said = _refused(start_org(audited / "csv", may_search=False), audited / "report", monkeypatch, capsys)
    assert "does not let this user search" in said
    assert "requests were sent" in said


def test_a_refused_question_is_told_without_its_numbers(
    start_org: Start, audited: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    org = start_org(audited / "csv")
    org.fault("GET /search/", act.say(400, "MALFORMED_SEARCH", "unexpected token: +33199009061"), nth=30)
    said = _refused(org, audited / "report", monkeypatch, capsys)
    assert "MALFORMED_SEARCH" in said
    assert "requests were sent" in said
    assert "33199009061" not in said


def test_an_interrupted_probe_says_how_far_it_came(
    start_org: Start, audited: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def interrupted(search: PhoneSearch, texts: object) -> set[str]:  # noqa: ARG001 - as the method that it replaces
        raise KeyboardInterrupt

    monkeypatch.setattr(PhoneSearch, "find", interrupted)
    said = _refused(start_org(audited / "csv"), audited / "report", monkeypatch, capsys)
    assert "Interrupted." in said
    assert "requests were sent. Nothing was written" in said


def test_a_report_without_a_record_of_this_org_is_refused(
    start_org: Start, audited: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert "None of the records" in _refused(start_org(), audited / "report", monkeypatch, capsys)


def _report_of(org_id: str, report: Path, target: Path) -> Path:
    """Copy ``report`` as one that names the org that it is of."""
    shutil.copytree(report, target)
    results = json.loads((target / "results.json").read_text(encoding="utf-8"))
    results["source"]["org_id"] = org_id
    (target / "results.json").write_text(json.dumps(results), encoding="utf-8")
    return target


def test_a_report_that_names_another_org_is_refused_before_anything_is_asked(
    start_org: Start, audited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    org = start_org(audited / "csv")
    of_another = _report_of("00D5e0000000009AAA", audited / "report", tmp_path / "report")
    said = _refused(org, of_another, monkeypatch, capsys)
    assert f"The report is of the org 00D5e0000000009AAA, the login is to {ORG_ID}" in said
    assert not any("/search" in request.path for request in org.requests)


def test_a_report_that_names_this_org_in_15_characters_is_of_it(
    start_org: Start, audited: Path, tmp_path: Path, probe: Any
) -> None:
    report = _report_of(ORG_ID[:15], audited / "report", tmp_path / "report")
    assert probe(start_org(audited / "csv"), report)["org_id"] == ORG_ID
