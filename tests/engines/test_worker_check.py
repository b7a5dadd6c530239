from pathlib import Path

import pytest

from audit.engines import worker_check as module
from audit.engines.worker_check import (
    Expected,
    check_introduced,
    check_worker,
    expected_of_workers,
    introduce,
    versions_here,
    withdraw,
)
from audit.errors import AuditError

WORKER = "tcp://10.0.0.7:40123"


@pytest.fixture
def expected(tmp_path: Path) -> Expected:
    return expected_of_workers(tmp_path)


def with_versions(expected: Expected, **others: str) -> Expected:
    return expected._replace(versions=tuple((name, others.get(name, here)) for name, here in versions_here()))


def test_a_worker_as_this_process_is_fit(expected: Expected) -> None:
    check_introduced(WORKER, expected, introduce(WORKER, expected))
    withdraw(expected)
    assert list(expected.scratch.iterdir()) == []


def test_all_that_results_depend_on_is_asked_for() -> None:
    names = [name for name, _ in versions_here()]
    assert names == ["phone-audit", "libphonenumber", "pandas", "numpy", "pyarrow", "Python"]


def test_another_libphonenumber_is_told(expected: Expected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIBPHONENUMBER_VERSION", "9.0.40")
    with pytest.raises(AuditError) as raised:
        check_worker(WORKER, with_versions(expected, libphonenumber="9.0.43"))
    # monkeypatched after versions_here() was asked for the driver's: the worker is the one with 9.0.40
    assert str(raised.value) == (
        f"Worker {WORKER} has libphonenumber 9.0.40, this machine 9.0.43: results would differ. Install the same "
        "versions."
    )


def test_all_that_differs_is_told(expected: Expected) -> None:
    with pytest.raises(AuditError, match=r"has phone-audit \S+, numpy \S+, this machine 9\.9, 8\.8: results would"):
        check_worker(WORKER, with_versions(expected, **{"phone-audit": "9.9", "numpy": "8.8"}))


@pytest.mark.parametrize("content", [None, "another token", "\xff"])
def test_a_worker_with_another_folder_of_that_name_is_told(expected: Expected, content: str | None) -> None:
    withdraw(expected)
    if content is not None:
        (expected.scratch / ".driver").write_text(content, encoding="latin-1")
    with pytest.raises(AuditError, match=r"does not see .*\. Give --scratch a folder that all workers share\."):
        introduce(WORKER, expected)


def test_a_worker_that_cannot_write_is_told(expected: Expected, monkeypatch: pytest.MonkeyPatch) -> None:
    def _refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", _refused)
    with pytest.raises(AuditError, match=rf"^Worker {WORKER} cannot write to .*: Permission denied\. Give --scratch"):
        introduce(WORKER, expected)


def test_what_a_worker_writes_elsewhere_is_missed(expected: Expected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SECONDS_UNTIL_SEEN", 0.2)
    with pytest.raises(AuditError, match="does not see"):
        check_introduced(WORKER, expected, ".worker-0")
