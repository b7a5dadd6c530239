"""What the tasks of an audit have finished: it lies in the scratch folder, so that a run that was killed goes on."""

import hashlib
import pickle
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from time import sleep
from typing import Final, NamedTuple, TypeVar

from audit.config.audit import AuditConfig
from audit.engines.worker_check import versions_here
from audit.errors import UsageError, WorkersLostError, WriteFailedError, told_as
from audit.sources.private_files import FOLDER_MODE, is_own_folder, locked, own_folder, replaced_file

T = TypeVar("T")

_PREFIX: Final = "phone-audit-parts-"
_ONCE: Final = "once-"
_MOMENT: Final = "now"
_LOCK: Final = "lock"
_FILES: Final = "files"
_WORTH_GOING_ON: Final = timedelta(days=7)
_TRIES: Final = 5
"""To remove a folder into which a worker elsewhere still writes what nobody waits for."""
_SECONDS_BETWEEN_TRIES: Final = 0.2


def once(path: Path, make: Callable[[], T]) -> T:
    """Return what ``make`` returns: the first time it is called and its result kept in ``path``, then read there.

    It is for use in a task, which may run twice at the same time. What else ``make`` writes must be whole before it
    returns. Raise OSError.
    """
    with suppress(FileNotFoundError):
        kept: T = pickle.loads(path.read_bytes())  # noqa: S301 - only this user can write into the scratch folder
        return kept
    result = make()
    with replaced_file(path) as file:
        pickle.dump(result, file)
    return result


def run_key(config: AuditConfig, rows_per_part: int, files: Sequence[Path], *further: object) -> str:
    """Return a text that is the same for runs that finish the same parts: of versions, settings and inputs alike.

    ``files`` are all that is read, ``further`` what else a result depends on, told by its repr. Files are alike when
    they have the same size and the same date; those of folders count, too.
    """
    inputs = [*files, *filter(None, (config.fix.intended_winners, config.profile.probe))]
    told = (versions_here(), config.model_dump_json(), rows_per_part, further, [list(_files(path)) for path in inputs])
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def key_for_once() -> str:
    """Return the key of a run that cannot go on: what it reads, a live org, is another the next time."""
    return f"{_ONCE}{token_hex(8)}"


def _files(path: Path) -> Iterator[tuple[str, int, int]]:
    """Yield name, size and date of what is to be read; nothing of what cannot be: who reads it says so."""
    for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
        with suppress(OSError):
            status = each.stat()
            if not each.is_dir():
                yield str(each.absolute()), status.st_size, status.st_mtime_ns


class KeptScratch(NamedTuple):
    """A private folder for what tasks finish, and the moment of the report that they work on."""

    folder: Path
    now: datetime


@contextmanager
def kept_scratch(inside: Path, key: str, now: datetime | None) -> Iterator[KeptScratch]:
    """Yield the scratch folder of the runs with ``key``, with all that one that was killed has finished there.

    ``now`` is the moment that was asked for; without one, a run goes on with that of the killed one for a week. At the
    end the folder is removed, unless the workers were lost: then the same command goes on, too.
    Raise UsageError where another run has it, or where it cannot be made, WriteFailedError where the disk is full.
    """
    place = inside / f"{_PREFIX}{key}"
    _remove_left(inside)
    cannot, remedy = f"Cannot write to {inside}", "Give --scratch another folder."
    with told_as(UsageError, cannot, remedy):
        inside.mkdir(parents=True, exist_ok=True)
        own_folder(place)
    with (
        _released(place),
        locked(place / _LOCK, f"Another run is using {place}. Wait for it, or give another --scratch."),
    ):
        try:
            with told_as(WriteFailedError, cannot, remedy):
                begun = _begun(place, now)
            yield begun
        except WorkersLostError:
            raise
        except BaseException:
            _remove_files(place)
            raise
        _remove_files(place)


def _begun(place: Path, now: datetime | None) -> KeptScratch:
    """Return the folder with what a killed run finished, empty where that was for another moment or is too old."""
    folder, moment = place / _FILES, place / _MOMENT
    with suppress(FileNotFoundError, ValueError):
        begun = datetime.fromisoformat(moment.read_text(encoding="ascii"))
        if begun == now or (now is None and datetime.now(UTC) - begun < _WORTH_GOING_ON):
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            return KeptScratch(folder, begun)
    _remove_files(place)
    folder.mkdir(mode=FOLDER_MODE)
    begun = now or datetime.now(UTC)
    with replaced_file(moment) as file:
        file.write(begun.isoformat().encode())
    return KeptScratch(folder, begun)


def _remove_left(inside: Path) -> None:
    """Remove what killed runs left ``inside``, where nobody will go on with it; raise nothing."""
    for place in inside.glob(f"{_PREFIX}*"):
        with suppress(UsageError, OSError):  # another run has it, or has just removed it
            if is_own_folder(place) and (place.name.startswith(_PREFIX + _ONCE) or _is_too_old(place)):
                with _released(place), locked(place / _LOCK, ""):
                    _remove_files(place)


def _is_too_old(place: Path) -> bool:
    changed = datetime.fromtimestamp((place / _MOMENT).stat().st_mtime, UTC)
    return datetime.now(UTC) - changed > _WORTH_GOING_ON


def _remove_files(place: Path) -> None:
    (place / _MOMENT).unlink(missing_ok=True)
    for _ in range(_TRIES):
        shutil.rmtree(place / _FILES, ignore_errors=True)
        if not (place / _FILES).exists():
            return
        sleep(_SECONDS_BETWEEN_TRIES)


@contextmanager
def _released(place: Path) -> Iterator[None]:
    """Remove ``place`` at the end, unless something is in it: what is kept, or what the next run has begun."""
    try:
        yield
    finally:
        if {each.name for each in place.iterdir()} <= {_LOCK}:
            with suppress(OSError):
                (place / _LOCK).unlink(missing_ok=True)
                place.rmdir()
