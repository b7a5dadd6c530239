import stat
from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.sources.private_files import locked, private_file, private_log, replaced_file, scratch_file, whole_file


def test_the_file_is_its_owners_alone_and_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    out = tmp_path / "calls.csv"
    out.write_text("earlier")
    out.chmod(0o644)
    with replaced_file(out) as file:
        file.write(b"new")
        assert out.read_text() == "earlier"
    assert (out.read_text(), stat.S_IMODE(out.stat().st_mode)) == ("new", 0o600)
    assert list(tmp_path.iterdir()) == [out]


def test_an_error_leaves_the_earlier_file_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "calls.csv"
    out.write_text("earlier")
    with pytest.raises(OSError, match="No space left"):
        write_until_the_disk_is_full(out)
    assert out.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [out]


def write_until_the_disk_is_full(out: Path) -> None:
    with replaced_file(out) as file:
        file.write(b"half")
        raise OSError(28, "No space left on device")


def test_what_a_link_points_to_is_replaced_and_not_the_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("earlier")
    link.symlink_to(real)
    with replaced_file(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_folder_that_is_gone_by_then_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replaced_file(tmp_path / "nowhere" / "calls.csv"):
        pass


def test_a_whole_file_writes_over_what_a_killed_run_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "rows.part").write_text("half of a row, and more")
    with whole_file(tmp_path / "rows") as file:
        file.write(b"all")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("rows", "all")]


def test_a_log_is_added_to_and_another_file_is_written_anew(tmp_path: Path) -> None:
    for opened in (private_log, private_file):
        path = tmp_path / opened.__name__
        for text in (b"first", b"last"):
            with opened(path) as file:
                file.write(text)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (tmp_path / "private_log").read_text() == "firstlast"
    assert (tmp_path / "private_file").read_text() == "last"


def test_a_scratch_file_may_be_written_twice_at_once_and_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    with scratch_file(path) as one, scratch_file(path) as other:
        for file in (one, other):
            file.write(b"rows")
        assert not path.exists()
    assert path.read_bytes() == b"rows"
    assert list(tmp_path.iterdir()) == [path]


def test_what_another_run_holds_is_refused_until_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locked(path, "busy"), pytest.raises(UsageError, match="busy"), locked(path, "another is writing, busy"):
        pass
    with locked(path, "busy"):
        pass
