import base64
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from audit.cli.app import main
from audit.errors import UsageError
from audit.sources.salesforce import login
from audit.sources.salesforce.credentials import credentials_in
from audit.sources.salesforce.login import _assertion
from audit.sources.salesforce.signing_key import signing_key
from audit.sources.secret_values import masked
from tests.fake_org import FakeOrg

Start = Callable[..., FakeOrg]
KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
PASSPHRASE = BestAvailableEncryption(b"m4rked")
TO = datetime(2030, 1, 1, tzinfo=UTC)


def private(form: PrivateFormat = PrivateFormat.PKCS8, locked: object = None, key: object = KEY) -> bytes:
    return key.private_bytes(Encoding.PEM, form, locked or NoEncryption())


def certificate() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "phone-audit")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
    dated = builder.serial_number(1).not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(TO)
    return dated.sign(KEY, hashes.SHA256()).public_bytes(Encoding.PEM)


def request() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "phone-audit")])
    return (
        x509.CertificateSigningRequestBuilder().subject_name(name).sign(KEY, hashes.SHA256()).public_bytes(Encoding.PEM)
    )


LOCKED = (
    b"-----BEGIN OPENSSH PRIVATE KEY-----\n"
    b"b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABC3gSDDRC\n"
    b"p9HWgxCLHCcGGwAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIBxGtBbNzfcTsszd\n"
    b"1sXxWXwRClx1NHeDmL2rJVByl7WPAAAAkIpgT/QzKyyY5IpJuGOfrq0Y7DkDyi6vpa9BPE\n"
    b"7bqiXMGcBgJXYyLoxl9w+bOyQQKLiHpmpVHkZNXwQ/Y8mc0WY5aEDAWyZMTJPwnCqGWzzy\n"
    b"W177E/84+RoNMDR+2mpjY7qdn9AmZlRInXaFHLnPDrVC1WFkyKf2qtyrX3LgWhqUz3Dlp2\n"
    b"LgSYBFGFhUml+9gw==\n"
    b"-----END OPENSSH PRIVATE KEY-----\n"
)
"""As ssh-keygen writes a key with a passphrase; of nobody."""
PUBLIC = KEY.public_key().public_bytes
GOOD = {
    "PKCS 8": private(),
    "PKCS 1": private(PrivateFormat.TraditionalOpenSSL),
    "OpenSSH": private(PrivateFormat.OpenSSH),
    "Windows": private().replace(b"\n", b"\r\n"),
    "byte order mark": b"\xef\xbb\xbf" + private(),
    "UTF-16": private().decode().encode("utf-16"),
    "with its certificate": certificate() + private(),
    "with words before it": "Bag Attributes\n    friendlyName: Schl\u00fcssel\n".encode() + private() + certificate(),
}
BAD = {
    "encrypted": (private(locked=PASSPHRASE), "passphrase"),
    "encrypted PKCS 1": (private(PrivateFormat.TraditionalOpenSSL, PASSPHRASE), "passphrase"),
    "encrypted OpenSSH": (LOCKED, "passphrase"),
    "certificate": (certificate(), "has a certificate, not"),
    "certificate request": (request(), "has a certificate request, not"),
    "public key": (PUBLIC(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), "has a public key, not"),
    "public key PKCS 1": (PUBLIC(Encoding.PEM, PublicFormat.PKCS1), "has a public key, not"),
    "public key OpenSSH": (PUBLIC(Encoding.OpenSSH, PublicFormat.OpenSSH), "has a public key, not"),
    "EC": (private(key=ec.generate_private_key(ec.SECP256R1())), "no RSA key"),
    "EC traditional": (
        private(PrivateFormat.TraditionalOpenSSL, key=ec.generate_private_key(ec.SECP256R1())),
        "no RSA",
    ),
    "Ed25519": (private(key=ed25519.Ed25519PrivateKey.generate()), "no RSA key"),
    "cut off": (private()[:900], "cut off"),
    "damaged": (private().replace(b"MII", b"AAA", 1), "damaged"),
    "nothing in it": (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "damaged"),
    "no letters of PEM": (private().replace(b"MII", "M\u00fc\u20ac".encode(), 1), "damaged"),
    "DER": (KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), "no private key in PEM"),
    "text": (b"hello", "no private key in PEM"),
    "empty": (b"", "is empty"),
    "blank": (b" \n", "is empty"),
    "binary": (b"\xff\xfe", "is empty"),
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_private_key_is_read_in_every_form_that_programs_write(tmp_path: Path, kind: str) -> None:
    (tmp_path / "key.pem").write_bytes(GOOD[kind])
    assert signing_key(str(tmp_path / "key.pem")).private_numbers() == KEY.private_numbers()


