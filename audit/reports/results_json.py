"""Figures for other programs; results.json is also the next audit's baseline (docs/contract.md, results.json)."""

import json
from typing import Any

from audit.result.model import ResultModel
from audit.result.results import Results


def json_document(figures: ResultModel) -> str:
    """Return ``figures`` as a JSON document; the same figures give the same bytes."""
    return _document(figures.model_dump(mode="json"))


def results_schema() -> str:
    """Return the JSON Schema of results.json."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Results.model_json_schema(mode="serialization"),
    }
    return _document(schema)


def _document(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
