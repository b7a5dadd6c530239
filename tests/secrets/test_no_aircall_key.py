"""The key of Aircall's API is in nothing that a reading of calls prints, logs or leaves, whatever goes wrong."""

import base64
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.cli.app import main
from audit.sources.aircall import aircall_api, read_aircall
from audit.sources.http.retry_policy import RetryPolicy
from tests.fake_aircall import FakeAircall, generated
from tests.fake_aircall.aircall import API_ID
from tests.fake_aircall.mishaps import MISHAPS, redirect
from tests.fake_org.faults import Action, Exchange
from tests.fake_org.messages import Response, answer
from tests.secrets.scene import mark

SHORTEST_LEAK = 10
CALLS = "GET /v1/calls"
LATER = {"nth": 4}


@dataclass
class Scene:
    fake: FakeAircall
    token: str
    monkeypatch: pytest.MonkeyPatch

    def pieces(self) -> set[bytes]:
        """Return every run of characters of the token, plain and as a header has it, that would give it away."""
        coded = base64.b64encode(f"{API_ID}:{self.token}".encode()).decode().rstrip("=")
        texts = (self.token, coded[len(coded) // 3 :])
        return {
            text[start : start + SHORTEST_LEAK].encode()
            for text in texts
            for start in range(len(text) - SHORTEST_LEAK + 1)
        }


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Scene]:
    token = mark()
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    monkeypatch.setattr(RetryPolicy, "pause", lambda policy, seconds: None)
    with ExitStack() as stack:
        fake = stack.enter_context(FakeAircall(generated(400, now=int(time.time())), api_token=token))
        for name, value in fake.env().items():
            monkeypatch.setenv(name, value)
        yield Scene(fake, token, monkeypatch)


def echo(status: int, kind: str) -> Action:
    """Answer with what was asked, its headers among it, as a gateway does that quotes a request."""

    def act(met: Exchange) -> Response:
        headers = "\n".join(f"{name}: {value}" for name, value in met.request.headers.items())
        return Response(status, f"<html>{headers}</html>".encode(), kind)

    return act


def echo_json(status: int) -> Action:
    """Answer with JSON in which the header stands where a message is expected."""
    return lambda met: answer({"message": met.request.headers["authorization"], "company": {"name": None}}, status)


def company_named_like_the_key(met: Exchange) -> Response:
    """Call the company by the header that was sent."""
    return answer({"company": {"name": met.request.headers["authorization"]}})


def on(path: str, act: Action, **when: int) -> Callable[[Scene], None]:
    return lambda scene: scene.fake.fault(path, act, times=None, **when)


def variable(name: str, spoil: Callable[[str], str]) -> Callable[[Scene], None]:
    def change(scene: Scene) -> None:
        scene.monkeypatch.setenv(name, spoil(scene.token))

    return change


def defect(module: object, name: str) -> Callable[[Scene], None]:
    """Let a function fail with the key in its words."""

    def change(scene: Scene) -> None:
        def fail(*_: object, **__: object) -> None:
            raise RuntimeError(f"Invalid header value b'Basic {scene.token}'")

        scene.monkeypatch.setattr(module, name, fail)

    return change


FAULTS: dict[str, Callable[[Scene], None]] = {
    "nothing": lambda scene: None,
    "401-echo": on("GET /v1/ping", echo_json(401)),
    "403-echo": on("GET /v1/ping", echo_json(403)),
    "404-echo": on("GET /v1/numbers", echo_json(404)),
    "400-echo": on(CALLS, echo_json(400)),
    "200-echo": on("GET /v1/company", echo_json(200)),
    "429-echo": on("GET /v1/ping", echo(429, "text/html")),
    "502-echo": on(CALLS, echo(502, "text/html"), **LATER),
    "200-page": on(CALLS, echo(200, "text/html"), **LATER),
    "redirect": on("GET /v1/ping", redirect()),
    "redirect-later": on(CALLS, redirect(), **LATER),
    "reset": on(CALLS, MISHAPS["reset"].act, **LATER),
    "cut": on(CALLS, MISHAPS["cut-length"].act, **LATER),
    "other-form": on(CALLS, MISHAPS["other-form"].act, **LATER),
    "company-echo": on("GET /v1/company", company_named_like_the_key),
    "wrong-token": variable("AIRCALL_API_TOKEN", lambda token: f"x{token}"),
    "line-break": variable("AIRCALL_API_TOKEN", lambda token: f"{token[:14]}\n{token[14:]}"),
    "not-ascii": variable("AIRCALL_API_TOKEN", lambda token: f"{token}é"),
    "no-id": variable("AIRCALL_API_ID", lambda _: ""),
    "token-as-id": variable("AIRCALL_API_ID", lambda token: token),
    "no-authority": variable("REQUESTS_CA_BUNDLE", lambda _: ""),
    "no-proxy": variable("HTTPS_PROXY", lambda token: f"http://ada:{token}@127.0.0.1:9"),
    "wrong-proxy": variable("HTTPS_PROXY", lambda token: f"ftp://ada:{token}@proxy.example.com"),
    "defect-of-the-api": defect(aircall_api, "_refusal"),
    "defect-of-the-reading": defect(read_aircall, "_call_log"),
}
DONE = {"nothing", "company-echo"}


def leaks(scene: Scene, home: Path, **texts: str) -> list[str]:
    held = {name: text.encode() for name, text in texts.items()}
    for path in home.rglob("*"):
        held[f"the name {path.name}"] = path.name.encode()
        if path.is_file():
            held[path.name] = path.read_bytes()
        if path.suffix == ".parquet":
            held[f"{path.name}, unpacked"] = pq.read_table(path).to_pandas().to_csv().encode()
    return sorted(name for name, content in held.items() if any(piece in content for piece in scene.pieces()))


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_the_key_is_nowhere(
    name: str, scene: Scene, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    if name == "defect-of-the-api":
        scene.fake.fault("GET /v1/ping", MISHAPS["404"].act)
    FAULTS[name](scene)
    with caplog.at_level(logging.DEBUG):
        code = main(["calls", "--aircall"])
    told = capfd.readouterr()
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert leaks(scene, tmp_path / "home", out=told.out, err=told.err, logging=logged) == []
    assert (code == 0) == (name in DONE), told.err
    if not name.startswith("defect"):
        assert "Traceback" not in told.err
        assert len(told.err.splitlines()) <= 2 + (code != 0), told.err


def test_the_search_finds_a_key_wherever_it_is(scene: Scene, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "left.json").write_text(f"x{scene.token[3:15]}x", encoding="utf-8")
    coded = base64.b64encode(f"{API_ID}:{scene.token}".encode()).decode()
    assert leaks(scene, home, out=coded, err="nothing") == ["left.json", "out"]
