"""The list of orgs of a fleet: what it says, and what is refused in a sentence."""

from pathlib import Path

import pytest

from audit.config.orgs_file import read_orgs_file
from audit.errors import UsageError


def written(folder: Path, text: str) -> Path:
    path = folder / "orgs.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_org_has_its_source_and_the_settings_of_all_with_its_own_in_their_place(tmp_path: Path) -> None:
    first, second, third = read_orgs_file(
        written(
            tmp_path,
            """
            region = "US"
            placeholders = ["ask"]
            [severity]
            shared-line = "notice"
            [[org]]
            name = "Larkspur & Finch"
            csv = ["a.zip", "b.zip"]
            [[org]]
            name = "Thistle"
            snapshot = "thistle"
            region = "GB"
            placeholders = ["see notes"]
            [org.severity]
            not-e164 = "warning"
            [[org]]
            name = "Ørsted-Nord 2"
            org = "orsted"
            profile = "aircall-legacy"
            """,
        )
    )
    assert (first.name, first.csv, first.snapshot, first.alias) == (
        "Larkspur & Finch",
        (tmp_path / "a.zip", tmp_path / "b.zip"),
        None,
        None,
    )
    assert (first.config.region, first.config.severity) == ("US", {"shared-line": "notice"})
    assert (second.csv, second.snapshot) == ((), tmp_path / "thistle")
    assert (second.config.region, second.config.placeholders) == ("GB", ("see notes",))
    assert second.config.severity == {"shared-line": "notice", "not-e164": "warning"}
    assert (third.alias, third.config.profile.name, third.config.region) == ("orsted", "aircall-legacy", "US")


def test_a_list_of_intended_winners_is_beside_the_list_of_orgs(tmp_path: Path) -> None:
    text = '[[org]]\nname = "A"\ncsv = "a"\n[org.fix]\nintended_winners = "winners.csv"\n'
    (org,) = read_orgs_file(written(tmp_path, text))
    assert org.config.fix.intended_winners == tmp_path / "winners.csv"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("region = [", "is not valid TOML"),
        ('region = "US"\n', "lists no org"),
        ("org = 3\n", "lists no org"),
        ('[[org]]\ncsv = "a"\n', "an org without a name"),
        ('[[org]]\nname = "A"\n', "org A: it has no source"),
        ('[[org]]\nname = "A"\ncsv = "a"\norg = "b"\n', "org A: it has csv and org"),
        ('[[org]]\nname = "A"\ncsv = []\n', "org A: csv is not a text"),
        ('[[org]]\nname = "A"\nsnapshot = ["a"]\n', "org A: snapshot is not a text"),
        ('[[org]]\nname = "A"\ncsv = "a"\nregoin = "US"\n', "org A: unknown key regoin. Did you mean region?"),
        ('region = 3\n[[org]]\nname = "A"\ncsv = "a"\n', "org A: region"),
        ('[[org]]\nname = "../A"\ncsv = "a"\n', "cannot be the name of a folder"),
        ('[[org]]\nname = "A."\ncsv = "a"\n', "cannot be the name of a folder"),
        ('[[org]]\nname = "nul"\ncsv = "a"\n', "cannot be the name of a folder"),
        ('[[org]]\nname = "A"\ncsv = "a"\n[[org]]\nname = "a"\ncsv = "a"\n', "two orgs of the name a"),
    ],
)
def test_a_wrong_list_is_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_orgs_file(written(tmp_path, text))
    assert said in str(refused.value)


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Cannot read the list of orgs .*No such file"):
        read_orgs_file(tmp_path / "orgs.toml")
