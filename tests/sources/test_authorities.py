import shutil
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from audit.cli.app import main
from audit.errors import UsageError
from audit.sources.authorities import certificates, tls_context
from audit.sources.salesforce import login
from tests.fake_org import FakeOrg
from tests.fake_org.fixtures import start_org
from tests.fake_org.keys import Keys

Start = Callable[..., FakeOrg]
Files = Callable[[dict[str, str]], Path]
NAMES = ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"]

__all__ = ["start_org"]


@pytest.fixture
def start(start_org: Start, folder: Files) -> Start:
    """Return an org with one contact."""
    data = folder({"org/Contact.csv": "Id,LastName,Phone\n0035e0000000001,Lovelace,+12125550101\n"})
    return lambda: start_org(data / "org")


def written(folder: Path, kind: str, authority: bytes) -> Path:
    """Return the path of what somebody gives for a bundle."""
    path = folder / "bundle.pem"
    contents = {
        "empty": b"",
        "blank": b"\n \n",
        "text": b"hello",
        "key": Keys().pem(),
        "cut off": authority[: len(authority) // 2],
        "damaged": authority.replace(b"\nMII", b"\nAAA", 1),
        "der": x509.load_pem_x509_certificate(authority).public_bytes(Encoding.DER),
    }
    if kind == "folder":
        path.mkdir()
        (path / "ca.pem").write_bytes(authority)
        (path / "0123abcd.0").write_bytes(b"no certificate")
    elif kind != "missing":
        path.write_bytes(contents[kind])
    return path


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("missing", "cannot be read: No such file or directory"),
        ("empty", "is empty"),
        ("blank", "is empty"),
        ("text", "has no certificates"),
        ("key", "has no certificates"),
        ("cut off", "has no certificates"),
        ("damaged", "has no certificates"),
        ("der", "has no certificates"),
        ("folder", "openssl rehash"),
    ],
)
def test_a_bundle_that_cannot_be_used_is_a_usage_error_before_the_first_request(
    start: Start, tmp_path: Path, *, name: str, kind: str, sentence: str
) -> None:
    fake = start()
    path = written(tmp_path, kind, fake.ca_file.read_bytes())
    environ = {key: value for key, value in fake.env().items() if key not in NAMES}
    with pytest.raises(UsageError, match=sentence) as caught:
        login(environ={**environ, name: str(path)})
    assert str(caught.value).startswith(f"{name} names ")
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not fake.requests


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the folder is prepared by the program openssl")
def test_a_folder_that_openssl_has_prepared_is_used(start: Start, tmp_path: Path) -> None:
    fake = start()
    shutil.copy(fake.ca_file, tmp_path / "ca.pem")
    subprocess.run(["openssl", "rehash", str(tmp_path)], check=True)
    assert login(environ={**fake.env(), "REQUESTS_CA_BUNDLE": str(tmp_path)}).identity()


@pytest.mark.parametrize("around", ["{}\r", "{}\n", '"{}"', " {} "])
def test_a_path_is_taken_without_what_stands_around_it(start: Start, around: str) -> None:
    path = str(start().ca_file)
    assert certificates({"REQUESTS_CA_BUNDLE": around.format(path)}) == path


def test_a_blank_variable_is_not_given(start: Start) -> None:
    path = str(start().ca_file)
    assert certificates({"REQUESTS_CA_BUNDLE": " ", "SSL_CERT_FILE": path}) == path
    assert certificates({"REQUESTS_CA_BUNDLE": "", "SSL_CERT_FILE": "\r\n"}) is True


def test_a_file_that_may_not_be_read_is_told(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = str(start().ca_file)
    monkeypatch.setattr("audit.sources.authorities._content", refuse)
    with pytest.raises(UsageError, match="cannot be read: Permission denied"):
        certificates({"SSL_CERT_FILE": path})


def test_the_command_ends_in_one_line(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {**start().env(), "REQUESTS_CA_BUNDLE": str(tmp_path / "none.pem")}.items():
        monkeypatch.setenv(name, value)
    assert main(["check", "--env"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("phone-audit: REQUESTS_CA_BUNDLE names ")
    assert len(told.splitlines()) == 1


def test_a_path_with_a_line_break_inside_is_not_quoted() -> None:
    with pytest.raises(UsageError, match="SSL_CERT_FILE has a line break in it"):
        certificates({"SSL_CERT_FILE": "/etc/a\nb.pem"})


def test_mail_trusts_the_same_authorities_as_an_org(start: Start) -> None:
    path = str(start().ca_file)
    trusted = tls_context({"REQUESTS_CA_BUNDLE": f' "{path}"\r', "SSL_CERT_FILE": "/nowhere"})
    assert [authority["subject"] for authority in trusted.get_ca_certs()] != []
    assert trusted.verify_mode is ssl.CERT_REQUIRED


def test_authorities_that_mail_cannot_read_are_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Cannot read the certificates in .*none\.pem: No such file or directory\."):
        tls_context({"SSL_CERT_FILE": str(tmp_path / "none.pem")})
