from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from audit.reports.excel.list_xml import MAX_LINKS, ListRows, link_elements, link_relationships


def list_rows(texts: dict[str, list[str]], hrefs: dict[str, list[str]] | None = None, **wraps: int) -> ListRows:
    frame = pd.DataFrame(texts, dtype="str")
    leads = {name: pd.Series(column, dtype="str") for name, column in (hrefs or {}).items()}
    return ListRows(frame, style_ids=range(len(frame.columns)), wrap_widths=wraps, hrefs=leads, first_row=5)


def parsed(rows: ListRows) -> ET.Element:
    return ET.fromstring(b"<rows>" + b"".join(rows.xml()) + b"</rows>")  # noqa: S314 - our own


@pytest.mark.parametrize("text", ["=1+1", "<b>&amp;</b>", ']]>"', "a  b ", "⟨U+0007⟩", "\U0001f600"])
def test_a_text_comes_out_as_it_went_in(text: str) -> None:
    assert [cell.text for cell in parsed(list_rows({"name": [text]})).iter("t")] == [text]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("_x0041_", "_x005F_x0041_"),
        ("+44 20 7946 0001_x000D_", "+44 20 7946 0001_x005F_x000D_"),
        ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"),
        ("_x005F_x0041_", "_x005F_x005F_x005F_x0041_"),
        ("_x12_ my_xylophone", "_x12_ my_xylophone"),
    ],
)
def test_what_looks_like_an_escaped_character_is_written_so_that_it_shows(text: str, written: str) -> None:
    assert [cell.text for cell in parsed(list_rows({"name": ["a", text]})).iter("t")] == ["a", written]


@pytest.mark.parametrize("text", [" a", "a ", "a\n", "\ta"])
def test_space_at_the_edge_of_a_text_is_kept(text: str) -> None:
    cells = parsed(list_rows({"name": [text, "b"], "owner": ["c d", "e"]})).iter("t")
    kept = {cell.text: cell.get("{http://www.w3.org/XML/1998/namespace}space") for cell in cells}
    assert kept[text] == "preserve"
    assert kept["c d"] is kept["e"] is None


def test_every_cell_is_an_inline_string() -> None:
    cells = list(parsed(list_rows({"a": ["1", "2.5"], "b": ["2026-01-01", "TRUE"]})).iter("c"))
    assert {cell.get("t") for cell in cells} == {"inlineStr"}


def test_cells_have_their_place_and_style() -> None:
    cells = list(parsed(list_rows({"a": ["x", "y"], "b": ["", "z"]})).iter("c"))
    assert [(cell.get("r"), cell.get("s")) for cell in cells] == [("A5", "0"), ("A6", "0"), ("B6", "1")]


def test_a_long_list_is_written_in_parts_without_a_gap() -> None:
    rows = list_rows({"a": [str(place) for place in range(12_000)]})
    numbers = [int(str(row.get("r"))) for row in parsed(rows).iter("row")]
    assert len(list(rows.xml())) == 3
    assert numbers == list(range(5, 12_005))


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    rows = parsed(list_rows({"a": ["short", "x" * 25, "x" * 5_000]}, a=10)).iter("row")
    assert [row.get("ht") for row in rows] == ["15", "45", "120"]


def test_only_cells_with_a_text_and_an_address_are_links() -> None:
    links = list_rows({"a": ["x", "y", ""]}, {"a": ["https://one", "", "https://three"]}).links
    assert links.to_dict("records") == [{"ref": "A5", "href": "https://one", "key": "link0"}]


def test_a_sheet_has_no_more_links_than_excel_bears() -> None:
    many = ["x"] * 40_000
    links = list_rows({"a": many, "b": many}, {"a": many, "b": many}).links
    assert len(links) == MAX_LINKS
    assert links["key"].is_unique


def test_a_link_and_where_it_leads_have_the_same_key() -> None:
    links = list_rows({"a": ["x"]}, {"a": ['https://x/?a=1&b="2"']}).links
    element = ET.fromstring(link_elements(links))[0]  # noqa: S314 - our own
    relationship = ET.fromstring(link_relationships(links))  # noqa: S314 - our own
    assert relationship.get("Target") == 'https://x/?a=1&b="2"'
    assert relationship.get("Id") in element.attrib.values()


def test_a_list_without_links_has_no_element_for_them() -> None:
    links = list_rows({"a": ["x"]}).links
    assert link_elements(links) == link_relationships(links) == b""


def test_figures_are_numbers_and_an_empty_one_is_no_cell() -> None:
    frame = pd.DataFrame({"name": ["a", "b"], "calls": ["0.75", ""]}, dtype="str")
    rows = ListRows(frame, style_ids=range(2), wrap_widths={}, hrefs={}, first_row=5, numeric={"calls"})
    cells = [(cell.get("r"), cell.get("t"), cell.findtext("v")) for cell in parsed(rows).iter("c")]
    assert cells == [("A5", "inlineStr", None), ("B5", None, "0.75"), ("A6", "inlineStr", None)]
