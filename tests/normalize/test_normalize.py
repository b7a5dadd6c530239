"""The phone fields of an org, read by columns and one by one."""

from pathlib import Path

import pandas as pd

from audit.config.audit import AuditConfig
from audit.normalize import scalar
from audit.normalize.normalize import normalize
from audit.sources.csv.read_csv import read_csv
from tests.benchmarks.org import write_org


def test_the_tables_of_an_org_are_the_same_by_both_readings(tmp_path: Path) -> None:
    write_org(tmp_path, records=2_000)
    extract = read_csv(tmp_path, AuditConfig(region="US"))
    fast = normalize(extract, AuditConfig(region="US"))
    slow = normalize(extract, AuditConfig(region="US"), scalar.read_column)
    pd.testing.assert_frame_equal(fast.values, slow.values)
    pd.testing.assert_frame_equal(fast.records, slow.records)
    pd.testing.assert_frame_equal(fast.converted_values, slow.converted_values)


def test_an_org_of_the_generator_is_what_it_is_said_to_be(tmp_path: Path) -> None:
    write_org(tmp_path, records=20_000)
    extract = read_csv(tmp_path, AuditConfig(include_converted_leads=True))
    values = normalize(extract, AuditConfig()).values
    share = values["format"].value_counts(normalize=True)
    held_by = values.groupby("e164")["record"].nunique()
    assert len(extract.audited.records) == 20_000
    assert 1.55 < len(values) / 20_000 < 1.65
    assert abs(share["e164"] - 0.60) < 0.02
    assert abs(share["national"] - 0.25) < 0.03
    assert abs(share["international"] - 0.10) < 0.02
    assert 0.06 < held_by[held_by > 1].sum() / len(values) < 0.10
    assert values["region"].nunique() >= 12


def test_the_generator_writes_the_same_files_again(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_org(tmp_path / name, records=500, seed=7)
    for file in ("Contact.csv", "Lead.csv", "Account.csv"):
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()
