"""Texts made from the templates that ship with the package: page, mail, and the README of the load files."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from audit.package_files import shipped


def rendered(name: str, **shown: object) -> str:
    """Return the template ``name`` filled in with ``shown``; values are escaped in HTML and in nothing else."""
    return _environment(shipped("templates")).get_template(name).render(shown)


@cache  # it keeps the templates, which take longer to compile than to fill in
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html.j2"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def shipped_text(name: str) -> str:
    """Return a file beside the templates as it is."""
    return (shipped("templates") / name).read_text(encoding="utf-8")
