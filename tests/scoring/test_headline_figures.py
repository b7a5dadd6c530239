"""docs/simulation.md, Headline counts: what counts, what does not, and the same figures counted naively."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from audit.config.audit import AuditConfig
from audit.config.profile import SHIPPED_PROFILES, Profile
from audit.domain import SLOT_FIELDS, SOBJECTS
from audit.errors import AuditError
from audit.pipeline import run_audit
from audit.reports.table_files import plain_table
from audit.result.headline_counts import Headline
from audit.result.results import Audit
from audit.scoring.headline_figures import headline_counts
from audit.sources.csv.read_csv import read_csv
from audit.tables.report_tables import NUMBERS, VALUES
from tests.random_orgs import random_config, random_org, write_csv
from tests.typed_org import Row, account, contact, lead, person_account, simulated

N, M = "+12125550100", "+12125550101"
NATIONAL = "(212) 555-0100"
NOW = datetime(2026, 3, 31, tzinfo=UTC)


def counted(*rows: Row, profile: Profile | None = None, phone_exported: tuple[str, ...] = SOBJECTS) -> Headline:
    profile = profile or Profile()
    simulation = simulated(*rows, profile=profile, config=AuditConfig(region="US"))
    return headline_counts(simulation, profile, phone_exported)


def of_objects(count: Any, unit: str) -> dict[str, tuple[int, int]]:
    found = count.model_dump()["by_sobject"].items()
    return {sobject: (of["records"], of[unit]) for sobject, of in found if of["records"]}


def test_a_number_on_two_records_is_one_duplicate_in_whatever_format() -> None:
    found = counted(contact("ada", phone=N), contact("bea", home=NATIONAL), contact("cay", phone=M)).duplicates
    assert (found.numbers, found.records) == (1, 2)


def test_a_number_twice_on_one_record_is_no_duplicate() -> None:
    assert counted(contact("ada", phone=N, mobile=N)).duplicates.records == 0


def test_a_duplicate_across_objects_counts_in_each_of_them_and_once_in_all() -> None:
    found = counted(contact("ada", phone=N), lead("lou", phone=N), account("acme", phone=M), lead("len", mobile=M))
    assert (found.duplicates.numbers, found.duplicates.records) == (2, 4)
    assert of_objects(found.duplicates, "numbers") == {"Contact": (1, 1), "Lead": (2, 2), "Account": (1, 1)}


def test_custom_fields_make_no_duplicate_and_are_never_counted() -> None:
    found = counted(contact("ada", phone=N), contact("bea", phone=M, custom=NATIONAL))
    assert (found.duplicates.numbers, found.not_e164.fields) == (0, 0)


def test_every_filled_field_that_is_not_e164_counts_but_for_placeholders_and_texts() -> None:
    found = counted(
        contact("ada", phone=NATIONAL, mobile="+999123456789", home=N),
        contact("bea", phone="n/a", other="call reception"),
        lead("lou", phone="212 555 0100 / 212 555 0101"),
    ).not_e164
    assert (found.fields, found.records) == (3, 2)
    assert of_objects(found, "fields") == {"Contact": (1, 2), "Lead": (1, 1)}


def test_fields_outside_the_match_slots_are_not_counted() -> None:
    found = counted(contact("ada", home=NATIONAL), profile=SHIPPED_PROFILES["aircall-phone-mobile"])
    assert found.not_e164.fields == 0


@pytest.mark.parametrize("mobile", [N, NATIONAL, "+999123456789"])
def test_mobile_without_phone_counts_readable_or_not(mobile: str) -> None:
    found = counted(contact("ada", mobile=mobile), person_account("dora", mobile=N, home=M)).mobile_without_phone
    assert (found.fields, found.records) == (2, 2)
    assert of_objects(found, "fields") == {"Contact": (1, 1), "PersonAccount": (1, 1)}


@pytest.mark.parametrize("fields", [{"mobile": "n/a"}, {"mobile": N, "phone": "n/a"}, {"home": N}])
def test_mobile_without_phone_needs_a_number_in_mobile_and_an_empty_phone(fields: dict[str, str]) -> None:
    assert counted(contact("ada", **fields)).mobile_without_phone.fields == 0


def test_where_phone_was_not_read_nothing_is_said_of_mobile() -> None:
    rows = [contact("ada", mobile=N), lead("lou", mobile=N)]
    assert of_objects(counted(*rows, phone_exported=("Lead",)).mobile_without_phone, "fields") == {"Lead": (1, 1)}


def test_an_object_that_does_not_sync_is_counted_all_the_same() -> None:
    profile = Profile(sync_objects=("Contact",))
    assert counted(lead("lou", mobile=N), profile=profile).mobile_without_phone.fields == 1


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_the_counts_of_any_org_are_those_counted_from_its_tables(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - an org, not a secret
    with TemporaryDirectory() as folder:
        export, config = write_csv(random_org(chance), Path(folder)), random_config(chance)
        try:
            result = run_audit(read_csv(export, config), now=NOW).audit
        except AuditError:
            reject()  # such an org is refused
    values, numbers = (plain_table(table, result.outcome) for table in (VALUES, NUMBERS))
    assert result.results.headline.model_dump() == naive(result, values, numbers)
    check_sums(result)


def naive(result: Audit, values: pd.DataFrame, numbers: pd.DataFrame) -> dict[str, Any]:
    """Return the three counts, row by row from the tables of a report."""
    slots = result.config.profile.match_slots
    matched = values[values["slot"].isin(slots)]
    shared = set(numbers.loc[numbers["n_records"] > 1, "e164"])
    numbered = values[~values["format"].isin(["placeholder", "text"])]
    wrong = numbered[numbered["slot"].isin(slots) & (numbered["format"] != "e164")]
    objects = result.results.source.objects
    has_phone = {name for name, scope in objects.items() if "Phone" in scope.fields.present}
    filled = set(values.loc[values["slot"] == "phone", "record_id"])
    alone = [
        row
        for row in numbered[numbered["slot"] == "mobile"].to_dict("records")
        if row["record_id"] not in filled and row["sobject"] in has_phone
    ]
    keys = zip(wrong["record_id"], wrong["field"], wrong["sobject"], strict=True)
    duplicates = [row for row in matched.to_dict("records") if row["e164"] in shared]
    return {
        "duplicates": grouped([(row["record_id"], row["e164"], row["sobject"]) for row in duplicates], "numbers"),
        "not_e164": grouped([(key[0], key[:2], key[2]) for key in keys], "fields"),
        "mobile_without_phone": grouped(
            [(row["record_id"], row["record_id"], row["sobject"]) for row in alone], "fields"
        ),
    }


def grouped(found: list[tuple[Any, Any, Any]], unit: str) -> dict[str, Any]:
    """Return distinct records and distinct things of (record, thing, object) triples, by object too."""

    def count(rows: list[tuple[Any, Any, Any]]) -> dict[str, int]:
        return {"records": len({row[0] for row in rows}), unit: len({row[1] for row in rows})}

    by_sobject = {sobject: count([row for row in found if row[2] == sobject]) for sobject in SLOT_FIELDS}
    return {**count(found), "by_sobject": by_sobject, "change": None}


def check_sums(result: Audit) -> None:
    """Check that records and fields add up over the objects, and that the share in E.164 is of the same fields."""
    results, headline = result.results, result.results.headline
    for count, unit in ((headline.not_e164, "fields"), (headline.mobile_without_phone, "fields")):
        assert sum(getattr(of, unit) for of in count.by_sobject.values()) == getattr(count, unit)
    for each in (headline.duplicates, headline.not_e164, headline.mobile_without_phone):
        assert sum(of.records for of in each.by_sobject.values()) == each.records
    assert headline.duplicates.numbers == sum(results.relations.values())
    assert sum(of.numbers for of in headline.duplicates.by_sobject.values()) >= headline.duplicates.numbers
    profile = result.config.profile
    if set(profile.sync_objects) == set(SOBJECTS) and {"phone", "mobile"} <= {*profile.match_slots} & {
        *profile.sync_slots
    }:
        (rule,) = (rule for rule in results.rules if rule.rule_id == "mobile-without-phone")
        assert rule.findings + rule.suppressed == headline.mobile_without_phone.fields
    n_e164 = results.formats["e164"]
    if results.scores.e164_share is not None:
        assert results.scores.e164_share == n_e164 / (n_e164 + headline.not_e164.fields)
