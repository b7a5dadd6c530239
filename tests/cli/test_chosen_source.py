"""What is given to read, its heading and the links to its records."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audit.cli.app import main
from audit.cli.chosen_source import SAMPLE_ORG
from audit.config.audit import AuditConfig
from audit.errors import ExitCode
from audit.sources.csv.read_csv import read_csv
from audit.sources.org_extract import without_settings_of_csv
from tests.audited import NOW, Audit, Audited, audit_command, contacts, numbered

pytestmark = pytest.mark.slow  # whole audits

ADDRESS = "https://larkspur.my.salesforce.com"
Write = Callable[[str, str], Path]


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Audit:
    monkeypatch.chdir(tmp_path)
    return audit_command(tmp_path, capsys)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written


def heading(audited: Audited) -> str:
    assert audited.code == 0, audited.err
    page = (audited.report / "report.html").read_text(encoding="utf-8")
    return page.partition("<h1>")[2].partition("</h1>")[0]


# ---------------------------------------------------------------- heading


def test_the_heading_is_the_name_of_the_folder(audit: Audit, write: Write) -> None:
    assert heading(audit(write("spring/Contact.csv", numbered(1, 2)).parent)) == "spring"


def test_the_heading_of_several_paths_names_each(audit: Audit, write: Write) -> None:
    one, two = write("spring/Contact.csv", numbered(1, 2)), write("extract.csv", numbered(5, 2))
    assert heading(audit(one.parent, two)) == "spring, extract.csv"


def test_a_comma_in_a_path_does_not_make_two_of_it(audit: Audit, write: Write) -> None:
    folder, other = (write(f"Finch, Ltd/{n}, it/Contact.csv", numbered(n, 2)).parent for n in (1, 5))
    assert heading(audit(folder)) == "1, it"
    assert heading(audit(folder, other)) == "1, it, 5, it"


def test_the_heading_of_many_paths_is_short(audit: Audit, write: Write) -> None:
    paths = [write(f"part{n}.csv", numbered(2 * n, 2)) for n in range(5)]
    assert heading(audit(*paths)) == "part0.csv, part1.csv, part2.csv and 2 more"


def test_the_company_of_the_export_is_the_heading(audit: Audit, write: Write) -> None:
    folder = write("spring/Contact.csv", numbered(1, 2)).parent
    write("spring/Organization.csv", "Id,Name\n00D5Y0000000001AAA,Larkspur & Finch\n")
    audited = audit(folder)
    assert heading(audited) == "Larkspur &amp; Finch"
    assert audited.results["source"]["org_name"] == "Larkspur & Finch"


def test_a_title_comes_before_the_company(audit: Audit, write: Write) -> None:
    folder = write("spring/Contact.csv", numbered(1, 2)).parent
    write("spring/Organization.csv", "Id,Name\n00D5Y0000000001AAA,Larkspur\n")
    assert heading(audit(folder, options=("--title", "Spring cleaning"))) == "Spring cleaning"


def test_a_company_without_a_name_is_a_note(audit: Audit, write: Write) -> None:
    folder = write("spring/Contact.csv", numbered(1, 2)).parent
    write("spring/Organization.csv", "Id,Division\n00D5Y0000000001AAA,x\n")
    audited = audit(folder)
    assert heading(audited) == "spring"
    assert "Organization.csv has no column Name." in audited.err


# ---------------------------------------------------------------- address


def test_an_address_makes_links_of_records(audit: Audit, write: Write) -> None:
    write("phone-audit.toml", f'instance_url = "{ADDRESS}"\n')
    row = "0035Y0000000001AAA,N,(212) 555-0101,US,2026-01-01T00:00:00Z"
    audited = audit(write("spring/Contact.csv", contacts(row)).parent)
    assert audited.results["source"]["instance_url"] == ADDRESS
    assert f'"address":"{ADDRESS}/"' in (audited.report / "report.html").read_text(encoding="utf-8")


def test_settings_of_csv_are_named_where_the_sample_is_audited(
    tmp_path: Path, write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = write("some.toml", f'title = "Ours"\ninstance_url = "{ADDRESS}"\n')
    assert main(["demo", "--out", "report", "--config", str(config), "--now", NOW]) == 0
    assert "title and instance_url are for CSV files only and not used" in capsys.readouterr().err
    results = json.loads((tmp_path / "report" / "results.json").read_text(encoding="utf-8"))
    assert results["source"]["org_name"] == SAMPLE_ORG
    assert results["source"]["instance_url"] is None


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"title": "Ours"}, ["title"]),
        ({"title": "Ours", "instance_url": ADDRESS}, ["title"]),
        ({"instance_url": "https://other.example"}, ["instance_url"]),
        ({"title": "Larkspur"}, []),
        ({}, []),
    ],
)
def test_an_org_keeps_its_own_name_and_address_and_that_is_said(
    write: Write, settings: dict[str, str], named: list[str]
) -> None:
    extract = read_csv(write("spring/Contact.csv", numbered(1, 2)), AuditConfig())
    source = replace(extract.source, kind="org", org_name="Larkspur", instance_url=ADDRESS, warnings=())
    config = AuditConfig().with_overrides(**settings)
    found = without_settings_of_csv(source, config)
    assert (found.org_name, found.instance_url) == ("Larkspur", ADDRESS)
    assert [name for name in ("title", "instance_url") if any(name in note for note in found.warnings)] == named


# ---------------------------------------------------------------- several paths


def test_several_paths_are_verified_together(audit: Audit, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [
        write(name, contacts(f"0035Y000000000{n}AAA,N{n},(212) 555-010{n},US,2026-01-01T00:00:00Z"))
        for n, name in enumerate(("spring/Contact.csv", "extract.csv"))
    ]
    audited = audit(*paths)
    assert [row["Phone"] for row in audited.loaded()] == ["+12125550100", "+12125550101"]
    verify = ["verify", "--report", str(audited.report)]
    both = [word for path in paths for word in ("--csv", str(path))]
    assert main([*verify, *both]) == ExitCode.GATE_FAILED
    for n, path in enumerate(paths):
        path.write_text(path.read_text().replace(f"(212) 555-010{n}", f"+1212555010{n}"))
    assert main([*verify, *both]) == ExitCode.DONE
    assert main([*verify, *both[:2]]) == ExitCode.GATE_FAILED
    assert capsys.readouterr().err.count("Traceback") == 0
