"""Which numbers are chosen."""

from datetime import UTC, datetime

import pandas as pd

from audit.probe.sample import MOST_OF_A_KIND, candidates, sample, stored_kinds, unheld

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def values(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["record_id", "raw", "format", "e164"])
    return frame.assign(sobject="Contact", field="Phone", slot="phone", e164=frame["e164"].where(frame["e164"] != ""))


def records(days: dict[str, str]) -> pd.DataFrame:
    dates = pd.to_datetime(pd.Series(list(days.values())), utc=True)
    return pd.DataFrame({"record_id": list(days), "last_modified": dates})


def test_the_kind_is_the_format_and_how_an_international_number_is_punctuated() -> None:
    rows = values(
        ("a", "+33199009061", "e164", "+33199009061"),
        ("b", "+33 1 99 00 90 61", "international", "+33199009061"),
        ("c", "+33-1-99", "international", "+33199009061"),
        ("d", "+33.1.99", "international", "+33199009061"),
        ("e", "+33 (1) 99", "international", "+33199009061"),
        ("f", "+33 1.99", "international", "+33199009061"),
        ("g", "+33 (0)1 99", "international", "+33199009061"),
        ("h", "01 99", "national", "+33199009061"),
    )
    rows.loc[7, "slot"] = "custom"
    kinds = ["spaces", "hyphens", "dots", "brackets", "mixed", "(0)"]
    assert list(stored_kinds(rows)) == ["e164", *(f"international, {kind}" for kind in kinds), "custom"]


def test_a_number_is_asked_for_that_one_record_has_which_nobody_edited_for_a_day() -> None:
    rows = values(
        ("old", "+33199009061", "e164", "+33199009061"),
        ("new", "+33199009062", "e164", "+33199009062"),
        ("none", "+33199009063", "e164", "+33199009063"),
        ("old", "+33199009064", "e164", "+33199009064"),
        ("old2", "01 99 00 90 64", "national", "+33199009064"),
        ("old2", "soon", "text", ""),
    )
    dates = {"old": "2026-01-01", "old2": "2026-01-01", "new": "2026-11-28", "none": None}
    days = records({name: date or "2100-01-01" for name, date in dates.items()})
    days.loc[days["record_id"] == "none", "last_modified"] = pd.NaT
    assert list(candidates(rows, days, NOW)["e164"]) == ["+33199009061"]


def test_the_sample_is_even_and_the_same_each_time() -> None:
    many = [(f"a{i:03d}", f"+331990{i:05d}", "e164", f"+331990{i:05d}") for i in range(100)]
    few = [(f"b{i}", f"01990900{i:02d}", "national", f"+3319909{i:04d}") for i in range(4)]
    rows = values(*many, *few).assign(kind=[*["e164"] * 100, *["national"] * 4])
    chosen = sample(rows, 350)
    assert chosen["kind"].value_counts().to_dict() == {"e164": MOST_OF_A_KIND, "national": 4}
    assert sample(rows, 10)["kind"].value_counts().to_dict() == {"e164": 6, "national": 4}
    assert list(sample(rows.iloc[::-1], 10)["record_id"]) == list(sample(rows, 10)["record_id"])


def test_a_number_that_nobody_has_is_not_in_the_report() -> None:
    chosen = pd.Series([f"+3319900{i:04d}" for i in range(40)])
    free = unheld(chosen, chosen)
    assert len(free) == 25
    assert not set(free) & set(chosen)
