"""The report folder appears whole or not at all."""

import contextlib
import os
import signal
import stat
from pathlib import Path

import pyarrow as pa
import pytest
from filelock import FileLock

from audit.cli.app import main
from audit.errors import UsageError, WriteFailedError
from audit.reports import exchange, output_folder
from audit.reports.output_folder import report_folder, scratch_of


def write(out: Path, text: str, *, force: bool = False, source: Path | None = None) -> None:
    with report_folder(out, force=force, sources=[source] if source else []) as folder:
        (folder / "results.json").write_text(text)
        (folder / "tables").mkdir()
        (folder / "tables" / "values.parquet").write_text(text)


def test_a_new_folder_and_its_parents_are_made(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b" / "report", "new")
    assert (tmp_path / "a" / "b" / "report" / "results.json").read_text() == "new"


def test_an_earlier_report_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    (out / "fixes").mkdir()
    write(out, "new")
    assert sorted(path.name for path in out.iterdir()) == ["results.json", "tables"]
    assert (out / "results.json").read_text() == "new"


def test_an_interrupt_while_the_staging_folder_is_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = output_folder.own_folder

    def interrupted(path: Path) -> bool:
        is_made = make(path)
        os.kill(os.getpid(), signal.SIGINT)
        return is_made

    monkeypatch.setattr(output_folder, "own_folder", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "a" / "report", "new")
    assert list(tmp_path.iterdir()) == []


def test_an_error_in_between_leaves_the_earlier_report_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    with pytest.raises(ZeroDivisionError), report_folder(out, force=False) as folder:
        (folder / "results.json").write_text(f"half {1 / 0}")
    assert (out / "results.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_an_error_leaves_none_of_the_folders_made_around_a_first_report(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(ZeroDivisionError), report_folder(tmp_path / "mine" / "a" / "b", force=False):
        1 / 0  # noqa: B018 - any error
    assert list(tmp_path.rglob("*")) == [tmp_path / "mine"]


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(WriteFailedError, match="No space left"), report_folder(tmp_path / "report", force=False):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_no_folder_more_is_told_as_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mkdir = Path.mkdir

    def failing(path: Path, **how: int) -> None:
        if path.name == "new":
            raise OSError(28, "No space left on device")
        mkdir(path, **how)

    monkeypatch.setattr(Path, "mkdir", failing)
    with pytest.raises(WriteFailedError, match="No space left"):
        write(tmp_path / "report", "new")
    assert list(tmp_path.iterdir()) == []


def test_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "new")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (out, *out.rglob("*"))}
    assert modes == {
        "report": 0o700,
        "results.json": 0o600,
        "tables": 0o700,
        "values.parquet": 0o600,
        ".written.json": 0o600,
    }


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(UsageError, match=r"thesis\.docx"):
        write(tmp_path, "new")


def test_with_force_what_is_foreign_stays(tmp_path: Path) -> None:
    out = tmp_path / "work"
    (out / "photos").mkdir(parents=True)
    (out / "photos" / "cat.jpg").write_text("mine")
    (out / "results.json").write_text("old")
    write(out, "new", force=True)
    assert (out / "photos" / "cat.jpg").read_text() == "mine"
    assert (out / "results.json").read_text() == "new"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("a file")
    with pytest.raises(UsageError, match="is a file"):
        write(tmp_path / "report", "new")


def test_the_source_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="where the data comes from"):
        write(tmp_path, "new", source=tmp_path / "x" / "..", force=True)


def test_a_parent_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is a file, not a folder"):
        write(tmp_path / "file" / "report", "new")


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    staging = tmp_path / ".report.partial"
    staging.mkdir()
    with FileLock(staging / "lock"), pytest.raises(UsageError, match="Another run"):
        write(tmp_path / "report", "new")


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".report.partial" / "new").mkdir(parents=True)
    (tmp_path / ".report.partial" / "new" / "values.parquet").write_text("half")
    write(tmp_path / "report", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_run_killed_while_moving_gives_the_earlier_report_back(tmp_path: Path) -> None:
    old = tmp_path / ".report.partial" / "old"
    old.mkdir(parents=True)
    (old / "results.json").write_text("old")
    with pytest.raises(RuntimeError), report_folder(tmp_path / "report", force=False):
        raise RuntimeError
    assert (tmp_path / "report" / "results.json").read_text() == "old"


def test_scratch_files_may_lie_beside_the_new_report(tmp_path: Path) -> None:
    with report_folder(tmp_path / "report", force=False) as folder:
        (scratch_of(folder) / "rows").write_text("row")
    assert list(tmp_path.iterdir()) == [tmp_path / "report"]
    assert list((tmp_path / "report").iterdir()) == []


@pytest.mark.parametrize("can_exchange", [True, False])
def test_files_that_others_saved_among_the_report_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(exchange, "_exchanged", lambda _one, _other: False)
    out = tmp_path / "report"
    write(out, "old")
    (out / ".DS_Store").write_text("system")
    (out / "fixes" / "step-1").mkdir(parents=True)
    (out / "fixes" / "step-1" / "success.csv").write_text("loaded")
    with report_folder(out, force=False) as folder:
        (folder / "results.json").write_text("new")
        (out / "minutes.docx").write_text("saved during the run")
    assert (out / "results.json").read_text() == "new"
    kept = (".DS_Store", "fixes/step-1/success.csv", "minutes.docx")
    assert [(out / name).read_text() for name in kept] == ["system", "loaded", "saved during the run"]
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize("error", [OSError(16, "Device or resource busy"), KeyboardInterrupt()])
@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_a_stop_at_any_rename_loses_no_report_and_no_foreign_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int, error: BaseException, *, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(exchange, "_exchanged", lambda _one, _other: False)
    out, calls, rename = tmp_path / "report", [0], Path.rename
    write(out, "old")
    for name in ("a.txt", "b.txt"):
        (out / name).write_text("mine")

    def stopped(self: Path, target: Path) -> Path:
        calls[0] += 1
        if calls[0] == nth:
            raise error
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stopped)
    with contextlib.suppress(WriteFailedError, KeyboardInterrupt):
        write(out, "new", force=True)
    assert (out / "results.json").read_text() == (out / "tables" / "values.parquet").read_text()
    assert [(out / name).read_text() for name in ("a.txt", "b.txt")] == ["mine", "mine"]
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.slow
def test_a_second_report_of_every_file_takes_none_of_the_first_for_foreign(tmp_path: Path) -> None:
    options = ["demo", "--quiet", "--out", str(tmp_path / "report")]
    assert main(options) == 0
    first = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    assert main(options) == 0
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == first


@pytest.mark.parametrize(
    ("error", "code"), [(MemoryError(), 1), (pa.ArrowMemoryError(), 1), (KeyboardInterrupt(), 130)]
)
def test_too_little_memory_and_an_interrupt_end_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("audit.cli.app.app", failing)
    assert main(["rules"]) == code
    assert capsys.readouterr().err.count("\n") <= 2
