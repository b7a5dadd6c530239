import pyarrow as pa
import pytest

from audit.sources.calls.call_directions import read_directions
from audit.tables.calls import DIRECTIONS


def direction_of(text: str) -> str | None:
    code = int(read_directions([pa.array([text], pa.large_string())], 1).codes[0])
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


@pytest.mark.parametrize("text", ["", "inbound/outbound", "insurance", "Call", "outlook"])
def test_other_words_say_nothing_of_a_direction(text: str) -> None:
    assert direction_of(text) is None


def test_words_that_are_not_understood_are_counted_the_most_frequent_first() -> None:
    said = pa.array(["Unsure", None, "Unsure", "inbound", *"abcdef"], pa.large_string())
    directions = read_directions([said], len(said))
    assert directions.calls_not_understood == 9
    assert directions.named() == "“Unsure” 2, “a” 1, “b” 1, “c” 1, “d” 1, and 3 more"


@pytest.mark.parametrize("text", ["Internal", "internal call", "Intern", "interne Anrufe", "Interno"])
def test_calls_between_colleagues_have_no_direction_and_are_known(text: str) -> None:
    directions = read_directions([pa.array([text, "inbound"], pa.large_string())], 2)
    assert directions.is_internal.tolist() == [True, False]
    assert directions.codes.tolist() == [-1, 0]
    assert directions.calls_not_understood == 0


def test_where_one_column_says_no_direction_the_next_one_counts() -> None:
    first, second = (pa.array(texts, pa.large_string()) for texts in (["Call", "inbound"], ["Outbound", "Outbound"]))
    assert read_directions([first, second], 2).codes.tolist() == [1, 0]
