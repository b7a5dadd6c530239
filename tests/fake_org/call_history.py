"""The calls of an org, one invented history: read from calls.csv and tasks.csv, or made up for generated rows."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tests.fake_org.csv_rows import moment
from tests.fake_org.generated_numbers import Hashes, joined, mixed, padded
from tests.fake_org.ids import numbered_id

HISTORY: Final = pa.schema(
    [
        ("task_id", pa.string()),
        ("call_id", pa.string()),
        ("started", pa.string()),  # moments as an org writes them: 2026-01-02T03:04:05.000Z
        ("entered", pa.string()),  # when the integration logs it: on the answer, else at the end
        ("direction", pa.string()),  # inbound, outbound
        ("is_answered", pa.bool_()),
        ("talk", pa.int64()),  # seconds
        ("line", pa.string()),  # digits
        ("line_name", pa.string()),
        ("number", pa.string()),  # of the other party, E.164; null where it is hidden
        ("agent", pa.string()),  # id of the user; null where nobody took the call
        ("who", pa.string()),
        ("what", pa.string()),
        ("account", pa.string()),
        ("missed_reason", pa.string()),
        ("tags", pa.string()),
    ]
)
_HIDDEN: Final = "anonymous"
_LINES: Final = (("12125550190", "Sales"), ("442079460990", "Support"), ("33199009900", "Paris"), ("61255500990", "AU"))
_DAYS: Final = 90
_DAY: Final = np.timedelta64(86_400, "s")


def history_in(folder: Path | None, user_id: Callable[[str], str]) -> pa.Table:
    """Return the history in ``calls.csv`` and ``tasks.csv`` of ``folder``, which have the same calls in order.

    Without these files it has no calls. ``user_id`` returns the id of a user by name.
    """
    paths = [] if folder is None else [folder / "calls.csv", folder / "tasks.csv"]
    if not paths or not all(path.is_file() for path in paths):
        return HISTORY.empty_table()
    calls, tasks = (list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())) for path in paths)
    rows = [_of_files(call, task, user_id) for call, task in zip(calls, tasks, strict=True)]
    return pa.Table.from_pylist(rows, HISTORY)


def _of_files(call: Mapping[str, str], task: Mapping[str, str], user_id: Callable[[str], str]) -> dict[str, object]:
    is_answered = call["answered"] == "Yes"
    started = np.datetime64(call["datetime (utc)"].replace(" ", "T"), "s")
    waited = int(call["duration (total)"]) - (int(call["duration (in call)"]) if is_answered else 0)
    number, line = task["aircall__External_Number__c"], call["to" if call["direction"] == "inbound" else "from"]
    return {
        "task_id": task["Id"],
        "call_id": call["call id (internal)"],
        "started": moment(str(started)),
        "entered": moment(str(started + np.timedelta64(waited, "s"))),
        "direction": call["direction"],
        "is_answered": is_answered,
        "talk": int(call["duration (in call)"]) if is_answered else 0,
        "line": line,
        "line_name": call["line"],
        "number": None if number == _HIDDEN else number,
        "agent": None if call["user"].startswith("[") else user_id(call["user"]),
        "who": task["WhoId"] or None,
        "what": task["WhatId"] or None,
        "account": task["AccountId"] or None,
        "missed_reason": call["missed_call_reason"] or None,
        "tags": call["tags"] or None,
    }


def invented_history(calls: int, contacts: int, agents: Callable[[npt.NDArray[np.int64]], pa.Array]) -> pa.Table:
    """Return so many calls of the last 90 days, four in five logged on one of the ``contacts``."""
    at = np.arange(calls, dtype=np.int64)
    hashes = mixed(at, 41)
    today = np.datetime64("now", "D").astype("datetime64[s]")
    started = today - _DAYS * _DAY + (at * (_DAYS - 1) * 86_400 // max(calls, 1)).astype("timedelta64[s]")
    is_answered, is_inbound = _share(hashes, 8, 75), _share(hashes, 16, 55)
    ringing, talk = (hashes >> np.uint64(3)) % np.uint64(40), np.where(is_answered, mixed(at, 42) % np.uint64(900), 0)
    line = pa.array(((hashes >> np.uint64(24)) % np.uint64(len(_LINES))).astype(np.int64))
    contact = (mixed(at, 43) % np.uint64(max(contacts, 1))).astype(np.int64)
    who = joined("003Fk", padded(contact, 10), numbered_id("003", 0)[15:])
    columns = {
        "task_id": joined("00TFk", padded(at, 10), numbered_id("00T", 0)[15:]),
        "call_id": padded(at + 2_418_000_000, 10),
        "started": _moments(started),
        "entered": _moments(started + ringing.astype("timedelta64[s]")),
        "direction": pc.if_else(pa.array(is_inbound), "inbound", "outbound"),
        "is_answered": pa.array(is_answered),
        "talk": pa.array(talk.astype(np.int64)),
        "line": pa.array([digits for digits, _ in _LINES]).take(line),
        "line_name": pa.array([name for _, name in _LINES]).take(line),
        "number": joined("+33199", padded(contact % 1_000_000, 6)),
        "agent": agents(at),
        "who": pc.if_else(pa.array(_share(hashes, 32, 80) & (contacts > 0)), who, pa.scalar(None, pa.string())),
        "missed_reason": pc.if_else(pa.array(is_answered), pa.scalar(None, pa.string()), "no_available_agent"),
        "tags": pc.if_else(pa.array(_share(hashes, 40, 20)), "quote", pa.scalar(None, pa.string())),
    }
    missing = {name: pa.nulls(calls, pa.string()) for name in ("what", "account")}
    return pa.table({**columns, **missing}).select(HISTORY.names).cast(HISTORY)


def _share(hashes: Hashes, shift: int, hundredths: int) -> npt.NDArray[np.bool_]:
    return np.asarray((hashes >> np.uint64(shift)) % np.uint64(100) < hundredths)


def _moments(at: npt.NDArray[np.datetime64]) -> pa.Array:
    return joined(pa.array(np.datetime_as_string(at)), ".000Z")
