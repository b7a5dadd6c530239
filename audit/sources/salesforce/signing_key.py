"""The private key that signs a login by JWT, read from its file without a word of it in any message."""

import re
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key
from cryptography.hazmat.primitives.serialization.ssh import SSHPrivateKeyTypes

from audit.errors import UsageError, told_as
from audit.sources.secret_values import remember

_NAME: Final = "SF_JWT_KEY_FILE"
_LONGEST_PATH: Final = 400
"""Characters; what is longer is a key or a file's contents, and is not shown."""
_LONGEST_FILE: Final = 1_000_000
_BLOCK: Final = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
_BEGINNING: Final = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----")
_OPENSSH: Final = "OPENSSH PRIVATE KEY"
_WANTED: Final = "Give the file of the RSA private key, in PEM format, whose certificate is in the app."
_INSTEAD_OF_KEY: Final = (
    ("CERTIFICATE REQUEST", "a certificate request"),
    ("CERTIFICATE", "a certificate"),
    ("PUBLIC KEY", "a public key"),
)
_BYTE_ORDER_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def signing_key(setting: str) -> RSAPrivateKey:
    """Return the RSA key in the file that SF_JWT_KEY_FILE names.

    Raise UsageError where there is no such file, and for every other thing that people put there: the key itself, a
    certificate, a public key, a key with a passphrase, a key of another kind.
    """
    path = _path(setting)
    kind, block = _private_block(path, _text(path))
    remember(block)
    if kind == "ENCRYPTED PRIVATE KEY" or "Proc-Type: 4,ENCRYPTED" in block:
        raise _has_passphrase(path)
    key = _loaded(path, kind, block)
    if not isinstance(key, RSAPrivateKey):
        raise UsageError(f"The key in {path} ({_NAME}) is no RSA key, and Salesforce accepts no other. {_WANTED}")
    return key


def _path(setting: str) -> Path:
    if "-----BEGIN" in setting or "\n" in setting or len(setting) > _LONGEST_PATH:
        raise UsageError(f"{_NAME} is the path of a file, not the key itself. Save the key in a file and name that.")
    return Path(setting)


def _text(path: Path) -> str:
    what = f"Cannot read the key file {path} ({_NAME})"
    with told_as(UsageError, what, _WANTED, also=(ValueError,), unsaid="that is no path"), path.open("rb") as file:
        content = file.read(_LONGEST_FILE)
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "latin-1")
    return content.decode(encoding, "replace")


def _private_block(path: Path, text: str) -> tuple[str, str]:
    """Return kind and text of the first private key; its file may hold its certificate, too."""
    blocks = [(found[1], found[0]) for found in _BLOCK.finditer(text)]
    private = [(kind, block) for kind, block in blocks if kind.endswith("PRIVATE KEY")]
    if private:
        return private[0]
    if _BEGINNING.search(text):
        raise UsageError(f"The key in {path} ({_NAME}) has no end: the file was cut off. {_WANTED}")
    kinds = " ".join(kind for kind, _ in blocks) or ("PUBLIC KEY" if text.startswith("ssh-") else "")
    instead = next((words for kind, words in _INSTEAD_OF_KEY if kind in kinds), None)
    if instead is not None:
        raise UsageError(f"The file {path} ({_NAME}) has {instead}, not the private key. {_WANTED}")
    if not text.strip():
        raise UsageError(f"The key file {path} ({_NAME}) is empty. {_WANTED}")
    raise UsageError(f"The file {path} ({_NAME}) has no private key in PEM format. {_WANTED}")


def _loaded(path: Path, kind: str, block: str) -> PrivateKeyTypes | SSHPrivateKeyTypes:
    load = load_ssh_private_key if kind == _OPENSSH else load_pem_private_key
    try:
        return load(f"{block}\n".encode("ascii", "replace"), password=None)
    except TypeError:  # of a key that needs one
        raise _has_passphrase(path) from None
    except (ValueError, UnsupportedAlgorithm) as error:
        if "password" in str(error).casefold():
            raise _has_passphrase(path) from None
        raise UsageError(f"The key in {path} ({_NAME}) is damaged or of an unknown kind. {_WANTED}") from None


def _has_passphrase(path: Path) -> UsageError:
    return UsageError(
        f"The key in {path} ({_NAME}) is protected by a passphrase, which nobody can type here. Give a copy without one"
        " (`openssl pkey -in KEY -out COPY`) that only this user may read."
    )
