import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.cli.app import main
from audit.config.audit import AuditConfig
from audit.errors import ConnectionFailedError, LoginRefusedError, UsageError
from audit.sources.salesforce import export, login
from audit.sources.salesforce.download import Batches
from audit.sources.salesforce.sf_cli import session_of
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.fake_org.sf_stub import SfMode
from tests.sources.salesforce.conftest import N_CONTACTS

pytestmark = pytest.mark.slow  # it starts programs

Start = Callable[..., FakeOrg]
ALIAS = "fernsprech"


def environ(fake: FakeOrg, mode: SfMode) -> dict[str, str]:
    return {**fake.env("sf"), "PATH": f"{fake.sf(mode)}", "FORCE_COLOR": "1"}


def scripted(folder: Path, *answers: object) -> dict[str, str]:
    """An ``sf`` that prints one text after the other, whatever it is asked."""
    for number, answer in enumerate(answers):
        text = answer if isinstance(answer, str) else json.dumps(answer)
        (folder / str(number)).write_text(text, encoding="utf-8")
    program = folder / "sf"
    program.write_text(
        f"#!/bin/sh\nn=$(cat {folder}/n 2>/dev/null || echo 0)\necho $((n+1)) > {folder}/n\ncat {folder}/$n\n",
        encoding="utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize("mode", ["new", "old"])
def test_the_session_of_a_new_and_of_an_old_sf_is_used(start: Start, mode: SfMode) -> None:
    fake = start()
    assert login(ALIAS, environ=environ(fake, mode)).identity().username


@pytest.mark.parametrize("mode", ["new", "old"])
def test_a_session_that_ends_is_renewed_by_sf(start: Start, tmp_path: Path, mode: SfMode) -> None:
    fake = start()
    org = login(ALIAS, environ=environ(fake, mode))
    fake.fault("GET /jobs/query/*/results", act.expire_sessions(), nth=6)
    snapshot = export(org, AuditConfig(), tmp_path / "out", batches=Batches(rest_rows=0))
    assert snapshot.manifest.objects["Contact"].rows == N_CONTACTS


def test_the_token_is_never_an_argument(start: Start) -> None:
    fake = start()
    login(ALIAS, environ=environ(fake, "new"))
    calls = (fake.sf("new") / "calls.txt").read_text(encoding="utf-8").splitlines()
    assert calls == [
        f"org display --target-org {ALIAS} --json",
        f"org auth show-access-token --target-org {ALIAS} --json",
    ]


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        ("missing", "not installed"),
        ("logged_out", f"sf org login web --alias {ALIAS}"),
        ("expired", f"Unable to refresh session due to: .*sf org login web --alias {ALIAS}"),
        ("old_node", "does not run as it should: it says TypeError"),
    ],
)
def test_an_sf_without_a_session_says_what_to_do(start: Start, mode: SfMode, sentence: str) -> None:
    with pytest.raises(LoginRefusedError, match=sentence):
        login(ALIAS, environ=environ(start(), mode))


@pytest.mark.parametrize("alias", ["", " ", "--help", "-o", "a\nb", "a\x1bb"])
def test_what_cannot_be_an_alias_is_not_given_to_sf(alias: str) -> None:
    with pytest.raises(UsageError, match="sf org list"):
        session_of(alias, {"PATH": ""})


DISPLAY = {"status": 0, "result": {"instanceUrl": "https://acme.lightning.force.com", "accessToken": "[REDACTED] x"}}


def test_the_address_of_the_pages_is_put_right_with_a_message(tmp_path: Path) -> None:
    environ = scripted(tmp_path, DISPLAY, {"status": 0, "result": {"accessToken": "t"}})
    session = session_of("acme", environ)
    assert session.address.host == "acme.my.salesforce.com"
    assert "acme.my.salesforce.com" in session.address.message
    assert session.username is None


