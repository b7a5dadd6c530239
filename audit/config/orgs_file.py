"""The file of ``phone-audit fleet``: many orgs, each with its source and the settings in which it differs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from audit.config.audit import AuditConfig
from audit.config.toml_file import toml_content
from audit.errors import UsageError

_SOURCES: Final = ("csv", "snapshot", "org")
_NAME: Final = re.compile(r"\w(?:[\w .&+-]*[\w&+-])?")
"""What every system takes for the name of a folder; no name begins with a dot or ends in one."""
_OF_WINDOWS: Final = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")
_HOW: Final = "Give each [[org]] a name and one of csv, snapshot and org; docs/fleet.md has an example."


@dataclass(frozen=True)
class FleetOrg:
    """One org of a fleet."""

    name: str
    """Also of the folder of its report."""
    config: AuditConfig
    csv: tuple[Path, ...] = ()
    snapshot: Path | None = None
    alias: str | None = None
    """Of the Salesforce CLI's login."""


def read_orgs_file(path: Path) -> tuple[FleetOrg, ...]:
    """Return the orgs of a TOML file, in its order; paths in it are relative to its folder.

    Settings before the first ``[[org]]`` hold for all; those of an org replace them, tables key by key.
    Raise UsageError for a file that is none, a wrong setting, a name that is missing, odd or there twice.
    """
    content = toml_content(path, f"the list of orgs {path}", _HOW)
    listed = content.pop("org", None)
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise UsageError(f"{path} lists no org. {_HOW}")
    orgs = tuple(_org(each, content, path) for each in listed)
    twice = list(_twice([org.name for org in orgs]))
    if twice:
        raise UsageError(
            f"{path} has two orgs of the name {twice[0]}: reports need a folder each. Name one differently."
        )
    return orgs


def _org(given: Mapping[str, Any], shared: Mapping[str, Any], path: Path) -> FleetOrg:
    name = given.get("name")
    where = f"In {path}, org {name}"
    if not isinstance(name, str) or not name:
        raise UsageError(f"{path} has an org without a name. {_HOW}")
    if not _NAME.fullmatch(name) or _OF_WINDOWS.fullmatch(name):
        raise UsageError(f"{where}: this cannot be the name of a folder. Use letters, digits, spaces, - and _.")
    sources = [key for key in _SOURCES if key in given]
    if len(sources) != 1:
        raise UsageError(f"{where}: it has {' and '.join(sources) or 'no source'}. {_HOW}")
    config = AuditConfig.from_settings(
        _merged(shared, {key: value for key, value in given.items() if key not in {"name", *_SOURCES}}),
        where,
        path.parent,
    )
    source = given[sources[0]]
    texts = source if isinstance(source, list) and sources == ["csv"] else [source]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise UsageError(f"{where}: {sources[0]} is not a text. {_HOW}")
    paths = [path.parent / text for text in texts]
    match sources[0]:
        case "csv":
            return FleetOrg(name, config, csv=tuple(paths))
        case "snapshot":
            return FleetOrg(name, config, snapshot=paths[0])
        case _:
            return FleetOrg(name, config, alias=source)


def _merged(shared: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``shared`` with ``own`` in place of what it has, in tables key by key."""
    both = {
        key: _merged(shared[key], value)
        for key, value in own.items()
        if isinstance(value, dict) and isinstance(shared.get(key), dict)
    }
    return {**shared, **own, **both}


def _twice(names: list[str]) -> Iterator[str]:
    """Yield the names that a disk without regard to case takes for an earlier one."""
    known = set()
    for name in names:
        if name.casefold() in known:
            yield name
        known.add(name.casefold())
