"""What databases and spreadsheets write for a value that is missing."""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from audit.sources.records.clean_text import NULL_MARKERS

_MARKERS: Final = pa.array(sorted(NULL_MARKERS), pa.large_string())
_LONGEST: Final = max(map(len, NULL_MARKERS))


def null_where_marked(texts: pa.Array) -> pa.Array:
    """Return ``texts`` with null for each that is just a marker of a missing value (docs/simulation.md, Cleaning).

    Spaces around it are no part of it: databases pad their columns.
    """
    shortest = pc.min(pc.binary_length(texts)).as_py()
    if shortest is None or (shortest > _LONGEST and not pc.any(pc.ends_with(texts, " ")).as_py()):
        return texts
    marked = pc.is_in(pc.ascii_trim_whitespace(texts), _MARKERS)
    return pc.if_else(marked, None, texts) if marked.true_count else texts
