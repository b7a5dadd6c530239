import csv
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audit.errors import UnreadableInputError
from audit.sources.csv.encoding import examined
from audit.sources.csv.header import header_with, read_header
from audit.sources.csv.malformed_rows import departures
from audit.sources.csv.rows import CsvPart, _Blocks

GOOD = "003000000000001,+12125550100,Ada\n"
Read = tuple[list[tuple[str, ...]], int, list[str]]


def part_of(text: str | bytes, block_bytes: int = 1 << 20) -> CsvPart:
    content = text if isinstance(text, bytes) else text.encode()
    file = examined("Contact.csv", lambda: io.BufferedReader(io.BytesIO(content)))
    header, _ = read_header(file, "Contact")
    return CsvPart("Contact", file, header.names, header.delimiter, header.n_bytes, block_bytes)


def read(part: CsvPart, *columns: str) -> Read:
    """Return the rows, how many are malformed, and the warnings."""
    rows: list[tuple[str, ...]] = []
    malformed, warnings = 0, []
    for some in part.rows(columns or part.header):
        rows += zip(*(column.to_pylist() for column in some.columns.columns), strict=True)
        malformed += some.malformed
        warnings += some.warnings
    return rows, malformed, warnings


def read_or_refusal(part: CsvPart) -> tuple[list[tuple[str, ...]], int, list[str], str]:
    try:
        return *read(part), ""
    except UnreadableInputError as error:
        return [], 0, [], str(error)


def read_by_csv_module(text: str, delimiter: str) -> tuple[list[tuple[str, ...]], list[int], bool]:
    """Return the rows, the lines where malformed ones start, and whether an open quotation takes lines with it."""
    text = text.replace("\0", "")
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(iter(lines), delimiter=delimiter)
    n_lines = len(list(csv.reader(iter(lines), delimiter=delimiter)))
    is_open = n_lines == len(list(csv.reader(iter([*lines, "end"]), delimiter=delimiter)))
    rows, malformed, start, header = [], [], 1, None
    last_start = 1
    shapes = ""
    for row in reader:
        is_line = start == reader.line_num
        physical = "".join(lines[start - 1 : reader.line_num])
        if is_line and not physical.replace(delimiter, "").strip():
            shapes += "b" if len(row) <= 1 else "e" if len(row) == len(header or row) else "E"
        elif any(cell.strip() for cell in row[1:]) or (len(row) > 1 and is_open and reader.line_num == len(lines)):
            shapes += "r"
        else:
            shapes += "c" if len(row) == len(header or row) else "C"
        if len(row) > 1 or "".join(lines[start - 1 : reader.line_num]).strip():
            header = header or row
            last_start = start
            if len(row) == len(header):
                rows.append(tuple(row))
            else:
                malformed.append(start)
        start = reader.line_num + 1
    if (footer := re.search(r"[beE][beEcC]*$", shapes)) and re.search("[cC]", footer[0]):
        n_rows, n_malformed = (len(re.sub(f"[^{kinds}]", "", footer[0])) for kinds in ("ec", "EC"))
        rows, malformed = rows[: len(rows) - n_rows], malformed[: len(malformed) - n_malformed]
    return rows[1:], malformed, is_open and last_start < len(lines)


TOKENS = ["a", "é", '"', '""', '"x"', "\n", "\r", "\r\n", "\0", " ", "\\", "D", "D", "D", '"q\r\ny"', "1D2D3\n"]


