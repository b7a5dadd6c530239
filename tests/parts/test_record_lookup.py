from pathlib import Path

import pandas as pd

from audit.config.audit import AuditConfig
from audit.parts.record_lookup import is_audited, write_record_ids
from audit.sources.csv.read_csv import opened_csv
from tests.parts.whole_in_parts import org_in_parts

CONTACTS = """Id,Name,Phone
003000000000009AAA,Ada,+12125550100
003000000000001AAA,Bea,+12125550101
003000000000005AAA,Cay,
"""
LEADS = """Id,Name,Phone,IsConverted
00Q000000000001AAA,Lou,+12125550100,false
00Q000000000002AAA,Len,+12125550100,true
"""


def test_a_record_in_any_block_is_known_by_its_id_and_one_out_of_scope_is_not(tmp_path: Path) -> None:
    (tmp_path / "Contact.csv").write_text(CONTACTS)
    (tmp_path / "Lead.csv").write_text(LEADS)
    folder = tmp_path / "scratch"
    folder.mkdir()
    config = AuditConfig(region="US")
    with opened_csv([tmp_path / "Contact.csv", tmp_path / "Lead.csv"], config) as opened:
        blocks, _ = org_in_parts(opened, config, folder, 2)
    for block in blocks.blocks:
        write_record_ids(blocks, block)
    known = ["003000000000001AAA", "003000000000005AAA", "003000000000009AAA"]
    leads = ["00Q000000000001AAA", "00Q000000000002AAA"]
    asked = pd.Series(["", *known, "003000000000002AAA", *leads], dtype="str")
    assert is_audited(blocks, asked).tolist() == [False, True, True, True, False, True, False]
