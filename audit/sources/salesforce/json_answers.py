"""What an org answers, checked for its form before a word of it is used: JSON of another form ends in a sentence."""

from typing import Any

from audit.errors import ConnectionFailedError


def unexpected(what: str) -> ConnectionFailedError:
    """Return the error for an answer on ``what`` whose form is not the documented one; it quotes nothing of it."""
    return ConnectionFailedError(
        f"The org's answer on {what} is not of the form that Salesforce documents: something between may have changed"
        " it. Try again later, or from another network."
    )


def mapping(said: object, what: str, *needed: str) -> dict[str, Any]:
    """Return an answer that is a JSON object with the keys ``needed``; raise ConnectionFailedError for any other."""
    if not isinstance(said, dict) or any(said.get(key) is None for key in needed):
        raise unexpected(what)
    return said


def mappings(said: object, what: str, *needed: str) -> list[dict[str, Any]]:
    """Return an answer that is a list of JSON objects with ``needed``; raise ConnectionFailedError for any other."""
    if not isinstance(said, list):
        raise unexpected(what)
    return [mapping(one, what, *needed) for one in said]


def whole_number(said: object, what: str) -> int:
    """Return a count, written as a number or as text; raise ConnectionFailedError for anything else."""
    text = str(said)
    if isinstance(said, bool) or not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise unexpected(what)
    return int(text)
