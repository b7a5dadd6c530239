"""How an audit is computed: in memory or in parts, here or on a cluster. Its results do not depend on it."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from audit.config.profile import Settings

EngineKind = Literal["memory", "parts", "dask"]

_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(i?)B", re.IGNORECASE)
_POWERS: Final = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}
_LEAST_MEMORY: Final = 400_000_000
"""Bytes: a worker that has loaded the libraries takes half of it."""


def bytes_of(size: str) -> int:
    """Return the bytes of a size; raise ValueError for what is none.

    >>> bytes_of("512MB"), bytes_of("2 GiB"), bytes_of("1.5gb")
    (512000000, 2147483648, 1500000000)
    """
    match = _SIZE.fullmatch(size.strip())
    if match is None:
        raise ValueError(f"a size looks like 512MB or 2GB, not {size!r}")
    number, letter, is_binary = match.groups()
    step = 1024.0 if is_binary else 1000.0
    return round(float(number) * step ** _POWERS[letter.upper()])


def _is_enough(size: str) -> str:
    if bytes_of(size) < _LEAST_MEMORY:
        raise ValueError(f"a worker needs {_LEAST_MEMORY // 1_000_000}MB or more, not {size}")
    return size


def _is_address(address: str) -> str:
    if not re.fullmatch(r"(?:tcp|tls)://[^/\s]+:\d+", address):
        raise ValueError(f"the address of a scheduler looks like tcp://10.0.0.5:8786 or tls://…, not {address!r}")
    return address


class EngineSettings(Settings):
    """How the audit is computed (docs/scale.md). The results are the same, and `results.json` does not hold this."""

    kind: EngineKind = "memory"
    """`memory`: at once. `parts`: one part after the other, with little memory. `dask`: parts on several processes."""
    scheduler: Annotated[str, AfterValidator(_is_address)] | None = Field(
        default=None, examples=["tcp://10.0.0.5:8786"]
    )
    """The Dask scheduler to use. Without it, `dask` starts processes on this machine."""
    workers: int | None = Field(default=None, ge=1, examples=[4])
    """How many processes to start. Without it, one per CPU."""
    worker_memory: Annotated[str, AfterValidator(_is_enough)] | None = Field(default=None, examples=["2GB"])
    """Memory of each process. Without it, an equal share of what is free."""
    rows_per_part: int = Field(default=100_000, ge=1)
    """Records in one part. Fewer need less memory."""
    scratch: Path | None = Field(default=None, examples=[Path("/mnt/shared/scratch")])
    """A folder for the parts while the audit runs, which all workers see. Without it, beside the report."""
