"""What can go wrong on the way to an org: addresses, certificates, proxies, and the program sf."""

import json
from collections.abc import Callable
from typing import Final

from tests.fake_org.faults import Exchange
from tests.fake_org.messages import Response
from tests.fake_org.sf_stub import SfMode
from tests.fake_org.tunnel import tunnel
from tests.secrets.faults_of_login import by, org, page
from tests.secrets.scene import Arrange, Scene, mark

ALIAS: Final = "fernsprech"
REST: Final = "GET /services/data/"


def address(write: Callable[[Scene], str]) -> Callable[[Scene], None]:
    """Set another address of the org."""
    return lambda scene: scene.set(SF_INSTANCE_URL=write(scene))


def proxy(write: Callable[[str], str]) -> Callable[[Scene], None]:
    """Set a proxy with a password."""

    def change(scene: Scene) -> None:
        scene.set(NO_PROXY="", HTTPS_PROXY=write(scene.marks.proxy_password))

    return change


def stingy_proxy(scene: Scene) -> None:
    """Set a proxy that knows another password."""
    port = scene.stack.enter_context(tunnel("ada:other")).port
    proxy(lambda word: f"http://ada:{word}@127.0.0.1:{port}")(scene)


def redirect(exchange: Exchange) -> Response:
    """Lead elsewhere, with the session in the address."""
    session = exchange.request.headers.get("authorization", "").partition(" ")[2]
    target = f"https://{session}.elsewhere.example/?sid={session}"
    return Response(302, b"").with_headers(Location=target)


def sf(mode: SfMode) -> Callable[[Scene], None]:
    """Ask a stand-in for sf."""

    def change(scene: Scene) -> None:
        scene.arguments[1:2] = ["--org", ALIAS]
        scene.set(PATH=str(scene.fake.sf(mode)))

    return change


def own_sf(script: Callable[[str], str]) -> Callable[[Scene], None]:
    """Ask an sf that is a shell script, which is given a secret."""

    def change(scene: Scene) -> None:
        scene.arguments[1:2] = ["--org", ALIAS]
        program = scene.private / "sf"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{script(scene.know(mark()))}\n", encoding="utf-8")
        program.chmod(0o755)
        scene.set(PATH=f"{program.parent}:/usr/bin:/bin")

    return change


def says(value: object) -> str:
    """Return a line of a shell script that prints JSON."""
    return f"cat <<'END'\n{json.dumps(value)}\nEND"


def _displayed(secret: str) -> str:
    shown = {"instanceUrl": "https://127.0.0.1:9", "accessToken": f"00D000000000001!{secret}\n{secret}"}
    return says({"status": 0, "result": shown})


def _ended(secret: str) -> str:
    shown = {"instanceUrl": "https://127.0.0.1:9", "connectedStatus": f"Unable to refresh 00D000000000001!{secret}"}
    return says({"status": 0, "result": {**shown, "accessToken": f"00D000000000001!{secret}"}})


def _refused(secret: str) -> str:
    told = f"expired: refresh_token={secret}&client_id=PlatformCLI of 00D000000000001!{secret}"
    return f"{says({'status': 1, 'name': 'RefreshTokenAuthError', 'message': told})}\nexit 1"


def _crashed(secret: str) -> str:
    return f'echo "TypeError: cannot read Bearer 00D000000000001!{secret}" >&2\nexit 1'


def _address_with_session(secret: str) -> str:
    url = f"https://acme..my.salesforce.com/?sid=00D000000000001!{secret}"
    return says({"status": 0, "result": {"instanceUrl": url, "accessToken": f"00D000000000001!{secret}"}})


def untrusted(scene: Scene) -> None:
    """Know nothing of the org's certificate authority."""
    del scene.env["REQUESTS_CA_BUNDLE"]


def odd_authority(scene: Scene) -> None:
    """Name a file of certificates that holds a secret instead."""
    path = scene.private / "ca.pem"
    path.parent.mkdir(exist_ok=True)
    path.write_text(scene.know(mark()), encoding="utf-8")
    scene.set(REQUESTS_CA_BUNDLE=str(path))


FAULTS: Final[dict[str, Arrange]] = {
    "certificate-not-trusted": by("token", untrusted),
    "certificate-not-trusted-for-a-secret": by("client_credentials", untrusted),
    "certificates-are-none": by("token", odd_authority),
    "host-not-reached": by("token", address(lambda _: "https://127.0.0.1:9")),
    "host-malformed": by("token", address(lambda _: "https://acme..my.salesforce.com")),
    "host-with-control-character": by("client_credentials", address(lambda _: "https://127.0.0.1\x01:9")),
    "address-with-password": by("token", address(lambda scene: f"https://ada:{scene.know(mark())}@127.0.0.1:9")),
    "address-with-session": by("token", address(lambda scene: f"https://127.0.0.1:9/?sid={scene.know(mark())}")),
    "address-of-http": by("token", address(lambda scene: f"http://127.0.0.1:9/{scene.know(mark())}")),
    "proxy-not-reached": by("token", proxy(lambda word: f"http://ada:{word}@127.0.0.1:9")),
    "proxy-socks": by("token", proxy(lambda word: f"socks5h://ada:{word}@127.0.0.1:9")),
    "proxy-of-no-kind": by("client_credentials", proxy(lambda word: f"htp://ada:{word}@127.0.0.1:9")),
    "proxy-without-host": by("token", proxy(lambda word: f"http://ada:{word}@")),
    "proxy-with-bad-port": by("token", proxy(lambda word: f"http://ada:{word}@127.0.0.1:port")),
    "proxy-with-bad-bracket": by("token", proxy(lambda word: f"http://ada:{word}@[::1")),
    "proxy-refuses-the-login": by("token", stingy_proxy),
    "redirect": by("token", org(REST, redirect)),
    "page-in-place-of-versions": by("token", org(REST, page(403))),
    "page-200-in-place-of-versions": by("token", org(REST, page(200))),
    "sf-login-ended": by("sf", sf("expired")),
    "sf-does-not-start": by("sf", sf("old_node")),
    "sf-token-in-two-lines": by("sf", own_sf(_displayed)),
    "sf-status-quotes-a-session": by("sf", own_sf(_ended)),
    "sf-error-quotes-a-session": by("sf", own_sf(_refused)),
    "sf-crash-quotes-a-session": by("sf", own_sf(_crashed)),
    "sf-address-with-a-session": by("sf", own_sf(_address_with_session)),
}
