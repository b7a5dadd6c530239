"""The key of Aircall's public API, from the environment."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from audit.errors import UsageError
from audit.sources.environment import bare, check_one_line, is_token, unquoted
from audit.sources.secret_values import remember

NAMES: Final = ("AIRCALL_API_ID", "AIRCALL_API_TOKEN")
WHERE: Final = "Aircall Dashboard > Integrations & API > API keys"


@dataclass(frozen=True)
class ApiKey:
    """A key of a company. It may also write, which this program never does: there are no keys that only read."""

    api_id: str
    api_token: str = field(repr=False)


def api_key_in(environ: Mapping[str, str]) -> ApiKey:
    """Return the key in AIRCALL_API_ID and AIRCALL_API_TOKEN; raise UsageError where one is missing or no key."""
    values = {name: unquoted(bare(environ.get(name, ""))) for name in NAMES}
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise UsageError(
            f"{' and '.join(missing)} must be set, to a key of the Aircall API ({WHERE}). See docs/calls.md."
        )
    api_id, api_token = values.values()
    remember(api_token, base64.b64encode(f"{api_id}:{api_token}".encode()).decode("ascii"))
    for name, value in values.items():
        check_one_line(name, value)
        if not is_token(value) or ":" in value:
            raise UsageError(f"{name} is not one word of plain characters. Copy it again ({WHERE}).")
    return ApiKey(api_id, api_token)
