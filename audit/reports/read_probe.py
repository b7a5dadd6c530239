"""Read back the file that phone-audit probe wrote."""

import json
from pathlib import Path

from pydantic import ValidationError

from audit.errors import UsageError, told_as
from audit.result.probe import PROBE_VERSION, ProbeFigures


def stored_probe(path: Path) -> ProbeFigures:
    """Return the figures of a probe; raise UsageError when the file is none of this version."""
    with told_as(UsageError, f"Cannot read the probe {path}", "Give the file that phone-audit probe wrote."):
        text = path.read_bytes()
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError(f"{path} is not the file of a probe. {_RUN}") from None
    version = document.get("schema_version") if isinstance(document, dict) else None
    if type(version) is int and version > PROBE_VERSION:
        raise UsageError(f"{path} is of a newer phone-audit (schema_version {version}). Update phone-audit.")
    if version != PROBE_VERSION or "matrix" not in document:
        raise UsageError(f"{path} is not a probe of this version of phone-audit. {_RUN}")
    try:
        return ProbeFigures.model_validate(document)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise UsageError(f"{path} is damaged at {where}. {_RUN}") from error


_RUN = "Run phone-audit probe."
