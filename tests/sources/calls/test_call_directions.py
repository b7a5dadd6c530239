import pyarrow as pa
import pytest

from audit.sources.calls.call_directions import read_directions
from audit.tables.calls import DIRECTIONS


def direction_of(text: str) -> str | None:
    code = int(read_directions(pa.array([text], pa.large_string())).codes[0])
    return DIRECTIONS[code] if code >= 0 else None


@pytest.mark.parametrize(
    "text",
    [
        *("inbound", "Inbound - Answered", "Inbound-Missed", "INBOUND - Out of business hours", "Inbound - AI Call"),
        *("Missed", "missed call", "in", "Entrant", "appel entrant", "Eingehender Anruf", "In entrata"),
        *("Llamada entrante", "Входящий", "indgående", "příchozí", "着信"),
    ],
)
def test_words_for_inbound_are_understood(text: str) -> None:
    assert direction_of(text) == "inbound"


@pytest.mark.parametrize(
    "text",
    [
        *("outbound", "Outbound - Unanswered", "outbound_answered", "OUT", "Sortant", "Appels sortants"),
        *("Ausgehend - verpasst", "In uscita", "Saliente", "Исходящий звонок", "wychodzące", "発信", "Missed outbound"),
    ],
)
def test_words_for_outbound_are_understood(text: str) -> None:
    assert direction_of(text) == "outbound"


@pytest.mark.parametrize("text", ["", "Internal", "inbound/outbound", "insurance", "Call", "outlook"])
def test_other_words_say_nothing_of_a_direction(text: str) -> None:
    assert direction_of(text) is None


def test_words_that_are_not_understood_are_counted_the_most_frequent_first() -> None:
    said = pa.array(["Internal", None, "Internal", "inbound", *"abcdef"], pa.large_string())
    directions = read_directions(said)
    assert directions.calls_not_understood == 9
    assert directions.named() == "“Internal” 2, “a” 1, “b” 1, “c” 1, “d” 1, and 3 more"
