"""What a running org remembers, and one call on it."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.fake_org.bulk_jobs import Jobs
from tests.fake_org.clock import Clock
from tests.fake_org.contents import Contents
from tests.fake_org.faults import Faults
from tests.fake_org.ingest_jobs import IngestJobs
from tests.fake_org.keys import Keys
from tests.fake_org.messages import Request
from tests.fake_org.request_log import RequestLog
from tests.fake_org.rest_cursors import Cursors
from tests.fake_org.search_index import SearchIndex
from tests.fake_org.sessions import Sessions, User
from tests.fake_org.settings import Settings


@dataclass
class State:
    """Everything that changes while the org runs."""

    settings: Settings
    contents: Contents
    sessions: Sessions
    jobs: Jobs
    faults: Faults
    keys: Keys
    clock: Clock
    cursors: Cursors = field(default_factory=Cursors)
    ingest_jobs: IngestJobs = field(default_factory=IngestJobs)
    log: RequestLog = field(default_factory=RequestLog)
    url: str = ""
    refresh_revoked: bool = False
    """Whether the refresh token of the command line tool has been taken back."""
    n_calls: int = 0
    """Authenticated calls, which count towards the day's allowance."""
    search_index: tuple[Contents, SearchIndex] | None = None
    """Of the rows that it was built from."""
    lock: threading.RLock = field(default_factory=threading.RLock)


@dataclass(frozen=True)
class Call:
    """One authenticated request on a known path."""

    state: State
    request: Request
    user: User
    version: str
    """API version of the path, as ``62.0``."""
    params: Mapping[str, str]
