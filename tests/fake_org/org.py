"""The fake org as a test or a person holds it: start it, point a program at it, look at what it was asked."""

import os
import re
import ssl
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self

import numpy as np
import requests

from tests.fake_org import login
from tests.fake_org.bulk_csv import page
from tests.fake_org.bulk_jobs import Job, Jobs
from tests.fake_org.certificates import write_certificates
from tests.fake_org.clock import Clock
from tests.fake_org.contents import AUDITED, ORG_ID, Contents, from_folder
from tests.fake_org.faults import Action, Fault, Faults
from tests.fake_org.keys import Keys
from tests.fake_org.loopback import ToLoopback
from tests.fake_org.request_log import Entry
from tests.fake_org.schema import ADDRESS
from tests.fake_org.selection import select
from tests.fake_org.server import Server
from tests.fake_org.sessions import Sessions
from tests.fake_org.settings import Settings
from tests.fake_org.sf_stub import SfMode, write_sf
from tests.fake_org.soql import parse
from tests.fake_org.state import State

Login = Literal["client_credentials", "token", "jwt", "password", "sf"]
SF_ALIAS: Final = "fernsprech"
"""The alias under which the command line tool knows the org."""
_LEADS_ELSEWHERE: Final = re.compile(r"SF_|SFDX_|SALESFORCE_|.*_PROXY$|.*CA_BUNDLE$|SSL_CERT_", re.IGNORECASE)


def new_state(settings: Settings, contents: Contents, faults: Iterable[Fault] = ()) -> State:
    """Return the state of an org that nobody has asked yet."""
    return State(
        settings=settings,
        contents=contents,
        sessions=Sessions(ORG_ID, settings.token_uses),
        jobs=Jobs(per_day=settings.daily_query_jobs, kilobytes_per_day=settings.daily_result_kilobytes),
        faults=Faults(faults),
        keys=Keys(),
        clock=Clock(settings.clock),
    )


class FakeOrg:
    """A Salesforce org over HTTPS on loopback; a context manager.

    ``data`` is a folder of CSV files (docs/contract.md, CSV input); ``settings`` are those of ``Settings``. Leaving the
    block raises RuntimeError when the fake itself had a bug.
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
        if contents is None:
            contents = from_folder(Path(data) if data is not None else None, self.settings)
        self.state = new_state(self.settings, contents, faults)
        self._server = Server(self.state, port)
        self._scratch = tempfile.TemporaryDirectory(prefix="fake-org-")
        self.folder = Path(self._scratch.name)
        """A private folder that goes when the org does."""
        self.ca_file, self._server.context = write_certificates(self.folder)
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
        bugs = [] if error else list(self.state.log.bugs)
        self._stop()
        if bugs:
            raise RuntimeError(bugs[0])

    def close(self) -> None:
        """Stop serving; as leaving the block, which may then still happen."""
        self.__exit__(None, None, None)

    def _stop(self) -> None:
        if self._thread.is_alive():
            self._server.stop()
            self._thread.join()
            self._scratch.cleanup()
        self.state.log.bugs.clear()

    def env(self, login: Login = "client_credentials") -> dict[str, str]:
        """Return the environment variables with which a program finds this org (docs/contract.md, Credentials)."""
        return {
            **({} if login == "sf" else {"SF_INSTANCE_URL": self.url}),
            **self._credentials(login),
            "REQUESTS_CA_BUNDLE": str(self.ca_file),
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def process_env(self, login: Login = "client_credentials") -> dict[str, str]:
        """Return a whole environment for a program: this one's, with what leads to another org or network taken out."""
        kept = {name: value for name, value in os.environ.items() if not _LEADS_ELSEWHERE.match(name)}
        env = {**kept, **self.env(login)}
        return {**env, "PATH": f"{env['PATH']}{os.pathsep}{kept.get('PATH', '')}"} if login == "sf" else env

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
            case "sf":
                return {"PATH": str(self.sf("new"))}

    def sf(self, mode: SfMode) -> Path:
        """Return a folder for PATH with a stand-in of the ``sf`` program, which knows this org as SF_ALIAS.

        Its ``calls.txt`` lists the arguments of every call.
        """
        return write_sf(
            self.folder / f"sf-{mode}",
            mode,
            url=self.url,
            ca_file=self.ca_file,
            org_id=ORG_ID,
            username=login.ADMIN.username,
            alias=SF_ALIAS,
            token=self.token(),
            refresh_token=login.REFRESH_TOKEN,
        )

    def session(self, *, every_host: bool = False) -> requests.Session:
        """Return a session that trusts this org and is logged in, deaf to the environment.

        With ``every_host`` it takes this org for every https host there is, such as login.salesforce.com.
        """
        session = requests.Session()
        if every_host:
            session.mount("https://", ToLoopback(self.url))
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

    @property
    def tls(self) -> ssl.SSLContext:
        """Return the context of a server with this org's certificate, for one that stands beside it."""
        return self._server.context

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

    def clear_faults(self) -> None:
        """Let everything go well from now on."""
        self.state.faults.clear()

    @property
    def unmet_faults(self) -> list[str]:
        """Return the names of the faults that no request has met yet."""
        return self.state.faults.unmet

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

    def write_csv(self, folder: Path) -> None:
        """Write the rows as they are now into ``folder``, as CSV files with the fields that the user sees."""
        for name in AUDITED:
            contents = self.state.contents
            fields = [field.name for field in contents.sobjects[name].fields if field.type != ADDRESS]
            everyone = np.arange(contents.rows[name].count, dtype=np.int64)
            cells = [contents.rows[name].take(everyone, field) for field in fields]
            (folder / f"{name}.csv").write_bytes(page(fields, cells, "COMMA", "LF"))

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
