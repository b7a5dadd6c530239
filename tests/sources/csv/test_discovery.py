"""Which of the files that are given are read, in which order, and what is said of the others."""

import zipfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest

from audit.config.audit import AuditConfig
from audit.errors import NothingToAuditError, UnreadableInputError, UsageError
from audit.sources.csv.discovery import Listing, listed, notes_on
from audit.sources.csv.read_csv import read_csv

Content = str | bytes
Folder = Callable[[Mapping[str, Content]], Path]
TEXT = "Id,Phone\n"


def zipped(*names: str, **inner: bytes) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, TEXT)
        for name, packed in inner.items():
            archive.writestr(f"{name}.zip", packed)
    return content.getvalue()


def listing_of(*paths: Path) -> Listing:
    with ExitStack() as stack:
        return listed(paths, stack)


def labels(*paths: Path) -> list[str]:
    return [file.label for file in listing_of(*paths).files]


def test_files_come_in_name_order_and_one_beside_the_zips_before_those_in_them(folder: Folder) -> None:
    place = folder(
        {"b.zip": zipped("Contact.csv"), "A.zip": zipped("x/Contact.csv"), "Contact.csv": TEXT, "account.csv": TEXT}
    )
    assert labels(place) == ["account.csv", "Contact.csv", "A.zip/x/Contact.csv", "b.zip/Contact.csv"]


def test_zips_within_a_zip_are_opened_one_level_deep(folder: Folder) -> None:
    place = folder({"all.zip": zipped(one=zipped("Contact.csv"), two=zipped("Lead.csv", three=zipped("Contact.csv")))})
    listing = listing_of(place / "all.zip")
    assert [file.label for file in listing.files] == ["one.zip/Contact.csv", "two.zip/Lead.csv"]
    assert [path.rpartition("/")[2] for path in listing.too_deep] == ["three.zip"]


def test_folders_are_entered_where_there_is_nothing_else(folder: Folder) -> None:
    assert labels(folder({"a/Contact.csv": TEXT, "b/one.zip": zipped("Lead.csv")})) == [
        "a/Contact.csv",
        "b/one.zip/Lead.csv",
    ]


@pytest.mark.parametrize("beside", [{"Lead.csv": TEXT}, {"User.csv": TEXT}, {"one.zip": zipped("Lead.csv")}])
def test_folders_beside_files_or_zips_are_named_and_not_entered(folder: Folder, beside: Mapping[str, Content]) -> None:
    listing = listing_of(folder({**beside, "old/Contact.csv": TEXT, "notes/readme.txt": "x"}))
    assert "old/Contact.csv" not in [file.label for file in listing.files]
    assert listing.too_deep == ["old/"]


def test_folders_two_levels_down_are_named(folder: Folder) -> None:
    listing = listing_of(folder({"a/b/Contact.csv": TEXT, "a/Lead.csv": TEXT}))
    assert ([file.label for file in listing.files], listing.too_deep) == (["a/Lead.csv"], ["a/b/"])


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"a/b/Contact.csv": TEXT}, "Not looked into: a/b/."),
        ({"x.zip": zipped(y=zipped(z=zipped("Contact.csv")))}, "Not looked into: .*z.zip"),
        ({"User.csv": TEXT, "a/Contact.csv": TEXT}, "Found there: User.csv. Not looked into: a/."),
        ({"Case.csv": TEXT, "notes.txt": "x"}, "Found there: Case.csv, notes.txt."),
        ({}, "Give the folder or zip of an export, or a CSV file."),
    ],
)
def test_where_nothing_is_to_audit_it_says_what_is_there(
    folder: Folder, files: Mapping[str, Content], named: str
) -> None:
    with pytest.raises(NothingToAuditError, match=named):
        read_csv(folder(files), AuditConfig())


def test_a_file_that_is_given_twice_is_read_once(folder: Folder) -> None:
    place = folder({"Contact.csv": TEXT, "one.zip": zipped("Lead.csv")})
    listing = listing_of(place, place / "one.zip", place / "Contact.csv")
    assert len(listing.files) == 2
    assert len(listing.repeated) == 2
    assert any(note.startswith("Given more than once and read once: ") for note in notes_on(listing))


def test_of_several_paths_the_names_say_where_a_file_lies(folder: Folder) -> None:
    place = folder({"a/Contact.csv": TEXT, "b/Contact.csv": TEXT})
    assert labels(place / "a", place / "b") == ["a/Contact.csv", "b/Contact.csv"]


@pytest.mark.parametrize("name", [".DS_Store", "._Contact.csv", "~$Contact.csv", ".~lock.Contact.csv#", "Thumbs.db"])
def test_what_programs_leave_for_themselves_is_nothing(folder: Folder, name: str) -> None:
    listing = listing_of(folder({"Contact.csv": TEXT, name: "x"}))
    assert [file.label for file in listing.files] == ["Contact.csv"]
    assert not [*listing.passed_over, *listing.further]


def test_files_of_other_objects_are_counted_and_some_named(folder: Folder) -> None:
    others = {f"{name}.csv": TEXT for name in ("Account_Plan__c", "Case", "Contact__Share", "Task")}
    assert list(notes_on(listing_of(folder({"Contact.csv": TEXT, **others})))) == [
        "4 files of other objects were not read: Account_Plan__c.csv, Case.csv, Contact__Share.csv and 1 more."
    ]


def test_a_workbook_beside_files_is_named_where_it_is_called_like_an_object(folder: Folder) -> None:
    notes = list(notes_on(listing_of(folder({"Contact.csv": TEXT, "Lead.xlsx": b"x", "plan.xlsx": b"x"}))))
    assert [note.partition(" is a workbook")[0] for note in notes] == ["Not read: Lead.xlsx"]


def test_a_workbook_given_by_its_name_is_refused_whatever_it_is_called(folder: Folder) -> None:
    place = folder({"extract.csv": zipped("xl/workbook.xml"), "Contact.xlsx": b"x"})
    for name in ("extract.csv", "Contact.xlsx"):
        with pytest.raises(UnreadableInputError, match="is a workbook, not CSV"):
            listing_of(place / name)


def test_a_path_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no"):
        listing_of(tmp_path / "nowhere")