@pytest.mark.parametrize("kind", BAD)
def test_anything_else_is_a_usage_error_of_its_own_without_a_word_of_the_key(tmp_path: Path, kind: str) -> None:
    content, sentence = BAD[kind]
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=sentence) as caught:
        signing_key(str(path))
    told = str(caught.value)
    assert str(path) in told
    assert "SF_JWT_KEY_FILE" in told
    assert "MII" not in told
    assert "m4rked" not in told
    assert "\n" not in told


def test_a_file_that_is_not_there_or_may_not_be_read_is_told(tmp_path: Path) -> None:
    for path, sentence in (
        (tmp_path / "none.pem", "No such file"),
        (tmp_path, "Is a directory"),
        ("a\x00b", "no path"),
    ):
        with pytest.raises(UsageError, match=f"Cannot read the key file .*{sentence}"):
            signing_key(str(path))


@pytest.mark.parametrize(
    "setting",
    [private().decode(), private().decode().replace("\n", "\\n"), "TUlJ" * 200, "a\nb"],
    ids=["PEM", "PEM in one line", "base64", "two lines"],
)
def test_a_key_in_place_of_its_path_is_told_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], setting: str
) -> None:
    environ = {
        "SF_INSTANCE_URL": "https://acme.my.salesforce.com",
        "SF_CLIENT_ID": "i",
        "SF_USERNAME": "u",
        "SF_JWT_KEY_FILE": setting,
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert main(["check", "--env"]) == 2
    told = capsys.readouterr().err
    assert "the path of a file, not the key itself" in told
    assert not [line for line in setting.replace("\\n", "\n").splitlines() if len(line) > 20 and line in told]
    assert len(told.splitlines()) == 1


def test_the_text_of_a_key_is_a_secret_once_it_was_read(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(private())
    signing_key(str(tmp_path / "key.pem"))
    line = base64.b64encode(b"x").decode() + private().decode().splitlines()[3]
    assert private().decode().splitlines()[3] not in masked(f"ValueError: {line}")


@pytest.mark.parametrize("kind", ["PKCS 1", "OpenSSH", "UTF-16"])
def test_a_login_is_signed_with_it(start: Start, tmp_path: Path, kind: str) -> None:
    fake = start()
    fake.state.keys._private[:] = [KEY]
    (tmp_path / "key.pem").write_bytes(GOOD[kind])
    environ = {**fake.env("jwt"), "SF_JWT_KEY_FILE": str(tmp_path / "key.pem")}
    assert login(environ=environ).identity().username


def test_a_short_key_is_left_to_the_org_without_a_warning(start: Start, tmp_path: Path) -> None:
    fake = start()
    short = rsa.generate_private_key(public_exponent=65_537, key_size=1_024)  # noqa: S505 - as somebody may have one
    fake.state.keys._private[:] = [short]
    (tmp_path / "key.pem").write_bytes(private(key=short))
    with warnings.catch_warnings(record=True) as warned:
        assert _assertion(credentials_in({**fake.env("jwt"), "SF_JWT_KEY_FILE": str(tmp_path / "key.pem")}))
    assert not warned


def test_a_key_that_cannot_sign_is_told(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise jwt.InvalidKeyError(private().decode())

    environ = start().env("jwt")
    monkeypatch.setattr(jwt, "encode", fail)
    with pytest.raises(UsageError, match="2048 bits") as caught:
        login(environ=environ)
    assert caught.value.__suppress_context__
