"""A stand-in for Salesforce's command line tool ``sf``: as much of it as a program asks for an org's token."""

import json
import sys
from pathlib import Path
from typing import Final, Literal

SfMode = Literal["new", "old", "logged_out", "expired", "missing"]
"""``new`` redacts tokens in ``org display`` and has ``org auth show-access-token`` (2.136.8 and later); ``old`` shows
them and has not; ``logged_out`` knows no org; the refresh token of ``expired`` no longer holds; ``missing`` is no
program at all."""

_PROGRAM: Final = '''#!{python}
"""A stand-in for the Salesforce CLI."""

import json
import os
import ssl
import sys
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOGIN = json.loads((HERE / "login.json").read_text(encoding="utf-8"))
REDACTED = "[REDACTED] Use 'sf org auth show-access-token' to view"


def say(value, code=0):
    text = json.dumps(value, indent=2)
    if os.environ.get("FORCE_COLOR", "0") != "0" and not os.environ.get("NO_COLOR"):
        text = "\\x1b[97m" + text.replace('"', '\\x1b[32m"\\x1b[39m') + "\\x1b[39m"
    print(text)
    sys.exit(code)


def fail(name, message, code=1):
    say({{"name": name, "message": message, "exitCode": code, "status": code, "stack": name, "warnings": []}}, code)


def fresh_token():
    form = {{"grant_type": "refresh_token", "client_id": "PlatformCLI", "refresh_token": LOGIN["refresh_token"]}}
    request = urllib.request.Request(LOGIN["url"] + "/services/oauth2/token", urllib.parse.urlencode(form).encode())
    trust = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=LOGIN["ca_file"]))
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({{}}), trust).open(request, timeout=30) as reply:
            return json.load(reply)["access_token"]
    except OSError:
        reason = "Error authenticating with the refresh token due to: expired access/refresh token"
        fail("RefreshTokenAuthError", reason)


def option(arguments, *names):
    for name, value in zip(arguments, arguments[1:] + [""]):
        if name in names:
            return value
        if name.startswith("--") and name.split("=", 1)[0] in names and "=" in name:
            return name.split("=", 1)[1]
    return LOGIN["alias"]


def main(arguments):
    with (HERE / "calls.txt").open("a", encoding="utf-8") as calls:
        calls.write(" ".join(arguments) + "\\n")
    print(" \\u203a   Warning: @salesforce/cli update available from 2.136.8 to 2.137.1.", file=sys.stderr)
    if arguments[:1] == ["--version"]:
        print("@salesforce/cli/" + ("2.90.4" if LOGIN["mode"] == "old" else "2.136.8") + " linux-x64 node-v22.9.0")
        return
    command = " ".join(word for word in arguments[:3] if not word.startswith("-"))
    shows_token = command == "org auth show-access-token"
    if not shows_token and not command.startswith("org display") or shows_token and LOGIN["mode"] == "old":
        print(" \\u203a   Warning: " + command + " is not a sf command.", file=sys.stderr)
        sys.exit(127)
    alias = option(arguments, "--target-org", "-o")
    if LOGIN["mode"] == "logged_out" or alias not in (LOGIN["alias"], LOGIN["username"]):
        fail("NamedOrgNotFoundError", "No authorization information found for " + alias + ".")
    if "--json" not in arguments:
        print("This stand-in speaks JSON only.", file=sys.stderr)
        sys.exit(2)
    token = fresh_token()
    if shows_token:
        say({{"status": 0, "result": {{"accessToken": token}}, "warnings": ["This token gives access to the org."]}})
    say(
        {{
            "status": 0,
            "result": {{
                "id": LOGIN["org_id"],
                "apiVersion": "68.0",
                "accessToken": token if LOGIN["mode"] == "old" else REDACTED,
                "instanceUrl": LOGIN["url"],
                "username": LOGIN["username"],
                "clientId": "PlatformCLI",
                "connectedStatus": "Connected",
                "alias": LOGIN["alias"],
            }},
            "warnings": [],
        }}
    )


main(sys.argv[1:])
'''


def write_sf(
    folder: Path, mode: SfMode, *, url: str, ca_file: Path, org_id: str, username: str, alias: str, refresh_token: str
) -> Path:
    """Write an executable ``sf`` into ``folder`` (nothing, when ``mode`` is missing) and return the folder for PATH.

    Its ``calls.txt`` then lists the arguments of every call.
    """
    folder.mkdir(exist_ok=True)
    if mode == "missing":
        return folder
    held = {
        "mode": mode,
        "url": url,
        "ca_file": str(ca_file),
        "org_id": org_id,
        "username": username,
        "alias": alias,
        "refresh_token": "revoked" if mode == "expired" else refresh_token,
    }
    login = folder / "login.json"
    login.touch(mode=0o600)
    login.write_text(json.dumps(held), encoding="utf-8")
    program = folder / "sf"
    program.write_text(_PROGRAM.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    return folder
