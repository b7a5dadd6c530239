"""DataFrames of a caller's own are read as the CSV files that they would be."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.config.audit import AuditConfig
from audit.errors import AuditError, NothingToAuditError, UnreadableInputError, UsageError
from audit.sources.csv.read_csv import read_csv
from audit.sources.frames.read_frames import read_frames
from audit.sources.org_extract import Extract
from tests.oracle import Org
from tests.random_orgs import random_config, random_org

SAMPLE = Path(__file__).parent.parent.parent.parent / "sample_data"
IDS = ["003A0000000AAAA", "003B0000000AAAA", "003C0000000AAAA"]


def frame(**columns: Any) -> pd.DataFrame:
    """Return three Contacts."""
    return pd.DataFrame({"Id": IDS, **columns})


def values(extract: Extract) -> list[tuple[str, str]]:
    phones = extract.audited.phones
    return list(zip(phones["field"].astype("str"), phones["raw"], strict=True))


def _unchanged(_chance: Random, column: pd.Series) -> pd.Series:
    return column


def _with_missing(chance: Random, column: pd.Series) -> pd.Series:
    missing = chance.choice([None, np.nan, pd.NA])
    return column.astype("object").map(lambda text: text or missing)


def _category(_chance: Random, column: pd.Series) -> pd.Series:
    return column.replace("", None).astype("category")


def _objects(_chance: Random, column: pd.Series) -> pd.Series:
    """Return the digits among the texts as numbers, as Excel gives them."""
    return column.map(lambda text: float(text) if text.isdecimal() and text.isascii() else text).astype("object")


def _numbers(_chance: Random, column: pd.Series) -> pd.Series:
    return pd.to_numeric(column, errors="coerce")


def _moments(chance: Random, column: pd.Series) -> pd.Series:
    moments = pd.to_datetime(column, errors="coerce", format="ISO8601", utc=True)
    return moments.dt.tz_localize(None) if chance.random() < 0.5 else moments


KINDS: list[Callable[[Random, pd.Series], pd.Series]] = [_unchanged, _with_missing, _category, _objects]


def frames_of(chance: Random, org: Org) -> dict[str, pd.DataFrame]:
    """Return the rows of ``org`` as people have them; those without an id look like the footer of a report in CSV."""
    frames = {}
    for name, export in org.items():
        whole = pd.DataFrame(export.rows, columns=list(export.header), dtype="object")
        id_column = next(column for column in whole if column.upper() == "ID")
        whole = whole[whole[id_column].str.strip() != ""]
        for column in whole.columns:
            kinds = [*KINDS, _numbers] if "PHONE" in column.upper() else KINDS
            kinds = [*kinds, _moments, _moments] if column.upper() in {"LASTMODIFIEDDATE", "SYSTEMMODSTAMP"} else kinds
            whole[column] = chance.choice(kinds)(chance, whole[column])
        frames[name] = whole.set_index(id_column) if chance.random() < 0.3 else whole
    return frames


def read_or_refused(read: Callable[[], Extract]) -> Extract | type[AuditError]:
    try:
        return read()
    except AuditError as error:
        return type(error)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_frames_are_read_as_their_csv_files(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - an org, not a secret
    frames, config = frames_of(chance, random_org(chance)), random_config(chance)
    given_frames = {name: frame.copy(deep=True) for name, frame in frames.items()}
    with TemporaryDirectory() as folder:
        for name, frame in frames.items():
            frame.to_csv(Path(folder) / f"{name}.csv", index=frame.index.name is not None)
        by_files = read_or_refused(lambda: read_csv(folder, config))
    by_frames = read_or_refused(lambda: read_frames(frames, config))
    for name, given_frame in given_frames.items():
        pd.testing.assert_frame_equal(frames[name], given_frame)
    if not isinstance(by_files, Extract) or not isinstance(by_frames, Extract):
        assert by_frames == by_files
        return
    for population in ("audited", "converted_leads"):
        one, other = getattr(by_frames, population), getattr(by_files, population)
        pd.testing.assert_frame_equal(one.records, other.records)
        pd.testing.assert_frame_equal(one.phones, other.phones)
    assert by_frames.source.objects == by_files.source.objects
    assert [found.names for found in by_frames.unread] == [found.names for found in by_files.unread]


def test_the_frames_of_an_extract_can_be_read_again() -> None:
    extract = read_csv(SAMPLE)
    again = read_frames(extract.frames)
    assert extract.frames.keys() == again.frames.keys()
    for name, own in extract.frames.items():
        pd.testing.assert_frame_equal(again.frames[name], own)


def test_what_is_changed_in_frames_is_what_is_read() -> None:
    frames = read_csv(SAMPLE).frames
    frames["Contact"] = frames["Contact"].head(2).assign(Phone=["+12125550100", None], MobilePhone=None)
    assert ("Phone", "+12125550100") in values(read_frames({"Contact": frames["Contact"]}))


def test_person_accounts_may_come_apart() -> None:
    accounts = pd.DataFrame({"Id": ["001A0000000AAAA"], "phone": ["+12125550100"]})
    persons = pd.DataFrame({"Id": ["001B0000000AAAA"], "Phone": [None], "PersonMobilePhone": ["+12125550101"]})
    extract = read_frames({"PersonAccount": persons, "Account": accounts})
    assert extract.audited.records["sobject"].tolist() == ["Account", "PersonAccount"]
    assert values(extract) == [("Phone", "+12125550100"), ("PersonMobilePhone", "+12125550101")]
    assert extract.source.objects["PersonAccount"].in_some_parts == ()


def test_owners_have_the_names_of_the_frame_of_users() -> None:
    users = pd.DataFrame({"Id": ["005A0000000AAAA"], "Name": ["Olga"]})
    contacts = frame(Phone="+12125550100", OwnerId="005A0000000AAAA")
    assert read_frames({"Contact": contacts, "User": users}).audited.records["owner"].unique().tolist() == ["Olga"]


def test_labels_of_reports_are_read_and_named() -> None:
    extract = read_frames({"Contact": frame(Mobile="+12125550100").rename(columns={"Id": "Contact ID"})})
    assert {field for field, _ in values(extract)} == {"MobilePhone"}
    assert any('frames["Contact"] has labels' in warning for warning in extract.source.warnings)


def test_phone_fields_of_numbers_are_said_to_have_lost_something() -> None:
    warnings = read_frames({"Contact": frame(Phone=[2125550100.0, None, None])}).source.warnings
    assert [w for w in warnings if 'frames["Contact"] has numbers, not text, in Phone' in w]
    warnings = read_frames({"Contact": frame(Phone="2125550100")}).source.warnings
    assert not [w for w in warnings if "not text" in w]


@pytest.mark.parametrize(
    ("frames", "kind", "sentence"),
    [
        ({}, NothingToAuditError, "no frame to audit"),
        ({"User": frame(Name="Olga")}, NothingToAuditError, "no frame to audit"),
        ({"contacts": frame(Phone="1")}, UsageError, "'contacts'. Its DataFrames are called Contact, Lead"),
        (
            frame(Phone="1"),
            UsageError,
            'frames is no dict. Give DataFrames by object: read_frames({"Contact": contacts})',
        ),
        ({"Contact": [1, 2]}, UsageError, "is no DataFrame but list"),
        ({"Contact": frame(Phone="1").drop(columns="Id")}, UnreadableInputError, "no column Id"),
        ({"Contact": frame(Fax="1")}, UnreadableInputError, "no phone field. It needs at least one of Phone, Mobile"),
        ({"Contact": frame(Phone="1", PHONE="2")}, UnreadableInputError, "the column Phone twice"),
        (
            {"Contact": frame(Phone=pd.Series(["Ren\udce9", "", ""], dtype="object"))},
            UnreadableInputError,
            "not Unicode",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(frames: Any, kind: type[AuditError], sentence: str) -> None:
    with pytest.raises(kind) as caught:
        read_frames(frames)
    assert sentence in str(caught.value)


def test_title_and_address_are_those_of_the_configuration() -> None:
    config = AuditConfig(title="Larkspur", instance_url="https://larkspur.my.salesforce.com")
    source = read_frames({"Contact": frame(Phone="1")}, config).source
    assert (source.kind, source.location, source.org_name) == ("frames", "Contact", "Larkspur")
    assert source.instance_url == config.instance_url
