"""The parts of an org together are what is read in memory, however it is cut."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from audit.config.audit import AuditConfig
from audit.domain import LEAD
from audit.normalize.normalize import normalize
from audit.package_files import shipped
from audit.parts.account_lookup import account_regions
from audit.parts.part_extract import PartExtract, part_extract
from audit.sources.csv.read_csv import opened_csv
from audit.sources.interface import OpenedSource
from audit.sources.records.assemble import assemble
from audit.sources.snapshot.read_snapshot import opened_snapshot
from audit.tables.extract import Population, Source
from tests.parts.whole_in_parts import org_in_parts
from tests.random_orgs import random_config, random_org, write_csv
from tests.sources.snapshot.typed_snapshot import write_snapshot
from tests.sources.typed_source import TypedPart

ADA, GRACE, JOAN, MARY = (f"00300000000000{n}AAA" for n in (1, 2, 3, 4))
ACME, PERSON, OTHER = (f"00100000000000{n}AAA" for n in (1, 2, 3))
LEAD_A, LEAD_B = (f"00Q00000000000{n}AAA" for n in (1, 2))
ONE, TWO, THREE = (f"+1212555010{n}" for n in (1, 2, 3))
EVERYTHING = 1_000


def plain(frame: pd.DataFrame, positions: Sequence[int] | np.ndarray) -> pd.DataFrame:
    """Return ``frame`` with texts for categories, whose lists differ, as rows at ``positions``."""
    texts = {name: "str" for name, dtype in frame.dtypes.items() if dtype == "category"}
    return frame.astype(texts).set_axis(pd.Index(positions, dtype="int64"), axis="index")


def together(pieces: Sequence[tuple[Population, np.ndarray]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return records and phones of all ``pieces``, each with the positions of its records."""
    records = pd.concat([plain(population.records, positions) for population, positions in pieces]).sort_index()
    phones = pd.concat(
        [
            plain(population.phones, population.phones.index).assign(
                record=positions[population.phones["record"].to_numpy()]
            )
            for population, positions in pieces
        ]
    )
    return records.drop(columns="id_rank"), phones.sort_values(["record", "slot", "field"], ignore_index=True)


def assert_same(pieces: Sequence[tuple[Population, np.ndarray]], whole: Population) -> None:
    expected = together([(whole, np.arange(len(whole.records)))])
    for found, frame in zip(together(pieces), expected, strict=True):
        pd.testing.assert_frame_equal(found, frame, check_index_type=False)


def assert_parts_are_the_whole(opened: OpenedSource, config: AuditConfig, rows_per_part: int) -> list[PartExtract]:
    """Check that nothing is lost, added or read otherwise in parts, and no number is on two; return the parts."""
    whole = assemble(opened.parts, config, opened.source)
    expected = normalize(whole, config)
    with TemporaryDirectory() as folder:
        blocks, cut_into = org_in_parts(opened, config, Path(folder), rows_per_part)
        parts = [part_extract(blocks, cut_into, part) for part in range(len(cut_into.n_records))]
        readings = [normalize(part.extract, config, accounts=account_regions(blocks)) for part in parts]
    assert (blocks.source, blocks.overlooked) == (whole.source, expected.warnings)
    assert [len(part.positions) + len(part.converted_positions) for part in parts] == list(cut_into.n_records)
    assert_same([(part.extract.audited, part.positions) for part in parts], whole.audited)
    assert_same([(part.extract.converted_leads, part.converted_positions) for part in parts], whole.converted_leads)
    of_parts = list(zip(parts, readings, strict=True))
    records = pd.concat([plain(reading.records, part.positions) for part, reading in of_parts]).sort_index()
    whole_records = plain(expected.records, expected.records.index)
    for column in ("region", "region_source"):
        assert records[column].fillna("").tolist() == whole_records[column].fillna("").tolist()
    held = [{*r.values["digits"], *r.converted_values["digits"]} - {0} for r in readings]
    assert len(set().union(*held)) == sum(map(len, held))
    return parts


def typed(*parts: TypedPart) -> OpenedSource:
    return OpenedSource(parts, Source("csv", ("typed in",), {}))


def part_of(sobject: str, *rows: dict[str, str], label: str = "") -> TypedPart:
    return TypedPart(sobject, label or f"{sobject}.csv", rows)


