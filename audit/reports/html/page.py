"""The page: one file that loads nothing, sends nothing and runs no script but its own."""

import base64
import hashlib
import json
from typing import Any, Final

from markupsafe import Markup

from audit.reports.templates import rendered, shipped_text
from audit.reports.view.build_view import View

_ESCAPES: Final = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    ord("\u2028"): "\\u2028",
    ord("\u2029"): "\\u2029",
}
"""Characters that could end a script element, or a line of script, inside a JSON text."""


_SCRIPTS: Final = (
    "elements.js",
    "typed_numbers.js",
    "tables.js",
    "search.js",
    "paged_table.js",
    "records.js",
    "findings.js",
    "duplicates.js",
    "call_simulator.js",
    "glossary.js",
    "page.js",
)
"""The script of the page, in the order in which its parts need each other."""


def render_html(view: View) -> str:
    """Return the page of a view; write it as UTF-8 with line feeds, else the hashes of its policy do not fit."""
    style, script = shipped_text("report.css"), _script()
    return rendered(
        "report.html.j2",
        view=view,
        say=view.captions,
        style=Markup(style),  # noqa: S704 - our own file, shipped with the package
        script=Markup(script),  # noqa: S704 - our own file, shipped with the package
        content=Markup(_json_for_script(view.lists.content)),  # noqa: S704 - escaped for a script element
        policy=content_policy(style, script),
    )


def _script() -> str:
    parts = "".join(shipped_text(f"page_script/{name}") for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def content_policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy: nothing may be fetched, and only these very texts may style and run."""
    rules = {
        "default-src": "'none'",
        "style-src": _hash_source(style),
        "script-src": _hash_source(script),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash_source(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _json_for_script(content: Any) -> str:
    """Return JSON that may stand in a script element whatever texts it holds."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_ESCAPES)
