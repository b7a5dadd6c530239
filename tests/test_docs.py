"""What the pages under docs/ list is what the program has."""

import re
from pathlib import Path
from typing import get_args

import pytest

from audit.cli.app import app
from audit.cli.run_options import RunOptions
from audit.config.gates import PRESETS, FailOn
from audit.domain import (
    CONFIDENCES,
    COUNTRY_FIELDS,
    DECISIONS,
    FORMATS,
    OUT_OF_SCOPE_REASONS,
    POLICIES,
    REACHES,
    REASONS,
    REGION_SOURCES,
    RELATIONS,
    SLOT_FIELDS,
    SYNC_OUTCOMES,
    WINNER_CHANGES,
)
from audit.errors import ExitCode
from audit.normalize import classify
from audit.normalize.scalar import read_number
from audit.result.results import Results
from audit.sources.records import flags
from audit.sources.records.clean_text import NULL_MARKERS
from audit.tables.calls import CALL_OUTCOMES, LOG_STATUSES
from audit.tables.fixes import CHANGES, FOR_PEOPLE, TASKS, VERIFIED_STATUSES
from audit.tables.lists_by_owner import OWNER_LISTS
from audit.tables.report_tables import CLOSED, REPORT_TABLES, TREND
from audit.tables.work import WORK

_TREE = Path(__file__).parent.parent
DOCS = {path.stem: path.read_text(encoding="utf-8") for path in (_TREE / "docs").glob("*.md")}


def section(page: str, heading: str) -> str:
    """Return what stands below a heading."""
    return f"\n{DOCS[page]}".split(f"\n## {heading}\n")[1].split("\n## ")[0]


def in_code(text: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`]+)`", text)


def rows(text: str) -> list[list[str]]:
    """Return the cells of tables, without their headers."""
    lines = [line.strip("|").replace("\\|", "\0") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")] for line in lines if "---" not in line]


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Out of scope", OUT_OF_SCOPE_REASONS),
        ("Formats", ("empty", *FORMATS, *REASONS)),
        ("Confidence", CONFIDENCES),
        ("Region", REGION_SOURCES),
        ("Policies", POLICIES),
        ("Winner", DECISIONS),
        ("Sync outcomes", SYNC_OUTCOMES),
        ("Reach", REACHES),
        ("Relations", RELATIONS),
        ("Fixes", CHANGES),
        ("Manual tasks", TASKS),
        ("Verify", VERIFIED_STATUSES),
        ("Trend", WINNER_CHANGES),
        ("Verdict", tuple(PRESETS)),
        ("Replay", (*CALL_OUTCOMES, *LOG_STATUSES)),
        ("Cleaning", tuple(NULL_MARKERS)),
        ("Formats", tuple(classify.PLACEHOLDER_WORDS)),
        ("Flags", tuple(flags._TRUE | flags._FALSE - {""})),
    ],
)
def test_the_simulation_names_every_outcome(heading: str, names: tuple[str, ...]) -> None:
    assert set(names) <= set(in_code(section("simulation", heading)))


@pytest.mark.parametrize(
    ("example", "region", "format_", "e164"),
    [
        ("22 22 22 22", "NO", "placeholder", None),
        ("1300 FLOWER", "AU", "letters", "+611300356937"),
        ("1-800-FLOWERS", "DE", "invalid", None),
        ("4915135238256", "DE", "no_plus", "+4915135238256"),
        ("$2,125,550,152.00", "US", "invalid", None),
        ("Room 123", "DE", "text", None),
        ("ext. 4712", "DE", "text", None),
        ("Mobil 2 0171 1234567", "DE", "words", "+491711234567"),
        ("030 901820 2. Stock", "DE", "invalid", None),
        ("030 901820 App. 12", "DE", "words", "+4930901820"),
        ("03-1234-5678 内線 801", "JP", "words", "+81312345678"),
        ("+33 1 42 68 53 00 poste 12", "FR", "words", "+33142685300"),
        ("+49 30 123456/78", "DE", "international", "+493012345678"),
    ],
)
def test_the_examples_are_read_as_the_page_says(example: str, region: str, format_: str, e164: str | None) -> None:
    assert f"`{example}`" in DOCS["simulation"]
    reading = read_number(example, region)
    assert (reading.format, reading.e164) == (format_, e164)


def test_the_sync_outcomes_stand_in_the_order_in_which_they_are_tested() -> None:
    tested = [row[0].strip("`") for row in rows(section("simulation", "Sync outcomes"))[1:]]
    assert sorted(tested) == sorted(SYNC_OUTCOMES)
    assert tested[:3] == ["object_not_synced", "invisible", "match_only"]


def test_the_slots_have_the_fields_of_the_table() -> None:
    header, *body = rows(section("simulation", "Records"))
    for row in body:
        fields = {sobject: field for sobject, field in zip(header[1:], row[1:], strict=True) if field}
        slot = row[0].strip("`")
        if slot != "custom":
            assert fields == {sobject: of[slot] for sobject, of in SLOT_FIELDS.items() if slot in of}


def test_countries_are_asked_in_the_order_of_the_table() -> None:
    listed = {row[0]: row[1] for row in rows(section("simulation", "Region"))}
    for sobject in ("Contact", "Lead", "Account"):
        assert listed[sobject] == ", ".join(COUNTRY_FIELDS[sobject])
    assert listed["PersonAccount"].startswith(", ".join(COUNTRY_FIELDS["PersonAccount"][:2]))


def test_the_contract_names_every_column_in_order() -> None:
    listed = {row[0]: re.sub(r" \([^)]*\)", "", row[1]) for row in rows(section("contract", "Tables"))}
    for table in (*REPORT_TABLES, FOR_PEOPLE, WORK, OWNER_LISTS, TREND, CLOSED):
        assert in_code(listed[table.name]) == table.names, table.name


def test_the_contract_names_every_key_of_the_results() -> None:
    listed = [name for row in rows(section("contract", "results.json"))[1:] for name in in_code(row[0])]
    assert sorted(listed) == sorted(Results.model_fields)


def test_the_contract_names_every_command_option_and_exit_code() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    shown = section("contract", "Commands")
    assert set(re.findall(r"phone-audit (\w+)", shown)) == commands
    options = {f"--{name.replace('_', '-')}" for name in RunOptions.__dataclass_fields__}
    assert options <= {text.split()[0] for text in in_code(shown) if text.startswith("--")}
    assert "\0".join(get_args(FailOn)) in shown.replace("\\|", "\0")
    codes = {row[0] for row in rows(section("contract", "Exit codes"))[1:]}
    assert codes == {str(int(code)) for code in ExitCode}


def test_every_heading_that_is_cited_is_there() -> None:
    cited = 0
    paths = [path for folder in ("audit", "tests", "docs", "scripts") for path in (_TREE / folder).rglob("*.*")]
    for path in paths:
        if path.suffix not in {".py", ".md", ".j2"}:
            continue
        text = " ".join(path.read_text(encoding="utf-8").split())
        for page, after in re.findall(r"\b(simulation|contract|aircall|salesforce)\.md, (.{1,80})", text):
            if after[:1].isupper() or after.startswith("results.json"):
                cited += 1
                headings = re.findall(r"^##+ (.+)$", DOCS[page], re.MULTILINE)
                assert any(after.startswith(heading) for heading in headings), f"{path.name}: {page}.md, {after}"
    assert cited
