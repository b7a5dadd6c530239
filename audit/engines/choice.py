"""The engine that the settings name, and the room that it needs on disk."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from audit.config.engine import EngineSettings
from audit.engines.inline import InlineEngine
from audit.engines.interface import Engine, Note
from audit.errors import UsageError, WriteFailedError, told_as

SCRATCH_A_MILLION_RECORDS: Final = 350_000_000
"""Bytes, at most, of what the tasks of an audit hand to each other."""
_OF_THE_EXTRA: Final = ("dask", "distributed")
_A_MILLION: Final = 1_000_000
_GB: Final = 1e9


@contextmanager
def open_engine(settings: EngineSettings, scratch: Path, note: Note) -> Iterator[Engine]:
    """Yield the engine for parts that ``settings`` name; its processes end with the block.

    ``scratch`` is a private folder that it shares with its workers, ``note`` is told of lost workers.
    Raise UsageError where Dask is not installed, AuditError where its workers are not there or not fit.
    """
    if settings.kind != "dask":
        yield InlineEngine()
        return
    with _dask_engine()(settings, scratch, note) as engine:
        yield engine


def _dask_engine() -> Any:
    """Return what opens it; it is loaded only where it is used."""
    try:
        from audit.engines.dask import dask_engine  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        if error.name not in _OF_THE_EXTRA:
            raise
        raise UsageError("--engine dask needs the package distributed. Install phone-audit[dask].") from error
    return dask_engine


def check_room(scratch: Path, n_records: int) -> None:
    """Raise WriteFailedError where the disk of ``scratch`` has no room for the parts of so many records."""
    needed = n_records * SCRATCH_A_MILLION_RECORDS // _A_MILLION
    with told_as(WriteFailedError, f"Cannot look into {scratch}", "Give --scratch another folder."):
        free = shutil.disk_usage(scratch).free
    if free < needed:
        raise WriteFailedError(
            f"No room in {scratch}: the run needs about {needed / _GB:.0f} GB there, and {free / _GB:.1f} GB are free. "
            "Give --scratch a folder on another disk."
        )
