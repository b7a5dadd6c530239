"""The configuration as a masked report shows it (``--redact``), and how numbers in running text are masked."""

from collections.abc import Mapping
from typing import Any, Final

MASK: Final = "•"
MASKED_NAME: Final = MASK * 3


def masked_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration of results.json with what people typed in masked; a masked one stays as it is."""
    suppressions = [
        {**entry, "reason": MASKED_NAME, "number": entry["number"] and digits_masked(entry["number"])}
        for entry in config["suppress"]
    ]
    countries = {f"{MASKED_NAME} {n}": region for n, region in enumerate(config["countries"].values(), 1)}
    profile = config["profile"]
    typed_in = {
        "profile": {**profile, "probe": profile.get("probe") and MASKED_NAME},
        "countries": countries,
        "placeholders": [MASKED_NAME] * len(config["placeholders"]),
    }
    return {**config, **typed_in, "redact": True, "suppress": suppressions}


def digits_masked(text: str) -> str:
    """Return ``text`` with all but the last three of its digits masked."""
    n_digits = sum(character.isdigit() for character in text)
    masked = []
    for character in text:
        is_digit = character.isdigit()
        masked.append(MASK if is_digit and n_digits > 3 else character)
        n_digits -= is_digit
    return "".join(masked)
