"""The real Salesforce CLI against the fake org; scripts/install-sf installs two of its versions."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from audit.cli.app import main
from audit.package_files import shipped
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.fake_org.sf_stub import SfMode
from tests.sources.salesforce.real_sf import ALIAS, RealSf, executables

NOW = ("--now", "2026-11-22T12:00:00Z")
DISPLAY = ("org", "display")
SHOW = ("org", "auth", "show-access-token")
_REAL = executables()

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not _REAL, reason="PHONE_AUDIT_REAL_SF names no Salesforce CLI (scripts/install-sf installs two versions of it)"
    ),
]


@pytest.fixture(params=_REAL, ids=lambda path: path.name)
def real(request: pytest.FixtureRequest, start_org: Callable[..., FakeOrg], tmp_path: Path) -> RealSf:
    return RealSf(request.param, tmp_path / "home", start_org(shipped("sample_data")))


@pytest.fixture(scope="module")
def from_csv(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    report = tmp_path_factory.mktemp("csv") / "report"
    assert main(["run", "--csv", str(shipped("sample_data")), "--out", str(report), "--quiet", *NOW]) == 0
    return values(report)


def values(report: Path) -> pd.DataFrame:
    return pd.read_parquet(report / "tables" / "values.parquet")


@pytest.mark.parametrize("renewable", [True, False])
def test_an_org_is_checked_and_standard_error_is_quiet(real: RealSf, *, renewable: bool) -> None:
    real.log_in(renewable=renewable)
    checked = real.phone_audit("check", "--org", ALIAS)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert f"sf ({ALIAS})" in checked.stdout


def test_an_org_is_audited_its_session_renewed_and_standard_error_is_quiet(
    real: RealSf, from_csv: pd.DataFrame
) -> None:
    real.log_in(renewable=True)
    real.fake.fault("GET /query/", act.expire_sessions(), nth=4)
    audited = real.phone_audit("run", "--org", ALIAS, "--out", "live", *NOW)
    assert (audited.returncode, audited.stderr, real.fake.unmet_faults) == (0, "", [])
    assert "\x1b" not in audited.stdout
    pd.testing.assert_frame_equal(values(real.home / "live"), from_csv)
    assert not real.fake.writes


@pytest.mark.parametrize(
    ("renewable", "said"), [(True, "Unable to refresh session due to: "), (False, "Session expired or invalid")]
)
def test_a_login_that_has_ended_is_quoted_before_and_during_an_export(
    real: RealSf, said: str, *, renewable: bool
) -> None:
    real.log_in(renewable=renewable)
    real.fake.revoke_refresh()
    real.fake.fault("GET /query/", act.expire_sessions(), nth=4)
    for _ in "during", "before":
        done = real.phone_audit("run", "--org", ALIAS, "--out", "report")
        assert done.returncode == 4
        assert f"The login of sf to {ALIAS} has ended: {said}" in done.stderr
        assert f"`sf org login web --alias {ALIAS}`" in done.stderr
        assert len(done.stderr.splitlines()) <= 2


def test_an_org_that_sf_does_not_trust_is_no_login_that_has_ended(real: RealSf) -> None:
    real.log_in(renewable=True)
    done = real.phone_audit("check", "--org", ALIAS, NODE_EXTRA_CA_CERTS="")
    assert (done.returncode, "NODE_EXTRA_CA_CERTS" in done.stderr) == (1, True)


def stand_in(real: RealSf, mode: SfMode, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = real.fake.folder / f"sf-{mode}" / "sf"
    env = {**os.environ, "FORCE_COLOR": "0"}
    return subprocess.run(
        [program, *arguments, "--target-org", ALIAS, "--json"], capture_output=True, text=True, env=env, check=False
    )


@pytest.mark.parametrize("renewable", [True, False])
def test_the_stand_in_answers_as_the_real_one(
    real: RealSf, monkeypatch: pytest.MonkeyPatch, *, renewable: bool
) -> None:
    monkeypatch.setattr("tests.fake_org.org.SF_ALIAS", ALIAS)
    hides_tokens = real.hides_tokens
    mode: SfMode = "old" if not hides_tokens else "new" if renewable else "token"
    if mode == "old" and not renewable:
        pytest.skip("the stand-in has no old sf that was logged in with an access token")
    real.log_in(renewable=renewable)
    real.fake.sf(mode)
    for is_ended in False, True:
        if is_ended:
            real.fake.revoke_refresh()
            real.fake.expire_sessions()
        for command in [DISPLAY, SHOW] if hides_tokens else [DISPLAY]:
            code, truth = real.answer(*command)
            done = stand_in(real, mode, *command)
            ours = json.loads(done.stdout)
            assert (done.returncode, ours["status"]) == (code, truth["status"])
            assert comparable(ours["result"]) == comparable(truth["result"])
            assert begun(ours["warnings"][:-1]) == begun(truth["warnings"][:-1])


def begun(texts: list[str]) -> list[str]:
    return [text[:40] for text in texts]


def comparable(result: dict[str, str]) -> dict[str, str]:
    """Return a result without what differs by login: the token itself, and the name of the host."""
    token = {"accessToken": result["accessToken"].startswith("[REDACTED]")} if "accessToken" in result else {}
    url = {"instanceUrl": result["instanceUrl"].replace("localhost", "127.0.0.1")} if "instanceUrl" in result else {}
    return {**result, **token, **url}


def test_an_unknown_alias_is_refused_by_the_stand_in_as_by_the_real_one(real: RealSf) -> None:
    told = real.phone_audit("check", "--org", ALIAS)
    assert told.returncode == 4
    assert f"No authorization information found for {ALIAS}" in told.stderr
    code, truth = real.answer(*DISPLAY)
    real.fake.sf("logged_out")
    done = stand_in(real, "logged_out", *DISPLAY)
    ours = json.loads(done.stdout)
    assert done.returncode == code
    assert {**ours, "stack": ""} == {**truth, "stack": ""}
