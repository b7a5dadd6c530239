import json
import shutil
import socket
import ssl
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from audit.cli.app import main
from audit.config.audit import AuditConfig
from audit.mail.message import mail_is_due
from audit.reports.read_report import stored_report
from tests.mail.conftest import Post
from tests.mail.smtp_server import PASSWORD, USER, Inbox, Moment, free_port

pytestmark = pytest.mark.slow  # mails over real servers

Errors = pytest.CaptureFixture[str]


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_the_mail_arrives_with_the_workbook(post: Post, security: str) -> None:
    inbox = post.serve(security=security)
    assert post.email() == 0
    (file,) = inbox.arrived().iter_attachments()
    assert file.get_filename() == "phone-audit-2026-02-28.xlsx"
    content = file.get_content()
    assert content == (post.report / "report.xlsx").read_bytes()
    assert load_workbook(BytesIO(content)).sheetnames[0] == "Summary"
    assert inbox.logins == ([] if security == "none" else [USER])


def test_the_mail_says_score_verdict_changes_actions_and_what_is_attached(post: Post) -> None:
    inbox = post.serve()
    post.email()
    part = inbox.arrived().get_body(("plain",))
    assert part is not None
    text = part.get_content()
    for words in (
        " records (",
        "; unchanged since Jan ",
        "Readiness: ",
        "Verdict: ",
        "1 fixed, 0 new",
        "What to do first\r\n1. ",
        "Attached: phone-audit-",
    ):
        assert words in text.replace("\n", "\r\n").replace("\r\r", "\r")


def test_the_html_is_simple_and_small(post: Post) -> None:
    inbox = post.serve()
    post.email()
    part = inbox.arrived().get_body(("html",))
    assert part is not None
    page = part.get_content()
    assert len(page.encode()) < 100_000
    assert "Verdict" in page or "No-go" in page
    for word in ("<script", "<style", "src=", "http"):
        assert word not in page


def test_the_headers_say_that_it_is_automatic(post: Post) -> None:
    inbox = post.serve()
    post.email()
    message = inbox.arrived()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime is not None
    assert message["Message-ID"].endswith("@acme.example>")
    assert message["From"] == "Phone audit <audit@acme.example>"
    assert message["Subject"].startswith("Phone readiness ")


def test_the_sender_is_not_the_login(post: Post) -> None:
    inbox = post.serve()
    post.email()
    assert (inbox.envelopes[0].mail_from, inbox.logins) == ("audit@acme.example", ["apikey"])


def test_recipients_of_the_command_replace_those_of_the_configuration(post: Post) -> None:
    inbox = post.serve()
    assert post.email("--to", "a@acme.example", "--to", "Bea <b@acme.example>") == 0
    assert inbox.envelopes[0].rcpt_tos == ["a@acme.example", "b@acme.example"]


def test_the_page_and_the_fixes_go_with_it_on_request(post: Post) -> None:
    inbox = post.serve()
    (post.report / "fixes").mkdir(exist_ok=True)
    (post.report / "fixes" / "note.txt").write_text("kept")
    assert post.email("--attach", "page", "--attach", "fixes") == 0
    page, fixes = inbox.arrived().iter_attachments()
    assert page.get_filename() == "phone-audit-2026-02-28.html"
    assert "fixes/note.txt" in ZipFile(BytesIO(fixes.get_content())).namelist()


def test_a_refused_recipient_is_exit_5_with_its_name(post: Post, capsys: Errors) -> None:
    inbox = post.serve(Inbox(refused=("gone@acme.example",)))
    assert post.email("--to", "gone@acme.example", "--to", "ops@acme.example") == 5
    error = capsys.readouterr().err
    assert "refused gone@acme.example. The others got the mail." in error
    assert inbox.envelopes[0].rcpt_tos == ["ops@acme.example"]


def test_when_nobody_is_accepted_nobody_got_it(post: Post, capsys: Errors) -> None:
    post.serve(Inbox(refused=("ops@acme.example",)))
    assert post.email() == 5
    assert "Nobody got the mail." in capsys.readouterr().err


