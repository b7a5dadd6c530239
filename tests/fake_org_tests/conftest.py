"""A small org for the tests of the fake itself."""

from pathlib import Path

import pytest

from tests.fake_org.fixtures import start_org

__all__ = ["start_org"]

TABLES = {
    "Contact": (
        "Id,FirstName,LastName,Phone,MobilePhone,AccountId,OwnerId,Owner.Name,LastModifiedDate,IsDeleted",
        "0035e00000000AA,Al,Ample,+12125550101,(212) 555-0102,0015e00000000AA,0055e00000000AA,Ola,2026-01-01 08:00,",
        '0035e00000000AB,Bo,Brisk,"0044 20, ext. ""5""",,0015e00000000AB,0055e00000000AB,Per,2026-01-02,false',
        "0035e00000000AC,Cy,Crisp,,NA,,0055e00000000AA,Ola,2026-01-03 09:30,false",
        "0035e00000000AD,Di,Dusty,+12125550104,,,0055e00000000AA,Ola,2026-01-04,true",
    ),
    "Account": (
        "Id,Name,Phone,BillingCountry,Direct_Phone__c,Note__c",
        "0015e00000000AA,Ample Inc,+12125550199,US,+12125550198,x",
        "0015e00000000AB,Brisk Inc,,UK,,",
    ),
    "Lead": (
        "Id,FirstName,LastName,Company,Phone,OwnerId,Owner.Name,IsConverted",
        "00Q5e00000000AA,Ed,Eager,Eager Eels,+33199001234,00G5e00000000AA,Inbound queue,false",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, lines in TABLES.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path
