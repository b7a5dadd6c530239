"""What a worker must have in common with the process that gives it tasks: versions, and the scratch folder."""

import platform
from pathlib import Path
from secrets import token_hex
from time import monotonic, sleep
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from audit import __version__
from audit.errors import AuditError, told_as
from audit.normalize.parse_number import LIBPHONENUMBER_VERSION
from audit.sources.private_files import whole_file

_OF_DRIVER: Final = ".driver"
_OF_WORKER: Final = ".worker-"
_SECONDS_UNTIL_SEEN: Final = 10
_SHARE: Final = "Give --scratch a folder that all workers share."


class Expected(NamedTuple):
    """What a worker is asked for; it travels with every task, because workers may come later."""

    versions: tuple[tuple[str, str], ...]
    """Of everything that a result depends on."""
    scratch: Path
    token: str
    """What the file of the driver in ``scratch`` says."""


def versions_here() -> tuple[tuple[str, str], ...]:
    """Return name and version of all that a result depends on, as this process has them."""
    return (
        ("phone-audit", __version__),
        ("libphonenumber", LIBPHONENUMBER_VERSION),
        ("pandas", pd.__version__),
        ("numpy", np.__version__),
        ("pyarrow", pa.__version__),
        ("Python", platform.python_version()),
    )


def expected_of_workers(scratch: Path) -> Expected:
    """Write the file into ``scratch`` that workers must see, and return what to ask them for; raise OSError."""
    expected = Expected(versions_here(), scratch.resolve(), token_hex(16))
    with whole_file(expected.scratch / _OF_DRIVER) as file:
        file.write(expected.token.encode())
    return expected


def check_worker(address: str, expected: Expected) -> None:
    """Raise AuditError where this process, the worker at ``address``, has another version or another folder."""
    differing = [
        (name, here, there) for (name, here), (_, there) in zip(versions_here(), expected.versions, strict=True)
    ]
    if differing := [each for each in differing if each[1] != each[2]]:
        raise AuditError(_of_versions(address, differing))
    try:
        is_same = (expected.scratch / _OF_DRIVER).read_text(encoding="ascii") == expected.token
    except (OSError, UnicodeDecodeError):
        is_same = False
    if not is_same:
        raise AuditError(_not_shared(address, expected.scratch))


def _of_versions(address: str, differing: list[tuple[str, str, str]]) -> str:
    names, here, there = zip(*differing, strict=True)
    return (
        f"Worker {address} has {', '.join(map(' '.join, zip(names, here, strict=True)))}, this machine "
        f"{', '.join(there)}: results would differ. Install the same versions."
    )


def introduce(address: str, expected: Expected) -> str:
    """Check this worker, write a file of its own into the scratch folder, and return its name; raise AuditError."""
    check_worker(address, expected)
    name = f"{_OF_WORKER}{token_hex(16)}"
    with told_as(AuditError, f"Worker {address} cannot write to {expected.scratch}", _SHARE):
        (expected.scratch / name).write_text(name, encoding="ascii")
    return name


def check_introduced(address: str, expected: Expected, name: str) -> None:
    """Remove the file that the worker at ``address`` has written; raise AuditError where it is not there.

    A network file system may show it some seconds late.
    """
    path, last = expected.scratch / name, monotonic() + _SECONDS_UNTIL_SEEN
    while not path.exists():
        if monotonic() > last:
            raise AuditError(_not_shared(address, expected.scratch))
        sleep(0.1)
    path.unlink()


def withdraw(expected: Expected) -> None:
    """Remove the file that workers must see; raise OSError."""
    (expected.scratch / _OF_DRIVER).unlink(missing_ok=True)


def _not_shared(address: str, scratch: Path) -> str:
    return f"Worker {address} does not see {scratch}. {_SHARE}"