def test_a_wrong_password_is_exit_5(post: Post, monkeypatch: pytest.MonkeyPatch, capsys: Errors) -> None:
    monkeypatch.setenv("PHONE_AUDIT_SMTP_PASSWORD", "battery staple")
    inbox = post.serve()
    assert post.email() == 5
    error = capsys.readouterr().err
    assert "refused the login of apikey" in error
    assert "battery" not in error
    assert inbox.envelopes == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_untrusted_certificate_is_exit_5(
    post: Post, security: str, monkeypatch: pytest.MonkeyPatch, capsys: Errors
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    inbox = post.serve(security=security)
    assert post.email() == 5
    assert "a certificate that is not trusted" in capsys.readouterr().err
    assert inbox.logins == []


def test_a_server_without_starttls_gets_nothing(post: Post, capsys: Errors) -> None:
    inbox = post.serve(security="none")
    settings = (post.folder / "audit.toml").read_text().replace("security = 'none'", "security = 'starttls'")
    (post.folder / "audit.toml").write_text(settings)
    assert post.email() == 5
    assert "does not offer STARTTLS" in capsys.readouterr().err
    assert inbox.envelopes == []


def test_a_server_without_login_is_exit_5(post: Post, capsys: Errors) -> None:
    post.serve(security="none", user=USER)
    assert post.email() == 5
    assert "offers no login" in capsys.readouterr().err


@pytest.mark.parametrize("moment", ["EHLO", "AUTH", "MAIL", "354", "content"])
def test_a_server_that_goes_in_the_middle_is_exit_5(post: Post, moment: Moment, capsys: Errors) -> None:
    inbox = post.serve(Inbox(gone_after=moment))
    assert post.email() == 5
    assert "closed the connection" in capsys.readouterr().err
    assert inbox.envelopes == []


def test_a_run_whose_mail_is_lost_keeps_its_report_and_says_so(post: Post, capsys: Errors) -> None:
    post.serve(Inbox(gone_after="content"))
    assert post.run() == 5
    assert "closed the connection" in capsys.readouterr().err
    assert (post.folder / "new" / "report.html").is_file()


def test_a_server_that_goes_when_it_has_accepted_the_mail_is_exit_0(post: Post) -> None:
    inbox = post.serve(Inbox(gone_after="QUIT"))
    assert post.email() == 0
    assert len(inbox.envelopes) == 1


def test_a_server_that_is_not_there_is_exit_5(post: Post, capsys: Errors) -> None:
    post.configure(host="127.0.0.1", port=free_port(), security="none", to=["ops@acme.example"])
    assert post.email() == 5
    assert "could not be reached" in capsys.readouterr().err


def test_a_server_that_says_nothing_is_exit_5(post: Post, capsys: Errors) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        post.configure(
            host="127.0.0.1", port=silent.getsockname()[1], security="none", timeout=0.2, to=["ops@acme.example"]
        )
        assert post.email() == 5
    assert "did not answer in 0.2 seconds" in capsys.readouterr().err


def test_a_sender_that_is_refused_is_exit_5_with_what_the_server_says(post: Post, capsys: Errors) -> None:
    inbox = post.serve(Inbox(refused=("audit@acme.example",)))
    assert post.email() == 5
    assert "refused the sender audit@acme.example (550: 5.1.1 no such user)" in capsys.readouterr().err
    assert inbox.envelopes == []


def test_a_message_that_is_refused_is_exit_5_with_what_the_server_says(post: Post, capsys: Errors) -> None:
    inbox = post.serve(Inbox(refuses_content=True))
    assert post.email() == 5
    assert "refused the mail (554: 5.6.0 not this one)" in capsys.readouterr().err
    assert inbox.envelopes == []


def test_above_the_size_of_the_server_an_excerpt_is_attached(post: Post) -> None:
    size = len((post.report / "report.xlsx").read_bytes())
    inbox = post.serve(size=size + 4_000)
    assert post.email() == 0
    (file,) = inbox.arrived().iter_attachments()
    assert file.get_filename() == "phone-audit-2026-02-28-excerpt.xlsx"
    book = load_workbook(BytesIO(file.get_content()))
    assert "excerpt" in str(book["Summary"]["A1"].value)
    assert book["Not E.164"]["A4"].value == "Severity"


def test_the_cap_is_of_the_whole_mail(post: Post) -> None:
    post.report = shutil.copytree(post.report, post.folder / "copy")
    (post.report / "report.html").write_text("x\n" * 40_000)  # base64 makes 4 bytes of 3
    inbox = post.serve(attach=["page"], max_bytes=100_000)
    assert post.email() == 0
    assert inbox.arrived().get_content_type() == "multipart/mixed"
    assert len(inbox.envelopes[0].original_content or b"") <= 100_000


def test_above_what_no_excerpt_fits_nothing_is_attached_and_the_mail_says_so(post: Post) -> None:
    inbox = post.serve(size=15_000)
    assert post.email() == 0
    message = inbox.arrived()
    assert list(message.iter_attachments()) == []
    part = message.get_body(("plain",))
    assert part is not None
    assert "Left off, because the mail would be too large: report.xlsx" in part.get_content()


def test_a_mail_that_is_too_large_even_bare_is_exit_5(post: Post, capsys: Errors) -> None:
    inbox = post.serve(size=1_000)
    assert post.email() == 5
    assert "accepts no mail larger than 1,000 bytes" in capsys.readouterr().err
    assert inbox.envelopes == []


def test_above_the_cap_of_the_configuration_an_excerpt_is_attached(post: Post) -> None:
    inbox = post.serve(attach=["workbook", "page"], max_bytes=100_000)
    assert post.email() == 0
    assert [file.get_filename() for file in inbox.arrived().iter_attachments()] == [
        "phone-audit-2026-02-28-excerpt.xlsx"
    ]


def test_a_missing_password_is_exit_2_before_the_audit(
    post: Post, monkeypatch: pytest.MonkeyPatch, capsys: Errors
) -> None:
    monkeypatch.delenv("PHONE_AUDIT_SMTP_PASSWORD")
    post.serve()
    assert post.run() == 2
    assert "but no password" in capsys.readouterr().err
    assert not (post.folder / "new").exists()


def test_the_password_may_come_from_a_file(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PHONE_AUDIT_SMTP_PASSWORD")
    secret = post.folder / "secret"
    secret.write_text(f"{PASSWORD}\n")
    inbox = post.serve(password_file=secret)
    assert post.email() == 0
    assert len(inbox.envelopes) == 1


def test_a_password_file_that_is_not_there_is_exit_2(
    post: Post, monkeypatch: pytest.MonkeyPatch, capsys: Errors
) -> None:
    monkeypatch.delenv("PHONE_AUDIT_SMTP_PASSWORD")
    post.serve(password_file=post.folder / "nowhere")
    assert post.email() == 2
    assert "No such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--to", "ops"), "--to needs one mail address, not 'ops'."),
        (("--attach", "everything"), "--attach 'everything' is not one of workbook, page, fixes."),
        (("--only-if", "bored"), "'bored' is not one of 'always', 'changed', 'worse', 'failed'"),
    ],
)
def test_an_option_that_cannot_be_meant_is_exit_2(
    post: Post, options: tuple[str, ...], message: str, capsys: Errors
) -> None:
    post.configure(to=["ops@acme.example"])
    assert post.email(*options) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"host": "mail.acme.example", "security": "none"}, "only for a server on this machine"),
        ({"host": "127.0.0.1"}, "Nobody to mail to"),
        ({"to": ["ops@acme.example"]}, "No mail server"),
        ({"host": "127.0.0.1", "to": ["ops@other.example"], "allowed_domains": ["acme.example"]}, "allowed_domains"),
        ({"to": ["not an address"]}, "is not one mail address"),
        ({"to": ["a@acme.example\\nBcc: b@x.example"]}, "is not one mail address"),
        ({"pasword": "x"}, "unknown key mail.pasword"),
    ],
)
def test_settings_that_cannot_be_meant_are_exit_2(
    post: Post, settings: dict[str, object], message: str, capsys: Errors
) -> None:
    post.configure(**settings)
    assert post.email() == 2
    assert message in capsys.readouterr().err


