"""What can go wrong once an org is open: refusals that quote, sessions that end, crashes, mail; and what goes well."""

import base64
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NoReturn

import requests
from aiosmtpd.smtp import AuthResult

from audit.sources.salesforce import org as opened
from audit.sources.salesforce import rest_query, transport
from audit.sources.salesforce.download import Batches
from audit.sources.salesforce.transport import Bearer
from tests.fake_org import fault_actions as act
from tests.fake_org.faults import Exchange
from tests.fake_org.messages import Response, refusal
from tests.fake_org.org import Login
from tests.mail.smtp_server import Inbox, serving
from tests.secrets.faults_of_login import TOKEN, by, oauth_echo, org, page, text, told
from tests.secrets.scene import Arrange, Scene, mark

DESCRIBE: Final = "GET /sobjects/*/describe"
QUERY: Final = "GET /query/"
CREATE: Final = "POST /jobs/query"
POLL: Final = "GET /jobs/query/*"
RESULTS: Final = "GET /jobs/query/*/results"
LIMIT: Final = act.say(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")


def quoting(status: int, code: str) -> Callable[[Exchange], Response]:
    """Refuse in the org's form and quote the request."""
    return lambda exchange: refusal(status, code, told(exchange))


def xml(exchange: Exchange) -> Response:
    """Refuse in XML and quote the session."""
    session = exchange.request.headers["authorization"]
    error = f"<Error><errorCode>{session}</errorCode><message>{session}</message></Error>"
    return Response(400, f"<Errors>{error}</Errors>".encode(), "application/xml")


def cut_json(exchange: Exchange) -> Response:
    """Refuse in JSON that breaks off behind the session."""
    session = exchange.request.headers["authorization"]
    return Response(400, f'[{{"errorCode":"ODD","message":"no {session}'.encode())


def failed_job(exchange: Exchange) -> Response:
    """Let the job fail with a message that quotes the session."""
    return act.fail_job(f"no {exchange.request.headers['authorization']}")(exchange)


def odd_job(exchange: Exchange) -> Response:
    """Answer with a job of another form that quotes the session."""
    return act.say_json(200, {"id": exchange.request.headers["authorization"], "state": None})(exchange)


def by_jobs(scene: Scene) -> None:
    """Read every object by a query job, in pages of a few rows."""
    module = sys.modules["audit.sources.salesforce.export"]  # the package has a function of that name
    scene.monkeypatch.setattr(module, "Batches", partial(Batches, rest_rows=0, page_rows=50))


def arguments(*given: str) -> Callable[[Scene], None]:
    """Run another command."""
    return lambda scene: scene.arguments.__setitem__(slice(None), given)


EXPORT: Final = arguments("export", "--env", "--out", "snapshot")


def crash(owner: object, name: str, error: type[BaseException] = RuntimeError) -> Callable[[Scene], None]:
    """Put an error that quotes the session into a function of the program or of a library."""

    def change(scene: Scene) -> None:
        def fail(*given: Any, **_: Any) -> NoReturn:
            words = [f"Invalid header value b'Bearer {token}'" for token in scene.fake.state.sessions.issued]
            raise error(f"{words} {vars(given[0]) if given and hasattr(given[0], '__dict__') else ''}")

        scene.monkeypatch.setattr(owner, name, fail)

    return change


def renewed_with(token: Callable[[Scene, str], str]) -> Callable[[Scene], None]:
    """Let the session end, and the login then grant an odd one."""

    def change(scene: Scene) -> None:
        def odd(exchange: Exchange) -> Response:
            granted = exchange.proceed().json()
            return act.say_json(200, {**granted, "access_token": token(scene, granted["access_token"])})(exchange)

        scene.fault(TOKEN, odd, nth=2)
        scene.fault(DESCRIBE, act.expire_sessions(), times=1)

    return change


class _Quoting(Inbox):
    """A server that refuses every login and quotes it, as it came and as it was sent."""

    def authenticate(self, *asked: Any) -> AuthResult:
        """Answer aiosmtpd, whose last argument is what was sent."""
        login, password = asked[-1].login.decode(), asked[-1].password.decode()
        sent = base64.b64encode(f"\0{login}\0{password}".encode()).decode()
        return AuthResult(success=False, handled=False, message=f"535 5.7.8 no {login}:{password}, {sent}")


def refusing(inbox: Inbox) -> Callable[[Scene], int]:
    """Serve mail with a certificate that is trusted."""
    return lambda scene: scene.stack.enter_context(serving(inbox, scene.fake.tls, "starttls"))


def from_file(scene: Scene) -> None:
    """Take the mail's password from a file in place of the environment."""
    path = scene.private / "password"
    path.write_text(scene.env.pop("PHONE_AUDIT_SMTP_PASSWORD"), encoding="utf-8")
    config = scene.private / "mail.toml"
    config.write_text(f"{config.read_text(encoding='utf-8')}\npassword_file = '{path}'\n", encoding="utf-8")


def mail(port: Callable[[Scene], int], security: str = "none", **more: str) -> Callable[[Scene], None]:
    """Mail the report to a server on loopback."""

    def change(scene: Scene) -> None:
        settings = {
            "host": "'127.0.0.1'",
            "port": port(scene),
            "security": f"'{security}'",
            "user": "'audit@acme.example'",
            "to": "['ops@acme.example']",
            "timeout": 2,
            **more,
        }
        lines = [f"{name} = {value}" for name, value in settings.items()]
        config = scene.private / "mail.toml"
        config.parent.mkdir(exist_ok=True)
        config.write_text("\n".join(["[mail]", *lines]), encoding="utf-8")
        scene.arguments += ["--email", "--config", str(config)]
        scene.set(PHONE_AUDIT_SMTP_PASSWORD=scene.marks.mail_password)

    return change


def odd_password_file(scene: Scene) -> None:
    """Take the mail's password from a file that is no text."""
    path = scene.private / "password"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\xff" + scene.marks.mail_password.encode())
    mail(lambda _: 9, password_file=f"'{path}'")(scene)
    del scene.env["PHONE_AUDIT_SMTP_PASSWORD"]


def _goes_well(way: Login) -> Arrange:
    return by(way, by_jobs)


FAULTS: Final[dict[str, Arrange]] = {
    "describe-quotes-the-session": by("token", org(DESCRIBE, quoting(400, "ODD"))),
    "describe-in-xml": by("token", org(DESCRIBE, xml)),
    "describe-cut": by("token", org(DESCRIBE, cut_json)),
    "describe-page": by("client_credentials", org(DESCRIBE, page(403))),
    "query-quotes-the-session": by("password", org(QUERY, quoting(400, "MALFORMED_QUERY"))),
    "query-text": by("jwt", org(QUERY, text(400))),
    "query-200-page": by("jwt", org(QUERY, page(200))),
    "check-quotes-the-session": by("token", arguments("check", "--env"), org(QUERY, quoting(403, "ODD"))),
    "check-of-what-is-refused": by(
        "token",
        arguments("check", "--env"),
        org("GET /limits", quoting(403, "ODD")),
        org("GET /sobjects", quoting(403, "ODD")),
        org("GET /query/?*UserPermissionAccess*", quoting(403, "ODD")),
    ),
    "calls-quotes-the-session": by("token", arguments("calls", "--env"), org("GET /sobjects", quoting(400, "ODD"))),
    "nothing-in-calls": by("jwt", arguments("calls", "--env")),
    "session-ends-and-cannot-be-renewed": by("token", by_jobs, org(RESULTS, act.expire_sessions(), nth=2)),
    "session-ends-and-the-login-is-refused": by(
        "client_credentials", by_jobs, org(RESULTS, act.expire_sessions(), nth=2), org(TOKEN, oauth_echo, nth=2)
    ),
    "session-is-renewed-with-a-line-break": by(
        "client_credentials", renewed_with(lambda _, token: f"{token}\r\nX: {token}")
    ),
    "session-is-renewed-with-other-letters": by(
        "client_credentials", renewed_with(lambda _, token: f"{token}\u2028{token}")
    ),
    "session-is-renewed-with-nothing-new": by(
        "jwt", renewed_with(lambda scene, _: scene.fake.state.sessions.issued[0])
    ),
    "job-refused": by("token", by_jobs, org(CREATE, quoting(400, "API_ERROR"))),
    "job-fails": by("token", by_jobs, org(CREATE, failed_job)),
    "job-of-another-form": by("token", by_jobs, org(POLL, odd_job)),
    "results-page": by("token", by_jobs, org(RESULTS, page(400))),
    "results-quote-the-session": by("token", by_jobs, EXPORT, org(RESULTS, quoting(404, "ODD"), nth=3)),
    "export-stops-for-the-day": by("client_credentials", by_jobs, EXPORT, org(RESULTS, LIMIT, nth=3)),
    "export-stops-as-the-session-ends": by("token", by_jobs, EXPORT, org(RESULTS, act.expire_sessions(), nth=3)),
    "crash-while-opening": by("token", crash(opened, "nearest_version")),
    "crash-while-signing": by("client_credentials", crash(Bearer, "__call__", ValueError)),
    "crash-in-the-library": by("token", crash(requests.Session, "send", requests.exceptions.InvalidHeader)),
    "crash-in-a-worker": by("token", crash(rest_query, "_kept")),
    "crash-for-memory": by("token", crash(opened, "nearest_version", MemoryError)),
    "crash-of-the-system": by("token", crash(transport, "read_body", OSError)),
    "interrupted": by("password", crash(opened, "nearest_version", KeyboardInterrupt)),
    "mail-server-not-reached": by("token", mail(lambda _: 9)),
    "mail-server-in-plain-text": by("token", mail(lambda scene: int(scene.fake.url.rpartition(":")[2]), "starttls")),
    "mail-login-refused": by("token", mail(refusing(Inbox()), "starttls")),
    "mail-login-quoted": by("token", mail(refusing(_Quoting()), "starttls")),
    "mail-login-from-a-file-quoted": by("token", mail(refusing(_Quoting()), "starttls"), from_file),
    "mail-password-no-text": by("token", odd_password_file),
    "nothing-token": _goes_well("token"),
    "nothing-client-credentials": _goes_well("client_credentials"),
    "nothing-jwt": _goes_well("jwt"),
    "nothing-password": _goes_well("password"),
    "nothing-sf": by("sf", lambda scene: scene.arguments.__setitem__(slice(1, 2), ["--org", "fernsprech"])),
    "nothing-export": by("client_credentials", by_jobs, EXPORT),
    "domain-not-needed": by("token", lambda scene: scene.set(SF_DOMAIN=scene.know(mark()), SF_JWT_AUDIENCE="x")),
}
