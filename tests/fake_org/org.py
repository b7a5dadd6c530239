"""The fake org as a test or a person holds it: start it, point a program at it, look at what it was asked."""

import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import requests

from tests.fake_org import login
from tests.fake_org.bulk_jobs import Job, Jobs
from tests.fake_org.certificates import write_certificates
from tests.fake_org.contents import ORG_ID, Contents, from_folder
from tests.fake_org.faults import Action, Fault, Faults
from tests.fake_org.keys import Keys
from tests.fake_org.request_log import Entry
from tests.fake_org.selection import select
from tests.fake_org.server import Server
from tests.fake_org.sessions import Sessions
from tests.fake_org.settings import Settings
from tests.fake_org.soql import parse
from tests.fake_org.state import State

Login = Literal["client_credentials", "token", "jwt", "password"]


class FakeOrg:
    """A Salesforce org over HTTPS on loopback; a context manager.

    ``data`` is a folder of CSV files (CONTRACT section 3); ``settings`` are those of ``Settings``. Leaving the block
    raises RuntimeError when the fake itself had a bug.
    """

    def __init__(
        self,
        data: Path | str | None = None,
        *,
        contents: Contents | None = None,
        faults: Iterable[Fault] = (),
        port: int = 0,
        **settings: Any,
    ) -> None:
        self.settings = Settings(**settings)
        self._scratch = tempfile.TemporaryDirectory(prefix="fake-org-")
        self.folder = Path(self._scratch.name)
        """A private folder that goes when the org does."""
        self.ca_file, context = write_certificates(self.folder)
        if contents is None:
            contents = from_folder(Path(data) if data is not None else self.folder, self.settings)
        self.state = State(
            settings=self.settings,
            contents=contents,
            sessions=Sessions(ORG_ID, self.settings.token_uses),
            jobs=Jobs(per_day=self.settings.daily_query_jobs, kilobytes_per_day=self.settings.daily_result_kilobytes),
            faults=Faults(faults),
            keys=Keys(),
        )
        self._server = Server(self.state, context, port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self.url = f"https://127.0.0.1:{self._server.server_port}"
        self.state.url = self.url

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving; raise RuntimeError for a bug of the fake unless something else is already wrong."""
        self._server.stop()
        self._thread.join()
        self._scratch.cleanup()
        if self.state.log.bugs and error is None:
            raise RuntimeError(self.state.log.bugs[0])

    def env(self, login: Login = "client_credentials") -> dict[str, str]:
        """Return the environment variables with which a program finds this org and logs in (CONTRACT section 2)."""
        return {
            "SF_INSTANCE_URL": self.url,
            **self._credentials(login),
            "REQUESTS_CA_BUNDLE": str(self.ca_file),
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def _credentials(self, kind: Login) -> dict[str, str]:
        match kind:
            case "token":
                return {"SF_ACCESS_TOKEN": self.token()}
            case "client_credentials":
                return {"SF_CLIENT_ID": login.CLIENT_ID, "SF_CLIENT_SECRET": login.CLIENT_SECRET}
            case "jwt":
                return {
                    "SF_CLIENT_ID": login.CLIENT_ID,
                    "SF_USERNAME": login.ADMIN.username,
                    "SF_JWT_KEY_FILE": str(self._key_file()),
                }
            case "password":
                return {
                    "SF_USERNAME": login.ADMIN.username,
                    "SF_PASSWORD": login.PASSWORD,
                    "SF_SECURITY_TOKEN": login.SECURITY_TOKEN,
                }

    def session(self) -> requests.Session:
        """Return a session that trusts this org and is logged in, deaf to the environment."""
        session = requests.Session()
        session.trust_env = False
        session.verify = str(self.ca_file)
        session.headers["Authorization"] = f"Bearer {self.token()}"
        return session

    def _key_file(self) -> Path:
        path = self.folder / "jwt-key.pem"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(self.state.keys.pem())
        return path

    def token(self) -> str:
        """Return a new access token."""
        return self.state.sessions.issue(login.ADMIN)

    def expire_sessions(self) -> None:
        """End every session: the next call with an old token gets 401."""
        self.state.sessions.expire()

    def revoke_refresh(self) -> None:
        """Take the command line tool's refresh token back."""
        self.state.refresh_revoked = True

    def expire_jobs(self) -> None:
        """Forget every job, as after seven days."""
        self.state.jobs.expire()

    def fault(self, on: str, act: Action, **when: Any) -> None:
        """Write one more line of the fault script; ``when`` as in ``Fault``."""
        self.state.faults.add(Fault(on, act, **when))

    @property
    def requests(self) -> list[Entry]:
        """Return every request so far, in the order of arrival."""
        return list(self.state.log.entries)

    @property
    def writes(self) -> list[Entry]:
        """Return the requests that would have changed a record."""
        return list(self.state.log.writes)

    @property
    def most_at_once(self) -> int:
        """Return how many requests were under way at the same time, at most."""
        return self.state.log.most_at_once

    @property
    def jobs(self) -> list[Job]:
        """Return the query jobs that exist."""
        return list(self.state.jobs)

    def job_of_another_user(self, soql: str = "SELECT Id FROM Contact") -> Job:
        """Return a finished job that somebody else created."""
        return self.state.jobs.add(
            "005000000000999AAA",
            "query",
            select(parse(soql), self.state.contents, bulk=True),
            api_version="62.0",
            delimiter="COMMA",
            line_ending="LF",
            plan=["JobComplete"],
            shuffle=None,
        )


def shell_exports(org: FakeOrg, kind: Login = "client_credentials") -> str:
    """Return the lines to paste into a shell before ``phone-audit run --env``."""
    return "\n".join(f"export {name}={value!r}" for name, value in org.env(kind).items())
