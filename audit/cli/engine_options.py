"""The options on how an audit is computed; loaded without a table, so that help and refusals come at once."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from audit.config.engine import EngineKind, EngineSettings
from audit.errors import UsageError

COMPUTING: Final = "Large orgs (docs/scale.md)"
"""The heading of these options in the help of a command."""

Engine = Annotated[
    EngineKind | None,
    typer.Option(
        help="memory (default) audits all records at once; parts audits some after the other, in little memory; dask "
        "does so on several processes or machines. The results are the same.",
        rich_help_panel=COMPUTING,
    ),
]
RowsPerPart = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Records in one part. Fewer need less memory. Default: 100000.", rich_help_panel=COMPUTING
    ),
]
Scratch = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Folder for the parts while the audit runs, which all machines share. Default: beside the report.",
        rich_help_panel=COMPUTING,
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="With dask: use this Dask scheduler, such as tcp://10.0.0.5:8786. Default: start processes here.",
        rich_help_panel=COMPUTING,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="With dask: processes to start here. Default: one per CPU.", rich_help_panel=COMPUTING
    ),
]
WorkerMemory = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE",
        help="With dask: memory of each process, such as 2GB. Default: an equal share of what is free.",
        rich_help_panel=COMPUTING,
    ),
]


def check_engine_options(typed: Mapping[str, object], settings: EngineSettings) -> None:
    """Raise UsageError for an option among ``typed`` (by name; None: not given) that the engine has no use for."""
    of_workers = ("workers", "worker_memory")
    _refuse(
        typed,
        ("rows_per_part", "scratch") if settings.kind == "memory" else (),
        "is about an audit in parts. Add --engine parts or --engine dask.",
    )
    _refuse(typed, ("scheduler", *of_workers) if settings.kind != "dask" else (), "is about Dask. Add --engine dask.")
    _refuse(
        typed,
        of_workers if settings.scheduler is not None else (),
        "is about processes that are started here, and the scheduler has its own. Leave it out.",
    )


def _refuse(typed: Mapping[str, object], names: Iterable[str], why_not: str) -> None:
    for name in names:
        if typed[name] is not None:
            raise UsageError(f"--{name.replace('_', '-')} {why_not}")
