"""What a page and a workbook show of an org in parts is what they show of the whole."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from audit.config.audit import AuditConfig
from audit.pipeline import run_audit
from audit.reports.excerpt import ExcerptRows, excerpt_of, importance_of, least_importance, sliced
from audit.reports.joined_excerpts import joined_excerpts
from audit.reports.view.build_view import build_view
from audit.reports.view.finding_sheets import placed_findings
from audit.reports.view.ranking import ranking_of
from audit.reports.view.totals import table_totals
from audit.result.results import Audit
from audit.sources.csv.read_csv import read_csv
from tests.closed_parts import closed_parts

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FIRST = 100


@pytest.fixture(scope="module")
def whole() -> Audit:
    config = AuditConfig.model_validate({"region": "US", "report": {"rows_per_sheet": FIRST}})
    return run_audit(read_csv("sample_data", config), now=NOW).audit


def excerpt(whole: Audit, n_parts: int, first: int, most: int = FIRST) -> Audit:
    parts = list(closed_parts(whole, n_parts))
    least = least_importance((importance_of(part.audit).firsts(first) for part in parts), first)
    excerpts = []
    for part in parts:
        told = excerpt_of(part.audit, least, np.zeros(len(part.audit.for_people), dtype=bool), most)
        excerpts.append(told._replace(record=part.record[told.record]))
    totals = table_totals(whole, placed_findings(whole, ranking_of(whole)))
    return replace(joined_excerpts(excerpts), for_people=whole.for_people, totals=totals)


@pytest.mark.parametrize("n_parts", [1, 3])
def test_the_sheets_have_the_same_first_rows_and_say_how_many_there_are(whole: Audit, n_parts: int) -> None:
    cut = excerpt(whole, n_parts, FIRST)
    assert len(cut.records) < len(whole.records)
    for one, other in zip(build_view(cut).worksheets, build_view(whole).worksheets, strict=True):
        if one.name == "For people":  # names records of tasks, which this excerpt was not asked for
            continue
        assert one.lead == other.lead
        pd.testing.assert_frame_equal(one.rows, other.rows)


def test_the_page_says_how_much_of_the_whole_it_has(whole: Audit) -> None:
    lists = build_view(excerpt(whole, 3, 5)).lists
    n_findings = int((~whole.findings.found["suppressed"]).sum())
    assert f"of {n_findings:,} findings" in lists.findings_note
    assert f"of {len(whole.numbers):,} numbers" in lists.simulator_note


def test_a_number_is_there_with_all_who_have_it_or_not_at_all(whole: Audit) -> None:
    cut = excerpt(whole, 2, 10)
    held = np.bincount(cut.values["number"][cut.values["number"] >= 0], minlength=len(cut.numbers))
    assert held.tolist() == cut.numbers["n_values"].tolist()
    left_out = cut.values.loc[
        (cut.values["number"] < 0) & (cut.values["digits"] > 0) & (cut.values["slot"] != "custom")
    ]
    assert not set(left_out["e164"]) & set(cut.numbers["e164"])


def test_of_a_crowded_number_the_first_records_are_there_and_its_winner(whole: Audit) -> None:
    most = 2
    cut = excerpt(whole, 1, 1, most)
    crowded = cut.numbers.loc[cut.numbers["n_records"] > most]
    assert len(crowded)
    held = cut.values.loc[cut.values["number"].isin(crowded.index)]
    assert len(held) < crowded["n_values"].sum()
    for number, winner in crowded["winner"].items():
        assert winner < 0 or winner in held.loc[held["number"] == number, "record"].tolist()


def test_what_fits_is_there_whole(whole: Audit) -> None:
    cut = excerpt(whole, 3, 10**6)

    assert len(cut.findings.found) == len(whole.findings.found)


def test_a_part_of_converted_leads_alone_has_findings_and_no_record(whole: Audit) -> None:
    is_aside = (whole.findings.found["record"] < 0).to_numpy()
    assert is_aside.any()
    nothing = (np.zeros(len(table), dtype=bool) for table in (whole.records, whole.values, whole.numbers))
    tasks = np.zeros(len(whole.for_people), dtype=bool)
    leads = sliced(whole, ExcerptRows(*nothing, is_aside), tasks)
    least = least_importance([importance_of(leads).firsts(FIRST)], FIRST)
    told = excerpt_of(leads, least, np.zeros(0, dtype=bool), FIRST).audit
    assert len(told.findings.found) == is_aside.sum()
