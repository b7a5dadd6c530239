import pandas as pd

from audit.sources.calls.tasks_with_logs import tasks_with_logs
from audit.tables.calls import CALLS

TASK, MESSAGE, OTHER = "00T5Y00000001IhUAI", "00T5Y00000001IoUAI", "00T5Y00000001IvUAI"
LOG, ALONE, OF_MESSAGE = "a0B5Y00000001IhUAI", "a0B5Y00000001IoUAI", "a0B5Y00000001IvUAI"
CONTACT, LEAD = "0035Y00000000mPQAQ", "00Q5Y00000001CPUAY"
LOOKUPS = pd.DataFrame({"task_id": [TASK, MESSAGE], "log_id": [LOG, OF_MESSAGE]}, dtype="str")


def calls(*rows: dict[str, object]) -> pd.DataFrame:
    return CALLS.typed(pd.DataFrame([{"seconds": -1, **row} for row in rows], columns=CALLS.names))


def test_a_task_and_its_log_are_one_call_and_the_log_says_what_the_task_does_not() -> None:
    tasks = calls(
        {"entry_id": TASK, "logged_on": CONTACT, "line": "33199009900", "seconds": 60},
        {"entry_id": OTHER, "logged_on": LEAD},
    )
    logs = calls(
        {"entry_id": LOG, "raw": "+12125550100", "logged_on": LEAD, "line": "1", "seconds": 70},
        {"entry_id": ALONE, "raw": "+12125550101"},
        {"entry_id": OF_MESSAGE, "raw": "+12125550102"},
    )
    both = tasks_with_logs(tasks, logs, LOOKUPS)
    assert both.rows["entry_id"].tolist() == [TASK, OTHER, ALONE]
    assert both.rows.loc[0, ["raw", "logged_on", "line", "seconds"]].tolist() == [
        "+12125550100", CONTACT, "33199009900", 60,
    ]  # fmt: skip
    assert (both.n_both, both.n_log_only, both.n_tasks_left_out, both.n_logs_left_out) == (1, 1, 0, 0)
    assert CALLS.typed(both.rows).dtypes.equals(both.rows.dtypes)


def test_a_task_that_is_logged_nowhere_takes_the_record_of_its_log() -> None:
    both = tasks_with_logs(calls({"entry_id": TASK}), calls({"entry_id": LOG, "logged_on": LEAD}), LOOKUPS)
    assert both.rows["logged_on"].tolist() == [LEAD]


def test_without_a_lookup_the_id_of_the_call_tells_what_belongs_together() -> None:
    tasks = calls({"entry_id": TASK, "call_id": "1"}, {"entry_id": OTHER, "call_id": "3"})
    logs = calls(*({"entry_id": f"{LOG[:-1]}{n}", "call_id": str(n), "seconds": n} for n in (1, 2, 2)))
    both = tasks_with_logs(tasks, logs, None)
    assert both.rows["seconds"].tolist() == [1, -1, 2, 2]
    assert (both.n_both, both.n_log_only) == (1, 2)


def test_where_nothing_tells_what_belongs_together_no_call_counts_twice() -> None:
    tasks, logs = calls({"entry_id": TASK}, {"entry_id": OTHER}), calls({"entry_id": LOG})
    assert tasks_with_logs(tasks, logs, None).rows["entry_id"].tolist() == [TASK, OTHER]
    assert tasks_with_logs(tasks, logs, None).n_logs_left_out == 1
    more = tasks_with_logs(logs, tasks, None)
    assert (more.rows["entry_id"].tolist(), more.n_log_only, more.n_tasks_left_out) == ([TASK, OTHER], 2, 1)


def test_a_log_with_a_call_id_may_be_of_a_task_without_one() -> None:
    tasks = calls({"entry_id": TASK, "call_id": "1"}, {"entry_id": OTHER})
    logs = calls({"entry_id": LOG, "call_id": "1"}, {"entry_id": ALONE, "call_id": "2"})
    both = tasks_with_logs(tasks, logs, None)
    assert (both.rows["entry_id"].tolist(), both.n_both, both.n_logs_left_out) == ([TASK, OTHER], 1, 1)


def test_where_the_lookup_of_a_task_is_empty_the_id_of_the_call_tells_its_log() -> None:
    tasks = calls({"entry_id": TASK, "call_id": "1"}, {"entry_id": OTHER, "call_id": "2"})
    logs = calls({"entry_id": LOG, "call_id": "1"}, {"entry_id": ALONE, "call_id": "2", "raw": "+12125550101"})
    both = tasks_with_logs(tasks, logs, LOOKUPS)
    assert (both.rows["raw"].tolist()[1], both.n_both, both.n_log_only) == ("+12125550101", 2, 0)


def test_one_kind_alone_is_taken_as_it_is() -> None:
    alone = calls({"entry_id": ALONE, "raw": "+12125550100"})
    for tasks, logs in ((alone, CALLS.empty()), (CALLS.empty(), alone)):
        for lookups in (LOOKUPS, None):
            pd.testing.assert_frame_equal(tasks_with_logs(tasks, logs, lookups).rows, alone)
