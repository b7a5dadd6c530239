"""The audit gives what a slow, independent computation of the specification gives: on random orgs and on the sample."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from audit.config.audit import AuditConfig
from audit.config.profile import SHIPPED_PROFILES
from audit.domain import LOST_FORMATS, NO_NUMBER_FORMATS, READABLE_FORMATS
from audit.normalize.normalize import normalize
from audit.normalize.scalar import read_number
from audit.package_files import shipped
from audit.pipeline import run_audit
from audit.reports.table_files import coded_table
from audit.scoring.report_figures import group_figures
from audit.scoring.scores import whole_counts
from audit.simulate.simulate import simulate
from audit.sources.csv.read_csv import read_csv
from audit.tables.extract import Source
from audit.tables.report_tables import NUMBERS, RECORDS, VALUES, numbers_with_ids, values_with_ids
from audit.tables.schema import Table
from audit.tables.simulation import Simulation
from tests.benchmarks.mix import REGIONS, mixed_column
from tests.benchmarks.spellings import adversarial_values
from tests.oracle import Expected, Export, Org, audit, id18
from tests.oracle_reading import PLACEHOLDER_WORDS, read_text
from tests.random_orgs import (
    OTHER_PHONES,
    PHONES_OF_TWO_READINGS,
    PHONES_WITH_REMAINS,
    PHONES_WITH_WORDS,
    READABLE_PHONES,
    random_config,
    random_org,
    with_ids_of_other_objects,
    write_csv,
)

pytestmark = pytest.mark.slow  # whole audits, computed twice

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)

Rows = list[dict[str, Any]]
POOLS = (READABLE_PHONES, OTHER_PHONES, PHONES_WITH_WORDS, PHONES_WITH_REMAINS, PHONES_OF_TWO_READINGS)

on_random_orgs = given(st.randoms(use_true_random=True))
few, many = (
    settings(max_examples=n, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]) for n in (5, 25)
)


def simulated(folder: Path, config: AuditConfig) -> tuple[Simulation, Source]:
    """Run the first three stages."""
    extract = read_csv(folder, config)
    reading = normalize(extract, config)
    objects = extract.source.objects
    phone_exported = [sobject for sobject, coverage in objects.items() if "Phone" in coverage.present]
    return simulate(reading.records, reading.values, config.profile, phone_exported), extract.source


def tables(simulation: Simulation) -> dict[str, Rows]:
    """Return the tables of the report folder, each in one order."""
    frames = {
        RECORDS: simulation.records,
        VALUES: values_with_ids(simulation.values, simulation.records),
        NUMBERS: numbers_with_ids(simulation.numbers, simulation.records),
    }
    return {table.name: in_order(rows(table, frame)) for table, frame in frames.items()}


def rows(table: Table, frame: pd.DataFrame) -> Rows:
    found: Rows = coded_table(table, frame).to_pylist()
    return found


def in_order(found: Sequence[dict[str, Any]]) -> Rows:
    return sorted(found, key=lambda row: [str(row.get(key)) for key in ("record_id", "sobject", "field", "e164")])


def expected_tables(expected: Expected) -> dict[str, Rows]:
    named = {"records": expected.records, "values": expected.values, "numbers": expected.numbers}
    return {name: in_order(of_table) for name, of_table in named.items()}


def filled(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def assert_same_figures(results: Mapping[str, Any], expected: Expected) -> None:
    figures = expected.figures
    assert results["source"]["objects"] == expected.scope
    assert results["totals"] == figures["totals"]
    assert results["scores"] == figures["scores"]
    for sobject, group in figures["by_sobject"].items():
        of_object = results["by_sobject"][sobject]
        for figure in (*group["totals"].items(), *group["scores"].items()):
            assert figure in of_object.items()
        for name in ("sync", "sync_numbers"):
            assert filled(of_object[name]) == group[name]
    for name in ("formats", "sync", "sync_numbers", "decided_by", "reach", "relations"):
        assert filled(results[name]) == figures[name]


@few
@on_random_orgs
def test_every_figure_of_an_audit_is_that_of_the_oracle(chance: Random) -> None:
    org, config = random_org(chance), random_config(chance)
    with TemporaryDirectory() as folder:
        result = run_audit(read_csv(write_csv(org, Path(folder)), config), config, NOW).audit
    expected = audit(org, config)
    assert tables(Simulation(result.records, result.values, result.numbers)) == expected_tables(expected)
    assert_same_figures(result.results.model_dump(), expected)


@many
@on_random_orgs
def test_every_column_is_that_of_the_oracle(chance: Random) -> None:
    org, config = random_org(chance), random_config(chance)
    with TemporaryDirectory() as folder:
        simulation, _ = simulated(write_csv(org, Path(folder), parts=chance.randint(1, 3)), config)
    assert tables(simulation) == expected_tables(audit(org, config))


@few
@on_random_orgs
def test_rows_of_other_objects_are_those_of_the_oracle(chance: Random) -> None:
    org, config = with_ids_of_other_objects(chance, random_org(chance)), random_config(chance)
    with TemporaryDirectory() as folder:
        simulation, source = simulated(write_csv(org, Path(folder)), config)
    expected = audit(org, config)
    assert tables(simulation) == expected_tables(expected)
    assert {name: dict(coverage.out_of_scope) for name, coverage in source.objects.items()} == {
        name: scope["out_of_scope"] for name, scope in expected.scope.items()
    }


@few
@on_random_orgs
def test_the_order_of_rows_and_files_never_changes_a_result(chance: Random) -> None:
    org, config = each_id_once(random_org(chance)), random_config(chance)
    shuffled = {
        name: replace(export, rows=chance.sample(export.rows, len(export.rows)), header=[*reversed(export.header)])
        for name, export in reversed(org.items())
    }
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        simulation, source = simulated(write_csv(org, Path(folder)), config)
        again, source_again = simulated(write_csv(shuffled, Path(other), parts=2), config)
    assert tables(again) == tables(simulation)
    assert source_again.objects == source.objects
    whole, whole_again = (whole_counts(found, config.profile) for found in (simulation, again))
    assert whole_again == whole


def each_id_once(org: Org) -> Org:
    """Return ``org`` without rows of an id that was there before: of equal ones the first stays, so order counts."""
    return {
        name: replace(export, rows=list({id18(row[id_column(export)]): row for row in export.rows}.values()))
        for name, export in org.items()
    }


def id_column(export: Export) -> str:
    return next(name for name in export.header if name.upper() == "ID")


@many
@on_random_orgs
def test_nothing_disappears(chance: Random) -> None:
    org, config = random_org(chance), random_config(chance)
    with TemporaryDirectory() as folder:
        simulation, source = simulated(write_csv(org, Path(folder)), config)
    for name, export in org.items():
        sobjects = ["Account", "PersonAccount"] if name == "Account" else [name]
        assert sum(source.objects[sobject].read for sobject in sobjects) == len(export.rows)
    for sobject, coverage in source.objects.items():
        assert coverage.read == coverage.audited + sum(coverage.out_of_scope.values())
        assert coverage.audited == (simulation.records["sobject"] == sobject).sum()
    readable = simulation.values["format"].isin(READABLE_FORMATS)
    unreadable = simulation.values["format"].isin([*LOST_FORMATS, *NO_NUMBER_FORMATS])
    assert (readable ^ unreadable).all()
    assert (simulation.values["e164"].notna() == readable).all()
    matched = readable & simulation.values["slot"].isin(config.profile.match_slots)
    assert simulation.numbers["n_values"].sum() == matched.sum() == (simulation.values["number"] >= 0).sum()
    assert simulation.records["n_won"].sum() == (simulation.numbers["winner"] >= 0).sum()
    assert simulation.records["n_numbers"].sum() == simulation.numbers["n_records"].sum()


@pytest.mark.parametrize("header", ["Id,Phone", "Id,MobilePhone,Direct_Phone__c"])
def test_a_header_without_rows_audits_as_empty(tmp_path: Path, header: str) -> None:
    (tmp_path / "Contact.csv").write_text(f"{header}\n", encoding="utf-8")
    result = run_audit(read_csv(tmp_path, AuditConfig()), now=NOW).audit
    assert_same_figures(result.results.model_dump(), audit({"Contact": Export(header.split(","), [])}, AuditConfig()))
    assert set(result.results.scores.model_dump().values()) == {None}


def test_every_text_is_read_as_the_second_reading_reads_it() -> None:
    texts, regions, _ = adversarial_values(4000, seed=3)
    drawn, positions, _ = mixed_column(4000, seed=3)
    texts += [*drawn.to_pylist(), *(text for pool in POOLS for text in pool)]
    regions += [REGIONS[position] for position in positions.tolist()]
    regions += ["DE", "RU", None, "GB"] * len(texts)
    pairs = [(text, region, n % 3 == 0) for n, (text, region) in enumerate(zip(texts, regions, strict=False))]
    differ = []
    for text, region, by_default in pairs:
        normalize = asdict(read_text(text, region, by_default=by_default, words=PLACEHOLDER_WORDS))
        reference = read_number(text, region, is_default=by_default)._asdict()
        if normalize != reference:
            differ.append((text, region, by_default, normalize, reference))
    assert differ == []


def sample_org() -> Org:
    """Return the sample org as it is written down, its malformed rows set apart."""
    org = {}
    for name in ("Contact", "Lead", "Account"):
        with (shipped("sample_data") / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            header, *lines = [line for line in csv.reader(file) if line]
        whole = [dict(zip(header, line, strict=True)) for line in lines if len(line) == len(header)]
        org[name] = Export(header, whole, malformed=len(lines) - len(whole))
    return org


@pytest.mark.parametrize("profile", list(SHIPPED_PROFILES))
def test_the_sample_org_comes_out_as_the_oracle_says(profile: str) -> None:
    config = AuditConfig(profile=SHIPPED_PROFILES[profile])
    expected = audit(sample_org(), config)
    simulation, source = simulated(shipped("sample_data"), config)
    assert tables(simulation) == expected_tables(expected)
    assert {name: (c.read, c.audited, dict(c.out_of_scope)) for name, c in source.objects.items()} == {
        name: (scope["read"], scope["audited"], scope["out_of_scope"]) for name, scope in expected.scope.items()
    }
    assert group_figures(whole_counts(simulation, config.profile)).model_dump() == {
        **expected.figures["totals"],
        **expected.figures["scores"],
    }