def test_an_allowed_domain_is_matched_whatever_its_case(post: Post) -> None:
    inbox = post.serve(allowed_domains=["ACME.example"])
    assert post.email() == 0
    assert len(inbox.envelopes) == 1


def test_a_dry_run_prints_the_mail_and_connects_to_nobody(post: Post, capsys: Errors) -> None:
    post.configure(to=["ops@acme.example"])
    assert post.email("--dry-run") == 0
    shown = capsys.readouterr().out
    assert "To: ops@acme.example" in shown
    assert "[attached: phone-audit-2026-02-28.xlsx, " in shown


def test_the_mail_can_be_written_to_a_file(post: Post) -> None:
    post.configure()
    file = post.folder / "mail.eml"
    assert post.email("--to", "ops@acme.example", "--eml", str(file)) == 0
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert [part.get_filename() for part in message.iter_attachments()] == ["phone-audit-2026-02-28.xlsx"]  # type: ignore[attr-defined]
    assert file.stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_is_exit_1(post: Post) -> None:
    post.configure(to=["ops@acme.example"])
    assert post.email("--eml", str(post.folder / "nowhere" / "mail.eml")) == 1


@pytest.mark.parametrize(("only_if", "n_mails"), [("changed", 1), ("worse", 0), ("failed", 1), ("always", 1)])
def test_a_mail_is_sent_only_if_it_is_due(post: Post, only_if: str, n_mails: int) -> None:
    inbox = post.serve()
    assert post.email("--only-if", only_if) == 0
    assert len(inbox.envelopes) == n_mails


@pytest.mark.parametrize("worse", [["duplicates"], ["found_digits_share"], []])
def test_worse_is_any_count_that_rose_and_any_score_that_fell(report: Path, worse: list[str]) -> None:
    results = stored_report(report)
    assert results.trend is not None
    trend = results.trend.model_copy(update={"worse": worse})
    assert mail_is_due(results.model_copy(update={"trend": trend}), "worse") == bool(worse)


