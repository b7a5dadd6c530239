"""The stand-in org without its network: what it answers to each path, for tests that ask it thousands of times."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from tests.fake_org.contents import from_folder
from tests.fake_org.login import ADMIN
from tests.fake_org.messages import Request
from tests.fake_org.org import new_state
from tests.fake_org.request_log import Entry
from tests.fake_org.routing import respond
from tests.fake_org.settings import Settings

VERSION: Final = "62.0"


class InProcessOrg:
    """What a probe asks of ``Org``, answered by the routing of a stand-in that is not started."""

    def __init__(self, folder: Path, search_model: str) -> None:
        settings = Settings(search_model=search_model)
        self.state = new_state(settings, from_folder(folder, settings))
        self.token = self.state.sessions.issue(ADMIN)
        self.n_sent = 0

    def get(self, path: str, **parameters: str) -> Any:
        """Return the JSON at ``path``; a refusal is a failed test."""
        self.n_sent += 1
        entry = Entry(self.n_sent, "GET", path, "", "Bearer", "")
        headers = {"authorization": f"Bearer {self.token}"}
        request = Request("GET", f"/services/data/v{VERSION}/{path}", urlencode(parameters), headers)
        response = respond(self.state, request, entry)
        assert response.status == 200, response.body
        return response.json()

    def describe(self, sobject: str) -> dict[str, Any]:
        """Return the describe of an object."""
        described: dict[str, Any] = self.get(f"sobjects/{sobject}/describe")
        return described

    def now(self) -> datetime:
        """Return the moment of the org."""
        return self.state.clock.now()
