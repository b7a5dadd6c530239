"""A run of the command with marked secrets, and a search for the marks in whatever it leaves behind."""

import base64
import io
import os
import secrets
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq
import pytest

from audit.cli.app import main
from tests.fake_org import FakeOrg, soap_login
from tests.fake_org import login as ways_in
from tests.fake_org.org import Login

_SHORTEST_LEAK: Final = 10
"""Characters in a row: as many of a secret are taken for a leak."""
_PRIVATE: Final = "private"
"""The folder for what holds secrets by its nature: the key file, the stand-in for sf, certificates."""


def mark() -> str:
    """Return a secret that occurs nowhere else, made of letters and digits so that no program writes it otherwise."""
    return f"Mark{secrets.token_hex(12)}"


@dataclass
class Marks:
    """The secrets of one scene."""

    password: str = field(default_factory=mark)
    security_token: str = field(default_factory=mark)
    client_secret: str = field(default_factory=mark)
    refresh_token: str = field(default_factory=mark)
    proxy_password: str = field(default_factory=mark)
    mail_password: str = field(default_factory=mark)
    more: list[str] = field(default_factory=list)

    def pieces(self) -> set[bytes]:
        """Return every run of characters of a secret that would give it away."""
        plain = [value for value in vars(self).values() if isinstance(value, str)]
        ids = [f"{ways_in.CLIENT_ID}:{self.client_secret}", f"{ways_in.ADMIN.username}:{self.password}"]
        coded = [base64.b64encode(text.encode()).decode().rstrip("=") for text in [*ids, *plain]]
        whole = [*plain, *(text[len(text) // 2 :] for text in coded), *self.more]
        return {
            text[start : start + _SHORTEST_LEAK].encode()
            for text in whole
            for start in range(max(len(text) - _SHORTEST_LEAK + 1, 1))
        }


@dataclass
class Scene:
    """A fake org with marked secrets, and the surroundings of a command that reads it."""

    fake: FakeOrg
    folder: Path
    monkeypatch: pytest.MonkeyPatch
    marks: Marks
    env: dict[str, str] = field(default_factory=dict)
    stack: ExitStack = field(default_factory=ExitStack)
    arguments: list[str] = field(default_factory=lambda: ["run", "--env", "--out", "report", "--log-file", "log.jsonl"])

    @property
    def private(self) -> Path:
        """The folder whose files may hold secrets."""
        return self.folder / _PRIVATE

    def log_in_by(self, way: Login) -> None:
        """Set the credentials of one way."""
        self.env.update(self.fake.env(way))
        self.marks.more.extend(self._of_the_org())

    def set(self, **environ: str) -> None:
        """Set variables; a mark among them is one of the scene's already or is added with ``know``."""
        self.env.update(environ)

    def know(self, *values: str) -> str:
        """Take further values for secrets; return the first."""
        self.marks.more.extend(values)
        return values[0]

    def fault(self, on: str, act: object, **when: object) -> None:
        """Let the org do something else from now on, for ever unless told otherwise."""
        self.fake.fault(on, act, **{"times": None, **when})

    def _of_the_org(self) -> list[str]:
        """Return the sessions given out, without the org's id in front, and the lines of the key."""
        sessions = [token.partition("!")[2] for token in self.fake.state.sessions.issued]
        key = self.fake.state.keys.pem().decode().splitlines()[1:-1] if self.env.get("SF_JWT_KEY_FILE") else []
        return [*sessions, *key]

    def run(self) -> int:
        """Run the command and return its exit code; what it forgets to answer is raised."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        for name in list(os.environ):
            if name.startswith(("SF_", "SALESFORCE_", "PHONE_AUDIT_")) or name.upper().endswith("_PROXY"):
                self.monkeypatch.delenv(name)
        kept = {"HOME": str(home), "TMPDIR": str(home), **self.env}
        for name, value in kept.items():
            self.monkeypatch.setenv(name, value)
        self.monkeypatch.setattr(tempfile, "tempdir", None)
        self.monkeypatch.chdir(home)
        return main(self.arguments)

    def leaks(self, **printed: str) -> list[str]:
        """Return where a part of a secret is found: in a text by its name, or in a file."""
        self.marks.more.extend(self._of_the_org())
        pieces = self.marks.pieces()
        texts = {name: text.encode() for name, text in printed.items()}
        return sorted(name for name, held in [*texts.items(), *self._files()] if any(piece in held for piece in pieces))

    def _files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file that the run left, and its name and content as plain as they get."""
        for path in sorted((self.folder / "home").rglob("*")):
            yield f"the name {path.name[:8]}…", path.name.encode()
            if not path.is_file():
                continue
            held = path.read_bytes()
            yield path.name, held
            if path.suffix == ".parquet":
                yield f"{path.name}, unpacked", pq.read_table(path).to_pandas().to_csv().encode()
            if held[:2] == b"PK":
                with zipfile.ZipFile(io.BytesIO(held)) as archive:
                    yield f"{path.name}, unpacked", b"".join(archive.read(name) for name in archive.namelist())


Arrange = Callable[[Scene], None]


def marked(monkeypatch: pytest.MonkeyPatch) -> Marks:
    """Return new marks, which the fake org takes for the right secrets."""
    marks = Marks()
    for module, name, value in (
        (ways_in, "PASSWORD", marks.password),
        (soap_login, "PASSWORD", marks.password),
        (ways_in, "SECURITY_TOKEN", marks.security_token),
        (soap_login, "SECURITY_TOKEN", marks.security_token),
        (ways_in, "CLIENT_SECRET", marks.client_secret),
        (ways_in, "REFRESH_TOKEN", marks.refresh_token),
    ):
        monkeypatch.setattr(module, name, value)
    return marks
