"""The stand-in as a test or a person holds it: start it, point a program at it, look at what it was asked."""

import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tests.fake_aircall.api import HOST, Settings, State, note_forbidden, responded
from tests.fake_aircall.history import History
from tests.fake_org.certificates import write_certificates
from tests.fake_org.faults import Action, Exchange, Fault
from tests.fake_org.messages import Request, Response, answer
from tests.fake_org.request_log import Entry
from tests.fake_org.server import Server
from tests.fake_org.tunnel import tunnel

API_ID: Final = "fa1r"
API_TOKEN: Final = "t0k-3n0f-th3-st4nd-1n"  # noqa: S105 - of the stand-in


class FakeAircall:
    """Aircall over HTTPS on loopback; a context manager.

    Leaving the block raises RuntimeError when the stand-in itself had a bug, or was sent a request that a program which
    only reads must not send.
    """

    def __init__(
        self,
        history: History,
        *,
        clock: Callable[[], float] = time.time,
        api_token: str = API_TOKEN,
        port: int = 0,
        **settings: Any,
    ) -> None:
        self.state = State(history, Settings(**settings), API_ID, api_token, clock)
        self._server = Server(self.state, port, _respond)
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="fake-aircall-")))
        self.ca_file, self._server.context = write_certificates(folder, (HOST,))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        self._tunnel = self._stack.enter_context(tunnel(to=("127.0.0.1", self._server.server_port)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        self._server.stop()
        self._thread.join()
        self._stack.close()
        if not error and (self.state.log.bugs or self.forbidden):
            raise RuntimeError([*self.state.log.bugs, *self.forbidden][0])

    def env(self) -> dict[str, str]:
        """Return the environment variables with which a program finds this Aircall."""
        return {
            "AIRCALL_API_ID": self.state.api_id,
            "AIRCALL_API_TOKEN": self.state.api_token,
            "HTTPS_PROXY": f"http://127.0.0.1:{self._tunnel.port}",
            "REQUESTS_CA_BUNDLE": str(self.ca_file),
            "NO_PROXY": "",
        }

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
    def hosts(self) -> set[str]:
        """Return every host and port that was asked for through the proxy."""
        return {head.split()[1].decode() for head in self._tunnel.heads}

    @property
    def forbidden(self) -> list[str]:
        """Return the requests that a program which only reads must not send, those to other hosts among them."""
        return [*self.state.forbidden, *(f"CONNECT {host}" for host in self.hosts if host != f"{HOST}:443")]


def _respond(state: State, request: Request, entry: Entry) -> Response:
    """Return the answer to ``request``, through the fault that it meets; a bug is noted and answers 500."""
    try:
        fault = state.faults.meet(request)
        if fault is None:
            return responded(state, request)
        note_forbidden(state, request)
        entry.fault = fault.name or fault.on
        return fault.act(Exchange(state, request, lambda: responded(state, request)))  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 (whatever it is, the test must see it and the client must be answered)
        state.log.bugs.append(traceback.format_exc())
        return answer({"message": "bug"}, 500)
