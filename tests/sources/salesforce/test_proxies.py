import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit.errors import AuditError, ConnectionFailedError, UsageError
from audit.sources.http.proxies import proxy_for, shown
from audit.sources.http.retry_policy import RetryPolicy
from audit.sources.salesforce import bulk_query, login
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.fake_org.tunnel import tunnel

Start = Callable[..., FakeOrg]
ORG = "https://acme.my.salesforce.com/services/data/"


@pytest.mark.parametrize(
    ("proxy", "says"),
    [
        ("socks5h://proxy.example.com:1080", "PySocks"),
        ("socks5://proxy.example.com:1080", "PySocks"),
        ("http://", "names no host"),
        ("http://:8080", "names no host"),
        ("///", "names no host"),
        ("http://[::1", "names no host"),
        ("http://proxy.example.com:99999", "port"),
        ("http://proxy.example.com:0", "port"),
        ("proxy.example.com:abc", "port"),
        ("ftp://proxy.example.com:21", "no kind of proxy"),
        ("http://proxy.example.com :8080", "space or control character"),
        ("http://proxy\r.example.com:8080", "space or control character"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_a_wrong_setting(proxy: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.sources.http.proxies.importlib.util.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=says):
        proxy_for(ORG, {"https": proxy})


@pytest.mark.parametrize("proxy", ["socks5h://ada:se@cret@:1", "http://ada:secret@", "http://ada:se/cret@host:abc"])
def test_what_a_proxy_setting_holds_before_its_host_is_never_shown(proxy: str) -> None:
    with pytest.raises(UsageError) as caught:
        proxy_for(ORG, {"https": proxy})
    assert "cret" not in str(caught.value)
    assert "ada" not in str(caught.value)


def test_a_proxy_is_shown_by_host_and_port() -> None:
    assert shown("http://ada:p@ss/word@proxy.example.com:8080") == "proxy.example.com:8080"


@pytest.mark.parametrize("proxy", ["proxy.example.com:8080", "http://proxy.example.com", "https://[::1]:3128"])
def test_a_usable_proxy_is_taken_as_it_is(proxy: str) -> None:
    assert str(proxy_for(ORG, {"https": proxy})).endswith(proxy)


@pytest.mark.parametrize("proxies", [None, {}, {"http": "http://x"}, {"https": ""}])
def test_without_a_proxy_for_https_there_is_none(proxies: dict[str, str] | None) -> None:
    assert proxy_for(ORG, proxies) is None


@contextmanager
def proxy_that_says(reply: bytes | None) -> Iterator[int]:
    """Serve a proxy that answers every CONNECT with ``reply``; None: it takes the connection and says nothing."""
    listener = socket.create_server(("127.0.0.1", 0))
    kept = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            kept.append(connection)
            if reply is not None:
                connection.recv(4_000)
                connection.sendall(reply)
                connection.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in kept:
            connection.close()
        thread.join(5)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "user name and a password"),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "does not lead to"),
        (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "does not lead to"),
        (b"nonsense\r\n\r\n", "proxy"),
        (b"", "proxy"),
        (None, "does not answer"),
    ],
)
def test_a_proxy_that_fails_is_named_at_once_and_without_its_password(
    start: Start, monkeypatch: pytest.MonkeyPatch, reply: bytes | None, says: str
) -> None:
    fake = start()
    waits: list[float] = []
    patience = RetryPolicy(connect_timeout=0.5, read_timeout=0.5, sleep=waits.append)
    with proxy_that_says(reply) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://ada:secret@127.0.0.1:{port}")
        for name in ("NO_PROXY", "no_proxy", "https_proxy"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(ConnectionFailedError, match=says) as caught:
            login(environ=fake.env(), patience=patience)
    assert f"127.0.0.1:{port}" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert sum(waits) < 5
    assert not fake.requests


@pytest.mark.parametrize("proxy", ["socks5h://127.0.0.1:1080", "http://", "http://127.0.0.1:99999", "foo://x"])
def test_a_login_with_a_proxy_of_no_use_ends_without_a_request(
    start: Start, patience: RetryPolicy, monkeypatch: pytest.MonkeyPatch, proxy: str, waits: list[float]
) -> None:
    fake = start()
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("audit.sources.http.proxies.importlib.util.find_spec", lambda _: None)
    with pytest.raises(AuditError, match="proxy"):
        login(environ=fake.env(), patience=patience)
    assert not waits
    assert not fake.requests


def through(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """Lead every request of this process through ``proxy``."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("end", ["\r", "\r\n", " "])
def test_the_end_of_its_line_is_no_part_of_a_proxy(
    start: Start, log_in: Callable, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    fake = start()
    with tunnel(None) as proxy:
        through(monkeypatch, f"http://127.0.0.1:{proxy.port}{end}")
        assert log_in(fake).identity().username
        fake.close()
    assert proxy.heads


@pytest.mark.parametrize("whose", [None, "ada:s3cret"])
def test_an_export_through_a_proxy_is_complete_and_shows_it_no_session(
    start: Start, exported: Callable, monkeypatch: pytest.MonkeyPatch, whose: str | None
) -> None:
    fake = start()
    with tunnel(whose) as proxy:
        through(monkeypatch, f"http://{whose + '@' if whose else ''}127.0.0.1:{proxy.port}")
        assert exported(fake).manifest.objects["Contact"].rows == 60
        fake.close()
    assert proxy.heads
    assert all(head.startswith(b"CONNECT 127.0.0.1:") for head in proxy.heads)
    assert not any(b"Bearer" in head for head in proxy.heads)


def test_a_reply_that_is_lost_behind_a_proxy_makes_no_second_query_job(
    start: Start, log_in: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = start()
    fake.fault("POST /jobs/query", act.lose_reply())
    with tunnel(None) as proxy:
        through(monkeypatch, f"http://127.0.0.1:{proxy.port}")
        job = bulk_query.create(log_in(fake), "Lead", "SELECT Id FROM Lead", user_id=None, known=())
        fake.close()
    assert [one.id for one in fake.jobs] == [job.job_id]


def test_an_org_that_breaks_off_behind_a_proxy_is_not_the_fault_of_the_proxy(
    start: Start, log_in: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = start()
    with tunnel(None) as proxy:
        through(monkeypatch, f"http://127.0.0.1:{proxy.port}")
        org = log_in(fake)
        fake.fault("GET /limits", act.drop_unread(), times=None)
        with pytest.raises(ConnectionFailedError, match="does not answer as a Salesforce org does"):
            org.get("limits")
        fake.close()


@pytest.mark.slow
def test_the_command_ends_soon_and_in_one_sentence_for_a_proxy_of_no_use(start: Start, tmp_path: Path) -> None:
    fake = start()
    for proxy in ("http://", "http://ada:s3cret@127.0.0.1:abc", "ftp://127.0.0.1"):
        environ = {**fake.process_env(), "HTTPS_PROXY": proxy, "NO_PROXY": "", "no_proxy": ""}
        command = [sys.executable, "-m", "audit", "export", "--env", "--out", str(tmp_path / "out")]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=20)
        assert done.returncode == 2
        assert "proxy" in done.stderr
        assert len(done.stderr.splitlines()) <= 2
        assert "s3cret" not in done.stderr
        assert "Traceback" not in done.stderr
    assert not fake.requests