@pytest.mark.parametrize("shown", [{"accessToken": "[REDACTED]"}, {}, [], "text"])
def test_an_sf_that_shows_no_token_is_told(tmp_path: Path, shown: object) -> None:
    with pytest.raises(LoginRefusedError, match="shows no access token"):
        session_of("acme", scripted(tmp_path, DISPLAY, {"status": 0, "result": shown}))


@pytest.mark.parametrize("text", ["", "no json", "{broken", "[1]", '{"status": 0, "result": {}}'])
def test_an_sf_that_says_something_else_is_not_logged_in(tmp_path: Path, text: str) -> None:
    with pytest.raises(LoginRefusedError, match=r"not logged in|does not run"):
        session_of("acme", scripted(tmp_path, text))


def test_warnings_before_the_json_are_passed_over(tmp_path: Path) -> None:
    given = "00Dx!given"
    environ = scripted(tmp_path, "Warning: update\n" + json.dumps(DISPLAY), {"result": {"accessToken": given}})
    assert session_of("acme", environ).token == given


def test_an_sf_that_cannot_be_run_is_told(tmp_path: Path) -> None:
    program = tmp_path / "sf"
    program.write_bytes(b"\x7fELF no program")
    program.chmod(0o700)
    with pytest.raises(LoginRefusedError, match="does not answer"):
        session_of("acme", {"PATH": str(tmp_path)})


@pytest.mark.parametrize("end", ["\r\n", "\ufeff", " "])
def test_the_end_of_a_line_is_no_part_of_the_token_of_sf(tmp_path: Path, end: str) -> None:
    given = "00Dx!given"
    environ = scripted(tmp_path, DISPLAY, {"result": {"accessToken": f"{given}{end}"}})
    assert session_of("acme", environ).token == given


@pytest.mark.parametrize("token", ["m4rked\r\nm4rked", "m4rked m4rked", "m4rk\u00e9d"])
def test_a_token_of_sf_that_is_none_is_not_quoted(tmp_path: Path, token: str) -> None:
    with pytest.raises(LoginRefusedError, match="shows no access token") as caught:
        session_of("acme", scripted(tmp_path, DISPLAY, {"result": {"accessToken": token}}))
    assert "m4rk" not in str(caught.value)


@pytest.mark.parametrize("mode", ["new", "old", "token"])
def test_a_login_that_ends_during_an_export_is_told_as_ended(start: Start, tmp_path: Path, mode: SfMode) -> None:
    fake = start()
    org = login(ALIAS, environ=environ(fake, mode))
    fake.revoke_refresh()
    fake.fault("GET /jobs/query/*/results", act.expire_sessions(), nth=2)
    with pytest.raises(LoginRefusedError, match=f"has ended: .*sf org login web --alias {ALIAS}"):
        export(org, AuditConfig(), tmp_path / "out", batches=Batches(rest_rows=0))


@pytest.mark.parametrize(
    "status",
    [
        "fetch failed",
        "ENOTFOUND",
        "ECONNREFUSED",
        "unable to get local issuer certificate",
        "Down (Maintenance)",
        "Bad Response",
        "The request timed out",
    ],
)
def test_an_org_that_sf_does_not_reach_is_no_login_that_has_ended(tmp_path: Path, status: str) -> None:
    shown = {"instanceUrl": "https://acme.my.salesforce.com", "connectedStatus": status}
    with pytest.raises(ConnectionFailedError, match="does not reach the org of acme") as failed:
        session_of("acme", scripted(tmp_path, {"status": 0, "result": shown}))
    assert status in str(failed.value)


@pytest.mark.parametrize("status", ["Session expired or invalid", "INVALID_SESSION_ID", "Unable to refresh session"])
def test_any_other_status_means_that_the_login_has_ended(tmp_path: Path, status: str) -> None:
    shown = {"instanceUrl": "https://acme.my.salesforce.com", "connectedStatus": status}
    with pytest.raises(LoginRefusedError, match=f"has ended: {status}"):
        session_of("acme", scripted(tmp_path, {"status": 0, "result": shown}))


