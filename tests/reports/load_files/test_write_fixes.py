import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from audit import AuditConfig, run_audit
from audit.reports.load_files.write_fixes import write_fixes
from audit.reports.redact import redacted
from audit.reports.view.labels import SCORE_LABELS
from audit.result.results import Audit, Scores
from audit.sources.csv.read_csv import read_csv
from tests.fake_org.ids import numbered_id
from tests.fixes.data_loader import Org, load_files, read_load_file, steps_in, write_org

pytestmark = pytest.mark.slow  # whole audits

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
Audit = Callable[..., Audit]
CONTACT = {"Phone": "", "MobilePhone": "", "HomePhone": "", "LastModifiedDate": "2026-01-01", "MailingCountry": "GB"}
ACCOUNT = {"Phone": "", "PersonMobilePhone": "", "IsPersonAccount": "", "LastModifiedDate": "2026-01-01"}


def contact(number: int, **fields: str) -> dict[str, str]:
    return {"Id": numbered_id("003", number), **CONTACT, **fields}


def account(number: int, **fields: str) -> dict[str, str]:
    return {"Id": numbered_id("001", number), **ACCOUNT, **fields}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Audit rows of Contact and Account, write the load files, and give the folder fixes."""

    def write(org: Org, *, redact: bool = False, **settings: Any) -> Path:
        export, report = tmp_path / "export", tmp_path / "report"
        export.mkdir()
        report.mkdir()
        write_org(org, export)
        config = AuditConfig.model_validate({**settings, "redact": redact})
        result = run_audit(read_csv(export, config), config, NOW).audit
        write_fixes(redacted(result) if redact else result, report)
        return report / "fixes"

    return write


Write = Callable[..., Path]


def test_a_file_has_the_id_and_the_fields_that_change_and_no_other(written: Write) -> None:
    org = {
        "Contact": [contact(1, Phone="+1 212 555 0100"), contact(2, Phone="+12125550101", HomePhone="020 7946 0018")]
    }
    path = written(org) / "step-1" / "Contact.csv"
    one, two = numbered_id("003", 1), numbered_id("003", 2)
    assert path.read_bytes().decode() == (
        f'"Id","Phone","HomePhone"\n"{one}","+12125550100",""\n"{two}","","+442079460018"\n'
    )


def test_person_accounts_are_rows_of_the_account_file(written: Write) -> None:
    org = {
        "Account": [
            account(1, Phone="+1 212 555 0100"),
            account(2, PersonMobilePhone="+1 212 555 0101", IsPersonAccount="true"),
        ]
    }
    fixes = written(org)
    assert [path.name for path in load_files(fixes / "step-1")] == ["Account.csv"]
    assert read_load_file(fixes / "step-1" / "Account.csv") == [
        {"Id": numbered_id("001", 1), "Phone": "+12125550100", "PersonMobilePhone": ""},
        {"Id": numbered_id("001", 2), "Phone": "+12125550101", "PersonMobilePhone": "+12125550101"},
    ]


def test_the_way_back_holds_the_old_values_of_the_same_cells_byte_for_byte(written: Write) -> None:
    spelling = '"+1 (212)\r\n555-0100" '
    fixes = written({"Contact": [contact(1, HomePhone=spelling), contact(2, MobilePhone="+12125550101")]})
    assert read_load_file(fixes / "rollback" / "Contact.csv") == [
        {"Id": numbered_id("003", 1), "Phone": "", "HomePhone": spelling},
        {"Id": numbered_id("003", 2), "Phone": "#N/A", "HomePhone": ""},
    ]


def test_a_winner_that_is_saved_again_is_in_its_step_and_again_last_on_the_way_back(written: Write) -> None:
    org = {
        "Contact": [
            contact(1, Phone="+12125550100", LastModifiedDate="2026-02-01"),
            contact(2, Phone="+12125550100", HomePhone="020 7946 0018"),
        ]
    }
    fixes = written(org)
    winner = {"Id": numbered_id("003", 1), "Phone": "+12125550100"}
    assert read_load_file(fixes / "step-2" / "Contact.csv") == [winner]
    assert [row["Id"] for row in read_load_file(fixes / "rollback" / "Contact.csv")] == [
        numbered_id("003", 2),
        numbered_id("003", 1),
    ]
    assert read_load_file(fixes / "rollback-step-2" / "Contact.csv") == [winner]


def test_a_field_that_is_cleared_is_marked_for_the_bulk_api(written: Write) -> None:
    fixes = written({"Contact": [contact(1, MobilePhone="+12125550101")]}, fix={"mobile_to_phone": "move"})
    assert read_load_file(fixes / "step-1" / "Contact.csv") == [
        {"Id": numbered_id("003", 1), "Phone": "+12125550101", "MobilePhone": "#N/A"}
    ]
    assert "- **Use Bulk API: on.** Some cells are `#N/A`" in (fixes / "README.md").read_text()


def test_more_rows_than_a_file_may_have_go_into_parts_each_with_its_own_columns(written: Write) -> None:
    rows = [contact(number, Phone=f"+1 212 555 01{number:02}") for number in range(4)]
    rows.append(contact(4, HomePhone="+1 212 555 0104"))
    fixes = written({"Contact": rows}, fix={"rows_per_file": 2})
    parts = load_files(fixes / "step-1")
    assert [path.name for path in parts] == ["Contact.001.csv", "Contact.002.csv", "Contact.003.csv"]
    assert [len(read_load_file(path)) for path in parts] == [2, 2, 1]
    assert parts[2].read_text() == f'"Id","HomePhone"\n"{numbered_id("003", 4)}","+12125550104"\n'
    assert [path.name for path in load_files(fixes / "rollback")] == [path.name for path in parts]


def test_exactly_as_many_rows_as_a_file_may_have_need_no_part(written: Write) -> None:
    rows = [contact(number, Phone=f"+1 212 555 01{number:02}") for number in range(2)]
    fixes = written({"Contact": rows}, fix={"rows_per_file": 2})
    assert [path.name for path in load_files(fixes / "step-1")] == ["Contact.csv"]


def test_without_anything_to_load_there_is_a_readme_and_nothing_else(written: Write) -> None:
    fixes = written({"Contact": [contact(1, Phone="call reception")]})
    assert sorted(path.name for path in fixes.iterdir()) == ["README.html", "README.md"]
    text = (fixes / "README.md").read_text()
    assert "There is nothing to load" in text
    assert "- Find the number: 1." in text


def test_an_empty_org_has_a_readme(written: Write) -> None:
    text = (written({"Contact": []}) / "README.md").read_text()
    assert "There is nothing to load" in text
    assert "What no file can fix" not in text


def test_a_redacted_report_has_no_load_files_and_says_why(written: Write) -> None:
    fixes = written({"Contact": [contact(1, Phone="+1 212 555 0177")]}, redact=True)
    assert sorted(path.name for path in fixes.iterdir()) == ["README.html", "README.md"]
    text = (fixes / "README.md").read_text()
    assert "no load files were written. They would change 1 field." in text
    assert "0177" not in text


@pytest.fixture
def readme(written: Write) -> str:
    rows = [
        contact(1, Phone="+12125550100", LastModifiedDate="2026-02-01"),
        contact(2, Phone="212 555 0100", MailingCountry="US"),
        contact(3, MobilePhone="+12125550103"),
        contact(4, Phone="n/a"),
    ]
    return (written({"Contact": rows}) / "README.md").read_text()


@pytest.mark.parametrize(
    "said",
    [
        "| Readiness | 0% | 50.0% |",
        "Every call still goes to the same record.",
        "| The number is not stored in E.164 (`not-e164`) | 1 | 0 |",
        "| 1 | `step-1/Contact.csv` | 2 | Phone |",
        "| 2 | `step-2/Contact.csv` | 1 | Phone |",
        "1 row only saves a winner again",
        "1 shared number will show as “may change” next time",
        "Finish one step, with its rejected rows, before you start the next.",
        "**Use Bulk API: off**, with a batch size of 200",
        "**Enable serial mode for Bulk API: on**",
        "**Insert null values: off.**",
        "**Duplicate rules**",
        "**Flows, triggers,",
        "On Windows double-click `install.bat`; on a Mac double-click `install.command`",
        "DUPLICATES_DETECTED",
        "## Do not open these files in Excel",
        "English (United States)",
        'REGEX(Phone, "\\\\+[1-9][0-9]{1,14}")',
        'REGEX(MobilePhone, "\\\\+[1-9][0-9]{1,14}")',
        "phone-audit verify --report",
        "## Undo",
        "**Use Bulk API: on** for these files",
        "**Then load `rollback-step-2`**",
        "sf data update bulk --target-org ORG --sobject Contact --file step-1/Contact.csv --line-ending LF",
        "- Find the number: 1.",
        "Phone fields that are not in E.164 after the load: Placeholder 1.",
    ],
)
def test_the_readme_tells_the_administrator(readme: str, said: str) -> None:
    assert said in readme


def test_the_readme_is_a_page_of_its_own_with_the_same_words(written: Write) -> None:
    fixes = written({"Contact": [contact(1, Phone="212 555 0100", MailingCountry="US")]})
    page, text = ((fixes / name).read_text(encoding="utf-8") for name in ("README.html", "README.md"))
    assert "<h2>Undo</h2>" in page
    assert "<td><code>step-1/Contact.csv</code></td>" in page
    assert "<strong>Insert null values: off.</strong>" in page
    assert page.count("<h2>") == text.count("\n## ")
    assert page.count("<tr>") == len(re.findall(r"^\|(?!--)", text, re.MULTILINE))
    assert not re.search(r"(?:src|href)=|https?://|[|*`]{2}", page)


def test_the_name_of_an_org_makes_no_tag_and_no_link_in_the_page(written: Write) -> None:
    fixes = written({"Contact": [contact(1, Phone="212 555 0100")]}, title="<b>A</b> [x](https://example.com)")
    page = (fixes / "README.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;A&lt;/b&gt; [x](https://example.com)" in page
    assert "<b>" not in page
    assert "<a " not in page


def test_the_readme_names_the_steps_in_the_order_in_which_they_are_loaded(readme: str) -> None:
    commands = re.findall(r"--file (\S+)", readme)
    assert commands == [
        *("step-1/Contact.csv", "step-2/Contact.csv"),
        *("rollback/Contact.csv", "rollback-step-2/Contact.csv"),
    ]


def test_the_readme_shows_every_score() -> None:
    assert set(SCORE_LABELS) == set(Scores.model_fields)


def test_the_readme_counts_intended_winners(written: Write, tmp_path: Path) -> None:
    winners = tmp_path / "winners.csv"
    winners.write_text(f"+12125550100,{numbered_id('003', 2)}\n")
    rows = [
        contact(1, Phone="+12125550100", LastModifiedDate="2026-02-01"),
        contact(2, Phone="+12125550100", HomePhone="+44 20 7946 0018"),
    ]
    fixes = written({"Contact": rows}, fix={"intended_winners": winners})
    text = (fixes / "README.md").read_text()
    assert "Calls on 1 number would go to the record that was asked for." in text
    assert "The records that you asked for keep their calls" in text
    (step,) = steps_in(fixes)
    assert read_load_file(step / "Contact.csv") == [{"Id": numbered_id("003", 2), "HomePhone": "+442079460018"}]
