import errno
import multiprocessing
import os
import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.config.audit import AuditConfig
from audit.engines import worker_check
from audit.errors import StoppedError, UsageError, WorkersLostError, WriteFailedError
from audit.parts import finished as module
from audit.parts.finished import kept_scratch, key_for_once, once, run_key

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_what_is_finished_is_not_made_again(tmp_path: Path) -> None:
    made: list[int] = []

    def _make() -> dict[str, int]:
        made.append(1)
        return {"records": 7}

    assert [once(tmp_path / "part-00000.done", _make) for _ in range(3)] == [{"records": 7}] * 3
    assert made == [1]
    assert [path.name for path in tmp_path.iterdir()] == ["part-00000.done"]


def test_what_failed_is_made_again(tmp_path: Path) -> None:
    def _fails() -> int:
        raise StoppedError("Stopped.")

    with pytest.raises(StoppedError):
        once(tmp_path / "done", _fails)
    assert list(tmp_path.iterdir()) == []
    assert once(tmp_path / "done", lambda: 5) == 5


def _finish(path: Path) -> list[int]:
    return [once(path, lambda: 7) for _ in range(50)]


@pytest.mark.slow
def test_a_task_that_runs_twice_at_the_same_time_finishes_twice(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(_finish, [tmp_path / "done"] * 2) == [[7] * 50] * 2
    assert [path.name for path in tmp_path.iterdir()] == ["done"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "Contact.csv").write_text("Id,Phone\n")
    return tmp_path / "export"


def test_the_same_command_has_the_same_key(source: Path) -> None:
    assert run_key(AuditConfig(), 100, [source]) == run_key(AuditConfig(), 100, [source])


def test_whatever_changes_a_result_changes_the_key(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [
        run_key(AuditConfig(), 100, [source]),
        run_key(AuditConfig(region="US"), 100, [source]),
        run_key(AuditConfig(), 101, [source]),
        run_key(AuditConfig(), 100, [source], "Europe/Paris"),
    ]
    (source / "Lead.csv").write_text("Id,Phone\n")
    keys.append(run_key(AuditConfig(), 100, [source]))
    os.utime(source / "Lead.csv", ns=(1, 1))
    keys.append(run_key(AuditConfig(), 100, [source]))
    keys.append(run_key(AuditConfig(), 100, [source / "Lead.csv"]))
    monkeypatch.setattr(worker_check, "LIBPHONENUMBER_VERSION", "9.0.1")
    keys.append(run_key(AuditConfig(), 100, [source]))
    assert len(set(keys)) == len(keys)


def test_a_list_of_winners_is_a_part_of_the_source(source: Path) -> None:
    winners = source.with_name("winners.csv")
    winners.write_text("+12125550100,003000000000001AAA\n")
    config = AuditConfig().with_winners(winners)
    before = run_key(config, 100, [source])
    winners.write_text("+12125550101,003000000000001AAA\n\n")
    assert run_key(config, 100, [source]) != before


def test_nothing_stays_after_a_run(tmp_path: Path) -> None:
    with kept_scratch(tmp_path / "scratch", "key", NOW) as kept:
        assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(kept.folder.parent.stat().st_mode) == 0o700
        (kept.folder / "done").write_text("7")
    assert list((tmp_path / "scratch").iterdir()) == []


def failing(folder: Path, error: BaseException) -> None:
    (folder / "done").write_text("7")
    raise error


@pytest.mark.parametrize("error", [StoppedError, KeyboardInterrupt, ZeroDivisionError])
def test_nothing_stays_after_a_failure(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), kept_scratch(tmp_path, "key", NOW) as kept:
        failing(kept.folder, error())
    assert list(tmp_path.iterdir()) == []


def lost(folder: Path, now: datetime | None = NOW) -> datetime:
    """Do what a run does that loses its workers, and return the moment of its report."""
    with pytest.raises(WorkersLostError), kept_scratch(folder, "key", now) as kept:
        failing(kept.folder, WorkersLostError("No worker is left."))
    return kept.now


def test_a_run_without_workers_goes_on_and_leaves_nothing_then(tmp_path: Path) -> None:
    lost(tmp_path)
    with kept_scratch(tmp_path, "key", NOW) as kept:
        assert [path.name for path in kept.folder.iterdir()] == ["done"]
    assert list(tmp_path.iterdir()) == []


def test_who_asks_for_no_moment_goes_on_with_that_of_the_run_before(tmp_path: Path) -> None:
    begun = lost(tmp_path, None)
    with kept_scratch(tmp_path, "key", None) as kept:
        assert kept.now == begun
        assert (kept.folder / "done").exists()


@pytest.mark.parametrize("now", [NOW + timedelta(seconds=1), None])
def test_a_run_for_another_moment_or_after_more_than_a_week_begins_anew(tmp_path: Path, now: datetime | None) -> None:
    lost(tmp_path, NOW - timedelta(days=3650))
    with kept_scratch(tmp_path, "key", now) as kept:
        assert list(kept.folder.iterdir()) == []
        assert now in (kept.now, None)


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    with kept_scratch(tmp_path, "key", NOW) as kept, kept_scratch(tmp_path, "another", NOW) as other:
        assert other.folder != kept.folder
        in_use = r"^Another run is using .* Wait for it, or give another --scratch\.$"
        with pytest.raises(UsageError, match=in_use), kept_scratch(tmp_path, "key", NOW):
            pass
        assert kept.folder.exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cannot = r"Cannot write to .*file: File exists\. Give --scratch another folder\."
    with pytest.raises(UsageError, match=cannot), kept_scratch(tmp_path / "file", "key", NOW):
        pass


def test_a_full_disk_is_told_as_that_of_the_scratch_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def _full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", _full)
    cannot = f"^Cannot write to {re.escape(str(tmp_path))}: No space left on device. Give --scratch another folder.$"
    with pytest.raises(WriteFailedError, match=cannot), kept_scratch(tmp_path, "key", NOW):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_a_worker_elsewhere_writes_late_is_removed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remove = module.shutil.rmtree
    calls: list[Path] = []

    def _late(path: Path, **_: object) -> None:
        calls.append(path)
        if len(calls) > 2:  # the first was for what an earlier run left
            remove(path)

    monkeypatch.setattr(module.shutil, "rmtree", _late)
    with kept_scratch(tmp_path, "key", NOW) as kept:
        (kept.folder / "late").touch()
    assert len(calls) == 3
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_goes_on_with_is_removed_by_the_next_run(tmp_path: Path) -> None:
    for key in ("old", "new", key_for_once()):
        with pytest.raises(WorkersLostError), kept_scratch(tmp_path, key, NOW) as kept:
            failing(kept.folder, WorkersLostError("Gone."))
    os.utime(tmp_path / "phone-audit-parts-old" / "now", ns=(1, 1))
    (tmp_path / "phone-audit-parts-of-mine.txt").touch()
    with kept_scratch(tmp_path, key_for_once(), NOW) as busy, kept_scratch(tmp_path, "another", NOW):
        assert busy.folder.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "phone-audit-parts-new",
        "phone-audit-parts-of-mine.txt",
    ]
