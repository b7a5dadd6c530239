"""Contacts of Aircall against what a report says of Contact Sync: numbers that sync, numbers that do not."""

import pytest

from audit.result.replay import ContactShares
from tests.replay.replays import Call, call, replay, stored
from tests.typed_org import contact

SYNCS = [f"+1212555{n:04}" for n in range(100, 130)]
NATIONAL = [f"+1212555{n:04}" for n in range(130, 160)]
STRANGER = "+12125550199"
REPORT = stored(
    *(contact(f"s{n}x", phone=e164) for n, e164 in enumerate(SYNCS)),
    *(contact(f"n{n}x", phone=f"({e164[2:5]}) {e164[5:8]}-{e164[8:]}") for n, e164 in enumerate(NATIONAL)),
)


def shares(*calls: Call) -> ContactShares | None:
    return replay(REPORT, *calls).figures.contacts


def calls(numbers: list[str], n_with_contact: int) -> list[Call]:
    """Return a call on each of ``numbers``, of which the first few have a contact."""
    return [call(e164, has_contact="true" if n < n_with_contact else "false") for n, e164 in enumerate(numbers)]


def test_calls_that_do_not_say_it_give_no_shares() -> None:
    assert shares(call(SYNCS[0]), call(NATIONAL[0])) is None
    assert shares(call(None, has_contact="true")) is None


def test_calls_and_numbers_count_by_the_sync_outcome_of_the_number() -> None:
    found = shares(
        call(SYNCS[0], has_contact="true"),
        call(SYNCS[0], has_contact="false"),
        call(SYNCS[1], has_contact="false"),
        call(SYNCS[2]),
        call(NATIONAL[0], has_contact="false"),
        call(STRANGER, has_contact="true"),
        call(None, has_contact="false"),
    )
    assert found is not None
    counts = {
        name: (tally.calls, tally.calls_with_contact, tally.numbers, tally.numbers_with_contact)
        for name, tally in found.outcomes.items()
    }
    assert counts == {"syncs": (3, 1, 2, 1), "not_e164": (1, 0, 1, 0), "no_record": (1, 1, 1, 1)}
    assert found.outcomes["syncs"] == found.syncs
    assert found.outcomes["not_e164"] == found.does_not_sync
    assert (found.syncs.share, round(found.syncs.low, 3), round(found.syncs.high, 3)) == (0.5, 0.095, 0.905)


@pytest.mark.parametrize(
    ("n_syncing", "n_others", "more_often"),
    [(29, 3, "syncs"), (3, 29, "does_not_sync"), (16, 13, None), (30, 30, None), (0, 0, None)],
)
def test_a_difference_is_claimed_where_the_intervals_are_apart(
    n_syncing: int, n_others: int, more_often: str | None
) -> None:
    found = shares(*calls(SYNCS, n_syncing), *calls(NATIONAL, n_others))
    assert found is not None
    assert found.more_often == more_often


def test_nothing_is_claimed_of_one_group_alone() -> None:
    found = shares(*calls(SYNCS, 30))
    assert found is not None
    assert (found.does_not_sync.numbers, found.does_not_sync.share, found.more_often) == (0, None, None)


def test_a_number_that_calls_often_counts_once() -> None:
    found = shares(*[call(SYNCS[0], has_contact="true")] * 50, *[call(NATIONAL[0], has_contact="false")] * 50)
    assert found is not None
    assert found.more_often is None
