"""An org of any size as CSV files: python -m tests.benchmarks.org --records 1000000 --out FOLDER.

75 % Contacts, 20 % Leads, 5 % Accounts, 1.6 filled phone fields a record; numbers as in ``mix``. Seeded: the same
arguments write the same files.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from tests.benchmarks.mix import REGIONS, drawn_numbers, drawn_regions, mixed_texts

_SHARES = {"Contact": 0.75, "Lead": 0.20, "Account": 0.05}
_PREFIXES = {"Contact": "003", "Lead": "00Q", "Account": "001", "User": "005"}
_CHECKSUMS = {"003": "AAA", "00Q": "EAA", "001": "AAA", "005": "AAA"}
"""The last three characters of an id tell which of its first fifteen are capitals."""
_FILLED: Mapping[str, Mapping[str, float]] = {
    "Contact": {"Phone": 0.90, "MobilePhone": 0.65, "HomePhone": 0.06, "AssistantPhone": 0.03, "OtherPhone": 0.06},
    "Lead": {"Phone": 0.90, "MobilePhone": 0.50},
    "Account": {"Phone": 0.90},
}
COUNTRY_FIELDS = {"Contact": "MailingCountry", "Lead": "Country", "Account": "BillingCountry"}
_COUNTRIES = {
    "US": ("United States", "USA", "US"),
    "GB": ("United Kingdom", "UK", "England"),
    "DE": ("Germany", "Deutschland", "DE"),
    "FR": ("France", "FR", "FRA"),
    "ES": ("Spain", "España", "ES"),
    "IT": ("Italy", "Italia", "IT"),
    "NL": ("Netherlands", "Holland", "NL"),
    "CA": ("Canada", "CA", "CAN"),
    "AU": ("Australia", "AU", "AUS"),
    "IN": ("India", "IN", "IND"),
    "BR": ("Brazil", "Brasil", "BR"),
    "JP": ("Japan", "JP", "JPN"),
}
_SPELLINGS = pa.array([spelling for region in REGIONS for spelling in _COUNTRIES[region]] + ["", "Erewhon"])
_NO_COUNTRY, _UNKNOWN_COUNTRY = len(_SPELLINGS) - 2, len(_SPELLINGS) - 1
_FIRST_NAMES = pa.array(
    [
        *("Ada", "Bartholomew", "Cosima", "Desmond", "Esme", "Ferdinand", "Gwendolen", "Horatio", "Imogen", "Jasper"),
        *("Kitty", "Leopold", "Minerva", "Ned", "Ottoline", "Peregrine", "Quentin", "Rosalind", "Septimus", "Tamsin"),
        *("Ursula", "Valentine", "Wilhelmina", "Xavier", "Yolanda", "Zebedee"),
    ]
)
_LAST_NAMES = pa.array(
    [
        f"{first}{last}"
        for first in ("Amber", "Bramble", "Copper", "Dusk", "Ember", "Fern", "Gorse", "Hazel", "Inkwell", "Juniper")
        for last in ("brook", "croft", "field", "gate", "holt", "ley", "mere", "shaw", "thorpe", "wick")
    ]
)
_N_OWNERS = 200
_N_MOMENTS = 200_000
_CHUNK = 250_000


def write_org(folder: Path, records: int, seed: int = 0) -> None:
    """Write Contact.csv, Lead.csv and Account.csv of an org of about ``records`` records into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for position, (sobject, share) in enumerate(_SHARES.items()):
        writer = None
        for chunk in _chunks(sobject, round(records * share), records, seed * len(_SHARES) + position):
            writer = writer or pyarrow.csv.CSVWriter(str(folder / f"{sobject}.csv"), chunk.schema)
            writer.write_table(chunk)
        if writer is not None:
            writer.close()


def _chunks(sobject: str, rows: int, records: int, seed: int) -> Iterator[pa.Table]:
    rng = np.random.default_rng(seed)
    moments = _moments(rng)
    for start in range(0, rows, _CHUNK):
        yield _chunk(sobject, np.arange(start, min(start + _CHUNK, rows)), records, moments, rng)


