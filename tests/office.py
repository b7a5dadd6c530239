"""An office that holds its quarterly round: a live org over HTTPS, a mail server that is a process, and the command."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from tests.fake_org import FakeOrg
from tests.mail.smtp_process import Served
from tests.mail.smtp_server import PASSWORD, USER
from tests.rounds import contact

WINNER, RIVAL, NATIONAL = 17, 18, 20
CONTACTS = [
    *(contact(number, f"+4420794600{number:02d}") for number in range(1, 17)),
    contact(WINNER, "+442079460017", "2026-01-03"),
    contact(RIVAL, "+442079460017", "2026-01-02"),
    contact(19, "+442079460019"),
    contact(NATIONAL, "020 7946 0020"),
]


@dataclass
class Office:
    """An org, a folder with a configuration, and the one command of the round."""

    org: FakeOrg
    folder: Path
    environ: dict[str, str] = field(default_factory=dict)

    def configure(self, server: Served) -> None:
        """Write [mail], and an environment as small as that of cron."""
        settings = ["[mail]", "host = '127.0.0.1'", f"port = {server.port}", f"user = '{USER}'"]
        people = ["sender = 'Phone audit <audit@acme.example>'", "to = ['ops@acme.example']"]
        (self.folder / "phone-audit.toml").write_text("\n".join([*settings, *people]), encoding="utf-8")
        authorities = self.folder / "authorities.pem"
        authorities.write_bytes(self.org.ca_file.read_bytes() + (server.folder / "ca.pem").read_bytes())
        self.environ = {
            "HOME": str(self.folder),
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": os.pathsep.join(sys.path),
            **self.org.env(),
            "REQUESTS_CA_BUNDLE": str(authorities),
            "PHONE_AUDIT_SMTP_PASSWORD": PASSWORD,
        }

    def round(self, day: str) -> subprocess.CompletedProcess[str]:
        """Run the round of a day."""
        options = "--env --out reports/{date} --baseline last --preset quarterly --email --keep 1 --log-file round.log"
        command = [sys.executable, "-m", "audit", "run", *options.split(), "--now", day]
        return subprocess.run(
            command, cwd=self.folder, env=self.environ, capture_output=True, text=True, check=False, timeout=120
        )

    def edit(self, number: int, **fields: str) -> None:
        """Change a contact, as a person does."""
        url = f"{self.org.url}/services/data/v62.0/sobjects/Contact/{contact(number, '')['Id']}"
        with self.org.session() as session:
            session.patch(url, json=fields).raise_for_status()

    def reports(self) -> list[str]:
        """Return the names of the report folders."""
        return sorted(path.name for path in (self.folder / "reports").iterdir())

    def results(self, day: str) -> dict[str, Any]:
        """Return the content of results.json of a day."""
        content: dict[str, Any] = json.loads((self.folder / "reports" / day / "results.json").read_bytes())
        return content

    def log(self) -> list[dict[str, Any]]:
        """Return the lines of the log but those on stages."""
        lines = (self.folder / "round.log").read_text(encoding="utf-8").splitlines()
        return [line for line in map(json.loads, lines) if line["event"] != "stage"]


@contextmanager
def opened_office(folder: Path) -> Iterator[Office]:
    """Open an org with the contacts."""
    (folder / "rows").mkdir()
    pd.DataFrame(CONTACTS).to_csv(folder / "rows" / "Contact.csv", index=False)
    with FakeOrg(folder / "rows", allow_updates=True, clock="2026-03-01T00:00:00Z") as org:
        yield Office(org, folder)
