"""What is said before an audit for which the memory may not do."""

import pytest

from audit.cli import memory_note as module
from audit.cli.memory_note import RowsWithMemory, memory_note, note_on_linked

GB = 1_000_000_000


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch) -> None:
    """5 GB are free, and this process uses 0.5 GB."""
    monkeypatch.setattr(module, "free_memory", lambda: 5 * GB)
    monkeypatch.setattr(module, "memory_in_use", lambda: GB // 2)


def test_an_org_that_fits_needs_no_word() -> None:
    assert memory_note(4_000_000) == ""


def test_an_org_that_does_not_fit_is_told() -> None:
    note = memory_note(10_000_000)
    assert note.startswith("10,000,000 records or more need about 11 GB of memory, and 5.0 GB are free")
    assert "Add --engine parts" in note


def test_a_small_org_needs_no_word_however_little_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "free_memory", lambda: 0)
    assert memory_note(10_000) == ""


def test_where_the_system_says_nothing_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "free_memory", lambda: None)
    assert memory_note(100_000_000) == ""


def test_records_that_must_stay_together_are_told_with_what_they_need() -> None:
    assert note_on_linked(3_000_000).startswith("3,000,000 records are linked by numbers that they share")
    assert "needs about 3 GB of memory" in note_on_linked(3_000_000)


def test_a_few_linked_records_need_no_word() -> None:
    assert note_on_linked(100_000) == ""


def test_it_is_said_once_and_while_rows_are_read() -> None:
    shown: list[tuple[str, int]] = []
    said: list[str] = []
    rows = RowsWithMemory(lambda part, done: shown.append((part, done)), said.append)
    for part, done in (("Contact.csv", 2_000_000), ("Contact.csv", 4_000_000), ("Lead.csv", 900_000)):
        rows(part, done)
    assert said == []
    rows("Lead.csv", 2_000_000)
    rows("Lead.csv", 3_000_000)
    assert [note[:26] for note in said] == ["6,000,000 records or more "]
    assert len(shown) == 5