def _chunk(sobject: str, row: np.ndarray, records: int, moments: pa.Array, rng: np.random.Generator) -> pa.Table:
    n_rows = len(row)
    region = drawn_regions(n_rows, rng)
    owner = rng.integers(_N_OWNERS, size=n_rows)
    n_accounts = max(1, round(records * _SHARES["Account"]))
    columns = {"Id": _ids(sobject, row), "IsDeleted": _constant("false", n_rows)}
    if sobject == "Contact":
        columns["AccountId"] = _ids("Account", rng.integers(n_accounts, size=n_rows))
    if sobject == "Lead":
        columns["IsConverted"] = pc.if_else(pa.array(rng.random(n_rows) < 0.1), "true", "false")
    columns |= _names(sobject, row, rng)
    for field, share in _FILLED[sobject].items():
        columns[field] = _phones(region, share, records, rng)
    columns[COUNTRY_FIELDS[sobject]] = _SPELLINGS.take(pa.array(_spellings(region, rng)))
    columns["OwnerId"] = _ids("User", owner)
    columns["Owner.Name"] = _owner_names().take(pa.array(owner))
    columns["CreatedDate"] = moments.take(pa.array(rng.integers(len(moments) // 2, size=n_rows)))
    columns["LastModifiedDate"] = moments.take(pa.array(rng.integers(len(moments) // 2, len(moments), size=n_rows)))
    return pa.table(columns)


def _ids(kind: str, row: np.ndarray) -> pa.Array:
    prefix = _PREFIXES[kind]
    digits = pc.utf8_lpad(pa.array(row).cast(pa.string()), 12, "0")
    return pc.binary_join_element_wise(prefix, digits, _CHECKSUMS[prefix], "")


def _names(sobject: str, row: np.ndarray, rng: np.random.Generator) -> dict[str, pa.Array]:
    last = _LAST_NAMES.take(pa.array(rng.integers(len(_LAST_NAMES), size=len(row))))
    number = pa.array(row).cast(pa.string())
    if sobject == "Account":
        return {"Name": pc.binary_join_element_wise(last, "Works", number, " ")}
    first = _FIRST_NAMES.take(pa.array(rng.integers(len(_FIRST_NAMES), size=len(row))))
    address = pc.ascii_lower(pc.binary_join_element_wise(first, last, number, "."))
    email = pc.binary_join_element_wise(address, "example.com", "@")
    return {
        "FirstName": first,
        "LastName": last,
        "Name": pc.binary_join_element_wise(first, last, " "),
        "Email": pc.if_else(pa.array(rng.random(len(row)) < 0.8), email, ""),
    }


def _phones(region: np.ndarray, share: float, records: int, rng: np.random.Generator) -> pa.Array:
    """Return a phone field that is filled in ``share`` of the rows."""
    filled = np.flatnonzero(rng.random(len(region)) < share)
    texts = mixed_texts(region[filled], drawn_numbers(region[filled], round(1.6 * records), rng), rng)
    position = np.full(len(region), len(filled))
    position[filled] = np.arange(len(filled))
    return pa.concat_arrays([texts, pa.array([""], pa.large_string())]).take(pa.array(position))


def _spellings(region: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    spelling = region * 3 + rng.integers(3, size=len(region))
    kind = rng.random(len(region))
    return np.select([kind < 0.04, kind < 0.042], [_NO_COUNTRY, _UNKNOWN_COUNTRY], spelling)


def _owner_names() -> pa.Array:
    first = [_FIRST_NAMES[position % len(_FIRST_NAMES)].as_py() for position in range(_N_OWNERS)]
    last = [_LAST_NAMES[position % len(_LAST_NAMES)].as_py() for position in range(_N_OWNERS)]
    return pa.array([f"{a} {b}" for a, b in zip(first, last, strict=True)])


def _moments(rng: np.random.Generator) -> pa.Array:
    """Return moments of eight years as Salesforce writes them, ascending."""
    first, last = np.datetime64("2018-01-01"), np.datetime64("2026-01-01")
    seconds = np.sort(rng.integers(first.astype("M8[s]").astype("i8"), last.astype("M8[s]").astype("i8"), _N_MOMENTS))
    return pc.strftime(pa.array(seconds.astype("M8[s]")), format="%Y-%m-%dT%H:%M:%S.000Z")


def _constant(text: str, n_rows: int) -> pa.Array:
    return pa.repeat(text, n_rows)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    write_org(given.out, given.records, given.seed)
