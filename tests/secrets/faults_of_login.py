"""What can go wrong with a login: each sets the scene for one run."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization

from tests.fake_org import fault_actions as act
from tests.fake_org.faults import Exchange
from tests.fake_org.messages import Response, oauth_error
from tests.fake_org.org import Login
from tests.secrets.scene import Arrange, Scene, mark

TOKEN: Final = "POST /services/oauth2/token"  # noqa: S105 - a path
SOAP: Final = "POST /services/Soap/**"
JSON: Final = "application/json"
HTML: Final = "text/html;charset=UTF-8"


def told(exchange: Exchange) -> str:
    """Return what an org, a proxy or a gateway was told, as one that quotes its request does."""
    request = exchange.request
    headers = "\n".join(f"{name}: {value}" for name, value in request.headers.items())
    first = request.headers.get("authorization", "")  # what is quoted is cut to a readable length
    return f"{first} {request.body.decode()} {request.path}?{request.query_string} {headers}"


def page(status: int) -> Callable[[Exchange], Response]:
    """Answer with a web page that quotes the request."""
    return lambda exchange: Response(status, f"<html><body>{told(exchange)}</body></html>".encode(), HTML)


def text(status: int) -> Callable[[Exchange], Response]:
    """Answer with a plain text that quotes the request."""
    return lambda exchange: Response(status, told(exchange).encode(), "text/plain")


def oauth_echo(exchange: Exchange) -> Response:
    """Refuse a login and quote it."""
    return oauth_error("invalid_grant", told(exchange))


def soap_echo(exchange: Exchange) -> Response:
    """Refuse a SOAP login and quote it."""
    words = "<faultcode>sf:ODD</faultcode><faultstring>ODD: no</faultstring>"
    body = exchange.request.body.decode()
    quote = body[body.index("username") :].replace("<", " ").replace(">", " ")
    fault = f"<exceptionCode>ODD</exceptionCode><exceptionMessage>{quote}</exceptionMessage>"
    return Response(500, f"<Envelope><Body><Fault>{words}{fault}</Fault></Body></Envelope>".encode(), "text/xml")


def cut_session(exchange: Exchange) -> Response:
    """Grant a SOAP login in XML that breaks off behind the session."""
    body = exchange.proceed().body
    return Response(200, body[: body.index(b"</sessionId>") + 20], "text/xml")


def changed_grant(change: Callable[[dict[str, str]], object]) -> Callable[[Exchange], Response]:
    """Grant a login with another body."""

    def answered(exchange: Exchange) -> Response:
        granted = exchange.proceed().json()
        return act.say_json(200, change(granted))(exchange)

    return answered


def by(way: Login, *changes: Callable[[Scene], object]) -> Arrange:
    """Log in by ``way``, then change the scene."""

    def arrange(scene: Scene) -> None:
        scene.log_in_by(way)
        for change in changes:
            change(scene)

    return arrange


def org(on: str, answer: Callable[[Exchange], Response], **when: object) -> Callable[[Scene], None]:
    """Let the org answer ``on`` otherwise."""
    return lambda scene: scene.fault(on, answer, **when)


def broken(name: str, spoil: Callable[[str], str]) -> Callable[[Scene], None]:
    """Spoil the value of one variable; what becomes of it is a secret, too."""

    def change(scene: Scene) -> None:
        scene.set(**{name: spoil(scene.env[name])})

    return change


def other_token(inside: str = "") -> Callable[[Scene], None]:
    """Give a token of nobody, with something in its middle."""

    def change(scene: Scene) -> None:
        halves = scene.know(mark()), scene.know(mark())
        scene.set(SF_ACCESS_TOKEN=f"00D000000000001!{halves[0]}{inside}{halves[1]}")

    return change


def key_file(write: Callable[[Scene, Path], object]) -> Callable[[Scene], None]:
    """Put another file in the place of the key."""

    def change(scene: Scene) -> None:
        path = scene.private / "other.pem"
        path.parent.mkdir(exist_ok=True)
        write(scene, path)
        scene.set(SF_JWT_KEY_FILE=str(path))

    return change


def _with_passphrase(scene: Scene, path: Path) -> None:
    locked = scene.fake.state.keys.private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(scene.know(mark()).encode()),
    )
    path.write_bytes(locked)


def _half_a_key(scene: Scene, path: Path) -> None:
    path.write_bytes(scene.fake.state.keys.pem()[:600] + b"\n-----END PRIVATE KEY-----\n")


def _no_key(scene: Scene, path: Path) -> None:
    path.write_text(f"client_secret={scene.know(mark())}", encoding="utf-8")


def _binary_key(scene: Scene, path: Path) -> None:
    path.write_bytes(b"\xff\xfe" + scene.know(mark()).encode())


def key_itself(scene: Scene) -> None:
    """Give the key in place of the path."""
    scene.set(SF_JWT_KEY_FILE=scene.fake.state.keys.pem().decode())


def ended(scene: Scene) -> None:
    """End every session that there is."""
    scene.fake.expire_sessions()


FAULTS: Final[dict[str, Arrange]] = {
    "token-ended": by("token", ended),
    "token-of-nobody": by("token", other_token()),
    "token-with-line-break": by("token", other_token("\r\n")),
    "token-with-header": by("token", other_token("\r\nX-Other: 1")),
    "token-with-control-character": by("token", other_token("\x01")),
    "token-with-space": by("token", other_token(" ")),
    "token-not-ascii": by("token", other_token("\u00e9")),
    "secret-wrong": by("client_credentials", broken("SF_CLIENT_SECRET", lambda held: held[:-3])),
    "secret-with-line-break": by("client_credentials", broken("SF_CLIENT_SECRET", lambda held: f"{held}\n{held}")),
    "client-id-unknown": by("client_credentials", broken("SF_CLIENT_ID", lambda _: "nobody")),
    "token-endpoint-quotes-the-login": by("client_credentials", org(TOKEN, oauth_echo)),
    "token-endpoint-answers-with-a-page": by("client_credentials", org(TOKEN, page(400))),
    "token-endpoint-answers-200-with-a-page": by("client_credentials", org(TOKEN, page(200))),
    "token-endpoint-fails-with-a-text": by("client_credentials", org(TOKEN, text(400))),
    "token-endpoint-has-no-address": by(
        "client_credentials", org(TOKEN, changed_grant(lambda held: {"access_token": held["access_token"]}))
    ),
    "token-endpoint-breaks-the-token": by(
        "client_credentials",
        org(TOKEN, changed_grant(lambda held: {**held, "access_token": f"{held['access_token']}\nx"})),
    ),
    "token-endpoint-answers-with-a-list": by("client_credentials", org(TOKEN, changed_grant(lambda held: [held]))),
    "token-endpoint-leads-elsewhere": by(
        "client_credentials",
        org(TOKEN, changed_grant(lambda held: {**held, "instance_url": f"https://acme..my/{held['access_token']}"})),
    ),
    "key-cut": by("jwt", key_file(_half_a_key)),
    "key-with-passphrase": by("jwt", key_file(_with_passphrase)),
    "key-is-none": by("jwt", key_file(_no_key)),
    "key-is-binary": by("jwt", key_file(_binary_key)),
    "key-in-place-of-its-path": by("jwt", key_itself),
    "assertion-refused-and-quoted": by("jwt", org(TOKEN, oauth_echo)),
    "assertion-page": by("jwt", org(TOKEN, page(403))),
    "password-wrong": by("password", broken("SF_PASSWORD", lambda held: f"{held}x")),
    "password-quoted": by("password", org(SOAP, soap_echo)),
    "password-page": by("password", org(SOAP, page(500))),
    "password-text": by("password", org(SOAP, text(200))),
    "password-session-cut": by("password", org(SOAP, cut_session)),
    "password-with-control-character": by("password", broken("SF_PASSWORD", lambda held: f"{held}\x02{held}")),
    "security-token-with-line-break": by("password", broken("SF_SECURITY_TOKEN", lambda held: f"{held}\n{held}")),
    "login-without-the-last-variable": by("jwt", lambda scene: scene.env.pop("SF_USERNAME")),
}
