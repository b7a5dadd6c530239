"""The generated pages of docs/ say what the program says."""

import pytest

from audit.findings.rules.registry import RULES
from audit.reports.text.rule_help import RULES_FILE
from scripts.reference_docs import DOCS, missing_meanings, rules_file, rules_page, settings_page, tables_page

_COMMAND = "python -m scripts.reference_docs writes it anew"


@pytest.mark.parametrize(
    ("name", "page"), [("rules.md", rules_page), ("settings.md", settings_page), ("tables.md", tables_page)]
)
def test_the_page_is_current(name: str, page: object) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == page(), _COMMAND  # type: ignore[operator]


def test_what_the_command_says_of_the_rules_is_current() -> None:
    assert RULES_FILE.read_text(encoding="utf-8") == rules_file(), _COMMAND


def test_every_rule_says_when_it_finds_something() -> None:
    page = rules_page()
    for rule in RULES:
        own = page.split(f"\n## {rule.id}\n")[1].split("\n## ")[0]
        when = own.split("*When.* ")[1].split("\n")[0]
        assert "ne finding per" in when, rule.id


def test_every_setting_says_what_it_means() -> None:
    assert list(missing_meanings()) == []


def test_the_pages_do_without_the_sources_that_code_cites() -> None:
    for page in (rules_page(), settings_page(), tables_page()):
        assert "section" not in page
        assert "``" not in page
