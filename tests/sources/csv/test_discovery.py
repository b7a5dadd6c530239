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
        ({"User.csv": TEXT, "a/Contact.csv": TEXT}, "Not looked into: a/."),
        ({"User.csv": TEXT}, "There is only User.csv. Give an export with Contact.csv, Lead.csv or Account.csv."),
        ({"Case.csv": TEXT, "User.csv": TEXT, "notes.txt": "x"}, "There are only Case.csv, User.csv. Give"),
        ({"notes.txt": "x", "plan.pdf": "x"}, "There is no CSV file, only notes.txt, plan.pdf. Give"),
        ({"Book1.xlsx": b"x", "User.csv": TEXT}, "Book1.xlsx is a workbook, not CSV."),
        ({"results.json": "{}", "report.html": "x", "report.xlsx": b"x"}, "This is a report. Give the export"),
        ({"manifest.json": "{}", "Contact.parquet": b"x"}, "This is a snapshot: give it with --snapshot"),
        ({}, "It is empty. Give an export with Contact.csv, Lead.csv or Account.csv."),
    ],
)
def test_where_nothing_is_to_audit_it_says_what_is_there(
    folder: Folder, files: Mapping[str, Content], named: str
) -> None:
    with pytest.raises(NothingToAuditError, match=named):
        read_csv(folder(files), AuditConfig())


def test_a_file_of_another_object_that_is_given_alone_is_named_once(folder: Folder) -> None:
    place = folder({"extract.csv": "Id,Subject\n5005Y000000014eQAA,Hello\n", "User.csv": "Id,Name\n"})
    with pytest.raises(NothingToAuditError) as raised:
        read_csv(place / "extract.csv", AuditConfig())
    assert str(raised.value).count("extract.csv") == 2  # the path, and what is in it
    assert "There is only extract.csv with ids that begin with 500… (Case)." in str(raised.value)
    with pytest.raises(NothingToAuditError, match=r"User\.csv\. Give an export"):
        read_csv(place / "User.csv", AuditConfig())


@pytest.mark.parametrize("given", ["fixes", "fixes/step-1"])
def test_the_load_files_of_a_report_are_not_taken_for_an_export(folder: Folder, given: str) -> None:
    place = folder({"fixes/plan.parquet": b"x", "fixes/step-1/Contact.csv": TEXT})
    with pytest.raises(UnreadableInputError, match=r"made for Data Loader, not an export\."):
        read_csv(place / given, AuditConfig())


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
