"""Names of the workbooks by owner."""

import pytest

from audit.reports.owner_files import workbook_name


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("Ann Lee", "Ann Lee.xlsx"),
        ("005000000000079AAA", "005000000000079AAA.xlsx"),
        ('Sales: "EMEA" <a/b\\c|d?e*f>', "Sales_ _EMEA_ _a_b_c_d_e_f_.xlsx"),
        ("../../etc/passwd", "_.._etc_passwd.xlsx"),
        ("Acme Inc. . ", "Acme Inc.xlsx"),
        (".hidden", "hidden.xlsx"),
        ("~$Ann", "_$Ann.xlsx"),
        ("con", "con_.xlsx"),
        ("Aux.North", "Aux.North_.xlsx"),
        ("LPT\u00b9", "LPT\u00b9_.xlsx"),
        ("Contact", "Contact.xlsx"),
        ("A\tB\u202eC", "A_B_C.xlsx"),
        ("...", "_.xlsx"),
    ],
)
def test_a_name_is_valid_on_every_disk(owner: str, name: str) -> None:
    assert workbook_name(owner, set()) == name


def test_names_that_a_disk_takes_for_one_are_numbered() -> None:
    taken: set[str] = set()
    owners = ("Jos\u00e9", "JOSE\u0301", "jos\u00e9 (2)", "Jos\u00e9", "Stra\u00dfe", "STRASSE")
    names = [workbook_name(owner, taken) for owner in owners]
    assert names == [
        "Jos\u00e9.xlsx",
        "JOS\u00c9 (2).xlsx",
        "jos\u00e9 (2) (2).xlsx",
        "Jos\u00e9 (3).xlsx",
        "Stra\u00dfe.xlsx",
        "STRASSE (2).xlsx",
    ]


def test_long_names_are_cut_between_characters_and_stay_apart() -> None:
    taken: set[str] = set()
    first, second = (workbook_name("\u00e9" * 200 + end, taken) for end in "ab")
    assert first == "\u00e9" * 60 + ".xlsx"
    assert second == "\u00e9" * 60 + " (2).xlsx"
