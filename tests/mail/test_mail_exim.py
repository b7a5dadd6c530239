"""Once against a server that is not Python: Exim, which takes the mail over TLS with a login and hands it on."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.fake_org.certificates import HOSTS, _certificate
from tests.mail.conftest import Post
from tests.mail.smtp_server import PASSWORD, USER, Inbox, free_port, serving

EXIM = shutil.which("exim4") or shutil.which("exim")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        EXIM is None or os.geteuid() != 0,
        reason="needs Exim (Debian: exim4-daemon-light) and root, who alone may start it with its own configuration",
    ),
]

SECONDS = 60

CONFIGURATION = """\
exim_path = {exim}
primary_hostname = localhost
spool_directory = {folder}/spool
log_file_path = {folder}/log/%s
pid_file_path = {folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_advertise_hosts = *
tls_certificate = {folder}/cert.pem
tls_privatekey = {folder}/key.pem
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
acl_smtp_rcpt = check
acl_smtp_data = accept_all
queue_only = false
remote_max_parallel = 1
begin acl
check:
  accept authenticated = *
  deny
accept_all:
  accept
begin routers
on:
  driver = manualroute
  route_list = * 127.0.0.1 byname
  self = send
  transport = smtp
begin transports
smtp:
  driver = smtp
  port = {relay}
  allow_localhost
  hosts_avoid_tls = *
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
"""


def write_server(folder: Path, port: int, relay: int) -> Path:
    """Write a key, the configuration and room to work in; return the configuration."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    authority = _certificate("Mail test authority", keys[0], keys[0], HOSTS, issuer=None)
    server = _certificate("Mail", keys[1], keys[0], HOSTS, issuer=authority)
    key = keys[1].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    (folder / "cert.pem").write_bytes(server.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key)
    for name in ("spool", "log"):
        (folder / name).mkdir()
    for path in (folder, *folder.iterdir()):
        shutil.chown(path, "Debian-exim", "Debian-exim")
    config = folder / "exim.conf"
    config.write_text(
        CONFIGURATION.format(exim=EXIM, folder=folder, port=port, relay=relay, user=USER, password=PASSWORD)
    )
    config.chmod(0o644)
    return config


@contextmanager
def exim(config: Path, port: int) -> Iterator[None]:
    """Run the server until the block ends."""
    command = [str(EXIM), "-C", str(config), "-bdf", "-q1m"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as server:
        try:
            _wait(lambda: server.poll() is not None or _answers(port))
            assert server.poll() is None, server.stderr and server.stderr.read()
            yield
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _wait(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder into which Exim's own user gets, too."""
    with tempfile.TemporaryDirectory(prefix="phone-audit-exim-", dir="/var/tmp") as made:
        yield Path(made)


def test_exim_takes_the_mail_and_hands_it_on(post: Post, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox, port = Inbox(), free_port()
    with serving(inbox, None, "none") as relay, exim(write_server(folder, port, relay), port):
        monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
        post.configure(host="127.0.0.1", port=port, user=USER, sender="audit@acme.example", to=["ops@acme.example"])
        assert post.email() == 0
        _wait(lambda: inbox.envelopes)
        monkeypatch.setenv("PHONE_AUDIT_SMTP_PASSWORD", "battery staple")
        assert post.email() == 5
    (file,) = inbox.arrived().iter_attachments()
    assert file.get_content() == (post.report / "report.xlsx").read_bytes()
