import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from audit.config.engine import EngineSettings
from audit.engines.choice import SCRATCH_A_MILLION_RECORDS, check_room, open_engine
from audit.engines.inline import InlineEngine
from audit.errors import UsageError, WriteFailedError


def unheard(_: str) -> None:
    """Nobody listens."""


def test_parts_without_a_cluster_are_done_in_this_process(tmp_path: Path) -> None:
    with open_engine(EngineSettings(kind="parts"), tmp_path, unheard) as engine:
        assert isinstance(engine, InlineEngine)


def test_a_missing_extra_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "audit.engines.dask", raising=False)
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(UsageError) as raised, open_engine(EngineSettings(kind="dask"), tmp_path, unheard):
        pass
    assert str(raised.value) == "--engine dask needs the package distributed. Install phone-audit[dask]."


def test_a_run_that_has_no_room_is_told_beforehand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=30 * SCRATCH_A_MILLION_RECORDS))
    check_room(tmp_path, 30_000_000)
    with pytest.raises(WriteFailedError) as raised:
        check_room(tmp_path, 100_000_000)
    assert str(raised.value) == (
        f"No room in {tmp_path}: the run needs about 35 GB there, and 10.5 GB are free. Give --scratch a folder on "
        "another disk."
    )


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(WriteFailedError, match=r"Cannot look into .*: No such file or directory"):
        check_room(tmp_path / "gone", 1)
