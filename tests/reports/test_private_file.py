import stat
from pathlib import Path

import pytest

from audit.errors import UsageError, WriteFailedError
from audit.reports.private_file import check_out, owner_file


def test_the_file_is_its_owners_alone_and_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    out = tmp_path / "calls.csv"
    out.write_text("earlier")
    out.chmod(0o644)
    with owner_file(out) as partial:
        partial.write_text("new")
        assert out.read_text() == "earlier"
    assert (out.read_text(), stat.S_IMODE(out.stat().st_mode)) == ("new", 0o600)
    assert list(tmp_path.iterdir()) == [out]


def test_an_error_leaves_the_earlier_file_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "calls.csv"
    out.write_text("earlier")
    with pytest.raises(WriteFailedError, match=r"Cannot write .*calls\.csv: No space left"):
        write_until_the_disk_is_full(out)
    assert out.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [out]


def write_until_the_disk_is_full(out: Path) -> None:
    with owner_file(out) as partial:
        partial.write_text("half")
        raise OSError(28, "No space left on device")


def test_what_a_link_points_to_is_replaced_and_not_the_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("earlier")
    link.symlink_to(real)
    with owner_file(link) as partial:
        partial.write_text("new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_folder_that_is_gone_by_then_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(WriteFailedError), owner_file(tmp_path / "nowhere" / "calls.csv"):
        pass


def test_a_file_that_is_there_or_not_can_be_written(tmp_path: Path) -> None:
    out = tmp_path / "calls.csv"
    check_out(out, tmp_path / "source.csv")
    out.touch()
    check_out(out, tmp_path / "source.csv")


@pytest.mark.parametrize(
    ("out", "message"),
    [("nowhere/calls.csv", "There is no folder"), (".", "is not a file"), ("source.csv", "is the file that is read")],
)
def test_what_cannot_be_written_is_a_usage_error(tmp_path: Path, out: str, message: str) -> None:
    (tmp_path / "source.csv").touch()
    with pytest.raises(UsageError, match=message):
        check_out(tmp_path / out, tmp_path / "source.csv")
