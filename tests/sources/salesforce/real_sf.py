"""The real Salesforce CLI with a home of its own, logged in to the fake org, and the audit that asks it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.fake_org import FakeOrg
from tests.fake_org.login import CLI_CLIENT_ID, REFRESH_TOKEN

ALIAS = "production"
_VERSIONS: dict[Path, tuple[int, ...]] = {}
"""By installation, as it says itself."""


class RealSf:
    """One installation, on PATH as ``sf``, with as much noise as it can make."""

    def __init__(self, executable: Path, home: Path, fake: FakeOrg) -> None:
        self.fake = fake
        self.home = home
        folder = home / "bin"
        folder.mkdir(parents=True)
        (folder / "sf").symlink_to(executable.resolve())
        cache = home / ".cache" / "sf"
        cache.mkdir(parents=True)
        (cache / "version").write_text('{"latest":"99.0.0"}', encoding="utf-8")  # it asks no registry then, and warns
        self.env = {
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "NODE_EXTRA_CA_CERTS": str(fake.ca_file),
            "REQUESTS_CA_BUNDLE": str(fake.ca_file),
            "NO_PROXY": "127.0.0.1,localhost",
            "SF_DISABLE_TELEMETRY": "true",
            "SF_NEW_VERSION_CHECK_FREQ": "0",
            "FORCE_COLOR": "1",
        }

    def _run(self, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            capture_output=True,
            check=False,
            cwd=self.home,
            encoding="utf-8",
            env={**self.env, **env},
            stdin=subprocess.DEVNULL,
        )

    def sf(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run ``sf`` itself, without colors."""
        return self._run("sf", *arguments, **{"FORCE_COLOR": "0", **env})

    def answer(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """Return exit code and JSON of ``sf … --target-org ALIAS --json``."""
        done = self.sf(*arguments, "--target-org", ALIAS, "--json")
        return done.returncode, json.loads(done.stdout or "{}")

    def log_in(self, *, renewable: bool) -> None:
        """Log in as `sf org login web` leaves it, with a refresh token, or with an access token alone."""
        url = self.fake.url.replace("127.0.0.1", "localhost")
        if renewable:
            held = self.home / "login.txt"
            held.write_text(f"force://{CLI_CLIENT_ID}::{REFRESH_TOKEN}@{url.removeprefix('https://')}")
            done = self.sf("org", "login", "sfdx-url", "--sfdx-url-file", str(held), "--alias", ALIAS)
        else:
            arguments = ("org", "login", "access-token", "--instance-url", url, "--no-prompt", "--alias", ALIAS)
            done = self.sf(*arguments, SF_ACCESS_TOKEN=self.fake.token())
        assert done.returncode == 0, done.stderr

    def phone_audit(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run the audit with this ``sf`` on PATH, no terminal, and colors forced."""
        return self._run(sys.executable, "-m", "audit", *arguments, **env)

    @property
    def hides_tokens(self) -> bool:
        """Whether it is of May 2026 or later."""
        executable = (self.home / "bin" / "sf").readlink()
        if executable not in _VERSIONS:
            version = self.sf("--version").stdout.split()[0].split("/")[-1]
            _VERSIONS[executable] = tuple(map(int, version.split(".")))
        return _VERSIONS[executable] >= (2, 136, 8)


def executables() -> list[Path]:
    """Return the executables that PHONE_AUDIT_REAL_SF names; raise FileNotFoundError for one that is none."""
    named = [Path(text) for text in os.environ.get("PHONE_AUDIT_REAL_SF", "").split(os.pathsep) if text]
    for path in named:
        if shutil.which(path) is None:
            raise FileNotFoundError(f"PHONE_AUDIT_REAL_SF names {path}, which cannot be run")
    return named
