"""What is counted of the parts of an org adds up to what is counted of the whole, and their plans are its plan."""

import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.config.audit import AuditConfig
from audit.findings.audited_org import AuditedOrg
from audit.fixes.action_counts import ActionCounts, action_counts
from audit.fixes.actions import ranked_actions
from audit.fixes.attainable_winners import left_out_wishes
from audit.fixes.candidates import named_regions, national_by_region
from audit.fixes.effect import latest_edit
from audit.fixes.fix_counts import fix_figures
from audit.fixes.planned_fixes import Fixes, planned_fixes
from audit.scoring.counts import added
from audit.scoring.scores import whole_counts
from audit.sources.csv.read_csv import read_csv
from audit.tables.calls import CallsByNumber
from tests.fake_org.ids import numbered_id
from tests.fixes import fix_orgs
from tests.fixes.data_loader import Org, write_org
from tests.org_parts import org_and_parts, planned_in_parts

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
CALLS = CallsByNumber(np.array([12125550100, 12125550101, 442079460018]), np.array([3, 20, 100]), months=2.0)

CELL_KEYS = ["step", "record_id", "field"]
TASK_KEYS = ["owner", "record_id", "task", "field", "raw", "e164"]


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(org=fix_orgs.orgs(), options=fix_orgs.settings(), n_parts=st.sampled_from([2, 3]), chosen=st.data())
def test_parts_never_matter(org: Org, options: dict[str, Any], n_parts: int, chosen: st.DataObject) -> None:
    whole, parts = typed_in(org, options, chosen.draw(fix_orgs.wishes(org)), n_parts)
    assert_same_actions(whole, parts)
    assert_same_fixes(whole, parts)


def test_an_intended_winner_waits_for_the_last_step_of_another_part() -> None:
    rows = [  # each of the first three is loaded before the next; the other two share another number
        {"Phone": "(212) 555-0100", "MobilePhone": ""},
        {"Phone": "(212) 555-0100", "MobilePhone": "(212) 555-0101"},
        {"Phone": "", "MobilePhone": "(212) 555-0101"},
        {"Phone": "(212) 555-0102", "MobilePhone": ""},
        {"Phone": "(212) 555-0102", "MobilePhone": ""},
    ]
    dated = [
        {"Id": numbered_id("003", day), **row, "MailingCountry": "US", "LastModifiedDate": f"2026-01-0{day}"}
        for day, row in enumerate(rows, start=1)
    ]
    wishes = {"+12125550102": numbered_id("003", 4)}
    whole, parts = typed_in({"Contact": dated}, {"fix": {"mobile_to_phone": "off"}}, wishes, 2)
    alone = [planned_fixes(part, latest_edit(part.simulation.records, NOW)) for part in parts]
    assert [(fixes.latest_of_others, fixes.stands(3)) for fixes in alone] == [(3, True), (1, False)]
    planned = planned_in_parts(parts)
    assert [fixes.cells["step"].tolist() for fixes in planned] == [[1, 2, 2, 3], [1, 3]]
    assert_same_fixes(whole, parts)


def typed_in(
    org: Org, options: dict[str, Any], wishes: dict[str, str], n_parts: int
) -> tuple[AuditedOrg, list[AuditedOrg]]:
    with tempfile.TemporaryDirectory() as scratch:
        folder, winners = Path(scratch) / "org", Path(scratch) / "winners.csv"
        folder.mkdir()
        write_org(org, folder)
        winners.write_text("".join(f"{number},{record_id}\n" for number, record_id in wishes.items()))
        config = AuditConfig.model_validate(options).with_winners(winners)
        return org_and_parts(read_csv(folder, config), config, NOW, n_parts)


def assert_same_actions(whole: AuditedOrg, parts: list[AuditedOrg]) -> None:
    profile = whole.config.profile
    national = national_by_region(whole.normalized.values, profile)
    assert added([national_by_region(part.normalized.values, profile) for part in parts]) == national
    named = named_regions(national)[:1]  # so that some are not
    counts = added([_actions(part, named) for part in parts])
    assert counts == _actions(whole, named)
    org = whole_counts(whole.simulation, profile)
    assert org == added([whole_counts(part.simulation, profile) for part in parts])
    ranked = ranked_actions(counts, org.ready, org.callable, CALLS)
    assert ranked == ranked_actions(_actions(whole, named), org.ready, org.callable, CALLS)


def _actions(org: AuditedOrg, named: tuple[str, ...]) -> dict[str, ActionCounts]:
    return action_counts(org.simulation, org.config.profile, org.with_phone, named, CALLS)


def assert_same_fixes(whole: AuditedOrg, parts: list[AuditedOrg]) -> None:
    expected = planned_fixes(whole, latest_edit(whole.simulation.records, NOW))
    planned = planned_in_parts(parts)
    counts = added([fixes.counts for fixes in planned])
    assert plain(counts) == plain(expected.counts)
    assert fix_figures(counts) == fix_figures(expected.counts)
    told = left_out_wishes(whole.intended_winners, expected.counts.wishes)
    assert list(left_out_wishes(whole.intended_winners, counts.wishes)) == list(told)
    cells = [_with_ids(part, fixes) for part, fixes in zip(parts, planned, strict=True)]
    assert_same_rows(cells, by(_with_ids(whole, expected), CELL_KEYS), CELL_KEYS)
    winners = pd.concat([fixes.expected_winners for fixes in planned]).astype("object")
    winners = winners.sort_values("e164", key=lambda e164: e164.astype("int64"), ignore_index=True)
    pd.testing.assert_frame_equal(winners, expected.expected_winners.astype("object"), check_dtype=False)
    assert_same_rows([fixes.for_people for fixes in planned], by(expected.for_people, TASK_KEYS), TASK_KEYS)


def _with_ids(org: AuditedOrg, fixes: Fixes) -> pd.DataFrame:
    """Return PLANNED_CELLS without row positions."""
    ids = org.simulation.records["record_id"].take(fixes.cells["record"]).to_numpy()
    return fixes.cells.drop(columns=["record", "value"]).assign(record_id=ids)


def plain(counts: object) -> dict[str, Any]:
    """Return ``counts`` with its arrays as lists, which can be compared."""
    told = asdict(counts)  # type: ignore[call-overload]
    wishes = told["wishes"]
    arrays = {**wishes["outcomes"], **{name: wishes[name] for name in ("with_record", "with_number")}}
    return {**told, "wishes": {name: array.tolist() for name, array in arrays.items()}}


def assert_same_rows(parts: list[pd.DataFrame], whole: pd.DataFrame, keys: list[str]) -> None:
    """Compare the rows of ``parts``, put in the order of ``keys``, with ``whole``."""
    rows = by(pd.concat([part.astype("object") for part in parts])[list(whole.columns)], keys)
    pd.testing.assert_frame_equal(rows, whole.astype("object"), check_dtype=False)


def by(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return rows.astype("object").sort_values(keys, ignore_index=True, kind="stable")
