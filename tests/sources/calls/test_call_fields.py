import pyarrow as pa
import pytest

from audit.sources.calls import call_fields


def texts(*values: str | None) -> pa.Array:
    return pa.array(values, pa.large_string())


def test_durations_are_seconds_or_a_clock() -> None:
    written = texts("433", "433.0", "00:07:13", "7:13", "1:00:00", "", None, "soon")
    assert call_fields.seconds_of(written).tolist() == [433, 433, 433, 433, 3600, -1, -1, -1]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("Sales Paris (+33 1 99 00 99 00)", "33199009900"),
        ("Sales 2026 (+33 1 99 00 99 00)", "33199009900"),
        ("+33 1 99 00 99 00", "33199009900"),
        ("33199009900", "33199009900"),
        ("Sales Paris", None),
        ("Sales 2026", None),
    ],
)
def test_the_line_is_a_number_or_stands_behind_its_name(text: str, digits: str | None) -> None:
    assert call_fields.line_digits(texts(text)).to_pylist() == [digits]


def test_in_call_disposition_the_line_stands_among_words() -> None:
    said = texts("aircall, vip2026, inbound, answered_call, 33199009900", "aircall 33199009900", "aircall", None)
    assert call_fields.line_among_words(said).to_pylist() == ["33199009900", "33199009900", None, None]


def test_links_of_every_kind_lead_to_the_id_of_the_call() -> None:
    links = texts(
        "https://assets.aircall.io/calls/2418000971/recording",
        "Listen: https://assets.aircall.io/voicemail/2418000972.",
        "https://assets.aircall.io/recording/2418000973",
        "https://dashboard.aircall.io/calls/2418000974",
        "https://example.com/calls/1",
        None,
    )
    found = call_fields.linked_call_ids([texts(*["none"] * 6), links], 6).to_pylist()
    assert found == ["2418000971", "2418000972", "2418000973", "2418000974", None, None]


def test_messages_and_other_tasks_are_known_by_their_words_and_voice_messages_are_calls() -> None:
    said = texts("SMS", "WhatsApp", "Message", "Voice message", "Call", None)
    assert call_fields.are_sms(said).tolist() == [True, True, True, False, False, False]
    assert call_fields.are_other_tasks(texts("Email", "Call", "ListEmail", None)).tolist() == [True, False, True, False]
    assert call_fields.are_of_aircall(texts("Aircall, vip", "left a note", None)).tolist() == [True, False, False]
