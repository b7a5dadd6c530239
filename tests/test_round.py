"""The quarterly round as a schedule starts it: a process, a live org over HTTPS, a mail server that is a process."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.mail.smtp_process import mail_server
from tests.mail.smtp_server import PASSWORD
from tests.office import NATIONAL, RIVAL, Office, opened_office

pytestmark = pytest.mark.slow

WINTER, SPRING = "2026-01-01", "2026-04-01"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened_office(tmp_path) as office:
        yield office


@dataclass
class Year:
    """Two rounds, and what people did to the org between them."""

    office: Office
    first: subprocess.CompletedProcess[str]
    first_results: dict[str, Any]
    second: subprocess.CompletedProcess[str]
    mails: list[EmailMessage]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    folder = tmp_path_factory.mktemp("year")
    with opened_office(folder) as office, mail_server(folder / "post") as server:
        office.configure(server)
        first = office.round(WINTER)
        first_results = office.results(WINTER)
        office.edit(NATIONAL, Phone="+442079460020")
        office.edit(RIVAL, FirstName="Eda")
        for number in (1, 2):
            office.edit(number, Phone=f"020 7946 000{number}")
        second = office.round(SPRING)
        yield Year(office, first, first_results, second, server.mails())


def test_the_first_round_has_nothing_to_compare_with_and_passes(year: Year) -> None:
    assert (year.first.returncode, year.first.stderr) == (0, "")
    assert "Readiness: 89.5% of numbers are ready" in year.first.stdout
    assert year.first_results["trend"] is None


def test_a_round_that_got_worse_fails_its_gate_and_says_why(year: Year) -> None:
    assert year.second.returncode == 10
    assert "Readiness 89.5% then, 84.2% now" in year.second.stdout
    assert year.second.stderr == (
        "Check failed: Fall in readiness since the last audit: 5.3 points, must be at most 2 points.\n"
    )


def test_the_second_round_knows_what_changed_since_the_first(year: Year) -> None:
    trend = year.office.results(SPRING)["trend"]
    assert trend["baseline"]["generated_at"] == f"{WINTER}T00:00:00Z"
    found = trend["findings"]["by_severity"]["error"]
    assert (found["new"], found["reappeared"], found["fixed"]) == (2, 0, 1)
    assert trend["winners"]["reasons"] == {"edited": 1}
    assert [point["generated_at"][:10] for point in trend["history"]] == [WINTER, SPRING]


def test_only_so_many_reports_are_kept(year: Year) -> None:
    assert year.office.reports() == [SPRING]


def test_each_round_is_mailed_with_score_and_verdict(year: Year) -> None:
    assert [mail["To"] for mail in year.mails] == ["ops@acme.example"] * 2
    assert [str(mail["Subject"]).split(": ")[0] for mail in year.mails] == [
        "Phone readiness 89.5%, On track",
        "Phone readiness 84.2%, Worse, not on track",
    ]


def test_the_mail_says_since_when_and_has_the_workbook(year: Year) -> None:
    part = year.mails[1].get_body(("plain",))
    assert part is not None
    assert "Since the audit of Jan 1, 2026, 00:00 UTC" in part.get_content()
    (file,) = year.mails[1].iter_attachments()
    assert file.get_content() == (year.office.folder / "reports" / SPRING / "report.xlsx").read_bytes()
    assert "Trend" in load_workbook(BytesIO(file.get_content())).sheetnames


def test_the_log_tells_of_both_rounds(year: Year) -> None:
    lines = year.office.log()
    assert [line["event"] for line in lines] == ["started", "audited", "removed", "mail", "done"] * 2
    assert [line["exit_code"] for line in lines if line["event"] == "done"] == [0, 10]
    assert [line["sent"] for line in lines if line["event"] == "mail"] == [True, True]
    assert [line["reports"] for line in lines if line["event"] == "removed"] == [0, 1]
    assert lines[6]["failed_gates"] == ["readiness_drop"]


def test_the_log_holds_no_name_number_address_or_secret(year: Year) -> None:
    text = (year.office.folder / "round.log").read_text(encoding="utf-8")
    secrets = (PASSWORD, year.office.environ["SF_CLIENT_SECRET"], "acme.example", "7946", "Byrne")
    assert not [secret for secret in secrets if secret in text]


def test_the_rounds_wrote_nothing_to_the_org_and_left_no_job(year: Year) -> None:
    assert [entry.method for entry in year.office.org.writes] == ["PATCH"] * 4
    assert not year.office.org.jobs


def test_a_mail_server_that_is_killed_in_a_mail_leaves_the_round_with_its_report(
    office: Office, tmp_path: Path
) -> None:
    with mail_server(tmp_path / "post", "--dies") as server:
        office.configure(server)
        done = office.round(WINTER)
    assert done.returncode == 5
    assert done.stderr.startswith("phone-audit: The mail server 127.0.0.1:")
    assert "closed the connection" in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert (tmp_path / "reports" / WINTER / "report.xlsx").is_file()
    assert [line["event"] for line in office.log()] == ["started", "audited", "removed", "failed"]
    assert office.log()[-1]["exit_code"] == 5
