"""A live org read from Python, without the command."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from audit import AuditConfig, read_org
from audit.errors import LoginRefusedError, UsageError
from tests.fake_org import FakeOrg


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Set the environment of a login; temporary files lie in an own folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()

    def enter(environ: dict[str, str]) -> None:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)

    return enter


def test_an_org_is_read_by_the_environment_and_nothing_is_left(
    start: Callable[..., FakeOrg],
    surroundings: Callable[..., None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fake = start()
    surroundings(fake.env())
    extract = read_org(config=AuditConfig(region="US"))
    assert {name: len(frame) for name, frame in extract.frames.items() if len(frame)} == {
        "Contact": 60,
        "Lead": 1,
        "Account": 2,
    }
    assert extract.source.kind == "org"
    assert extract.config.region == "US"
    assert not fake.writes
    assert list((tmp_path / "temporary").glob("phone-audit-*")) == []
    assert capsys.readouterr() == ("", "")


def test_what_a_login_has_to_say_is_among_the_warnings(
    start: Callable[..., FakeOrg], surroundings: Callable[..., None]
) -> None:
    surroundings(start().env("password"))
    assert any("SOAP login()" in warning for warning in read_org().source.warnings)


def test_a_login_that_is_refused_is_told_in_a_sentence(
    start: Callable[..., FakeOrg], surroundings: Callable[..., None]
) -> None:
    surroundings({**start().env(), "SF_CLIENT_SECRET": "not-the-secret"})
    with pytest.raises(LoginRefusedError):
        read_org()


def test_no_login_at_all_is_a_usage_error(surroundings: Callable[..., None]) -> None:
    surroundings({})
    with pytest.raises(UsageError):
        read_org()
