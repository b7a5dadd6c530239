"""Invented orgs whose numbers are stored in every format there is, for the tests of the probe."""

import csv
import random
from pathlib import Path
from typing import Final

_COUNTRIES: Final = {"FR": ("33", "0", 9), "GB": ("44", "0", 10), "US": ("1", "", 10), "ES": ("34", "", 9)}
_STARTS: Final = {"FR": "1", "GB": "2079", "US": "212", "ES": "91"}
_WAYS: Final = (
    "+{cc}{n}",
    "+{cc} {grouped}",
    "+{cc}-{hyphens}",
    "+{cc}.{dots}",
    "+{cc} ({area}) {rest}",
    "{cc}{n}",
    "{cc} {grouped}",
    "{t}{n}",
    "{t}{grouped}",
    "00{cc}{n}",
)


def write_org(folder: Path, seed: int, n_contacts: int = 1_200) -> Path:
    """Write Contact.csv, Lead.csv and Account.csv into ``folder`` and return it; numbers are on one record each."""
    chance = random.Random(seed)  # noqa: S311 - invented numbers
    folder.mkdir(parents=True, exist_ok=True)
    for name, prefix, country, size in (
        ("Contact", "003", "MailingCountryCode", n_contacts),
        ("Lead", "00Q", "CountryCode", n_contacts // 4),
        ("Account", "001", "BillingCountryCode", n_contacts // 4),
    ):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            more = ["Fax", "Direct_Phone__c"] if name == "Contact" else ["IsConverted"] if name == "Lead" else []
            rows.writerow(["Id", "Name", "LastName", "Phone", country, "LastModifiedDate", *more])
            for i in range(size):
                home = chance.choice(list(_COUNTRIES))
                filled = [chance.choice(_WAYS), chance.choice(_WAYS)] if name == "Contact" and i % 12 == 0 else ["", ""]
                extra = [_number(chance, home, way) if way else "" for way in filled]
                extra = extra if name == "Contact" else ["true" if i % 10 == 0 else "false"] if name == "Lead" else []
                day = f"2026-{chance.randint(1, 9):02d}-{chance.randint(1, 28):02d}T08:00:00.000Z"
                row = [f"{prefix}5e{i:010d}", f"Tess {i}", f"Test {i}", _number(chance, home, chance.choice(_WAYS))]
                rows.writerow([*row, home, day, *extra])
    return folder


def _number(chance: random.Random, country: str, way: str) -> str:
    code, trunk, length = _COUNTRIES[country]
    start = _STARTS[country] + ("555" if country == "US" else "")
    national = start + "".join(chance.choice("23456789") for _ in range(length - len(start)))
    pairs = [national[:3], national[3:6], national[6:]]
    return way.format(
        cc=code,
        t=trunk,
        n=national,
        grouped=" ".join(pairs),
        hyphens="-".join(pairs),
        dots=".".join(pairs),
        area=national[:3],
        rest=f"{national[3:6]}-{national[6:]}",
    )
