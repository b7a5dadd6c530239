"""The rows of a long list as the XML of a sheet, whole columns at a time.

openpyxl takes 10 to 30 µs a cell, which for the lists of a large org is most of an audit. Here a list is a few joins
of whole columns. Every cell is an inline string (ECMA-376 part 1, 18.3.1.53): no text can become a formula, a number
or a date.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from openpyxl.utils import get_column_letter

_ROWS_AT_ONCE: Final = 5_000
_ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@dataclass(frozen=True)
class ListRows:
    """The rows of a list: ``texts`` has a column of str for each column of the sheet, empty for an empty cell."""

    texts: pd.DataFrame
    style_ids: Sequence[int]
    """The style of each column, by its place in the styles of the workbook."""
    first_row: int

    def xml(self) -> Iterator[bytes]:
        """Yield the row elements, some thousand at a time."""
        for start in range(0, len(self.texts), _ROWS_AT_ONCE):
            part = self.texts.iloc[start : start + _ROWS_AT_ONCE]
            numbers = pa.array(range(self.first_row + start, self.first_row + start + len(part)), pa.int64())
            yield "".join(self._rows(part, pc.cast(numbers, pa.string()))).encode()

    def _rows(self, part: pd.DataFrame, numbers: Any) -> list[str]:
        cells = [
            _cells(pa.array(part[name], pa.string()), get_column_letter(place), style_id, numbers)
            for place, (name, style_id) in enumerate(zip(part.columns, self.style_ids, strict=True), 1)
        ]
        rows = pc.binary_join_element_wise('<row r="', numbers, '">', *cells, "</row>", "")
        texts: list[str] = rows.to_pylist()
        return texts


def _cells(texts: Any, letter: str, style_id: int, numbers: Any) -> Any:
    """Return a cell element for each text, nothing for an empty one."""
    for sign, escape in _ESCAPES:
        texts = pc.replace_substring(texts, sign, escape)
    opening = f'" s="{style_id}" t="inlineStr"><is><t xml:space="preserve">'
    cells = pc.binary_join_element_wise(f'<c r="{letter}', numbers, opening, texts, "</t></is></c>", "")
    return pc.if_else(pc.equal(texts, ""), "", cells)
