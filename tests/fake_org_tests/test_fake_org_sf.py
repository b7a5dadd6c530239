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
    program = org.sf(mode) / "sf"
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


def test_each_call_gives_a_token_that_holds(start_org: StartOrg) -> None:
    org = start_org()
    first = result(sf(org, "new", *SHOW))["result"]["accessToken"]
    org.expire_sessions()
    assert not opens(org, first)
    assert opens(org, result(sf(org, "new", *SHOW))["result"]["accessToken"])


def test_who_is_not_logged_in_is_told_so(start_org: StartOrg) -> None:
    done = sf(start_org(), "logged_out", *DISPLAY)
    assert (done.returncode, result(done)["name"]) == (1, "NamedOrgNotFoundError")


def test_an_unknown_alias_is_not_found(start_org: StartOrg) -> None:
    done = sf(start_org(), "new", "org", "display", "--target-org", "other", "--json")
    assert result(done)["message"] == "No authorization information found for other."


@pytest.mark.parametrize("mode", ["expired", "new"])
def test_a_refresh_token_can_end(start_org: StartOrg, mode: SfMode) -> None:
    org = start_org()
    org.revoke_refresh()
    done = sf(org, mode, *SHOW)
    assert (done.returncode, result(done)["name"]) == (1, "RefreshTokenAuthError")


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
