from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.sources.intended_winners import read_winners

ID15, ID18 = "70130000001tcyI", "70130000001tcyIAAQ"


def read(tmp_path: Path, content: str | bytes) -> list[list[object]]:
    path = tmp_path / "winners.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_winners(path).to_numpy().tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "content",
    [
        f"+12125550100,{ID18}\n",
        f"number,record_id\n+12125550100,{ID15}\n",
        f"Record_ID;Comment;E164\r\n{ID18};x;+12125550100\r\n",
        f'"Who","Phone","Id"\n"Ada","+12125550100","{ID18}"\n',
        f"Telephone\tWinner\n\n+12125550100\t{ID15}\n\n",
        f"\ufeffnumber,record_id\n +12125550100 , {ID15} \n",
    ],
)
def test_number_and_record_are_found_by_name_or_in_the_first_two_columns(tmp_path: Path, content: str) -> None:
    ((_, number, record_id),) = read(tmp_path, content)
    assert (number, record_id) == ("+12125550100", ID18)


def test_lines_are_counted_as_a_text_editor_counts_them(tmp_path: Path) -> None:
    rows = read(tmp_path, f"number,record_id\n+12125550100,{ID18}\n\n+12125550101,{ID18}\n")
    assert [line for line, _, _ in rows] == [2, 4]


def test_a_file_of_a_spreadsheet_in_windows_1252_is_read(tmp_path: Path) -> None:
    ((_, number, _),) = read(tmp_path, f"Größe;number;record_id\nx;+12125550100;{ID18}\n".encode("cp1252"))
    assert number == "+12125550100"


def test_no_file_asked_for_is_no_row() -> None:
    assert read_winners(None).empty


@pytest.mark.parametrize("content", ["", "number,record_id\n"])
def test_an_empty_list_is_no_row(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("+12125550100,003\n", r"winners\.csv, line 1: that is no record id"),
        (f"{ID18},+12125550100\n", "line 1: that is no record id"),
        (f"number,record_id\n+12125550100,{ID18}\n+12125550101\n", "line 3: there are too few fields"),
        ("+12125550100\n", "line 1: there are too few fields"),
        (f"+12125550100,{ID18}\n{'a' * 200_000},{ID18}\n", "line 2: a field is too long to be read"),
    ],
)
def test_a_line_that_is_not_what_it_should_be_is_an_error_that_names_it(
    tmp_path: Path, content: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message) as failure:
        read(tmp_path, content)
    assert "2125550100" not in str(failure.value)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        read_winners(tmp_path / "nobody.csv")


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "winners.csv"
    path.touch()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UsageError, match="Cannot read the intended winners"):
        read_winners(path)