@settings(deadline=None, max_examples=400)
@given(
    st.lists(st.sampled_from(TOKENS), max_size=40).map("".join),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([0, 400]),
    st.sampled_from([16, 61, 200, 1 << 20]),
)
@example('"x\r\ny"D2D3\n', ",", "\n", 0, 16)
@example("1D2D3\n1D2D" + '"' + "x" * 3000 + '"\n', ",", "\n", 0, 16)
def test_rows_are_those_of_the_csv_module_whatever_the_block(
    body: str, delimiter: str, line_end: str, n_good: int, block_bytes: int
) -> None:
    text = "IdDPhoneDName".replace("D", delimiter) + line_end
    text += (GOOD.replace(",", delimiter)) * n_good + body.replace("D", delimiter)
    rows, malformed, is_open = read_by_csv_module(text, delimiter)
    part = part_of(text, block_bytes)
    found, n_malformed, warnings, refusal = read_or_refusal(part)
    if refusal:
        too_many = len(malformed) > 0.01 * (len(malformed) + len(rows))
        assert too_many if "1%" in refusal else is_open
        return
    assert found == rows
    assert n_malformed == len(malformed)
    left_out = [warning for warning in warnings if "left out" in warning]
    named = [int(line) for line in re.findall(r"\d+", left_out[0].partition(":")[0])] if left_out else []
    assert named == malformed[:20]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(*[st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8"), max_size=30)] * 3),
        max_size=20,
    ),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_a_csv_writer_writes_is_read_back(rows: list[tuple[str, ...]], delimiter: str, line_end: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([("Id", "Phone", "Name"), *rows])
    assert read(part_of(text.getvalue(), 64)) == (rows, 0, [])


def test_everything_is_text_and_nothing_is_missing() -> None:
    texts = ["NA", "null", "n/a", "None", "", "0123", "1e5", "true", "2026-01-01", "#N/A", " x "]
    rows, _, _ = read(part_of("Id,Phone,Name\n" + "".join(f'{text},"{text}",x\n' for text in texts)))
    assert rows == [(text, text, "x") for text in texts]


def test_only_the_columns_asked_for_are_read_in_the_order_asked() -> None:
    part = part_of("Name,Fax,Id,Phone\nAda,1,003,2\n")
    assert read(part, "Phone", "Name") == ([("2", "Ada")], 0, [])


def test_a_header_alone_has_no_rows() -> None:
    for text in ("Id,Phone", "Id,Phone\n", "Id,Phone\r\n\r\n \n"):
        assert read(part_of(text)) == ([], 0, [])


def test_blank_lines_are_no_rows() -> None:
    text = "\n\t\nId,Phone,Name\n\n" + GOOD + "\r\n   \n\t\n" + GOOD + "\n\n"
    assert read(part_of(text)) == ([tuple(GOOD.strip().split(","))] * 2, 0, [])


def test_a_line_of_delimiters_is_a_row() -> None:
    assert read(part_of("Id\tPhone\tName\n\t\t\n")) == ([("", "", "")], 0, [])
    assert read(part_of("Id\tPhone\tName\n" + GOOD.replace(",", "\t") * 200 + "\t\n"))[1] == 1


def test_malformed_rows_are_named_by_the_line_that_an_editor_shows() -> None:
    text = 'Id,Phone,Name\n1,"two\nlines",x\n\ntoo,few\n' + GOOD * 300 + 'too,many,"fields\n",here\n'
    rows, malformed, warnings = read(part_of(text))
    assert (len(rows), malformed) == (301, 2)
    assert warnings == ["Contact.csv, lines 5, 306: 2 of 303 rows have too many or too few fields and are left out."]


def test_one_malformed_row_is_named() -> None:
    _, _, warnings = read(part_of("Id,Phone,Name\n" + GOOD * 100 + "x\n"))
    assert warnings == ["Contact.csv, line 102: 1 of 101 rows have too many or too few fields and are left out."]


def test_of_many_malformed_rows_the_first_twenty_are_named() -> None:
    _, malformed, warnings = read(part_of("Id,Phone,Name\n" + "x\n" * 25 + GOOD * 3000))
    assert malformed == 25
    assert "lines 2, 3," in warnings[0]
    assert "20, 21 and 5 more: 25 of 3,025 rows" in warnings[0]


FOOTER = """

"Contacts with phones"
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"Confidential Information - Do Not Distribute"
"Generated By:  Sam Admin  11/28/2026 9:12 AM"
"Acme"
"""


@pytest.mark.parametrize("n_rows", [1, 100, 1000])
def test_the_footer_of_a_report_export_is_no_row(n_rows: int) -> None:
    rows, malformed, warnings = read(part_of("Id,Phone,Name\n" + GOOD * n_rows + FOOTER))
    assert (len(rows), malformed) == (n_rows, 0)
    assert warnings == ["Contact.csv ends with 5 lines that a report adds below its rows; they are not read."]


@pytest.mark.parametrize("after", ["", "\n", "\n\n  \n", '"Acme"\n\n"Page 1"', '\n""\n"Acme"'])
def test_a_footer_may_have_blank_lines_in_it(after: str) -> None:
    assert read(part_of("Id,Phone,Name\n" + GOOD + FOOTER + after))[1] == 0


def test_lines_of_one_cell_without_a_blank_line_before_are_malformed() -> None:
    assert read(part_of("Id,Phone,Name\n" + GOOD * 300 + "Acme\n"))[1] == 1


def test_lines_of_one_cell_before_the_last_row_are_malformed() -> None:
    rows, malformed, warnings = read(part_of("Id,Phone,Name\n" + GOOD * 300 + "\nAcme\n\n" + GOOD + FOOTER))
    assert (len(rows), malformed) == (301, 1)
    assert warnings[0].startswith("Contact.csv, line 303: 1 of 302 rows")


def test_a_row_of_too_many_fields_after_the_footer_makes_it_none() -> None:
    _, malformed, warnings = read(part_of("Id,Phone,Name\n" + GOOD * 1000 + FOOTER + "1,2,3,4\n"))
    assert malformed == 6
    assert len(warnings) == 1


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_footer_that_a_spreadsheet_filled_up_with_delimiters_is_no_row(delimiter: str, line_end: str) -> None:
    footer = ',,\n,,\nContacts with phones,,\n"Copyright, Acme",,\n,,\nAcme,,\n'
    text = ("Id,Phone,Name\n" + GOOD * 10 + footer).replace(",", delimiter).replace("\n", line_end)
    rows, malformed, warnings = read(part_of(text))
    assert (len(rows), malformed) == (10, 0)
    assert warnings == ["Contact.csv ends with 3 lines that a report adds below its rows; they are not read."]


def test_a_footer_may_be_filled_up_in_part() -> None:
    """Excel leaves out delimiters at the end of lines from one block of 16 rows to the next."""
    rows, malformed, warnings = read(part_of("Id,Phone,Name\n" + GOOD * 10 + ",,\n\nTitle,\nAcme\nPage 1,,\n"))
    assert (len(rows), malformed) == (10, 0)
    assert warnings == ["Contact.csv ends with 3 lines that a report adds below its rows; they are not read."]


@pytest.mark.parametrize("block_bytes", [16, 100, 1 << 20])
def test_a_filled_up_footer_may_lie_in_several_blocks(block_bytes: int) -> None:
    part = part_of("Id,Phone,Name\n" + GOOD * 40 + ",,\n" * 10 + "Title of the report,,\n" * 3, block_bytes)
    assert len(read(part)[0]) == len(read(part)[0]) == 40


def test_a_record_of_which_only_the_id_is_filled_is_no_footer() -> None:
    assert len(read(part_of("Id,Phone,Name\n" + GOOD + "\n003000000000002,,\n"))[0]) == 2


def test_an_empty_row_among_the_others_stays_a_row() -> None:
    assert len(read(part_of("Id,Phone,Name\n" + GOOD + ",,\n" + GOOD))[0]) == 3


def test_a_filled_up_footer_is_found_where_the_id_is_not_the_first_column() -> None:
    text = "Name,Phone,Id\nAda,+12125550100,003000000000001\n,,\nTitle,,\n"
    assert len(read(part_of(text.encode("utf-16")))[0]) == 1


def test_a_text_of_several_lines_in_the_last_record_is_no_footer() -> None:
    text = 'Phone,Id,Name\n+12125550100,003000000000001,"Ada\n\nTitle\n"\n'
    assert read(part_of(text))[0] == [("+12125550100", "003000000000001", "Ada\n\nTitle\n")]


def test_in_a_list_of_one_column_every_line_is_a_row() -> None:
    lines = "Phone\n1\n\n2\n".splitlines(keepends=True)
    assert departures(lines, ",", 1).n_footer == 0


def test_what_is_not_utf_8_is_said_with_the_first_rows() -> None:
    text = examined("Contact.csv", lambda: io.BufferedReader(io.BytesIO("Id,Phone\n1,Büro\n".encode("cp1252"))))
    header = header_with(text, lambda names: "Id" in names, "no Id")
    part = CsvPart("Contact", text, header.names, header.delimiter, header.n_bytes)
    (note,) = next(part.rows(["Phone"])).warnings
    assert note.startswith("Contact.csv is not UTF-8. It was read as Windows-1252 (Western European):")


def test_exactly_one_percent_of_malformed_rows_is_borne() -> None:
    assert read(part_of("Id,Phone,Name\n" + GOOD * 99 + "x\n"))[1] == 1


def test_more_than_one_percent_of_malformed_rows_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match=r"Contact.csv, line 100: 1 of 99 rows .* 1%"):
        read(part_of("Id,Phone,Name\n" + GOOD * 98 + "x\n"))


def test_no_content_of_a_malformed_row_is_repeated() -> None:
    with pytest.raises(UnreadableInputError) as raised:
        read(part_of("Id,Phone,Name\nAda Lovelace,+12125550100\n"))
    assert "Ada" not in str(raised.value)
    assert "555" not in str(raised.value)


def test_a_quotation_that_is_never_closed_would_swallow_rows_and_is_an_error() -> None:
    with pytest.raises(UnreadableInputError, match=r"line 302 of Contact.csv .* never closed"):
        read(part_of("Id,Phone,Name\n" + GOOD * 300 + '1,"2,3\n' + GOOD * 300))


def test_a_quotation_that_is_never_closed_is_found_beyond_any_row_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.sources.csv.rows._LARGEST_ROW_BYTES", 4096)
    with pytest.raises(UnreadableInputError, match=r"line 302 of Contact.csv .* never closed"):
        read(part_of("Id,Phone,Name\n" + GOOD * 300 + '1,2,"3\n' + GOOD * 3000, 64))


def test_a_row_beyond_any_size_is_an_error_even_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.sources.csv.rows._LARGEST_ROW_BYTES", 4096)
    with pytest.raises(UnreadableInputError, match=r"A row of Contact.csv does not end"):
        read(part_of('Id,Phone,Name\n1,2,"' + "x" * 10_000 + '"\n', 64))


def test_a_field_that_no_csv_reader_would_bear_is_where_the_quotation_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("audit.sources.csv.malformed_rows._LARGEST_FIELD", 1000)
    limit = csv.field_size_limit()
    with pytest.raises(UnreadableInputError, match=r"line 3 of Contact.csv .* never closed"):
        read(part_of("Id,Phone,Name\n" + GOOD + '1,2,"3\n' + GOOD * 300))
    assert csv.field_size_limit() == limit


def test_a_file_that_is_cut_off_within_its_last_line_has_one_malformed_row() -> None:
    rows, malformed, warnings = read(part_of("Id,Phone,Name\n" + GOOD * 300 + '1,"+1212'))
    assert (len(rows), malformed) == (300, 1)
    assert "line 302" in warnings[0]


def test_inches_in_plain_fields_are_no_quotation() -> None:
    assert read(part_of('Id,Phone,Name\n1,2,5" pipe\n' + GOOD))[0][0] == ("1", "2", '5" pipe')


def test_a_field_longer_than_the_csv_module_likes_is_read() -> None:
    long = "x" * 200_000
    rows, malformed, _ = read(part_of(f'Id,Phone,Name\n1,2,"{long}"\n' + GOOD * 200 + "x\n"))
    assert rows[0] == ("1", "2", long)
    assert malformed == 1


def test_no_block_but_the_last_ends_in_a_carriage_return() -> None:
    stream = _Blocks(io.BufferedReader(io.BytesIO(b"ab\r\ncd\r\r\re\r")))
    blocks = iter(lambda: stream.read(3), b"")
    assert list(blocks) == [b"ab", b"\r\nc", b"d\r", b"\r\re", b"\r"]


def test_a_line_that_tells_excel_the_delimiter_is_counted_but_no_row() -> None:
    _, malformed, warnings = read(part_of("sep=,\nId,Phone,Name\n" + GOOD * 200 + "1\n" + GOOD))
    assert malformed == 1
    assert warnings[0].startswith("Contact.csv, line 203:")