def keeping(fake: FakeOrg, folder: Path, status: str = "Connected", *, older: bool = False) -> dict[str, str]:
    """An ``sf`` that hands out the same token again and again, and says ``status`` from its second answer on."""
    token = fake.token()
    shown = {"instanceUrl": fake.url, "accessToken": token if older else "[REDACTED]"}
    first, later = ({"status": 0, "result": {**shown, "connectedStatus": said}} for said in ("Connected", status))
    its_token = {"status": 0, "result": {"accessToken": token}}
    answers = [first, *([later] * 9)] if older else [first, its_token, *([later, its_token] * 9)]
    return {**fake.env("sf"), **scripted(folder, *answers)}


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize("nth", [1, 6])
@pytest.mark.parametrize(
    ("status", "quoted"),
    [
        ("Connected", "hands out the same session again"),
        ("Unable to refresh session due to: Error authenticating with the refresh token", "Unable to refresh session"),
        ("Session expired or invalid", "Session expired or invalid"),
        ("RefreshTokenAuthError", "RefreshTokenAuthError"),
    ],
)
def test_an_sf_whose_login_has_ended_is_told_at_once_and_in_the_middle_of_an_export(
    start: Start, tmp_path: Path, *, status: str, quoted: str, nth: int, older: bool
) -> None:
    fake = start()
    org = login(ALIAS, environ=keeping(fake, tmp_path, status, older=older))
    fake.fault("GET /jobs/query/*/results" if nth > 1 else "GET /query/", act.expire_sessions(), nth=nth)
    with pytest.raises(LoginRefusedError, match=f"The login of sf to {ALIAS} has ended") as caught:
        export(org, AuditConfig(), tmp_path / "out", batches=Batches(rest_rows=0))
    assert quoted in str(caught.value)
    assert f"`sf org login web --alias {ALIAS}`" in str(caught.value)
    assert ("the same command resumes from there" in str(caught.value)) == (nth > 1)
    assert "!" not in str(caught.value)
    assert (tmp_path / "n").read_text(encoding="ascii").strip() in {"2", "3", "4"}  # no worker asks sf once more


def test_an_export_goes_on_where_it_stopped_once_sf_is_logged_in_again(start: Start, tmp_path: Path) -> None:
    fake = start()
    org = login(ALIAS, environ=keeping(fake, tmp_path))
    fake.fault("GET /jobs/query/*/results", act.expire_sessions(), nth=6)
    with pytest.raises(LoginRefusedError):
        export(org, AuditConfig(), tmp_path / "out", batches=Batches(rest_rows=0))
    again = login(ALIAS, environ=environ(fake, "new"))
    snapshot = export(again, AuditConfig(), tmp_path / "out", batches=Batches(rest_rows=0))
    assert snapshot.manifest.objects["Contact"].rows == N_CONTACTS


@pytest.mark.parametrize("alias", ["typo", "ada@typo.example", "my org"])
def test_an_alias_that_sf_does_not_know_is_no_login(
    start: Start, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], alias: str
) -> None:
    for name, value in environ(start(), "new").items():
        monkeypatch.setenv(name, value)
    assert main(["check", "--org", alias]) == 4
    told = capsys.readouterr().err
    assert f"sf is not logged in to {alias}." in told
    assert "No authorization information found" in told
    assert "sf org list" in told
    assert "--alias 'my org'`" in told or " " not in alias
    assert len(told.splitlines()) <= 2
    assert "fernsprech" not in told


def test_what_sf_shows_of_secrets_is_never_quoted(tmp_path: Path) -> None:
    shown = {**DISPLAY["result"], "accessToken": "m4rked-one", "refreshToken": "m4rked-two"}
    said = {"status": 0, "result": {**shown, "connectedStatus": "Ended: m4rked-one, m4rked-two"}}
    with pytest.raises(LoginRefusedError, match="has ended") as caught:
        session_of("acme", scripted(tmp_path, said))
    assert "m4rked" not in str(caught.value)
