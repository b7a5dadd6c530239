"""Where a report cannot go is said before anything is read; a folder that cannot be moved gets new contents."""

import os
import shutil
import stat
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audit.cli.app import main
from audit.errors import UsageError, WriteFailedError
from audit.reports.output_folder import report_folder
from audit.reports.output_place import check_out, output_place

NOBODY = 65534
needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can mount, and act as somebody else")


def write(out: Path, text: str, *, force: bool = False, source: Path | None = None) -> None:
    with report_folder(out, force=force, sources=[source] if source else []) as folder:
        (folder / "results.json").write_text(text)
        (folder / "tables").mkdir()
        (folder / "tables" / "values.parquet").write_text(text)
        if text == "old":
            (folder / "fixes").mkdir()
            (folder / "fixes" / "README.md").write_text(text)


def names(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


NEW = ["results.json", "tables"]


@pytest.mark.parametrize("name", ["line\nbreak", "bell\x07", "escape\x1b[31m", "separator\u2028", "del\x7f", "c1\x9b"])
def test_control_characters_are_refused_before_the_run(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", str(tmp_path / name)]) == 2
    assert "has a control character in it" in (told := capsys.readouterr().err)
    assert len(told.splitlines()) == 1
    assert names(tmp_path) == []


def test_bytes_that_are_no_text_are_refused_before_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--out", str(tmp_path / os.fsdecode(b"caf\xe9"))]) == 2
    assert "is not UTF-8 text" in capsys.readouterr().err
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["Bericht März", "報告　2026", "naïve 📞", "100 %", "-dash", "{report}"])
def test_any_other_name_is_taken(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, "new")
    assert names(tmp_path / name) == NEW


def test_links_that_lead_to_themselves_are_refused_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, target in (("self", "self"), ("one", "other"), ("other", "one")):
        (tmp_path / name).symlink_to(target)
    for name in ("self", "one"):
        assert main(["demo", "--out", str(tmp_path / name)]) == 2
        assert "is a link that leads to itself" in capsys.readouterr().err
    assert main(["demo", "--out", str(tmp_path / "self" / "report")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_link_is_followed_also_to_what_is_not_there_yet(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    for text in ("old", "new"):
        write(tmp_path / "link", text)
        assert (tmp_path / "real" / "results.json").read_text() == text
    assert (tmp_path / "link").is_symlink()
    assert names(tmp_path) == ["link", "real"]


def test_a_file_on_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"file is a file, not a folder\. Choose another --out\."):
        output_place(tmp_path / "file" / "deeper" / "report", force=False)


@pytest.mark.parametrize("out", ["report", "."])
def test_a_working_folder_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert main(["demo", "--out", out]) == 2
    assert "The working folder is gone." in capsys.readouterr().err


def test_a_device_is_refused() -> None:
    with pytest.raises(UsageError, match="is a file"):
        output_place(Path("/dev/null"), force=True)


@pytest.mark.parametrize("source", [".", "Contact.csv", "exports/2026/all.zip"])
def test_a_folder_that_is_or_holds_the_source_is_refused_with_force_too(tmp_path: Path, source: str) -> None:
    (tmp_path / "exports" / "2026").mkdir(parents=True)
    with pytest.raises(UsageError, match="where the data comes from"):
        write(tmp_path, "new", source=tmp_path / source, force=True)


def test_the_load_files_of_a_report_cannot_be_read_into_the_same_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report"
    write(out, "old")
    assert main(["run", "--csv", str(tmp_path), "--csv", str(out / "fixes"), "--out", str(out)]) == 2
    assert "where the data comes from" in capsys.readouterr().err


def test_a_folder_within_the_source_is_taken(tmp_path: Path) -> None:
    write(tmp_path / "report", "new", source=tmp_path)
    assert names(tmp_path / "report") == NEW


def test_the_folder_that_the_shell_is_in_stays_and_gets_new_contents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "report"
    write(out, "old")
    (out / "fixes" / "success.csv").write_text("loaded")
    (out / "notes.txt").write_text("mine")
    monkeypatch.chdir(out)
    before = out.stat().st_ino
    write(Path(), "new", force=True)
    assert names(Path()) == names(out) == ["fixes", "notes.txt", *NEW]
    assert names(Path("fixes")) == ["success.csv"]
    assert Path("results.json").read_text() == "new"
    assert Path().stat().st_ino == before
    assert names(tmp_path) == ["report"]


def test_contents_that_cannot_be_moved_leave_the_earlier_report_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "report"
    write(out, "old")
    (out / "fixes" / "success.csv").write_text("loaded")
    monkeypatch.chdir(out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name == "success.csv":
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(WriteFailedError, match="Input/output error"):
        write(Path(), "new")
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert names(tmp_path) == ["report"]


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Mount a tmpfs, or with ``of`` that folder, at a folder."""
    points: list[Path] = []

    def mount(at: Path, of: Path | None = None) -> None:
        what = ["--bind", str(of)] if of else ["-t", "tmpfs", "tmpfs"]
        done = subprocess.run(["mount", *what, str(at)], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
        points.append(at)

    yield mount
    for at in reversed(points):
        subprocess.run(["umount", str(at)], check=True)
    assert tmp_path.exists()


@needs_root
@pytest.mark.parametrize("is_bind", [False, True])
def test_a_mount_point_is_written_into(tmp_path: Path, mounted: Callable[..., None], *, is_bind: bool) -> None:
    out = tmp_path / "my volume"
    out.mkdir()
    (tmp_path / "of").mkdir()
    mounted(out, tmp_path / "of" if is_bind else None)
    (out / "lost+found").mkdir()
    for text in ("old", "new"):
        write(out, text)
        assert (out / "results.json").read_text() == text
    assert names(out) == ["lost+found", *NEW]
    assert names(tmp_path) == ["my volume", "of"]


@needs_root
def test_a_mount_point_of_others_in_the_report_stays_where_it_is(tmp_path: Path, mounted: Callable[..., None]) -> None:
    out = tmp_path / "report"
    write(out, "old")
    (out / "volume").mkdir()
    mounted(out / "volume")
    (out / "volume" / "a.txt").write_text("mine")
    write(out, "new", force=True)
    assert (out / "volume" / "a.txt").read_text() == "mine"
    assert names(out) == [*NEW, "volume"]


@needs_root
def test_a_mount_point_in_the_place_of_a_part_of_the_report_is_refused(
    tmp_path: Path, mounted: Callable[..., None]
) -> None:
    out = tmp_path / "report"
    write(out, "old")
    mounted(out / "fixes")
    with pytest.raises(UsageError, match="is a mount point"):
        write(out, "new")


@pytest.fixture
def shared() -> Iterator[Path]:
    """Give a folder in which everyone may make files and move only their own, as /tmp is."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o1777)
    yield folder
    shutil.rmtree(folder)


def as_nobody(act: Callable[[], None]) -> str:
    """Act as another user in a process of its own; return the message of the error."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads: Arrow's do nothing here
        child = os.fork()
    if not child:
        message = ""
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            act()
        except BaseException as error:  # noqa: BLE001 - a child must never go on with the tests of its parent
            message = f"{type(error).__name__}: {error}"
        os.write(writing, message.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as stream:
        return stream.read()


@needs_root
def test_a_parent_that_may_only_be_read_is_refused_before_the_run(shared: Path) -> None:
    shared.chmod(0o755)
    message = as_nobody(lambda: write(shared / "report", "new"))
    assert message.startswith("UsageError: Cannot write to ")
    assert "Permission denied" in message


@needs_root
def test_a_folder_that_may_only_be_read_is_refused_before_the_run(shared: Path) -> None:
    (shared / "report").mkdir(mode=0o755)
    assert "you may only read this folder" in as_nobody(lambda: write(shared / "report", "new"))


@needs_root
@pytest.mark.parametrize("mode", [0o755, 0o1777])
def test_a_folder_of_others_in_a_parent_that_cannot_be_changed_gets_new_contents(shared: Path, mode: int) -> None:
    out = shared / "report"
    out.mkdir()
    out.chmod(0o777)
    shared.chmod(mode)
    for text in ("old", "new"):
        assert as_nobody(lambda text=text: write(out, text)) == ""  # type: ignore[misc]
        assert (out / "results.json").read_text() == text
    assert names(out) == NEW
    assert names(shared) == ["report"]


@needs_root
def test_a_folder_of_others_that_may_only_be_read_stays_in_the_report(shared: Path) -> None:
    out = shared / "report"

    def write_twice() -> None:
        write(out, "old")
        (out / "archive").mkdir()
        (out / "archive" / "a.txt").write_text("mine")
        (out / "archive").chmod(0o555)
        write(out, "new", force=True)

    assert as_nobody(write_twice) == ""
    assert names(out) == ["archive", *NEW]
    assert (out / "archive" / "a.txt").read_text() == "mine"


@needs_root
@pytest.mark.parametrize("is_root_first", [False, True])
def test_a_staging_folder_that_somebody_else_made_first_is_refused(shared: Path, *, is_root_first: bool) -> None:
    staging = shared / ".report.partial"
    staging.mkdir(mode=0o700)
    if is_root_first:
        message = as_nobody(lambda: write(shared / "report", "new"))
    else:
        os.chown(staging, NOBODY, NOBODY)
        with pytest.raises(UsageError) as refused:
            write(shared / "report", "new")
        message = str(refused.value)
    assert f"{staging} is there already and is not yours" in message
    assert names(shared) == [".report.partial"]


def test_a_link_in_the_place_of_the_staging_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / ".report.partial").symlink_to("theirs")
    with pytest.raises(UsageError, match="is there already and is not yours"):
        write(tmp_path / "report", "new")
    assert names(tmp_path / "theirs") == []


def test_what_a_killed_run_of_ours_left_is_closed_to_others(tmp_path: Path) -> None:
    staging = tmp_path / ".report.partial"
    staging.mkdir()
    staging.chmod(0o755)
    with report_folder(tmp_path / "report", force=False):
        assert stat.S_IMODE(staging.stat().st_mode) == 0o700


def test_a_disk_without_access_rights_takes_the_report_and_it_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refused)
    notes: list[str] = []
    with report_folder(tmp_path / "report", force=False, note=notes.append) as folder:
        for name in ("results.json", "report.html"):
            (folder / name).write_text("new")
    assert names(tmp_path / "report") == ["report.html", "results.json"]
    assert notes == ["This disk keeps no access rights: whoever can open it can read the report."]


def test_the_staging_folder_is_its_owners_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with report_folder(tmp_path / "report", force=False) as folder:
            modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder)]
    finally:
        os.umask(before)
    assert modes == [0o700, 0o700]


def test_what_a_run_killed_in_a_container_left_inside_is_put_right_outside(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    staging = out / ".phone-audit.partial"
    (staging / "new").mkdir(parents=True)
    (staging / "new" / "results.json").write_text("half")
    write(out, "new")
    assert names(out) == NEW


def test_an_owner_only_file_is_not_written_to_such_names_either(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for name in ("loop", "bell\x07"):
        with pytest.raises(UsageError):
            check_out(tmp_path / name, tmp_path)


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
