"""Texts made from the templates that ship with the package: page, mail, and the README of the load files."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audit.package_files import shipped


def rendered(name: str, **shown: object) -> str:
    """Return the template ``name`` filled in with ``shown``; values are escaped in HTML and in nothing else."""
    environment = Environment(
        loader=FileSystemLoader(shipped("templates")),
        autoescape=name.endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name).render(shown)


def shipped_text(name: str) -> str:
    """Return a file beside the templates as it is."""
    return (shipped("templates") / name).read_text(encoding="utf-8")
