import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.sources.csv.encoding import TextFile, examined

UMLAUT = "Id,Phone,Name\n003000000000001,+12125550100,Zoë “Ω”\n"


def file_of(content: bytes) -> TextFile:
    return examined("Contact.csv", lambda: io.BufferedReader(io.BytesIO(content)))


def read(content: bytes) -> str:
    with file_of(content).open_utf8() as stream:
        return stream.read().decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_told_by_their_bytes(encoding: str) -> None:
    assert read(UMLAUT.encode(encoding)) == UMLAUT


def test_utf_16_is_read_in_both_byte_orders() -> None:
    assert read(b"\xff\xfe" + UMLAUT.encode("utf-16-le")) == UMLAUT
    assert read(b"\xfe\xff" + UMLAUT.encode("utf-16-be")) == UMLAUT


def test_what_is_not_unicode_is_windows_1252() -> None:
    assert read("Zoë: “Büro” €".encode("windows-1252")) == "Zoë: “Büro” €"


def test_one_byte_that_is_not_utf_8_at_the_very_end_decides() -> None:
    content = b"Id,Phone\n" * 300_000 + b"\xe9"
    assert file_of(content).encoding == "windows-1252"
    assert read(content).endswith("\né")


def test_a_character_that_is_cut_off_is_not_utf_8() -> None:
    assert file_of(b"Id,Name\n1,Andr" + "é".encode()[:1]).encoding == "windows-1252"


def test_a_byte_that_windows_1252_does_not_have_is_read_as_a_replacement_character() -> None:
    assert read(b"Id,Name\n1,Andr\xe9 \x81") == "Id,Name\n1,André \ufffd"


def test_a_byte_order_mark_settles_it_where_some_bytes_are_damaged() -> None:
    file = file_of(b"\xef\xbb\xbfId,Name\n1,Zo\xc3\xab Andr\xe9\n")
    assert file.encoding == "utf-8"
    assert read(b"\xef\xbb\xbfId,Name\n1,Zo\xc3\xab Andr\xe9\n") == "Id,Name\n1,Zoë Andr\ufffd\n"
    assert file.note == "Some characters of Contact.csv are damaged (not UTF-8). Export it again."


def test_a_character_that_is_split_between_chunks_is_whole() -> None:
    content = "é" * 600_000
    assert read(("x" + content).encode()) == "x" + content
    assert read(("x\0" + content).encode()) == "x" + content


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_nul_characters_are_removed(encoding: str) -> None:
    assert read("+1 212\0 555\0\0 0100 é".encode(encoding)) == "+1 212 555 0100 é"


def test_utf_16_that_is_damaged_is_read_as_far_as_it_goes() -> None:
    lone_surrogate = b"\x00\xd8"
    assert read(b"\xff\xfe" + "Id".encode("utf-16-le") + lone_surrogate + "x".encode("utf-16-le")) == "Id\ufffdx"
    assert read(b"\xff\xfe" + "Id".encode("utf-16-le") + b"x") == "Id\ufffd"


@settings(deadline=None)
@given(st.text())
def test_any_text_survives_as_utf_8(text: str) -> None:
    assert read(text.encode()) == text.removeprefix("\ufeff").replace("\0", "")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_some_text(content: bytes) -> None:
    assert "\0" not in read(content)


def test_it_can_be_read_twice() -> None:
    file = file_of(b"Id\0,Phone")
    first, second = file.open_utf8(), file.open_utf8()
    with first, second:
        assert first.read() == second.read() == b"Id,Phone"
