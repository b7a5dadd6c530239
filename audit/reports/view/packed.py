"""Tables of the page as one text that a browser unpacks with DecompressionStream."""

import base64
import json
import zlib
from typing import Any, Final

_LEVEL: Final = 5


def packed_text(content: Any) -> str:
    """Return JSON, deflated (RFC 1950) and in Base64: the same content always gives the same text.

    >>> json.loads(zlib.decompress(base64.b64decode(packed_text({"name": ["<script>"]}))))
    {'name': ['<script>']}
    """
    document = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(document.encode("utf-8"), _LEVEL)).decode("ascii")
