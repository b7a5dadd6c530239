"""results.json: for other programs, and the next audit's baseline (CONTRACT section 5)."""

import json

from audit.result.results import Results


def results_json(results: Results) -> str:
    """Return the document; the same results give the same bytes."""
    return json.dumps(results.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


def results_schema() -> str:
    """Return the JSON Schema of results.json."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Results.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