ORGS: dict[str, OpenedSource] = {
    "a number on records of three objects": typed(
        part_of("Contact", {"Id": ADA, "Phone": ONE}, {"Id": GRACE, "Phone": TWO}, {"Id": JOAN, "Phone": THREE}),
        part_of("Lead", {"Id": LEAD_A, "Phone": THREE, "MobilePhone": ONE}, {"Id": LEAD_B, "Phone": "12"}),
        part_of("Account", {"Id": ACME, "Phone": "(212) 555-0102", "BillingCountry": "US"}),
    ),
    "a contact and its Account in different parts, and an Account that is not there": typed(
        part_of(
            "Contact",
            {"Id": ADA, "Phone": "020 7946 0018", "AccountId": ACME},
            {"Id": GRACE, "Phone": "(212) 555-0102", "AccountId": PERSON},
            {"Id": JOAN, "Phone": "(212) 555-0103", "AccountId": OTHER},
            {"Id": MARY, "Phone": "(212) 555-0104", "AccountId": "elsewhere"},
        ),
        part_of(
            "Account",
            {"Id": OTHER, "Phone": "", "BillingCountry": "US", "IsDeleted": "1"},
            {"Id": ACME, "BillingCountry": "GB"},
            {"Id": PERSON, "PersonMailingCountry": "US", "IsPersonAccount": "1"},
            {"Id": ACME[:14] + "9AAA", "BillingCountry": "Atlantis"},
        ),
        part_of("Lead", {"Id": LEAD_A, "Phone": "+442079460018"}),
    ),
    "ids that occur twice, in blocks and files": typed(
        part_of("Contact", {"Id": ADA, "Phone": ONE, "LastModifiedDate": "2026-01-01"}, {"Id": GRACE, "Phone": TWO}),
        part_of(
            "Contact",
            {"Id": JOAN, "Phone": THREE},
            {"Id": ADA, "Phone": TWO, "LastModifiedDate": "2026-01-02"},
            {"Id": JOAN, "Phone": ONE},
            label="Contact_2.csv",
        ),
        part_of("Account", {"Id": ACME, "Phone": ONE}, {"Id": ACME, "Phone": TWO, "IsPersonAccount": "1"}),
    ),
    "a custom field that the last file alone confirms": typed(
        part_of("Contact", {"Id": ADA, "Phone": ONE, "Direct_Phone__c": "n/a"}),
        part_of("Contact", {"Id": GRACE, "Phone": TWO, "Direct_Phone__c": "12"}, label="Contact_2.csv"),
        part_of("Contact", {"Id": JOAN, "Phone": "", "Direct_Phone__c": ONE}, label="Contact_3.csv"),
    ),
    "dates of which the last says what they mean": typed(
        part_of(
            "Contact",
            {"Id": ADA, "Phone": ONE, "LastModifiedDate": "02/01/2026"},
            {"Id": ADA, "Phone": TWO, "LastModifiedDate": "01/02/2026"},
            {"Id": GRACE, "Phone": TWO, "LastModifiedDate": "31/02/2026", "CreatedDate": "1.2.2025"},
            {"Id": JOAN, "Phone": TWO, "LastModifiedDate": "13/02/2026"},
        ),
    ),
    "dates of which the last is in another form": typed(
        part_of(
            "Contact",
            {"Id": ADA, "Phone": ONE, "LastModifiedDate": "02/01/2026"},
            {"Id": GRACE, "Phone": TWO, "LastModifiedDate": "2026-01-02"},
        ),
    ),
    "contacts that mirror a Person Account": typed(
        part_of("Account", {"Id": PERSON, "PersonContactId": GRACE, "Phone": ONE}, {"Id": ACME, "Phone": TWO}),
        part_of(
            "Contact",
            {"Id": ADA, "AccountId": PERSON, "Phone": ONE},
            {"Id": GRACE, "Phone": TWO},
            {"Id": JOAN, "AccountId": ACME, "Phone": TWO},
        ),
    ),
    "converted leads out of scope": typed(
        part_of("Contact", {"Id": ADA, "Phone": ONE}),
        part_of(
            "Lead",
            {"Id": LEAD_A, "Phone": ONE, "MobilePhone": TWO, "IsConverted": "1"},
            {"Id": LEAD_B, "Phone": TWO, "IsConverted": "1"},
        ),
    ),
    "an object without rows": typed(
        TypedPart("Account", "Account.csv", (), ("Id", "Phone")), part_of("Contact", {"Id": ADA, "Phone": ""})
    ),
    "no rows at all": typed(TypedPart("Contact", "Contact.csv", (), ("Id", "Phone"))),
}


@pytest.mark.parametrize("rows_per_part", [1, 3, EVERYTHING])
@pytest.mark.parametrize("org", ORGS)
def test_parts_together_are_what_is_read_in_memory(org: str, rows_per_part: int) -> None:
    assert_parts_are_the_whole(ORGS[org], AuditConfig(region="DE"), rows_per_part)


few = settings(max_examples=8, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])


def test_a_snapshot_in_parts_is_what_is_read_in_memory(tmp_path: Path) -> None:
    opened = opened_snapshot(write_snapshot(tmp_path))
    assert len(assert_parts_are_the_whole(opened, AuditConfig(), 1)) == 2


@pytest.mark.slow
@few
@given(st.randoms(use_true_random=True), st.sampled_from([1, 3, 7]))
def test_parts_of_any_org_are_what_is_read_in_memory(chance: Random, rows_per_part: int) -> None:
    org, config = random_org(chance), random_config(chance)
    with TemporaryDirectory() as folder:
        files = write_csv(org, Path(folder), parts=chance.randint(1, 3))
        with opened_csv(files, config) as opened:
            assert_parts_are_the_whole(opened, config, rows_per_part)


@pytest.mark.slow
@pytest.mark.parametrize("rows_per_part", [100, EVERYTHING])
def test_parts_of_the_sample_are_what_is_read_in_memory(rows_per_part: int) -> None:
    config = AuditConfig()
    with opened_csv(shipped("sample_data"), config) as opened:
        parts = assert_parts_are_the_whole(opened, config, rows_per_part)
    assert len(parts) == (1 if rows_per_part == EVERYTHING else 10)


def test_a_lead_that_was_converted_is_in_the_part_of_the_record_that_has_its_number() -> None:
    parts = assert_parts_are_the_whole(ORGS["converted leads out of scope"], AuditConfig(), 1)
    assert len(parts) == 1
    assert (parts[0].extract.converted_leads.records["sobject"] == LEAD).all()
