"""What holds for the findings of any org: random ones, simulated, then looked at by all rules."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from audit.config.audit import AuditConfig
from audit.config.profile import Profile
from audit.domain import POLICIES, SLOT_FIELDS, SOBJECTS
from audit.findings.rule import RuleContext
from audit.findings.run import find_all
from audit.normalize.normalize import found_under
from audit.simulate.simulate import simulate
from tests.findings.typed_in import LEEDS, LONDON, NEW_YORK, PARIS, Row, org, record, record_id, told, value

NOW = datetime(2026, 6, 30, tzinfo=UTC)
NATIONAL = {"format": "national", "parse_region": "GB", "region_source": "record", "confidence": "region"}
SPELLINGS: Sequence[Row] = (
    {"raw": LONDON},
    {"raw": LEEDS},
    {"raw": PARIS, "region": "FR"},
    {"raw": NEW_YORK, "region": "US", "number_type": "fixed_line_or_mobile"},
    {"raw": "020 7946 0018", "e164": LONDON, **NATIONAL},
    {"raw": "(020) 794-6002", "e164": LEEDS, **NATIONAL},
    {"raw": "+44 20 7946 0018", "e164": LONDON, "format": "international", "confidence": "certain"},
    {"raw": "n/a", "format": "placeholder"},
    {"raw": "4.41E+11", "format": "scientific"},
    {"raw": "12", "format": "invalid", "reason": "too_short"},
)
COLUMNS: Mapping[str, Sequence[object]] = {
    "sobject": SOBJECTS,
    "name": ["Ada Example", "Bo Example", "+442079460018", None],
    "email": ["ada@example.com", None],
    "region": ["GB", "FR", "US"],
    "last_modified": ["2026-01-01", "2026-01-05", "2026-03-01", None],
    "created": ["2026-01-01T00:00:00Z", "2026-01-01T00:10:00Z", None],
    "is_converted": [False, False, True],
    "account_id": [record_id("001X"), None],
}


@pytest.fixture(scope="module", params=[(policy, seed) for policy in POLICIES for seed in range(2)], ids=str)
def context(request: pytest.FixtureRequest) -> RuleContext:
    """Return an org of 60 random records that hold few numbers in many spellings, simulated.

    Auditing it costs as much as auditing three records, and it holds what hundreds of small ones would.
    """
    policy, seed = request.param
    dice = random.Random(f"{policy} {seed}")  # noqa: S311 - nothing secret
    records, values = [], []
    for position in range(60):
        name = f"{position:03d}X"
        row = record(name, **{column: dice.choice(choices) for column, choices in COLUMNS.items()})
        slots = [*SLOT_FIELDS[row["sobject"]], "custom"]
        records.append(row)
        filled = dice.sample(slots, dice.randint(0, len(slots)))
        values += [value(name, slot, **dice.choice(SPELLINGS)) for slot in filled]
    return simulated(org(records, values, profile=Profile(policy=policy)))


@pytest.fixture(scope="module")
def findings(context: RuleContext) -> pd.DataFrame:
    return findings_of(context)


def simulated(context: RuleContext) -> RuleContext:
    stage = simulate(context.records, context.values, context.profile, SOBJECTS)
    return RuleContext(
        records=stage.records,
        values=stage.values,
        numbers=stage.numbers,
        converted_records=context.converted_records,
        converted_values=context.converted_values,
        unknown_countries=context.unknown_countries,
        own_regions=context.own_regions,
        profile=context.profile,
    )


def shuffled(context: RuleContext, seed: int) -> RuleContext:
    """Return the same org with its records and values in another order, simulated anew."""
    order = np.random.default_rng(seed)
    new_places = order.permutation(len(context.records))
    records = context.records.take(np.argsort(new_places)).reset_index(drop=True)
    values = context.values.take(order.permutation(len(context.values))).reset_index(drop=True)
    values["record"] = new_places[values["record"].to_numpy()]
    return simulated(replace(context, records=records, values=values))


def findings_of(context: RuleContext) -> pd.DataFrame:
    return told(find_all(context, AuditConfig(profile=context.profile), NOW)[0], context)


def test_most_rules_find_something(findings: pd.DataFrame) -> None:
    assert findings["rule_id"].nunique() > 14


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_never_changes_the_findings(context: RuleContext, findings: pd.DataFrame, seed: int) -> None:
    assert_frame_equal(findings, findings_of(shuffled(context, seed)))


def test_no_rule_says_the_same_twice_of_a_record_a_field_and_a_number(findings: pd.DataFrame) -> None:
    number = findings["e164"].fillna(findings["raw"])
    assert not findings.assign(number=number).duplicated(["rule_id", "record_id", "field", "number"]).any()
    assert findings["finding_id"].is_unique


def test_a_message_holds_no_number_and_no_name(findings: pd.DataFrame) -> None:
    for message in findings["message"].unique():
        assert not re.search(r"(\d\D?){7,}", message)
        assert "Example" not in message


def test_no_finding_is_related_to_its_own_record(findings: pd.DataFrame) -> None:
    assert not findings["related_record_id"].eq(findings["record_id"]).any()


def test_a_fixed_value_no_longer_fires_its_rule(context: RuleContext) -> None:
    values = context.values.copy()
    fixable = values["confidence"].notna()
    values["raw"] = values["raw"].mask(fixable, values["e164"])
    values["format"] = values["format"].mask(fixable, "e164")
    values["found_under"] = found_under(values)
    values["confidence"] = values["confidence"].mask(fixable)
    findings = findings_of(simulated(replace(context, values=values)))
    assert not findings["rule_id"].isin(["not-e164", "us-locale-formatting", "format-sensitive-match"]).any()
