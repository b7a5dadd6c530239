"""A mail server as a process of its own, with TLS and a login: ``python -m tests.mail.smtp_process FOLDER``.

It prints its port, writes ca.pem and each mail that it accepts (1.eml, 2.eml…) into FOLDER, and ends with its standard
input.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.fake_org.certificates import write_certificates
from tests.mail.smtp_server import Inbox, serving


class Spool(Inbox):
    """Writes what it accepts into a folder; with ``dies``, the process is gone when it has the content of a mail."""

    def __init__(self, folder: Path, *, dies: bool) -> None:
        super().__init__()
        self._folder = folder
        self._dies = dies

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self._dies:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = await super().handle_DATA(server, session, envelope)
        (self._folder / f"{len(self.envelopes)}.eml").write_bytes(envelope.original_content or b"")
        return answer


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    folder: Path
    port: int

    def mails(self) -> list[EmailMessage]:
        """Return what it has accepted, in that order."""
        return [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(self.folder.glob("*.eml"))]


@contextmanager
def mail_server(folder: Path, *options: str) -> Iterator[Served]:
    """Run the server as a process until the block ends; ``--dies`` as in ``Spool``."""
    folder.mkdir()
    command = [sys.executable, "-m", "tests.mail.smtp_process", str(folder), *options]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environ, text=True, **pipes) as server:
        assert server.stdout is not None
        yield Served(folder, int(server.stdout.readline()))


def main() -> int:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dies", action="store_true")
    options = parser.parse_args()
    _, context = write_certificates(options.folder)
    with serving(Spool(options.folder, dies=options.dies), context, "starttls") as port:
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
