"""One page of bulk results as CSV text: a header, every value in quotes, null as an empty pair."""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

DELIMITERS: Final = {
    "COMMA": ",",
    "TAB": "\t",
    "PIPE": "|",
    "SEMICOLON": ";",
    "CARET": "^",
    "BACKQUOTE": "`",
}
LINE_ENDINGS: Final = {"LF": "\n", "CRLF": "\r\n"}


def page(names: Sequence[str], columns: Sequence[pa.Array], delimiter: str, line_ending: str) -> bytes:
    """Return header and rows as UTF-8; ``delimiter`` and ``line_ending`` by their names in the API."""
    between = f'"{DELIMITERS[delimiter]}"'
    end = LINE_ENDINGS[line_ending]
    header = '"' + between.join(names) + '"'
    cells = [_escaped(pc.fill_null(column, "")) for column in columns]
    lines = pc.binary_join_element_wise(*cells, between).to_pylist()
    body = f'"{end}"'.join(lines)
    return (header + end + (f'"{body}"{end}' if lines else "")).encode()


def _escaped(column: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring(column, '"')).as_py():
        return column
    return pc.replace_substring(column, '"', '""')
