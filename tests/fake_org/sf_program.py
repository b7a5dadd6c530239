"""What the stand-in for the Salesforce CLI does; ``sf_stub`` writes it into a folder for PATH.

Its answers, exit codes and warnings are those of @salesforce/cli 2.130.9 and 2.146.3 against the fake org. The real one
keeps an access token and renews it only when the org refuses it; that a login has ended is no error to it.
"""

import json
import os
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Final, NoReturn

HERE: Final = Path(__file__).resolve().parent
REDACTED: Final = "[REDACTED] Use 'sf org auth show-access-token' to view"
HIDDEN: Final = (
    "Secrets are now hidden from 'sf org display' command output. Use the 'sf org auth' commands instead. As a"
    " temporary workaround, you can set SF_TEMP_SHOW_SECRETS=true to render these secrets. This workaround will be"
    " removed in an upcoming release."
)
EXPOSED: Final = (
    "This command exposes a sensitive Access Token that allows for subsequent activity using your current authenticated"
    " session. Sharing this information is equivalent to logging someone in under the current credential, resulting in"
    " unintended access and escalation of privilege."
)
OLD_NODE: Final = """\
/usr/lib/node_modules/undici/lib/interceptor/decompress.js:78
  zstd: createZstdDecompress.bind(null, { params: { [constants.ZSTD_d_windowLogMax]: 23 } })
                             ^

TypeError: Cannot read properties of undefined (reading 'bind')
    at Object.<anonymous> (/usr/lib/node_modules/undici/lib/interceptor/decompress.js:78:30)
    at Module._compile (node:internal/modules/cjs/loader:1521:14)

Node.js v20.20.2
"""
IGNORED_COLORS: Final = (
    "(node:4711) Warning: The 'NO_COLOR' env is ignored due to the 'FORCE_COLOR' env being set.\n"
    "(Use `node --trace-warnings ...` to show where the warning was created)\n"
)


def main(arguments: list[str]) -> None:
    """Answer one call and exit as the real program does."""
    with (HERE / "calls.txt").open("a", encoding="utf-8") as calls:
        calls.write(" ".join(arguments) + "\n")
    held = json.loads((HERE / "login.json").read_text(encoding="utf-8"))
    version = "2.130.9" if held["mode"] == "old" else "2.146.3"
    if os.environ.get("FORCE_COLOR") and os.environ.get("NO_COLOR"):
        sys.stderr.write(IGNORED_COLORS)
    sys.stderr.write(f" \u203a   Warning: @salesforce/cli update available from {version} to 2.150.6.\n")
    if arguments[:1] == ["--version"]:
        sys.stdout.write(f"@salesforce/cli/{version} linux-x64 node-v22.9.0\n")
        return
    if held["mode"] == "old_node":
        sys.stderr.write(OLD_NODE)
        sys.exit(1)
    command = _command(arguments)
    shows_token = command == "org auth show-access-token"
    if (not shows_token and command != "org display") or (shows_token and held["mode"] == "old"):
        sys.stderr.write(f" \u203a   Warning: {command} is not a sf command.\n")
        sys.stderr.write(" \u203a   Error: Run sf help org for a list of available commands.\n")
        sys.exit(127)
    _check_alias(arguments, held, "OrgAuthShowAccessToken" if shows_token else "OrgDisplayCommand")
    if "--json" not in arguments:
        sys.stderr.write("This stand-in speaks JSON only.\n")
        sys.exit(2)
    status = _refreshed(held)
    if shows_token:
        stale = [] if status == "Connected" else ["Unable to refresh auth for org. Access token may be stale."]
        _say({"accessToken": held["token"]}, [*stale, EXPOSED])
    stale = [] if status == "Connected" else ["unable to refresh auth for org"]
    _say(_shown(held, status), [*stale, EXPOSED if held["mode"] == "old" else HIDDEN])


