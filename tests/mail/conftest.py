"""A report to mail, and a server to mail it to."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audit.cli.app import main
from tests.cli.test_gates_of_runs import CONTACTS
from tests.fake_org.certificates import write_certificates
from tests.mail.smtp_server import PASSWORD, USER, Inbox, serving
from tests.rounds import ORG, with_row


@dataclass
class Post:
    """A report folder, a server, and the command between them."""

    folder: Path
    report: Path
    context: ssl.SSLContext
    stack: ExitStack

    def configure(self, **settings: Any) -> None:
        """Write the configuration with these settings of [mail]."""
        owners = settings.pop("owners", {})
        lines = [f"{name} = {_toml(value)}" for name, value in settings.items()]
        lines += ["[mail.owners]", *(f"'{owner}' = '{address}'" for owner, address in owners.items())]
        (self.folder / "audit.toml").write_text("\n".join(["[mail]", *lines]), encoding="utf-8")

    def serve(
        self, inbox: Inbox | None = None, security: str = "starttls", size: int | None = None, **mail: Any
    ) -> Inbox:
        """Start a server and configure it."""
        inbox = inbox or Inbox()
        port = self.stack.enter_context(serving(inbox, self.context, security, size))
        user = {"user": USER} if security != "none" else {}
        given = {"host": "127.0.0.1", "port": port, "security": security, "timeout": 20, **user, **mail}
        self.configure(sender="Phone audit <audit@acme.example>", to=["ops@acme.example"], **given)
        return inbox

    def email(self, *options: str) -> int:
        """Run the command on the report."""
        return main(["email", str(self.report), "--config", str(self.folder / "audit.toml"), *options])

    def run(self, *options: str) -> int:
        """Audit into the folder ``new`` and mail it."""
        source = self.folder / "in"
        source.mkdir()
        (source / "Contact.csv").write_text(CONTACTS, encoding="utf-8")
        where = ["--csv", str(source), "--out", str(self.folder / "new"), "--config", str(self.folder / "audit.toml")]
        return main(["run", *where, "--email", *options])


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value) if isinstance(value, int | float) else f"'{value}'"


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report that was compared with an earlier one."""
    folder = tmp_path_factory.mktemp("mailed")
    for quarter, contacts in enumerate((ORG, with_row(ORG, 1, Phone="+442079460002")), 1):
        source = folder / f"in-{quarter}"
        source.mkdir()
        header = list(ORG[0])
        lines = [",".join(header), *(",".join(row[name] for name in header) for row in contacts)]
        (source / "Contact.csv").write_text("\n".join(lines), encoding="utf-8")
        earlier = ["--baseline", str(folder / "report-1")] if quarter > 1 else []
        out = ["--out", str(folder / f"report-{quarter}"), "--now", f"2026-0{quarter}-28"]
        assert main(["run", "--csv", str(source), *out, *earlier]) == 0
    return folder / "report-2"


@pytest.fixture
def post(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """Give a trusted certificate authority, the right password, and servers that stop after the test."""
    authority, context = write_certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv("PHONE_AUDIT_SMTP_PASSWORD", PASSWORD)
    with ExitStack() as stack:
        yield Post(tmp_path, report, context, stack)


Serve = Callable[..., Inbox]
