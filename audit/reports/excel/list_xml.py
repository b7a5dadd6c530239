"""The rows and links of a long list as the XML of a sheet, whole columns at a time.

openpyxl takes 10 to 30 µs a cell or link, which for the lists of a large org is most of an audit. Here a list is a few
joins of whole columns. Every cell but those of figures is an inline string (ECMA-376 part 1, 18.3.1.53): no text can
become a formula, a number or a date.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from openpyxl.utils import get_column_letter

from audit.columns.lookup import text_array
from audit.reports.excel.cells import LINE_HEIGHT, MOST_LINES, WRAPPING
from audit.reports.view.visible_text import literal_in_cell

MAX_LINKS: Final = 65_530
"""Excel repairs a sheet with more links than this."""

_ROWS_AT_ONCE: Final = 5_000
_ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"))
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class ListRows:
    """The rows of a list: ``texts`` has a column of str for each column of the sheet, empty for an empty cell."""

    texts: pd.DataFrame
    style_ids: Sequence[int]
    """The style of each column, by its place in the styles of the workbook."""
    wrap_widths: Mapping[str, int]
    """Columns that wrap, and their widths in characters: a row is as high as its longest text needs."""
    hrefs: Mapping[str, pd.Series]
    """Where the cells of a column lead, empty for nowhere."""
    first_row: int
    numeric: Collection[str] = ()
    """Columns of figures, which are written as numbers."""

    def xml(self) -> Iterator[Any]:
        """Yield the row elements as buffers of UTF-8, some thousand at a time."""
        for start in range(0, len(self.texts), _ROWS_AT_ONCE):
            part = self.texts.iloc[start : start + _ROWS_AT_ONCE]
            numbers = pa.array(range(self.first_row + start, self.first_row + start + len(part)), pa.int64())
            yield _joined(self._rows(part, pc.cast(numbers, pa.string())))

    def _rows(self, part: pd.DataFrame, numbers: Any) -> Any:
        cells = [
            (_figures if name in self.numeric else _cells)(
                _texts(part[name]), get_column_letter(place), style_id, numbers
            )
            for place, (name, style_id) in enumerate(zip(part.columns, self.style_ids, strict=True), 1)
        ]
        heights = pa.array(self._heights(part), pa.string())
        opening = ('<row r="', numbers, '" ht="', heights, '" customHeight="1">')
        return pc.binary_join_element_wise(*opening, *cells, "</row>", "")

    def _heights(self, part: pd.DataFrame) -> list[str]:
        lines = np.ones(len(part))
        for name, width in self.wrap_widths.items():
            lines = np.maximum(lines, np.ceil(part[name].str.len().to_numpy() * WRAPPING / width))
        return [f"{height:g}" for height in np.minimum(lines, MOST_LINES) * LINE_HEIGHT]

    @cached_property
    def links(self) -> pd.DataFrame:
        """Return the links, as many as Excel bears: ``ref`` (of the cell), ``key`` (of the relationship), ``href``."""
        linked = []
        for place, name in enumerate(self.texts.columns, 1):
            if name not in self.hrefs:
                continue
            hrefs = self.hrefs[name][(self.hrefs[name] != "") & (self.texts[name] != "")]
            rows = pd.Series(hrefs.index + self.first_row, index=hrefs.index).astype("str")
            linked.append(pd.DataFrame({"ref": get_column_letter(place) + rows, "href": hrefs}))
        links = pd.concat(linked, ignore_index=True) if linked else pd.DataFrame({"ref": [], "href": []}, dtype="str")
        return links.head(MAX_LINKS).assign(key=lambda kept: "link" + kept.index.astype("str"))


def _cells(texts: Any, letter: str, style_id: int, numbers: Any) -> Any:
    """Return a cell element for each text, nothing for an empty one."""
    keeps = "" if pc.utf8_trim_whitespace(texts).equals(texts) else ' xml:space="preserve"'
    opening = f'" s="{style_id}" t="inlineStr"><is><t{keeps}>'
    cells = pc.binary_join_element_wise(
        f'<c r="{letter}', numbers, opening, _escaped(_literal(texts)), "</t></is></c>", ""
    )
    return pc.if_else(pc.equal(texts, ""), "", cells)


def _figures(figures: Any, letter: str, style_id: int, numbers: Any) -> Any:
    """Return a cell element for each figure, nothing for an empty one."""
    opening = f'" s="{style_id}"><v>'
    cells = pc.binary_join_element_wise(f'<c r="{letter}', numbers, opening, figures, "</v></c>", "")
    return pc.if_else(pc.equal(figures, ""), "", cells)


def _texts(column: pd.Series) -> Any:
    return pc.cast(text_array(column), pa.string())


def _escaped(texts: Any) -> Any:
    held = bytes(_joined(texts))  # most columns hold none of the signs: to look is far cheaper than to replace
    for sign, escape in _ESCAPES:
        if sign.encode() in held:
            texts = pc.replace_substring(texts, sign, escape)
    return texts


def _literal(texts: Any) -> Any:
    """Return ``texts`` with what looks like an escaped character kept from becoming one, some few in most columns."""
    like_escapes = np.asarray(pc.match_substring(texts, "_x").to_numpy(zero_copy_only=False), dtype=np.bool_)
    if not like_escapes.any():
        return texts
    literal = [literal_in_cell(text) for text in texts.filter(pa.array(like_escapes)).to_pylist()]
    return pc.replace_with_mask(texts, pa.array(like_escapes), pa.array(literal, pa.string()))


def _joined(texts: Any) -> Any:
    """Return all texts in a row as a buffer of UTF-8."""
    return pc.binary_join(pa.ListArray.from_arrays([0, len(texts)], texts), "")[0].as_buffer()


def link_elements(links: pd.DataFrame) -> bytes:
    """Return the element of a sheet that lists its links, nothing when there is none."""
    if links.empty:
        return b""
    refs, keys = (_texts(links[name]) for name in ("ref", "key"))
    elements = _joined(pc.binary_join_element_wise('<hyperlink ref="', refs, '" r:id="', keys, '"/>', ""))
    return b'<hyperlinks xmlns:r="%b">%b</hyperlinks>' % (_RELATIONS.encode(), elements)


def link_relationships(links: pd.DataFrame) -> bytes:
    """Return the relationships of a sheet that say where its links lead."""
    hrefs, keys = (_escaped(_texts(links[name])) for name in ("href", "key"))
    kind = f'" Type="{_RELATIONS}/hyperlink" TargetMode="External" Target="'
    return bytes(_joined(pc.binary_join_element_wise('<Relationship Id="', keys, kind, hrefs, '"/>', "")))
