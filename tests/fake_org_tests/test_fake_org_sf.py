"""The stand-in for the ``sf`` program."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.fake_org import FakeOrg
from tests.fake_org.sf_stub import SfMode
from tests.fake_org_tests.asking import StartOrg, base

DISPLAY = ("org", "display", "--target-org", "fernsprech", "--json")
SHOW = ("org", "auth", "show-access-token", "--target-org", "fernsprech", "--json")


def sf(org: FakeOrg, mode: SfMode, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return answered(org.sf(mode) / "sf", *arguments, **env)


def sf_again(org: FakeOrg, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Ask a new ``sf`` that was there before, with the token that it holds."""
    program = org.folder / "sf-new" / "sf"
    return answered(program if program.exists() else org.sf("new") / "sf", *arguments)


def answered(program: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    return subprocess.run([program, *arguments], capture_output=True, text=True, env={**clean, **env}, check=False)


def result(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown


def opens(org: FakeOrg, token: str) -> bool:
    with org.session() as session:
        return session.get(f"{base(org)}/limits", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_a_new_sf_shows_the_token_only_when_asked_for_it(start_org: StartOrg) -> None:
    org = start_org()
    shown = result(sf(org, "new", *DISPLAY))["result"]
    assert shown["instanceUrl"] == org.url
    assert shown["accessToken"] == "[REDACTED] Use 'sf org auth show-access-token' to view"
    assert opens(org, result(sf(org, "new", *SHOW))["result"]["accessToken"])


def test_an_old_sf_shows_it_at_once_and_knows_no_other_command(start_org: StartOrg) -> None:
    org = start_org()
    assert opens(org, result(sf(org, "old", *DISPLAY))["result"]["accessToken"])
    unknown = sf(org, "old", *SHOW)
    assert (unknown.returncode, unknown.stdout) == (127, "")
    assert "is not a sf command" in unknown.stderr


def test_a_token_is_kept_until_the_org_refuses_it(start_org: StartOrg) -> None:
    org = start_org()
    first, again = (result(sf_again(org, *SHOW))["result"]["accessToken"] for _ in range(2))
    assert first == again
    org.expire_sessions()
    renewed = result(sf_again(org, *SHOW))["result"]["accessToken"]
    assert renewed != first
    assert opens(org, renewed)


def test_who_is_not_logged_in_is_told_so(start_org: StartOrg) -> None:
    done = sf(start_org(), "logged_out", *DISPLAY)
    assert (done.returncode, result(done)["name"]) == (2, "NamedOrgNotFoundError")


def test_an_unknown_alias_is_not_found(start_org: StartOrg) -> None:
    done = sf(start_org(), "new", "org", "display", "--target-org", "other", "--json")
    assert done.returncode == 2
    assert "No authorization information found for other." in result(done)["message"]


@pytest.mark.parametrize(
    ("mode", "status"),
    [
        ("expired", "Unable to refresh session due to: Error authenticating with the refresh token due to: expired"),
        ("new", "Unable to refresh session due to: Error authenticating with the refresh token due to: expired"),
        ("old", "Unable to refresh session due to: Error authenticating with the refresh token due to: expired"),
        ("token", "Session expired or invalid"),
    ],
)
def test_a_login_that_has_ended_is_no_error(start_org: StartOrg, mode: SfMode, status: str) -> None:
    org = start_org()
    org.revoke_refresh()
    program = org.sf(mode)
    org.expire_sessions()
    shown = answered(program / "sf", *DISPLAY)
    assert shown.returncode == 0
    assert result(shown)["status"] == 0
    assert result(shown)["result"]["connectedStatus"].startswith(status)
    if mode != "old":
        stale = result(answered(program / "sf", *SHOW))
        assert stale["warnings"][0] == "Unable to refresh auth for org. Access token may be stale."
        assert not opens(org, stale["result"]["accessToken"])


def test_an_org_out_of_reach_is_no_error_either(start_org: StartOrg) -> None:
    org = start_org()
    program = org.sf("new")
    login = json.loads((program / "login.json").read_text(encoding="utf-8"))
    (program / "login.json").write_text(json.dumps({**login, "url": "https://127.0.0.1:9"}), encoding="utf-8")
    assert result(answered(program / "sf", *DISPLAY))["result"]["connectedStatus"] == "fetch failed"


def test_with_an_old_node_it_does_not_start(start_org: StartOrg) -> None:
    done = sf(start_org(), "old_node", *DISPLAY)
    assert (done.returncode, done.stdout) == (1, "")
    assert "TypeError: Cannot read properties" in done.stderr


def test_colors_spoil_the_json_unless_they_are_switched_off(start_org: StartOrg) -> None:
    org = start_org()
    assert sf(org, "new", *DISPLAY, FORCE_COLOR="1").stdout.startswith("\x1b[")
    assert sf(org, "new", *DISPLAY, FORCE_COLOR="1", NO_COLOR="1").stdout.startswith("{")


def test_warnings_go_to_standard_error(start_org: StartOrg) -> None:
    assert "update available" in sf(start_org(), "new", *DISPLAY).stderr


def test_missing_is_no_program_at_all(start_org: StartOrg) -> None:
    assert list(start_org().sf("missing").iterdir()) == []


def test_calls_are_listed_without_a_secret(start_org: StartOrg) -> None:
    org = start_org()
    sf(org, "new", *SHOW)
    calls = (org.sf("new") / "calls.txt").read_text(encoding="utf-8")
    assert calls == "org auth show-access-token --target-org fernsprech --json\n"


def test_the_environment_leads_to_it(start_org: StartOrg) -> None:
    env = start_org().env("sf")
    assert (Path(env["PATH"]) / "sf").exists()
    assert "SF_INSTANCE_URL" not in env