def _command(arguments: list[str]) -> str:
    options = next((i for i, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    return " ".join(arguments[:options])


def _shown(held: dict[str, str], status: str) -> dict[str, str]:
    by_web = {"clientId": "PlatformCLI"} if held["refresh_token"] else {}
    return {
        "id": held["org_id"],
        "apiVersion": "68.0",
        "accessToken": held["token"] if held["mode"] == "old" else REDACTED,
        "instanceUrl": held["url"] if held["refresh_token"] else f"{held['url']}/",
        "username": held["username"],
        **by_web,
        "connectedStatus": status,
        "alias": held["alias"],
    }


def _check_alias(arguments: list[str], held: dict[str, str], context: str) -> None:
    """Exit with 2 for an org that nobody logged in to."""
    alias = _option(arguments, "--target-org", "-o") or held["alias"]
    if held["mode"] != "logged_out" and alias in {held["alias"], held["username"]}:
        return
    near = f'It looks like you mistyped the username or alias. Did you mean "{held["alias"]}"?'
    message = f"Parsing --target-org \n\tNo authorization information found for {alias}.\nSee more help with --help"
    name = "NamedOrgNotFoundError"
    failure = {
        "name": name,
        "message": message,
        "exitCode": 2,
        **({} if held["mode"] == "logged_out" else {"actions": [near]}),
        "context": context,
        "stack": f"{name}: {message}\n    at SfCommandError.from (file:///usr/lib/node_modules/sf-plugins-core.js:48:16)",
        "cause": "undefined",
        "warnings": [],
        "code": name,
        "status": 2,
        "commandName": context,
    }
    _print_json(failure)
    sys.exit(2)


def _option(arguments: list[str], *names: str) -> str:
    for name, value in zip(arguments, [*arguments[1:], ""], strict=True):
        if name in names:
            return value
        if name.startswith("--") and "=" in name and name.split("=", 1)[0] in names:
            return name.split("=", 1)[1]
    return ""


def _refreshed(held: dict[str, str]) -> str:
    """Return the connected status; a token that the org refuses is renewed and kept, where there is a way to."""
    try:
        _ask(held, "/services/data/v68.0", headers={"Authorization": f"Bearer {held['token']}"})
    except urllib.error.HTTPError as refused:
        if refused.code != 401:
            return str(json.load(refused)[0]["errorCode"])
        return _renewed(held) if held["refresh_token"] else "Session expired or invalid"
    except OSError:
        return "fetch failed"
    return "Connected"


def _renewed(held: dict[str, str]) -> str:
    form = {"grant_type": "refresh_token", "client_id": "PlatformCLI", "refresh_token": held["refresh_token"]}
    try:
        held["token"] = _ask(held, "/services/oauth2/token", form)["access_token"]
    except urllib.error.HTTPError as refused:
        why = json.load(refused)["error_description"]
        return f"Unable to refresh session due to: Error authenticating with the refresh token due to: {why}"
    (HERE / "login.json").write_text(json.dumps(held), encoding="utf-8")
    return "Connected"


def _ask(
    held: dict[str, str], path: str, form: dict[str, str] | None = None, *, headers: dict[str, str] | None = None
) -> Any:
    body = None if form is None else urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(held["url"] + path, body, headers or {})  # noqa: S310 (the fake org, https)
    trust = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=held["ca_file"]))
    with urllib.request.build_opener(urllib.request.ProxyHandler({}), trust).open(request, timeout=30) as reply:
        return json.load(reply)


def _say(result: dict[str, str], warnings: list[str]) -> NoReturn:
    _print_json({"status": 0, "result": result, "warnings": warnings})
    sys.exit(0)


def _print_json(value: object) -> None:
    text = json.dumps(value, indent=2)
    if os.environ.get("FORCE_COLOR", "0") != "0" and not os.environ.get("NO_COLOR"):
        text = "\x1b[97m" + text.replace('"', '\x1b[32m"\x1b[39m') + "\x1b[39m"
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
