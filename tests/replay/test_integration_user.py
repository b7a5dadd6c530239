import pandas as pd

from audit.replay.creations import KINDS
from audit.replay.integration_user import name_patterns, user_of_log, user_of_records

ADMIN, AGENT = "0055Y000000000EQAQ", "0055Y000000000FQAQ"


def made(*created_by: str, kind: str = "nobody") -> pd.DataFrame:
    return pd.DataFrame({"created_by": created_by, "kind": KINDS.index(kind)})


def alike(n: int) -> pd.Series:
    return pd.Series([f"+3319900906{i} Aircall new contact" for i in range(n)], dtype="str")


def test_the_user_of_most_log_entries_is_the_integration() -> None:
    found = user_of_log(pd.Series([ADMIN, ADMIN, AGENT, None], dtype="str"))
    assert found is not None
    assert (found.user_id, found.told_by, found.of_these, found.of_all) == (ADMIN, "log", 2, 3)


def test_no_user_is_told_by_a_log_that_names_none_or_each_once() -> None:
    assert user_of_log(pd.Series([None], dtype="str")) is None
    assert user_of_log(pd.Series([ADMIN, AGENT], dtype="str")) is None


def test_without_a_log_it_is_the_user_of_most_records_after_calls_if_these_are_named_alike() -> None:
    records = made(*[ADMIN] * 6, AGENT)
    found = user_of_records(records, alike(7))
    assert found is not None
    assert (found.user_id, found.told_by, found.of_these, found.of_all) == (ADMIN, "records", 6, 7)


def test_somebody_who_makes_records_for_people_is_not_taken_for_the_integration() -> None:
    people = pd.Series(["Ada", "Basil", "Cecily", "Desmond", "Edith", "Flynn"], dtype="str")
    assert user_of_records(made(*[ADMIN] * 6), people) is None


def test_few_records_and_records_for_known_numbers_tell_no_user() -> None:
    assert user_of_records(made(*[ADMIN] * 4), alike(4)) is None
    assert user_of_records(made(*[ADMIN] * 9, kind="other_format"), alike(9)) is None


def test_a_pattern_has_no_digits_of_a_number_and_no_name_of_one_person() -> None:
    names = pd.Series(["+1 (212) 555-0100 new", "+12125550101 new", "2125550102 new", "Ada Wrenfield", None, "Ada"])
    assert name_patterns(names) == {"NUMBER new": 3}
    assert name_patterns(pd.Series(["Caller 1", "Caller 22", "Caller 3"])) == {"Caller #": 3}
