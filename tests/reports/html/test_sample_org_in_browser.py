"""The page of the sample org: its search, asked for everything that the org has, and its duplicates."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from phonenumbers import PhoneNumberFormat, format_number, parse
from playwright.sync_api import Browser, Page

from audit import AuditResult, read_csv, run_audit
from audit.cli.app import main
from tests.reports.html.browser import chromium, opened

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[3] / "sample_data"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
FOUND: Final = """queries => queries.map(query => {
  const box = document.getElementById("f-q");
  box.value = query;
  box.dispatchEvent(new Event("input", {bubbles: true}));
  const cells = document.querySelectorAll("#finding-list td[data-label=Record] > :first-child, #without > *");
  const isCut = document.getElementById("without").textContent.endsWith("more");
  const isAll = document.querySelector("#finding-list .pager").hidden && !isCut;
  return [[...cells].map(cell => cell.textContent), isAll];
})"""
"""Gives for each query the names of the records that are shown, of findings and without, and whether these are all."""


class Asked(NamedTuple):
    """A query and the record that it must find."""

    query: str
    name: str


@pytest.fixture(scope="module")
def sample() -> AuditResult:
    return run_audit(read_csv(SAMPLE), now=NOW)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def page(browser: Browser, sample: AuditResult, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    report = sample.write(tmp_path_factory.mktemp("reports") / "report")
    with opened(browser, report / "report.html") as watched:
        yield watched.page


def not_found(page: Page, asked: list[Asked]) -> list[Asked]:
    """Return what the search does not find; most queries find no more than is shown, of the others nothing is asked."""
    found = page.evaluate(FOUND, [each.query for each in asked])
    assert sum(is_all for _, is_all in found) > 0.75 * len(asked)
    return [each for each, (names, is_all) in zip(asked, found, strict=True) if is_all and each.name not in names]


def named_values(sample: AuditResult) -> Iterator[tuple[str, str, str]]:
    """Yield the stored text, the number (empty for none) and the name of its record of each value."""
    names = sample.records.set_index("record_id")["name"]
    for row in sample.values.itertuples():
        name = names[row.record_id]
        yield row.raw, row.e164 if isinstance(row.e164, str) else "", name if isinstance(name, str) else row.record_id


def test_every_stored_text_finds_its_record(sample: AuditResult, page: Page) -> None:
    asked = [Asked(raw, name) for raw, _, name in named_values(sample)]
    assert len(asked) > 1000
    assert not_found(page, asked) == []


WAYS: Final = (
    "{international}",
    "{national}",
    "{uri}",
    "00{digits}",
    "011 {digits}",
    "0011 {digits}",
    "{digits}",
    "+{code} (0) {rest}",
    "{dotted}",
    "{dashed} ext. 12",
)


@pytest.mark.parametrize("turn", [0, 3, 6])
def test_every_number_finds_its_record_in_any_format(sample: AuditResult, page: Page, turn: int) -> None:
    numbers = [(e164, name) for _, e164, name in named_values(sample) if e164]
    ways = (WAYS[place % len(WAYS)] for place in range(turn, turn + len(numbers)))
    asked = [Asked(way.format(**formats(e164)), name) for way, (e164, name) in zip(ways, numbers, strict=True)]
    assert len(asked) > 900
    assert not_found(page, asked) == []


def formats(e164: str) -> dict[str, str]:
    """Return the ways in which people write a number."""
    number = parse(e164)
    national = format_number(number, PhoneNumberFormat.NATIONAL)
    return {
        "e164": e164,
        "digits": e164[1:],
        "international": format_number(number, PhoneNumberFormat.INTERNATIONAL),
        "national": national,
        "uri": format_number(number, PhoneNumberFormat.RFC3966),
        "code": str(number.country_code),
        "rest": e164[1 + len(str(number.country_code)) :],
        "dotted": national.replace(" ", ".").replace("-", "."),
        "dashed": format_number(number, PhoneNumberFormat.INTERNATIONAL).replace(" ", "\N{EN DASH}"),
    }


@pytest.mark.parametrize(("length", "case"), [(18, str), (15, str.lower), (14, str.upper)])
def test_every_record_with_a_phone_number_is_found_by_its_id_in_any_case(
    sample: AuditResult, page: Page, length: int, case: Callable[[str], str]
) -> None:
    records = sample.records[sample.records["record_id"].isin(set(sample.values["record_id"]))]
    asked = [
        Asked(case(record_id[:length]), name if isinstance(name, str) else record_id)
        for record_id, name in zip(records["record_id"], records["name"], strict=True)
    ]
    assert len(asked) > 800
    assert not_found(page, asked) == []


def column(page: Page, name: str) -> list[str]:
    """Return what the list of duplicates shows in one of its columns."""
    return page.locator(f'#duplicate-list td[data-label="{name}"]').all_inner_texts()


def test_a_duplicate_names_the_record_to_keep_and_why(page: Page) -> None:
    reasons = r"(Most complete: \d+ fields|\d+ fields filled on both; |The Lead is converted into it)"
    kept = [text for text in column(page, "Suggested keeper") if text]
    assert len(kept) > 3
    assert all(re.search(reasons, text) for text in kept)


def test_the_records_of_a_duplicate_say_which_one_to_keep(page: Page) -> None:
    row = page.locator("#duplicate-list tbody tr", has_text="Most complete").first
    row.get_by_role("button").click()
    said = page.locator("#duplicate-list .detail:visible td[data-label=Suggestion]").all_inner_texts()
    assert sum(text.startswith("Keep: Most complete") for text in said) == 1


def test_what_to_do_about_duplicates_is_sorted(page: Page) -> None:
    page.locator("#duplicate-list select").select_option("100")
    press = page.locator("#duplicate-list").get_by_title("Sort by What to do", exact=True)
    press.click()
    said = column(page, "What to do")
    assert len(set(said)) > 1
    assert len(list(groupby(said))) == len(set(said))
    press.click()
    assert column(page, "What to do") != said


@pytest.fixture(scope="module")
def with_calls(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page of the sample org ranked by the calls that its Tasks tell of."""
    report = tmp_path_factory.mktemp("reports") / "report"
    assert main(["run", "--csv", str(SAMPLE), "--calls", str(SAMPLE / "tasks.csv"), "--out", str(report)]) == 0
    with opened(browser, report / "report.html") as watched:
        yield watched.page


def test_calls_take_no_more_than_a_screen(with_calls: Page) -> None:
    assert with_calls.locator("#calls").evaluate("section => section.offsetHeight") <= 900


def test_findings_with_calls_fit_on_paper(with_calls: Page) -> None:
    with_calls.evaluate("document.documentElement.classList.add('print-all')")
    with_calls.set_viewport_size({"width": 703, "height": 1000})
    with_calls.emulate_media(media="print")
    with_calls.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert with_calls.locator("#finding-list tbody tr").count() == 500
    assert with_calls.evaluate("document.documentElement.scrollWidth") == 703
