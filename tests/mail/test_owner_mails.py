"""Lists by owner, mailed over a real server; without --send nothing is."""

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope

from audit.cli.app import main
from audit.mail.smtp import MailServer
from tests.audited import contacts, export
from tests.mail.conftest import Post
from tests.mail.smtp_server import Inbox

pytestmark = pytest.mark.slow  # mails over real servers

HEADER = "Id,LastName,Phone,Owner.Name,LastModifiedDate"
ROW = '0035Y0000000{0:03}QAA,N{0},"(212) 555-01{0:02}",{1},2026-01-01T00:00:00Z'
CONTACTS = [
    ROW.format(place, owner) for place, owner in enumerate(("Ann Lee", "Ann Lee", "Zo\u00eb \u00c5: Co", "Bo Ray"))
]
ANN, ZOE = "ann@acme.example", "Zo\u00eb <zoe@acme.example>"
BO, ZOE_FILE = "bo@acme.example", "Zo\u00eb \u00c5_ Co.xlsx"
OWNERS = {"ann lee": ANN, "Zo\u00eb \u00c5: Co": ZOE, "Someone Else": "else@acme.example"}
Printed = pytest.CaptureFixture[str]
Serve = Callable[..., Inbox]


@pytest.fixture(scope="session")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report with lists by owner."""
    folder = tmp_path_factory.mktemp("lists")
    source = export(folder, {"Contact.csv": contacts(*CONTACTS, header=HEADER)})
    out = ["--out", str(folder / "report"), "--now", "2026-02-28", "--quiet"]
    assert main(["run", "--csv", str(source), "--region", "US", "--by-owner", *out]) == 0
    return folder / "report"


@pytest.fixture
def serve(post: Post, lists: Path) -> Serve:
    """Return a function that starts a server, with addresses of owners in the settings."""

    def start(inbox: Inbox | None = None, **mail: Any) -> Inbox:
        post.report = lists
        return post.serve(inbox, **{"owners": OWNERS, **mail})

    return start


def files_of(envelope: Envelope) -> dict[str, bytes]:
    """Return what is attached."""
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content, policy=default)
    assert isinstance(message, EmailMessage)
    return {part.get_filename() or "": part.get_content() for part in message.iter_attachments()}


def test_without_send_it_shows_who_would_get_what(post: Post, serve: Serve, capsys: Printed) -> None:
    inbox = serve()
    assert post.email("--by-owner") == 0
    shown = capsys.readouterr().out
    assert f"{ANN}: Ann Lee, 2 rows, " in shown
    assert "Subject: Phone numbers to check on your records: 2 rows, " in shown
    assert 'add below [mail.owners] in the configuration:\n"Bo Ray" = ""  # 1 row\n' in shown
    assert "In mail.owners, but without a list: Someone Else" in shown
    assert "mail.allowed_domains is not set" in shown
    assert shown.rstrip().endswith("nothing was sent. To send, add --send.")
    assert inbox.envelopes == []


def test_without_send_it_says_which_mail_is_too_large_to_send(
    post: Post, serve: Serve, tmp_path: Path, capsys: Printed
) -> None:
    inbox = serve(max_bytes=100_000)
    post.report = copytree(post.report, tmp_path / "report")
    (post.report / "owners" / "Ann Lee.xlsx").write_bytes(bytes(100_000))
    assert post.email("--by-owner") == 0
    of_ann, of_zoe = capsys.readouterr().out.splitlines()[:2]
    assert of_ann.endswith(" Too large to send: mail.max_bytes is 100,000.")
    assert "Too large" not in of_zoe
    assert post.email("--by-owner", "--send") == 5
    assert f"and not sent, are the mails to {ANN}. The others got theirs." in capsys.readouterr().err
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [["zoe@acme.example"]]


def test_each_owner_gets_the_own_workbook_and_nobody_else_s(
    post: Post, serve: Serve, lists: Path, capsys: Printed
) -> None:
    inbox = serve()
    assert post.email("--by-owner", "--send") == 0
    assert "2 mails of 2 accepted by 127.0.0.1" in capsys.readouterr().out
    got = {}
    for envelope in inbox.envelopes:
        (to,) = envelope.rcpt_tos
        got[to] = files_of(envelope)
    assert got == {
        ANN: {"Ann Lee.xlsx": (lists / "owners" / "Ann Lee.xlsx").read_bytes()},
        "zoe@acme.example": {"Zo\u00eb \u00c5_ Co.xlsx": (lists / "owners" / "Zo\u00eb \u00c5_ Co.xlsx").read_bytes()},
    }


def test_an_address_outside_the_allowed_domains_stops_all_before_the_first_mail(
    post: Post, serve: Serve, capsys: Printed
) -> None:
    inbox = serve(allowed_domains=["acme.example"], owners={**OWNERS, "Bo Ray": "bo@elsewhere.example"})
    for options in ((), ("--send",)):
        assert post.email("--by-owner", *options) == 2
        assert "Not in mail.allowed_domains: bo@elsewhere.example. Nothing was sent." in capsys.readouterr().err
    assert inbox.envelopes == []


def test_a_refused_owner_is_exit_5_and_the_others_get_theirs(post: Post, serve: Serve, capsys: Printed) -> None:
    inbox = serve(Inbox(refused=(ANN,)))
    assert post.email("--by-owner", "--send") == 5
    printed = capsys.readouterr()
    assert f"refused {ANN}. The others got theirs." in printed.err
    assert "1 mail of 2 accepted" in printed.out
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [["zoe@acme.example"]]


def test_a_server_that_is_not_there_is_exit_5_and_says_that_none_was_sent(
    post: Post, lists: Path, capsys: Printed
) -> None:
    post.report = lists
    post.configure(host="127.0.0.1", port=9, security="none", sender="audit@acme.example", owners=OWNERS)
    assert post.email("--by-owner", "--send") == 5
    assert f"0 of 2 mails were sent. Not sent: {ANN}, " in capsys.readouterr().err


def test_a_workbook_that_is_missing_stops_all_before_the_first_mail(
    post: Post, serve: Serve, tmp_path: Path, capsys: Printed
) -> None:
    inbox = serve()
    post.report = copytree(post.report, tmp_path / "report")
    (post.report / "owners" / ZOE_FILE).unlink()
    assert post.email("--by-owner", "--send") == 1
    said = capsys.readouterr().err
    assert f"Cannot attach {post.report / 'owners' / ZOE_FILE}: No such file" in said
    assert f"0 of 2 mails were sent. Not sent: {ANN}, {ZOE}." in said
    assert inbox.envelopes == []


def test_a_workbook_that_goes_while_mails_are_sent_does_not_lose_who_got_theirs(
    post: Post, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    inbox = serve()
    post.report = copytree(post.report, tmp_path / "report")
    send = MailServer.send

    def sent(*message: Any) -> None:
        send(*message)
        (post.report / "owners" / ZOE_FILE).unlink()

    monkeypatch.setattr(MailServer, "send", sent)
    assert post.email("--by-owner", "--send") == 1
    said = capsys.readouterr().err
    assert f"1 of 2 mails were sent: {ANN}. Not sent: {ZOE}. To mail only the others, take who got theirs" in said
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [[ANN]]


def test_an_interrupt_says_who_got_theirs_and_who_perhaps_did(
    post: Post, serve: Serve, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    inbox = serve(owners={**OWNERS, "Bo Ray": BO})
    send = MailServer.send

    def interrupted(server: MailServer, *message: Any) -> None:
        if inbox.envelopes:
            raise KeyboardInterrupt
        send(server, *message)

    monkeypatch.setattr(MailServer, "send", interrupted)
    assert post.email("--by-owner", "--send") == 130
    said = capsys.readouterr().err
    assert f"Interrupted. 1 of 3 mails were sent: {ANN}. Perhaps sent: {BO}. Not sent: {ZOE}." in said
    assert "Nothing was written" not in said


@pytest.mark.parametrize(
    ("inbox", "words"),
    [
        (Inbox(gone_after="content"), f"0 of 2 mails were sent. Perhaps sent: {ANN}. Not sent: {ZOE}."),
        (Inbox(refused=(ANN,), gone_after="content"), f"Perhaps sent: {ZOE}. Not sent: {ANN}."),
        (Inbox(refused=(ANN,), refuses_content=True), f"0 of 2 mails were sent. Not sent: {ANN}, {ZOE}."),
    ],
)
def test_a_server_that_gives_up_leaves_out_nobody_who_got_no_mail(
    post: Post, serve: Serve, capsys: Printed, inbox: Inbox, words: str
) -> None:
    serve(inbox)
    assert post.email("--by-owner", "--send") == 5
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--send",), "--send goes with --by-owner"),
        (("--by-owner", "--to", "a@acme.example"), "--to does not go with --by-owner"),
        (("--by-owner", "--attach", "page"), "--attach does not go with --by-owner"),
    ],
)
def test_options_that_say_something_else_are_refused(
    post: Post, serve: Serve, capsys: Printed, options: tuple[str, ...], words: str
) -> None:
    inbox = serve()
    assert post.email(*options) == 2
    assert words in capsys.readouterr().err
    assert inbox.envelopes == []


def test_without_addresses_it_says_where_to_write_them(post: Post, serve: Serve, capsys: Printed) -> None:
    serve(owners={})
    assert post.email("--by-owner") == 2
    printed = capsys.readouterr()
    assert '"Ann Lee" = ""  # 2 rows\n' in printed.out
    assert "mail.owners has the address of none of 3 owners." in printed.err


def test_a_report_without_lists_says_how_to_make_them(post: Post, capsys: Printed) -> None:
    post.serve(owners=OWNERS)
    assert post.email("--by-owner") == 2
    assert "has no lists by owner. Run phone-audit run --by-owner." in capsys.readouterr().err


def test_a_redacted_report_has_nobody_to_mail_to(post: Post, tmp_path: Path, capsys: Printed) -> None:
    post.serve(owners=OWNERS)
    source = export(tmp_path / "source", {"Contact.csv": contacts(*CONTACTS, header=HEADER)})
    post.report = tmp_path / "redacted"
    run = ["run", "--csv", str(source), "--region", "US", "--by-owner", "--redact", "--out", str(post.report)]
    assert main(run) == 0
    capsys.readouterr()
    assert post.email("--by-owner") == 2
    assert "--redact left no names of owners" in capsys.readouterr().err
