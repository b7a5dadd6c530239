"""No secret is in anything that a run prints, logs or leaves, whatever goes wrong."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from audit.sources.http.retry_policy import RetryPolicy
from tests.fake_org import FakeOrg
from tests.secrets import faults_of_login, faults_of_the_run, faults_of_the_way
from tests.secrets.scene import Arrange, Marks, Scene, marked
from tests.sources.salesforce.conftest import TABLES, write_tables

FAULTS: dict[str, Arrange] = {**faults_of_login.FAULTS, **faults_of_the_way.FAULTS, **faults_of_the_run.FAULTS}
GOES_WELL = [name for name in FAULTS if name.startswith("nothing-")]
GOES_ON = {"domain-not-needed", "check-of-what-is-refused", *GOES_WELL}


@pytest.fixture
def scene(start_org: Callable[..., FakeOrg], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(RetryPolicy, "backoff", lambda *_: 0.0)
    monkeypatch.setattr(RetryPolicy, "poll_waits", lambda *_: 0.0)
    marks: Marks = marked(monkeypatch)
    (tmp_path / "private").mkdir()
    with ExitStack() as stack:
        yield Scene(start_org(write_tables(tmp_path / "data", TABLES)), tmp_path, monkeypatch, marks, stack=stack)


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_no_secret_is_printed_logged_or_left(
    name: str, scene: Scene, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    FAULTS[name](scene)
    with caplog.at_level(logging.DEBUG):
        code = scene.run()
    told = capfd.readouterr()
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("mail."))
    assert scene.leaks(out=told.out, err=told.err, logging=logged) == []  # "mail.log" is the server of this test
    assert "Traceback" not in told.err
    assert scene.fake.unmet_faults == []
    assert (code == 0) == (name in GOES_ON), told.err
    if code:
        assert 1 <= len(told.err.splitlines()) <= 3, told.err


def test_the_search_finds_a_secret_wherever_it_is(scene: Scene, tmp_path: Path) -> None:
    scene.log_in_by("jwt")
    home = tmp_path / "home"
    home.mkdir()
    assert scene.leaks(out=scene.marks.password[5:18], err="nothing") == ["out"]
    (home / "left.json").write_text(f"x{scene.marks.client_secret[:12]}x", encoding="utf-8")
    (home / "key.txt").write_text(scene.fake.state.keys.pem().decode().splitlines()[3], encoding="utf-8")
    assert scene.leaks(out=scene.fake.token()) == ["key.txt", "left.json", "out"]


def test_there_are_at_least_forty_faults() -> None:
    assert len(FAULTS) - len(GOES_WELL) >= 40
