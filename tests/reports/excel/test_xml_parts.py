"""Parts of a workbook read as streams: only what is asked for."""

import io
from collections.abc import Collection

from audit.reports.excel.xml_parts import Elements, Rows, SharedTexts, Value
from tests.saved_books import MAIN, rows_xml, sheet_xml

Cells = dict[int, Value]


def rows_of(xml: str, wanted: Collection[int] | None = None) -> list[Cells]:
    """Return the rows of a sheet; from the second on only the ``wanted`` columns."""
    found: list[Cells] = []

    def take(row: Cells) -> Collection[int] | None:
        found.append(row)
        return wanted

    Rows(take, lambda kind, style, text: f"{kind} {style} {text}").parse(io.BytesIO(xml.encode()))
    return found


def test_rows_come_by_column_with_type_style_and_content() -> None:
    xml = sheet_xml(
        '<row r="7"><c r="B7" s="3"><v>42</v></c><c r="AA7" t="s"><v>0</v></c><c r="AB7" s="1"/></row><row/>'
    )
    assert rows_of(xml) == [{2: "n 3 42", 27: "s 0 0"}]


def test_only_wanted_columns_are_read_once_it_is_said_which() -> None:
    assert rows_of(sheet_xml(rows_xml([("a", "b"), ("c", "d"), ("", "e")])), [2]) == [
        {1: "inlineStr 0 a", 2: "inlineStr 0 b"},
        {2: "inlineStr 0 d"},
        {2: "inlineStr 0 e"},
    ]


def test_elements_come_with_the_one_around_them() -> None:
    reader = Elements("xf")
    reader.parse(io.BytesIO(f'<s xmlns="{MAIN}"><a><xf n="1"/></a><b><c/><xf n="2"/></b><xf/></s>'.encode()))
    assert reader.found == [("a", "xf", {"n": "1"}), ("b", "xf", {"n": "2"}), ("", "xf", {})]


def test_shared_texts_are_asked_for_by_place_and_text() -> None:
    asked = []

    def is_kept(place: int, text: str) -> bool:
        asked.append((place, text))
        return text == "b"

    reader = SharedTexts(is_kept)
    reader.parse(io.BytesIO(b"<sst><si><t>a</t></si><si/><si><r><t>b</t></r></si></sst>"))
    assert asked == [(0, "a"), (1, ""), (2, "b")]
    assert reader.kept == {2: "b"}
