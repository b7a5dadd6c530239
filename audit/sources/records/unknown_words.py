"""Words of the source that were not understood, as a message names them."""

from collections.abc import Mapping
from typing import Final

_NAMED: Final = 5
_LONGEST: Final = 30


def named_words(counts: Mapping[str, int]) -> str:
    """Return the words and how often each occurs, the most frequent first; one with digits may be a phone number.

    >>> named_words({"": 1, "Internal": 2, "+1 212 555 0100": 1})
    '“Internal” 2, a text with digits 1, empty 1'
    """
    ranked = sorted(counts.items(), key=lambda item: (-item[1], not item[0], item[0]))
    named = [f"{_shown(word)} {n:,}" for word, n in ranked[:_NAMED]]
    further = len(ranked) - len(named)
    return ", ".join([*named, *([f"and {further:,} more"] if further else [])])


def _shown(word: str) -> str:
    if not word:
        return "empty"
    if any(character.isdigit() for character in word):
        return "a text with digits"
    text = "".join(character if character.isprintable() else " " for character in word)
    return f"“{text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}”"
