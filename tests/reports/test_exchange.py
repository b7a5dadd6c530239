"""Whatever stops the exchange of two reports, and wherever: a whole report stands, and no file of others is lost.

Each run is a process of its own that really fails, is interrupted or is killed at its n-th call that changes a folder.
"""

import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from itertools import count, product
from pathlib import Path
from typing import Any, Final

import pytest

from audit.errors import WriteFailedError
from audit.reports import exchange
from audit.reports.output_folder import report_folder

HOW: Final = ("fails", "SIGINT", "SIGKILL")
WAYS: Final = ("exchange", "moves", "contents")
"""The folders are exchanged in one step, by moves where the system cannot, or entry by entry in the working folder."""
CALLS: Final = ("rename", "replace", "unlink", "rmdir", "mkdir", "open")
FOREIGN: Final = ("photos/cat.jpg", "notes.txt", "fixes/step-1/success.csv")
CHANGED: Final = "by hand"
NOT_REACHED, DONE, FAILED, INTERRUPTED = 100, 0, 1, 130

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="needs processes that fork and can be killed"),
]


def report(out: Path, text: str, begun: Callable[[], None] = lambda: None) -> None:
    with report_folder(out, force=True) as new:
        for name in ("results.json", "report.html", "report.xlsx", "tables/values.parquet"):
            (new / name).parent.mkdir(exist_ok=True)
            (new / name).write_text(text)
        if text == "old":
            (new / "fixes" / "step-2").mkdir(parents=True)
            (new / "fixes" / "step-2" / "Contact.csv").write_text(text)
        begun()


def prepared(folder: Path, *, foreign: bool) -> Path:
    out = folder / "report"
    report(out, "old")
    for name in FOREIGN if foreign else ():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(name)
    if foreign:
        (out / "report.html").write_text(CHANGED)
    return out


def stop_at(nth: int, how: str) -> Callable[[], None]:
    """Make the n-th call from when the result is called on fail, or send a signal before it; exit if it never comes."""
    n_calls, is_begun = 0, False

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def stopped(*args: Any, **options: Any) -> Any:
            nonlocal n_calls
            n_calls += is_begun
            if is_begun and n_calls == nth:
                if how == "fails":
                    raise OSError(5, "Input/output error")
                os.kill(os.getpid(), getattr(signal, how))
            return call(*args, **options)

        return stopped

    def begin() -> None:
        nonlocal is_begun
        is_begun = True

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))
    if exchange._exchanged is not cannot_exchange:
        exchange._exchanged = counted(exchange._exchanged)
    stop_at.reached = lambda: n_calls >= nth  # type: ignore[attr-defined]
    return begin


def cannot_exchange(_one: Path, _other: Path) -> bool:
    return False


def stopped_run(out: Path, nth: int, how: str, way: str, *, at_once: bool = False) -> int:
    """Write a report in a child that is stopped; return its exit code, or minus the signal that killed it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads: Arrow's do nothing here
        child = os.fork()
    if not child:
        code = 99
        try:
            code = run(out, nth, how, way, at_once=at_once)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(out: Path, nth: int, how: str, way: str, *, at_once: bool) -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if way == "moves":
        exchange._exchanged = cannot_exchange
    elif way == "contents":
        os.chdir(out)
    begin = stop_at(nth, how)
    if at_once:
        begin()
    code = DONE
    try:
        report(out, "new", begin)
    except WriteFailedError:
        code = FAILED
    except KeyboardInterrupt as interrupt:
        code = INTERRUPTED if "is complete" in str(interrupt) or at_once else 98
    return code if stop_at.reached() else NOT_REACHED  # type: ignore[attr-defined]


def state(out: Path) -> str:
    """Return the text of a whole report; what was changed by hand does not count."""
    texts = {path.read_text() for path in (out / name for name in ("results.json", "report.xlsx", "report.html"))}
    texts |= {(out / "tables" / "values.parquet").read_text()}
    assert len(texts - {CHANGED}) == 1, texts
    return (texts - {CHANGED}).pop()


def theirs(folder: Path) -> list[str]:
    """Return the texts of all files of others, wherever they are."""
    texts = (path.read_text() for path in folder.rglob("*") if path.is_file())
    return sorted(text for text in texts if text in {*FOREIGN, CHANGED})


def check_stopped(folder: Path, code: int, way: str, before: list[str]) -> None:
    out = folder / "report"
    assert theirs(folder) == before
    assert {path.name for path in folder.iterdir()} <= {"report", ".report.partial"}
    if code != -signal.SIGKILL:
        assert state(out) == {DONE: "new", FAILED: "old", INTERRUPTED: "new"}[code]
    elif way == "exchange":
        assert state(out) in {"old", "new"}
    elif way == "moves":  # between two moves nothing stands there; the earlier report is safe
        assert state(out if out.exists() else folder / ".report.partial" / "old") in {"old", "new"}


def check_next_run(folder: Path, before: list[str], *, foreign: bool) -> None:
    out = folder / "report"
    report(out, "newest")
    assert state(out) == "newest"
    assert theirs(folder) == before
    assert [path.name for path in folder.iterdir()] == ["report"]
    assert not (out / "fixes" / "step-2").exists()
    assert all((out / name).read_text() == name for name in (FOREIGN if foreign else ()))
    assert len(list(out.glob("report (changed *).html"))) == foreign


def stops(
    tmp_path: Path, how: str, way: str, every: int = 1, *, foreign: bool
) -> Iterator[tuple[Path, int, list[str]]]:
    """Yield for each call of the exchange a folder in which a run was stopped there, its end, and others' files."""
    for nth in count(1, every):
        folder = tmp_path / f"{nth}"
        out = prepared(folder, foreign=foreign)
        before = theirs(folder)
        code = stopped_run(out, nth, how, way)
        if code == NOT_REACHED:
            return
        yield folder, code, before


@pytest.mark.parametrize(("how", "way", "foreign"), list(product(HOW, WAYS, (False, True))))
def test_a_stop_at_any_call_of_the_exchange_leaves_one_whole_report_and_all_files_of_others(
    tmp_path: Path, how: str, way: str, *, foreign: bool
) -> None:
    n_stops = 0
    for folder, code, before in stops(tmp_path, how, way, foreign=foreign):
        check_stopped(folder, code, way, before)
        check_next_run(folder, before, foreign=foreign)
        n_stops += 1
    print(f"{n_stops} stops")  # noqa: T201 - shown with pytest -s
    assert n_stops >= 8


ALL_PAIRS: Final = "PHONE_AUDIT_ALL_STOPS" in os.environ
"""Whether runs are killed twice at every pair of calls, which takes ten minutes, and not at some of them."""


@pytest.mark.parametrize(("way", "foreign"), list(product(WAYS, (False, True))))
def test_a_run_killed_while_it_repairs_what_a_killed_run_left_loses_nothing(
    tmp_path: Path, way: str, *, foreign: bool
) -> None:
    first_every, second_every = (1, 1) if ALL_PAIRS else (8, 15)
    n_stops = 0
    for second in count(1, second_every):
        n_before = n_stops
        for folder, code, before in stops(tmp_path / f"{second}", "SIGKILL", way, first_every, foreign=foreign):
            assert code == -signal.SIGKILL
            again = stopped_run(folder / "report", second, "SIGKILL", way, at_once=True)
            n_stops += again == -signal.SIGKILL
            assert theirs(folder) == before
            check_next_run(folder, before, foreign=foreign)
        if n_stops == n_before:
            break
    print(f"{n_stops} runs killed twice")  # noqa: T201 - shown with pytest -s
    assert n_stops >= 8
