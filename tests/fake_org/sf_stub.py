"""A stand-in for Salesforce's command line tool ``sf``: as much of it as a program asks for an org's token."""

import json
import sys
from pathlib import Path
from typing import Literal

SfMode = Literal["new", "old", "token", "logged_out", "expired", "old_node", "missing"]
"""``new`` redacts tokens in ``org display`` and has ``org auth show-access-token`` (2.136.8 and later); ``old`` shows
them and has not; ``token`` was logged in with an access token, which it cannot renew; ``logged_out`` knows no org; the
refresh token of ``expired`` no longer holds; ``old_node`` does not start, as Node.js is too old for it; ``missing`` is
no program at all."""


def write_sf(
    folder: Path,
    mode: SfMode,
    *,
    url: str,
    ca_file: Path,
    org_id: str,
    username: str,
    alias: str,
    token: str,
    refresh_token: str,
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
        "token": f"{org_id[:15]}!AQ.of.a.session.that.has.ended" if mode == "expired" else token,
        "refresh_token": {"expired": "revoked", "token": ""}.get(mode, refresh_token),
    }
    login = folder / "login.json"
    login.touch(mode=0o600)
    login.write_text(json.dumps(held), encoding="utf-8")
    code = Path(__file__).with_name("sf_program.py").read_text(encoding="utf-8")
    program = folder / "sf"
    program.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    program.chmod(0o755)
    return folder
