import json
import stat
from contextlib import ExitStack
from pathlib import Path

import pytest

from audit.errors import NoRoomError, UsageError
from audit.sources.aircall.aircall_api import AircallCall, Company, Line
from audit.sources.aircall.call_walk import Period
from audit.sources.aircall.unfinished_calls import UnfinishedCalls, unfinished_calls

COMPANY = Company("Wren & Dove", (Line(id=123), Line(id=124)))
ASKED = ("2026-06-01", None)
PERIOD = Period(1_775_000_000, 1_776_000_000)


class EndsHereError(Exception):
    """The run ends here."""


def call(call_id: int, started: int | None = 1_775_042_683) -> AircallCall:
    return AircallCall.model_validate(
        {
            "id": call_id,
            "direction": "inbound",
            "status": "done",
            "started_at": started,
            "raw_digits": "+33 1 99 00 90 61",
            "user": {"name": "Marguerite Dove", "email": "m.dove@example.com"},
            "number": {"id": 123, "name": "Sales", "digits": "+33 1 99 00 99 00"},
            "comments": [{"content": "wants a refund"}],
        }
    )


def opened(folder: Path, stack: ExitStack, **given: object) -> UnfinishedCalls:
    company, asked, period = (
        given.get(name, default) for name, default in (("company", COMPANY), ("asked", ASKED), ("period", PERIOD))
    )
    return stack.enter_context(unfinished_calls(folder, company, asked, period))


def interrupted(folder: Path, *calls: AircallCall) -> Path:
    """Leave ``calls`` in ``folder``, as a reading that was interrupted leaves them, and return it."""

    def read() -> None:
        with unfinished_calls(folder, COMPANY, ASKED, PERIOD) as unfinished:
            unfinished.add(calls)
            raise EndsHereError

    with pytest.raises(EndsHereError):
        read()
    return folder


def test_what_was_read_is_there_after_an_interruption_with_its_period(tmp_path: Path) -> None:
    folder = interrupted(tmp_path / "calls.unfinished", call(7), call(8, 1_775_050_000), call(9, None))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    with ExitStack() as stack:
        unfinished = opened(tmp_path / "calls.unfinished", stack, period=Period(1, 2))
        assert unfinished.seen == {7, 8, 9}
        assert unfinished.reached == 1_775_050_000
        assert unfinished.period == PERIOD
        texts = unfinished.texts().to_pylist()
    assert texts[0] == {
        "id": "7",
        "direction": "inbound",
        "status": "done",
        "started_at": "1775042683",
        "answered_at": None,
        "ended_at": None,
        "duration": None,
        "raw_digits": "+33 1 99 00 90 61",
        "number.digits": "+33 1 99 00 99 00",
        "user.email": "m.dove@example.com",
    }
    assert not folder.exists()


def test_no_name_or_comment_is_kept(tmp_path: Path) -> None:
    folder = interrupted(tmp_path / "calls.unfinished", call(7))
    kept = (folder / "calls.jsonl").read_text()
    assert "refund" not in kept
    assert "Marguerite" not in kept


def test_half_a_line_of_a_killed_run_is_cut_off(tmp_path: Path) -> None:
    folder = interrupted(tmp_path / "calls.unfinished", call(7))
    with (folder / "calls.jsonl").open("a") as file:
        file.write('{"id": "8", "dire')
    with ExitStack() as stack:
        unfinished = opened(tmp_path / "calls.unfinished", stack)
        assert unfinished.seen == {7}
        unfinished.add([call(8)])
        assert unfinished.texts()["id"].to_pylist() == ["7", "8"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"company": Company("Larkspur & Finch", COMPANY.lines)},
            "calls of another company, Wren & Dove, .* Give another",
        ),
        ({"company": Company(COMPANY.name, (Line(id=9),))}, "calls of another company"),
        ({"asked": (None, None)}, "another period, .* Finish it with --since 2026-06-01, give another"),
        ({"asked": ("2026-06-01", "2026-07-01")}, "calls of another period"),
    ],
)
def test_calls_of_another_company_or_period_are_never_mixed(
    tmp_path: Path, given: dict[str, object], says: str
) -> None:
    folder = interrupted(tmp_path / "calls.unfinished", call(7))
    with ExitStack() as stack, pytest.raises(UsageError, match=f"{says}.*delete it"):
        opened(tmp_path / "calls.unfinished", stack, **given)
    assert (folder / "calls.jsonl").exists()


def test_a_company_may_get_a_line_more(tmp_path: Path) -> None:
    interrupted(tmp_path / "calls.unfinished", call(7))
    with ExitStack() as stack:
        company = Company(COMPANY.name, (Line(id=124), Line(id=125)))
        assert opened(tmp_path / "calls.unfinished", stack, company=company).seen == {7}


def test_after_a_week_it_is_begun_anew(tmp_path: Path) -> None:
    folder = interrupted(tmp_path / "calls.unfinished", call(7))
    begun = json.loads((folder / "period.json").read_text())
    (folder / "period.json").write_text(json.dumps({**begun, "started": begun["started"] - 8 * 86_400}))
    with ExitStack() as stack:
        unfinished = opened(tmp_path / "calls.unfinished", stack, period=Period(1, 2))
        assert (unfinished.seen, unfinished.reached, unfinished.period) == (set(), None, Period(1, 2))
        assert unfinished.texts().num_rows == 0


def test_a_folder_that_holds_something_else_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "calls.unfinished"
    folder.mkdir()
    (folder / "journal.json").write_text("{}")
    with ExitStack() as stack, pytest.raises(UsageError, match="holds something else"):
        opened(tmp_path / "calls.unfinished", stack)
    assert (folder / "journal.json").exists()


def test_one_command_at_a_time_writes_there(tmp_path: Path) -> None:
    with ExitStack() as stack:
        opened(tmp_path / "calls.unfinished", stack)
        with pytest.raises(UsageError, match="Another command is writing"):
            opened(tmp_path / "calls.unfinished", stack)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with ExitStack() as stack, pytest.raises(NoRoomError, match=r"Cannot write to .*No such file.*another --out"):
        opened(tmp_path / "nowhere" / "calls.unfinished", stack)
