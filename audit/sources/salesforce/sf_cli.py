"""The session that the Salesforce CLI `sf` holds: the login of choice for a person, and one that can be renewed."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from audit.errors import AuditError, ConnectionFailedError, LoginRefusedError, UsageError
from audit.sources.environment import bare, is_token
from audit.sources.salesforce.addresses import Address, org_address
from audit.sources.salesforce.api_errors import quoted
from audit.sources.secret_values import remember

_LONGEST_RUN: Final = 120.0
"""Seconds: `sf` takes a minute or more before it gives up on an org that does not answer."""
_REDACTED: Final = "[REDACTED]"
_SECRETS: Final = ("accessToken", "refreshToken", "sfdxAuthUrl", "password", "clientSecret")
_CONNECTED: Final = "Connected"
_ESCAPE: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_OUT_OF_REACH: Final = re.compile(
    r"fetch failed|certificate|socket hang up|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|E(?:HOST|NET)UNREACH|EPROTO"
    r"|DomainNotFound|Down \(Maintenance\)|Bad Response|timed? ?out",
    re.IGNORECASE,
)
"""What `sf` gives as its connected status when no answer came: the words of Node.js, or its own two."""
_ERROR: Final = re.compile(r"error|not found|denied|cannot|failed", re.IGNORECASE)


@dataclass(frozen=True)
class CliSession:
    """What `sf` knows of one org."""

    address: Address
    token: str
    username: str | None


def session_of(alias: str, environ: Mapping[str, str]) -> CliSession:
    """Return the session of the org that `sf` calls ``alias``, renewed by `sf` where it had ended.

    Since May 2026 `sf org display` hides the token and `sf org auth show-access-token` shows it; an older `sf` knows
    only the former. Raise UsageError for what cannot be an alias, LoginRefusedError when `sf` is not installed or
    not logged in, ConnectionFailedError when `sf` does not reach the org.
    """
    if not alias.strip() or alias.startswith("-") or not alias.isprintable():
        raise UsageError("--org needs the alias or user name of an org that `sf org list` shows.")
    shown = _run(alias, environ, "org", "display")
    if not isinstance(shown, dict) or not shown.get("instanceUrl"):
        raise _not_logged_in(alias, "")
    status = str(shown.get("connectedStatus") or _CONNECTED)
    if status != _CONNECTED:
        raise _not_connected(alias, quoted(status).rstrip("."))
    address = org_address(str(shown["instanceUrl"]), "The instance URL of sf")
    username = shown.get("username")
    return CliSession(address, _token(alias, environ, shown), str(username) if username else None)


def has_ended(alias: str, reason: str) -> str:
    """Return the sentence for a login of `sf` that no longer holds."""
    return f"The login of sf to {alias} has ended: {reason}. Run {_log_in(alias)}, then the same command again."


def _log_in(alias: str) -> str:
    return f"`sf org login web --alias {shlex.quote(alias)}`"


def _token(alias: str, environ: Mapping[str, str], shown: Mapping[str, Any]) -> str:
    displayed = _bare_token(shown)
    if is_token(displayed) and not displayed.startswith(_REDACTED):
        return displayed
    result = _run(alias, environ, "org", "auth", "show-access-token")
    token = _bare_token(result) if isinstance(result, dict) else ""
    if not is_token(token) or token.startswith(_REDACTED):
        raise LoginRefusedError(
            f"sf shows no access token for {alias}. Update it (`sf update`), then try"
            f" `sf org auth show-access-token --target-org {shlex.quote(alias)}`."
        )
    return token


def _bare_token(shown: Mapping[str, Any]) -> str:
    return bare(str(shown.get("accessToken") or ""))


def _remember_secrets(result: Any) -> None:
    """Take for secrets what `sf` shows of them, before a word of it is quoted."""
    if isinstance(result, Mapping):
        shown = (bare(str(result.get(name) or "")) for name in _SECRETS)
        remember(*(secret for secret in shown if not secret.startswith(_REDACTED)))


def _run(alias: str, environ: Mapping[str, str], *command: str) -> Any:
    """Return the result of a command of `sf`; the alias is an argument, the token only ever in its output."""
    program = shutil.which("sf", path=environ.get("PATH"))
    if program is None:
        raise LoginRefusedError(
            "The Salesforce CLI `sf` is not installed or not on PATH. Install it (developer.salesforce.com/tools/"
            f"salesforcecli) and run {_log_in(alias)}, or use --env."
        )
    try:
        done = subprocess.run(  # noqa: S603 - found on PATH, arguments are a list
            [program, *command, "--target-org", alias, "--json"],
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            env=_environment(environ),
            stdin=subprocess.DEVNULL,
            timeout=_LONGEST_RUN,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LoginRefusedError(f"sf does not answer. Try `sf {' '.join(command)} --target-org {alias}`.") from error
    printed, complaint = _plain(done.stdout), _plain(done.stderr)
    said = _json_in(printed) or _json_in(complaint)
    if not said:
        raise _does_not_run(alias, f"{printed}\n{complaint}")
    _remember_secrets(said.get("result"))
    if done.returncode == 0 and said.get("status") in {0, None} and "result" in said:
        return said["result"]
    raise _not_logged_in(alias, f"{said.get('name') or ''}: {said.get('message') or ''}".strip(": "))


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Colors would stand in the JSON."""
    return {**{name: value for name, value in environ.items() if name != "FORCE_COLOR"}, "NO_COLOR": "1"}


def _plain(text: str) -> str:
    """Return what sf printed without colors and byte order mark."""
    return _ESCAPE.sub("", text).replace("\ufeff", "")


def _json_in(text: str) -> dict[str, Any]:
    """Return the JSON object with a status or a result in what sf printed; there may be notices before and after it."""
    decoder = json.JSONDecoder()
    for brace in re.finditer(r"\{", text):
        try:
            said, _ = decoder.raw_decode(text, brace.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(said, dict) and ("status" in said or "result" in said):
            return said
    return {}


def _not_connected(alias: str, status: str) -> AuditError:
    """Return the failure behind a connected status, which is all that `sf` tells of it: it exits with 0 all the same.

    Values by the source of @salesforce/plugin-org 5.11 (`authErrorHandler`) and by trial.
    """
    if _OUT_OF_REACH.search(status) is None:
        return LoginRefusedError(has_ended(alias, status))
    return ConnectionFailedError(
        f"sf does not reach the org of {alias}: {status}. Check the network and the proxy; if the network has its own"
        f" certificate authority, name its PEM file in NODE_EXTRA_CA_CERTS, too. If that is not it, run"
        f" {_log_in(alias)}."
    )


def _does_not_run(alias: str, printed: str) -> LoginRefusedError:
    """Return the failure of an sf that gives no answer, with its own line: that of an error, else the first."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    telling = next((line for line in lines if _ERROR.search(line)), lines[0] if lines else "nothing")
    return LoginRefusedError(
        f"sf does not run as it should: it says {quoted(telling)}. Try `sf org display --target-org {alias}` yourself; "
        "if that fails, too, update Node.js and install sf again."
    )


def _not_logged_in(alias: str, said: str) -> LoginRefusedError:
    words = f" sf says {quoted(said).rstrip('.')}." if said else ""
    return LoginRefusedError(
        f"sf is not logged in to {alias}. Run {_log_in(alias)}, or see `sf org list` for the names it knows.{words}"
    )
