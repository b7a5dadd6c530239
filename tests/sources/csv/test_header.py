import io

import pytest

from audit.errors import UnreadableInputError
from audit.sources.csv.encoding import examined
from audit.sources.csv.header import Header, read_header
from audit.sources.csv.heading_labels import api_names


def header_of(content: str | bytes) -> Header:
    raw = content if isinstance(content, bytes) else content.encode()
    return read_header(examined("Contact.csv", lambda: io.BufferedReader(io.BytesIO(raw))), "Contact")[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_header(delimiter: str) -> None:
    header = header_of(delimiter.join(["Id", "Phone", "Name"]) + "\n1,2;3|4\t5\n")
    assert (header.delimiter, header.names) == (delimiter, ("Id", "Phone", "Name"))


def test_delimiters_within_quotation_marks_do_not_count() -> None:
    assert header_of('"Id";"Name, first, last, middle";"Phone"\n').names == (
        "Id",
        "Name, first, last, middle",
        "Phone",
    )


def test_a_column_id_outweighs_many_columns() -> None:
    assert header_of("Id;Phone,a,b,c,d,e\n").delimiter == ";"


def test_line_breaks_within_quotation_marks_belong_to_the_header() -> None:
    header = header_of('Id,"Two\r\nlines",Phone\r\n1,2,3\r\n')
    assert header.names == ("Id", "Two\r\nlines", "Phone")
    assert header.n_bytes == len('Id,"Two\r\nlines",Phone\r\n')


def test_the_length_of_the_header_is_counted_in_bytes() -> None:
    assert header_of("\n\nId,Größe,Phone\n1").n_bytes == len("\n\nId,Größe,Phone\n".encode())


def test_spaces_around_names_are_no_part_of_them() -> None:
    assert header_of(" Id , Phone\t\n").names == ("Id", "Phone")


@pytest.mark.parametrize("content", ["", "\n\n", "   ", b"\xef\xbb\xbf", "\0\0"])
def test_a_file_without_any_text_is_refused(content: str | bytes) -> None:
    with pytest.raises(UnreadableInputError, match="empty"):
        header_of(content)


@pytest.mark.parametrize(
    "content",
    [
        "Account ID,Business Phone\n1,2\n",
        "+12125550100,Ada\n",
        "Records not found for this query",
        '"Id,Phone\n1,2\n',
        'x"Id',
        "x" * 300_000,
        "x," * 600_000,
    ],
)
def test_a_first_line_without_id_is_refused_and_not_repeated(content: str | bytes) -> None:
    with pytest.raises(UnreadableInputError, match=r"^Contact.csv has no column Id\.") as raised:
        header_of(content)
    assert "Ada" not in str(raised.value)
    assert "555" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (bytes(range(256)) * 50, "not text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not text"),
        ("<html><table><tr><th>Phone</th>", "a web page, not CSV"),
        ('{"records": [{"Phone": "+12125550100"}]}', "JSON, not CSV"),
        ("%PDF-1.7\n", "a PDF, not CSV"),
    ],
)
def test_what_is_no_csv_is_refused_as_what_it_is_and_not_repeated(content: str | bytes, what: str) -> None:
    with pytest.raises(UnreadableInputError) as raised:
        header_of(content)
    assert str(raised.value) == f"Contact.csv is {what}. Export it again as CSV."


def test_a_workbook_that_is_called_csv_is_named_as_one() -> None:
    with pytest.raises(UnreadableInputError, match="Excel workbook"):
        header_of(b"PK\x03\x04\x14\x00\x06\x00" + bytes(100))


def test_labels_of_reports_are_read_as_api_names_and_named() -> None:
    header, notes = read_header(
        examined(
            "Contact.csv",
            lambda: io.BufferedReader(io.BytesIO(b"Contact ID, Mobile ,MAILING COUNTRY,Account ID,Fax\n")),
        ),
        "Contact",
    )
    assert header.names == ("Id", "MobilePhone", "MailingCountry", "AccountId", "Fax")
    (note,) = notes
    assert "“Contact ID” as Id, “Mobile” as MobilePhone, “MAILING COUNTRY” as MailingCountry" in note


@pytest.mark.parametrize(
    ("headings", "sobject", "names"),
    [
        (("Account ID", "Phone"), "Account", ("Id", "Phone")),
        (("Account ID", "Person Account: Mobile"), "Account", ("Id", "PersonMobilePhone")),
        (("Lead ID", "Lead Owner", "Converted"), "Lead", ("Id", "Owner.Name", "IsConverted")),
        (("Contact: ID", "Contact: Mobile", "Account: ID"), "Contact", ("Id", "MobilePhone", "AccountId")),
        (("Account: ID", "Account Owner: Full Name"), "Account", ("Id", "Owner.Name")),
        (("18 Digit ID", "Account: Shipping Country"), "Contact", ("Id", "Account.ShippingCountry")),
        (("ID", "Contact ID", "Asst. Phone"), "Contact", ("ID", "Contact ID (not read)", "AssistantPhone")),
        (("Id", "Mobile", "Mobile Phone"), "Contact", ("Id", "MobilePhone", "Mobile Phone (not read)")),
    ],
)
def test_a_label_means_what_its_object_means(headings: tuple[str, ...], sobject: str, names: tuple[str, ...]) -> None:
    assert api_names(headings, "x.csv", sobject)[0] == names


def test_of_two_columns_for_one_field_the_api_name_is_read_and_both_are_named() -> None:
    assert api_names(("Id", "Mobile", "MobilePhone"), "x.csv", "Contact") == (
        ("Id", "Mobile (not read)", "MobilePhone"),
        ("x.csv has two columns for the same field; of each pair, the second is read: “Mobile” beside “MobilePhone”.",),
    )


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;\n"])
def test_a_line_that_tells_excel_the_delimiter_is_no_header(line: str) -> None:
    text = examined("Contact.csv", lambda: io.BufferedReader(io.BytesIO(f"{line}\nId;Phone\n1;2\n".encode())))
    header, _ = read_header(text, "Contact")
    assert (header.names, header.delimiter, header.n_bytes) == (("Id", "Phone"), ";", len(line) + 10)