def test_a_run_mails_its_report(post: Post) -> None:
    inbox = post.serve()
    assert post.run() == 0
    (file,) = inbox.arrived().iter_attachments()
    assert file.get_content() == (post.folder / "new" / "report.xlsx").read_bytes()


def test_a_run_that_is_not_worse_mails_nothing(post: Post) -> None:
    inbox = post.serve(only_if="worse")
    assert post.run() == 0
    assert inbox.envelopes == []


def test_a_run_whose_gate_failed_mails_and_exits_10(post: Post) -> None:
    inbox = post.serve(only_if="failed")
    assert post.run("--fail-under", "99") == 10
    assert len(inbox.envelopes) == 1


def test_what_is_mailed_to_whom_stands_in_no_report(post: Post) -> None:
    post.serve()
    post.run()
    config = json.loads((post.folder / "new" / "results.json").read_text(encoding="utf-8"))["config"]
    assert set(AuditConfig.model_fields) - set(config) == {"mail", "engine"}  # the second says how, not what


def test_a_folder_that_is_no_report_is_exit_2(post: Post, tmp_path: Path) -> None:
    post.report = tmp_path / "nowhere"
    post.configure(to=["ops@acme.example"])
    assert post.email("--dry-run") == 2


def test_results_that_lack_what_is_read_again_are_exit_1(post: Post, capsys: Errors) -> None:
    post.configure(to=["ops@acme.example"])
    post.report = post.folder
    (post.folder / "results.json").write_text('{"schema_version": 1}')
    assert post.email("--dry-run") == 1
    assert "is damaged at generated_at" in capsys.readouterr().err


def test_a_report_without_its_workbook_is_exit_1(post: Post, capsys: Errors) -> None:
    post.configure(to=["ops@acme.example"])
    (post.folder / "results.json").write_bytes((post.report / "results.json").read_bytes())
    post.report = post.folder
    assert post.email("--dry-run") == 1
    assert "Cannot attach" in capsys.readouterr().err
    assert post.email("--dry-run", "--attach", "fixes") == 1


def test_a_workbook_that_is_none_cannot_be_cut(post: Post, capsys: Errors) -> None:
    inbox = post.serve(max_bytes=100_000)
    (post.folder / "results.json").write_bytes((post.report / "results.json").read_bytes())
    (post.folder / "report.xlsx").write_bytes(b"x" * 200_000)
    post.report = post.folder
    assert post.email() == 1
    assert "Cannot read" in capsys.readouterr().err
    assert inbox.envelopes == []


def test_certificates_that_cannot_be_read_are_exit_2(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.serve()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(post.folder / "nowhere.pem"))
    assert post.email() == 2


def test_a_folder_of_certificates_is_one(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = post.serve()
    (post.folder / "empty").mkdir()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(post.folder / "empty"))
    assert post.email() == 5
    assert inbox.envelopes == []
    assert isinstance(post.context, ssl.SSLContext)


HOSTILE = "=?utf-8?q?Acme=0D=0ABcc:_thief@evil.example?="


def test_an_encoded_word_in_the_name_of_an_org_makes_no_header_line(post: Post, tmp_path: Path) -> None:
    report = tmp_path / "copied"
    shutil.copytree(post.report, report)
    results = json.loads((report / "results.json").read_text())
    results["source"]["org_name"] = HOSTILE
    (report / "results.json").write_text(json.dumps(results))
    inbox = post.serve()
    assert main(["email", str(report), "--config", str(post.folder / "audit.toml")]) == 0
    raw = inbox.envelopes[0].content
    header = (raw if isinstance(raw, bytes) else raw.encode()).partition(b"\r\n\r\n")[0]
    assert b"\r\nbcc" not in header.lower()
    assert inbox.envelopes[0].rcpt_tos == ["ops@acme.example"]
    assert "Bcc:_thief@evil.example" in inbox.arrived()["Subject"]


@pytest.mark.parametrize("text", [f"{HOSTILE} <ops@acme.example>", "Ops\r\nBcc: x@y.example <ops@acme.example>"])
def test_a_name_that_hides_a_header_line_is_no_address(post: Post, text: str, capsys: Errors) -> None:
    inbox = post.serve()
    assert post.email("--to", text) == 2
    assert "--to needs one mail address" in capsys.readouterr().err
    assert inbox.envelopes == []


@pytest.mark.parametrize("text", ["a@acme.example, b@acme.example", "a@acme.example;b@acme.example"])
def test_two_addresses_in_one_option_are_refused_with_what_to_do(post: Post, text: str, capsys: Errors) -> None:
    inbox = post.serve()
    assert post.email("--to", text) == 2
    assert "For several, repeat --to." in capsys.readouterr().err
    post.configure(host="127.0.0.1", port=free_port(), to=[text])
    assert post.email() == 2
    assert "is not one mail address" in capsys.readouterr().err
    assert inbox.envelopes == []
