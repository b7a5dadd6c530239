"""A snapshot typed in: two Contacts."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

CONTACTS = {
    "Id": ["0035e00000000AA", "0035e00000000AB"],
    "Name": ["Ada Ample", "Bo Brisk"],
    "OwnerId": ["0055e00000000AA", "0055e00000000AB"],
    "Owner.Name": ["Ola", None],
    "LastModifiedDate": ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"],
    "Phone": ["+12125550101", ""],
    "Direct_Line__c": ["+12125550102", None],
}


def write_snapshot(folder: Path) -> Path:
    """Write the snapshot into ``folder``, and return that."""
    pq.write_table(pa.table({k: pa.array(v, pa.string()) for k, v in CONTACTS.items()}), folder / "Contact.parquet")
    manifest = {
        "tool": {"name": "phone-audit", "version": "0.1.0"},
        "org": {
            "org_id": "00D5e0000000001EAA",
            "name": "Ample",
            "edition": None,
            "is_sandbox": False,
            "country": "US",
            "instance_url": "https://ample.my.salesforce.com",
        },
        "user": {"user_id": None, "username": None},
        "api_version": "62.0",
        "started_at": "2026-11-22T10:00:00Z",
        "exported_at": "2026-11-22T10:05:00Z",
        "objects": {
            "Contact": {
                "file": "Contact.parquet",
                "rows": 2,
                "soql": "SELECT Id FROM Contact",
                "way": "rest",
                "columns": list(CONTACTS),
                "custom_fields": ["Direct_Line__c"],
                "counted_by_org": 2,
            }
        },
        "phone_fields": {"Contact": {"present": ["Phone", "Direct_Line__c"], "hidden": ["MobilePhone"]}},
        "warnings": ["Lead is not visible to this user: it is not audited."],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
