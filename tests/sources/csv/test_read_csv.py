import io
import os
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from audit.config.audit import AuditConfig
from audit.errors import AuditError, NothingToAuditError, UnreadableInputError, UsageError
from audit.sources.csv.read_csv import read_csv
from audit.sources.org_extract import Extract

ADA = "003000000000001AAA"
GRACE = "003000000000002AAA"
CONTACT = f"Id,Phone\n{ADA},+12125550100\n"
ReadFiles = Callable[..., Extract]
Folder = Callable[[Mapping[str, str | bytes]], Path]


def ids(extract: Extract) -> list[str]:
    return extract.audited.records["record_id"].tolist()


def raws(extract: Extract) -> list[str]:
    return extract.audited.phones["raw"].tolist()


def zipped(files: Mapping[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def read_path(path: Path) -> Extract:
    return read_csv(path, AuditConfig())


def read_or_refusal(path: Path) -> tuple[list[str], str | None]:
    try:
        return ids(read_path(path)), None
    except AuditError as error:
        return [], str(error)


@pytest.mark.parametrize(
    "name",
    [
        "Contact.csv",
        "CONTACT.CSV",
        "contact.csv",
        "Contact_2.csv",
        "contact-part-03.csv",
        "Contact (1).csv",
        "Contact2026.csv",
        "Contact.001.csv",
        "Contact_Österreich.csv",
        "Contacts.csv",
        "contacts-2026.csv",
    ],
)
def test_names_that_start_with_the_object_are_read(read_files: ReadFiles, name: str) -> None:
    assert ids(read_files({name: CONTACT})) == [ADA]


@pytest.mark.parametrize(
    "name",
    [
        "ContactPointPhone.csv",
        "AccountTeamMember.csv",
        "Contacting.csv",
        "Contactö.csv",
        "Contact__Share.csv",
        "Account_Plan__c.csv",
        "My Contact.csv",
        "Contact.txt",
    ],
)
def test_other_names_are_not(read_files: ReadFiles, name: str) -> None:
    with pytest.raises(NothingToAuditError, match=r"Contact\.csv, Lead\.csv or Account\.csv"):
        read_files({name: CONTACT})


def test_parts_are_read_together_in_name_order(read_files: ReadFiles) -> None:
    extract = read_files(
        {
            "Contact_2.csv": "Id,Phone\n003000000000003AAA,3\n",
            "contact.csv": "Id,Phone\n003000000000001AAA,1\n",
            "CONTACT_1.csv": "Id;MobilePhone\n003000000000002AAA;2\n",
        }
    )
    assert raws(extract) == ["1", "2", "3"]
    assert extract.source.objects["Contact"].present == ("Phone", "MobilePhone")


def test_a_field_that_only_some_files_of_an_object_have_is_named_and_known_to_be_incomplete(
    read_files: ReadFiles,
) -> None:
    source = read_files(
        {
            "Contact.csv": f"Id,phone,MobilePhone\n{ADA},1,2\n",
            "Contact_2.csv": "Id,MobilePhone\n003000000000002AAA,2\n",
            "Lead.csv": "Id,Phone\n",
        }
    ).source
    contact = source.objects["Contact"]
    assert (contact.in_some_parts, contact.in_every_part) == (("Phone",), ("MobilePhone",))
    assert source.objects["Lead"].in_some_parts == ()
    (warning,) = [warning for warning in source.warnings if "another file" in warning]
    assert warning.startswith("Contact_2.csv lacks Phone, which another file of Contact has")


def test_the_source_is_named_by_its_path_and_nothing_of_the_clock(read_files: ReadFiles, tmp_path: Path) -> None:
    source = read_files({"Contact.csv": CONTACT}).source
    assert (source.kind, source.location, source.exported_at) == ("csv", str(tmp_path), None)


def test_every_object_that_is_missing_is_reported(read_files: ReadFiles) -> None:
    warnings = read_files({"Lead.csv": "Id,Phone,LastModifiedDate\n"}).source.warnings
    assert [warning.partition(" were")[0] for warning in warnings] == ["No Contacts", "No Accounts"]


def test_headers_alone_audit_as_empty(read_files: ReadFiles) -> None:
    extract = read_files({"Contact.csv": "Id,Phone\n", "Lead.csv": "Id,Phone", "Account.csv": "Id,Phone\r\n"})
    assert (len(extract.audited.records), len(extract.audited.phones)) == (0, 0)
    assert extract.source.objects["Lead"].present == ("Phone",)
    assert extract.source.objects["Lead"].hidden == ("MobilePhone",)


def test_header_names_are_matched_in_any_case_and_order(read_files: ReadFiles) -> None:
    extract = read_files({"Contact.csv": f"MOBILEPHONE,Unknown,OWNER.NAME,id\n+12125550100,x,Ada,{ADA}\n"})
    assert extract.audited.phones["field"].tolist() == ["MobilePhone"]
    assert extract.audited.records["owner"].tolist() == ["Ada"]


def test_a_german_export_in_windows_1252_is_read(read_files: ReadFiles) -> None:
    text = f'"Id";"LastName";"Phone"\r\n"{ADA}";"Müller\r\n€ Söhne";"030 / 123"\r\n'
    extract = read_files({"Contact.csv": text.encode("windows-1252")})
    assert extract.audited.records["name"].tolist() == ["Müller\r\n€ Söhne"]
    assert raws(extract) == ["030 / 123"]


def test_nul_characters_never_get_further(read_files: ReadFiles) -> None:
    assert raws(read_files({"Contact.csv": f"Id,Ph\x00one\n{ADA},+1212\x00555\x000100\n"})) == ["+12125550100"]


def test_malformed_rows_are_counted_named_and_left_out(read_files: ReadFiles) -> None:
    rows = "".join(f"0030000000{n:05},{n}\n" for n in range(150))
    extract = read_files({"Contact.csv": f"Id,Phone\nx\n{rows}", "Lead.csv": "Id,Phone\n", "Account.csv": "Id,Phone\n"})
    contact = extract.source.objects["Contact"]
    assert (contact.read, contact.audited, contact.out_of_scope) == (151, 150, {"malformed_row": 1})
    assert any("Contact.csv, line 2: 1 of 151 rows" in warning for warning in extract.source.warnings)


def test_malformed_rows_of_account_count_for_account(read_files: ReadFiles) -> None:
    rows = "".join(f"0010000000{n:05},{n},true\n" for n in range(150))
    objects = read_files({"Account.csv": f"Id,Phone,IsPersonAccount\nx\n{rows}"}).source.objects
    assert objects["Account"].out_of_scope == {"malformed_row": 1}
    assert (objects["Account"].read, objects["PersonAccount"].read) == (1, 150)


def test_a_path_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no .*nowhere"):
        read_path(tmp_path / "nowhere")


def test_a_path_below_a_file_is_a_usage_error(folder: Folder) -> None:
    with pytest.raises(UsageError):
        read_path(folder({"Contact.csv": CONTACT}) / "Contact.csv" / "x")


def test_an_empty_folder_holds_nothing_to_audit(tmp_path: Path) -> None:
    with pytest.raises(NothingToAuditError):
        read_path(tmp_path)


def test_a_zip_without_object_files_holds_nothing_to_audit(folder: Folder) -> None:
    with pytest.raises(NothingToAuditError):
        read_path(folder({"e.zip": zipped({"Task.csv": "Id\n"})}) / "e.zip")


@pytest.mark.parametrize(
    "content",
    [b"", b"not a zip", CONTACT.encode(), zipped({"Contact.csv": CONTACT})[:60]],
    ids=["empty", "text", "csv", "cut"],
)
def test_a_file_that_is_no_zip_is_refused(folder: Folder, content: bytes) -> None:
    with pytest.raises(UnreadableInputError, match="not a zip, or it is damaged"):
        read_path(folder({"export.zip": content}) / "export.zip")


def test_a_file_without_id_is_refused(read_files: ReadFiles) -> None:
    with pytest.raises(UnreadableInputError, match=r"Lead.csv has no column Id"):
        read_files({"Contact.csv": CONTACT, "Lead.csv": "Name,Phone\nAda,1\n"})


def test_a_file_without_phone_field_is_refused(read_files: ReadFiles) -> None:
    with pytest.raises(UnreadableInputError, match=r"Lead.csv has no phone field.* Phone, MobilePhone"):
        read_files({"Contact.csv": CONTACT, "Lead.csv": "Id,Name,Fax\n"})


@pytest.mark.parametrize("column", ["PersonMobilePhone", "Support_Phone__c", "Second_Mobile__pc"])
def test_any_phone_field_will_do(read_files: ReadFiles, column: str) -> None:
    extract = read_files({"Account.csv": f"Id,IsPersonAccount,{column}\n001000000000001,1,1234567\n"})
    assert raws(extract) == ["1234567"]


def test_a_phone_field_of_persons_alone_makes_companies_without_phones(read_files: ReadFiles) -> None:
    extract = read_files({"Account.csv": "Id,IsPersonAccount,PersonMobilePhone\n001000000000001AAA,false,1\n"})
    assert (ids(extract), raws(extract)) == (["001000000000001AAA"], [])
    assert extract.source.objects["Account"].hidden == ("Phone",)


def test_a_column_that_counts_must_not_be_there_twice(read_files: ReadFiles) -> None:
    with pytest.raises(UnreadableInputError, match=r"Contact.csv has the column Phone twice"):
        read_files({"Contact.csv": "Id,Phone,PHONE\n"})


def test_a_column_that_does_not_count_may_be_there_twice(read_files: ReadFiles) -> None:
    assert ids(read_files({"Contact.csv": f"x,Id,Phone,x,,\n1,{ADA},2,3,,\n"})) == [ADA]


def test_an_empty_file_is_refused(read_files: ReadFiles) -> None:
    with pytest.raises(UnreadableInputError, match=r"Account.csv is empty"):
        read_files({"Contact.csv": CONTACT, "Account.csv": ""})


def test_a_folder_called_like_a_file_is_none(folder: Folder) -> None:
    path = folder({"Contact.csv/Contact.csv": CONTACT, "Lead.csv": "Id,Phone\n"})
    assert read_path(path).source.objects["Contact"].read == 0


def test_a_link_to_a_file_is_followed(folder: Folder, tmp_path: Path) -> None:
    path = folder({"elsewhere/real.csv": CONTACT})
    (path / "Contact.csv").symlink_to(tmp_path / "elsewhere" / "real.csv")
    assert ids(read_path(path)) == [ADA]


def test_a_link_to_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Contact.csv").symlink_to(tmp_path / "gone.csv")
    with pytest.raises(UnreadableInputError, match=r"Contact.csv cannot be read: No such file"):
        read_path(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a thing of POSIX")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Contact.csv")
    with pytest.raises(UnreadableInputError, match="not a file"):
        read_path(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(folder: Folder) -> None:
    path = folder({"Contact.csv": CONTACT})
    (path / "Contact.csv").chmod(0)
    with pytest.raises(UnreadableInputError, match="Permission denied"):
        read_path(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_refused(folder: Folder) -> None:
    path = folder({"locked/Contact.csv": CONTACT}) / "locked"
    path.chmod(0)
    with pytest.raises(UnreadableInputError, match="Permission denied"):
        read_path(path)
    path.chmod(0o700)


def test_a_path_that_leads_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(UnreadableInputError, match="circle cannot be read"):
        read_path(tmp_path / "circle")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a thing of POSIX")
def test_a_pipe_in_place_of_a_zip_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "e.zip")
    with pytest.raises(UnreadableInputError, match="not a file"):
        read_path(tmp_path / "e.zip")


def test_control_characters_of_a_name_never_reach_a_terminal(read_files: ReadFiles) -> None:
    with pytest.raises(UnreadableInputError) as raised:
        read_files({"Contact\x1b[31m\n.csv": "Name\n"})
    assert str(raised.value).startswith("Contact?[31m?.csv has no column Id.")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_is_read_like_a_folder(folder: Folder, method: int) -> None:
    files = {"Contact.csv": CONTACT, "Contact_2.csv": f"Id,Phone\n{GRACE},2\n"}
    extract = read_path(folder({"e.zip": zipped(files, method)}) / "e.zip")
    assert ids(extract) == [ADA, GRACE]


@pytest.mark.parametrize("name", ["data/Contact.csv", "../../Contact.csv", "/etc/Contact.csv", "C:\\x\\Contact.csv"])
def test_folders_within_a_zip_are_only_part_of_a_name(folder: Folder, tmp_path: Path, name: str) -> None:
    path = folder({"in/e.zip": zipped({name: CONTACT})}) / "in" / "e.zip"
    assert ids(read_path(path)) == [ADA]
    assert [str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*")] == ["in", "in/e.zip"]


def test_a_zip_made_on_a_mac_holds_no_ghosts(folder: Folder) -> None:
    files = {"Contact.csv": CONTACT, "__MACOSX/._Contact.csv": "\0\5\x16\7"}
    assert ids(read_path(folder({"e.zip": zipped(files)}) / "e.zip")) == [ADA]


def test_a_zip_that_would_unpack_without_bound_is_refused(folder: Folder) -> None:
    bomb = zipped({"Contact.csv": CONTACT + "\n" * (101 << 20)})
    with pytest.raises(UnreadableInputError, match="200 times"):
        read_path(folder({"e.zip": bomb}) / "e.zip")


def test_a_zip_that_lies_about_its_size_is_read_no_further_than_it_claims(folder: Folder) -> None:
    content = bytearray(zipped({"Contact.csv": CONTACT + "\n" * (10 << 20)}))
    central = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, central + 24, 100)
    with pytest.raises(UnreadableInputError, match="damaged"):
        read_path(folder({"e.zip": bytes(content)}) / "e.zip")


def test_a_zip_with_a_password_is_refused(folder: Folder) -> None:
    content = bytearray(zipped({"Contact.csv": CONTACT}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableInputError, match=r"Contact.csv is locked with a password"):
        read_path(folder({"e.zip": bytes(content)}) / "e.zip")


def test_a_zip_packed_in_an_unknown_way_is_refused(folder: Folder) -> None:
    content = bytearray(zipped({"Contact.csv": CONTACT}))
    deflate64 = 9
    content[content.rindex(b"PK\x01\x02") + 10] = deflate64
    with pytest.raises(UnreadableInputError, match="Unpack the zip"):
        read_path(folder({"e.zip": bytes(content)}) / "e.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_with_a_damaged_byte_is_read_or_refused_with_a_message(tmp_path: Path, method: int) -> None:
    good = zipped({"Contact.csv": CONTACT * 3, "Léad.csv": "Id"}, method)
    for place in range(0, len(good), 3):
        damaged = bytearray(good)
        damaged[place] ^= 0xFF
        (tmp_path / "e.zip").write_bytes(damaged)
        found, refusal = read_or_refusal(tmp_path / "e.zip")
        assert found in ([ADA], []) if refusal is None else len(refusal.splitlines()) == 1


def test_no_path_at_all_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^No path is given\. Give a folder"):
        read_csv([])
