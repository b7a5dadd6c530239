import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from audit.reports.html.page import render_html
from audit.reports.view.build_view import build_view
from tests.reports.html.browser import Watched, chromium, opened
from tests.reports.typed_org import large_audit

pytestmark = pytest.mark.slow

GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def small(page: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _written(page, tmp_path_factory)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with more than one page of rows in every list."""
    return _written(render_html(build_view(large_audit(400))), tmp_path_factory)


def _written(page: str, folders: pytest.TempPathFactory) -> Path:
    path = folders.mktemp("page") / "report.html"
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def tab(browser: Browser, small: Path) -> Iterator[Watched]:
    with opened(browser, small) as watched:
        yield watched


@pytest.fixture
def long_tab(browser: Browser, long: Path) -> Iterator[Page]:
    with opened(browser, long) as watched:
        yield watched.page


def first_column(page: Page, rule: str) -> list[str]:
    """Return the record of every row that a rule shows."""
    return page.locator(f"#rule-{rule} tbody tr td:first-child").all_inner_texts()


def shown_rules(page: Page) -> set[str]:
    return {str(rule.get_attribute("id")) for rule in page.locator("details.rule:visible").all()}


def test_nothing_is_fetched_and_nothing_complained_of(tab: Watched, small: Path) -> None:
    tab.page.fill("#dial", "+442079460003")
    tab.page.fill("#f-q", "alert")
    assert tab.requests == [small.as_uri(), "data:,"] or tab.requests == [small.as_uri()]
    assert tab.complaints == []


def test_search_leaves_the_rows_that_hold_every_word(tab: Watched) -> None:
    tab.page.fill("#f-q", "jonas 7946")
    assert shown_rules(tab.page) == {"rule-not-e164"}
    assert first_column(tab.page, "not-e164") == ["Ben Okafor"]
    expect(tab.page.locator("#matches")).to_have_text("1 of 7 listed findings match")


def test_a_number_is_found_in_any_spelling(tab: Watched) -> None:
    tab.page.fill("#f-q", "(20) 7946-0002")
    assert shown_rules(tab.page) == {"rule-not-e164", "rule-mobile-without-phone"}


def test_a_search_without_result_says_so(tab: Watched) -> None:
    tab.page.fill("#f-q", "nobody at all")
    assert shown_rules(tab.page) == set()
    expect(tab.page.locator("#matches")).to_have_text("Nothing matches")


@pytest.mark.parametrize(
    ("filter_name", "choice", "rules"),
    [
        ("severity", "Warning", {"rule-placeholder-contact"}),
        ("object", "Account", {"rule-not-e164"}),
        ("owner", "Jonas Weber", {"rule-not-e164", "rule-placeholder-contact"}),
        ("region", "United States", {"rule-mobile-without-phone"}),
    ],
)
def test_a_filter_leaves_what_it_says(tab: Watched, filter_name: str, choice: str, rules: set[str]) -> None:
    tab.page.select_option(f"#f-{filter_name}", label=choice)
    assert shown_rules(tab.page) == rules


def test_reset_shows_everything_again(tab: Watched) -> None:
    before = shown_rules(tab.page)
    tab.page.select_option("#f-object", label="Account")
    tab.page.get_by_role("button", name="Reset").click()
    expect(tab.page.locator("#matches")).to_have_text("7 findings listed")
    assert shown_rules(tab.page) == before


def test_the_state_is_in_the_address(browser: Browser, tab: Watched, small: Path) -> None:
    tab.page.fill("#f-q", "okafor")
    tab.page.select_option("#f-object", label="Contact")
    fragment = "#" + tab.page.url.split("#")[1]
    with opened(browser, small, fragment) as again:
        assert again.page.input_value("#f-q") == "okafor"
        assert shown_rules(again.page) == {"rule-not-e164"}


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_it_round(tab: Watched) -> None:
    tab.page.locator("#rule-not-e164 summary").click()
    heading = tab.page.locator("#rule-not-e164 th", has_text="Record")
    heading.get_by_role("button").click()
    assert first_column(tab.page, "not-e164") == ["Acme ⟨U+202E⟩GmbH", "Ben Okafor"]
    expect(heading).to_have_attribute("aria-sort", "ascending")
    heading.get_by_role("button").click()
    assert first_column(tab.page, "not-e164") == ["Ben Okafor", "Acme ⟨U+202E⟩GmbH"]
    expect(heading).to_have_attribute("aria-sort", "descending")


def test_a_long_list_is_shown_a_page_at_a_time(long_tab: Page) -> None:
    long_tab.locator("#rule-not-e164 summary").click()
    first = first_column(long_tab, "not-e164")
    long_tab.locator("#rule-not-e164").get_by_role("button", name="Next").click()
    second = first_column(long_tab, "not-e164")
    assert len(first) == 50
    assert second
    assert not set(first) & set(second)


def test_page_and_order_of_a_list_are_in_the_address(browser: Browser, long_tab: Page, long: Path) -> None:
    long_tab.locator("#rule-not-e164 summary").click()
    long_tab.locator("#rule-not-e164 th", has_text="Owner").get_by_role("button").click()
    long_tab.locator("#rule-not-e164").get_by_role("button", name="Next").click()
    fragment = "#" + long_tab.url.split("#")[1]
    with opened(browser, long, fragment) as again:
        assert first_column(again.page, "not-e164") == first_column(long_tab, "not-e164")


def test_shared_numbers_are_shown_a_page_at_a_time(long_tab: Page) -> None:
    assert long_tab.locator("#duplicates tbody").count() == 50
    long_tab.locator("#duplicates").get_by_role("button", name="Next").click()
    assert 0 < long_tab.locator("#duplicates tbody").count() <= 50


@pytest.mark.parametrize(
    "typed",
    [
        "+442079460002",
        "+44 (0)20 7946 0002",
        "tel:+44-20-7946-0002",
        "0044 20 7946 0002",
        "011 44 20 7946 0002",
        "020 7946 0002",
        "442079460002",
        "20.7946.0002 ext. 12",
        "\uff0b\uff14\uff142079460002",
        "+٤٤٢٠٧٩٤٦٠٠٠٢",
        "7946 0002",
        "+44 020 7946 0002",
    ],
)
def test_a_call_is_found_by_a_number_in_any_spelling(tab: Watched, typed: str) -> None:
    tab.page.fill("#dial", typed)
    expect(tab.page.locator("#answer .winner")).to_contain_text("Ben Okafor")


def test_the_simulator_says_why_and_what_each_search_finds(tab: Watched) -> None:
    tab.page.fill("#dial", "+442079460002")
    answer = tab.page.locator("#answer")
    expect(answer).to_contain_text("Several objects hold the number; the order of objects decides.")
    expect(answer).to_contain_text("Not in E.164: Contact Sync takes numbers in E.164 only.")
    expect(answer).to_contain_text("Which record is found depends on spelling.")
    said = dict(zip(answer.locator("dt").all_inner_texts(), answer.locator("dd").all_inner_texts(), strict=True))
    assert said["Search: Exact spelling"] == "Cleo Marsh"
    assert said["Search: Any spelling"] == "Ben Okafor"


def test_the_simulator_lists_the_candidates_in_order(tab: Watched) -> None:
    tab.page.fill("#dial", "+442079460002")
    rows = tab.page.locator("#answer tbody tr").all_inner_texts()
    assert [row.split("\t")[1] for row in rows] == ["Ben Okafor", "Cleo Marsh"]


def test_an_ambiguous_ending_is_asked_back(tab: Watched) -> None:
    tab.page.fill("#dial", "946 0002")
    expect(tab.page.locator("#answer")).to_contain_text("2 numbers end like this. Which one?")
    tab.page.get_by_role("button", name="+33199460002").click()
    expect(tab.page.locator("#answer .winner")).to_contain_text("Eve Stone")


def test_a_number_that_nobody_holds_is_said_so(tab: Watched) -> None:
    tab.page.fill("#dial", "+1 212 555 0199")
    expect(tab.page.locator("#answer")).to_have_text("No record of this audit holds +12125550199.")


def test_too_few_digits_are_asked_back(tab: Watched) -> None:
    tab.page.fill("#dial", "79 46")
    expect(tab.page.locator("#answer")).to_have_text("Type at least six digits.")


def test_a_shared_number_leads_to_the_simulator(tab: Watched) -> None:
    tab.page.locator("#duplicates").get_by_role("link", name="Try this number").first.click()
    expect(tab.page.locator("#answer .winner")).to_contain_text("alert('name')")


def test_an_action_leads_to_its_findings(tab: Watched) -> None:
    tab.page.locator(".first a").first.click()
    expect(tab.page.locator("#rule-not-e164")).to_have_attribute("open", "")


def test_hostile_texts_do_nothing(tab: Watched) -> None:
    tab.page.fill("#dial", "+442079460003")
    tab.page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert tab.page.locator("script").count() == 2
    assert tab.complaints == []
    expect(tab.page.locator("#answer .winner")).to_contain_text("<script>alert('name')</script>")


def test_dark_mode_follows_the_system(browser: Browser, small: Path) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        with opened(browser, small, color_scheme=scheme) as watched:
            grounds.append(watched.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(18, 24, 31)"]


FOLDED = "document.querySelectorAll('details:not([open])').length"


def test_everything_is_printed_only_when_the_reader_asks_for_it(tab: Watched) -> None:
    before = tab.page.evaluate(FOLDED)
    tab.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert 0 < tab.page.evaluate(FOLDED) <= before
    tab.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    tab.page.evaluate("window.print = () => window.dispatchEvent(new Event('beforeprint'))")
    tab.page.get_by_role("button", name="Print everything").click()
    assert tab.page.evaluate(FOLDED) == 0
    tab.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert tab.page.evaluate(FOLDED) == before


PAPER = {"A4": 703, "Letter": 725}
"""Widths of what the page prints on, in CSS pixels: 12 mm are left free at each side."""


@pytest.mark.parametrize("paper", PAPER)
@pytest.mark.parametrize("printed", ["print-all", "print-summary"])
def test_nothing_on_paper_is_wider_than_the_paper(
    browser: Browser, small: Path, long: Path, paper: str, printed: str
) -> None:
    for path in (small, long):
        with opened(browser, path) as watched:
            watched.page.evaluate("name => document.documentElement.classList.add(name)", printed)
            watched.page.set_viewport_size({"width": PAPER[paper], "height": 1000})
            watched.page.emulate_media(media="print")
            watched.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
            assert watched.page.evaluate("document.documentElement.scrollWidth") == PAPER[paper]


@pytest.mark.parametrize(
    "fragment",
    [
        "#q=a&severity=x",
        "#severity=%00&object=x&owner=x&region=x",
        "#q=%F0%28&t.not-e164=1.5,nothing,sideways",
        "#t.not-e164=-9,,&t.shared=1e99,record&t.=&t.x=1",
        "#number=%2B" + "9" * 5_000,
        "#=&==&q=(((&number=x;ext=",
        "#%",
    ],
)
def test_no_address_makes_the_page_stumble(browser: Browser, small: Path, fragment: str) -> None:
    with opened(browser, small, fragment) as watched:
        assert watched.complaints == []
        expect(watched.page.locator("#matches")).not_to_be_empty()


def test_a_filter_that_the_page_does_not_offer_is_left_open(browser: Browser, small: Path) -> None:
    with opened(browser, small, "#q=okafor&severity=x") as watched:
        assert watched.page.input_value("#f-severity") == ""
        assert "rule-not-e164" in shown_rules(watched.page)


def test_the_print_is_the_summary_on_three_pages_at_most(browser: Browser, small: Path, long: Path) -> None:
    for path in (small, long):
        with opened(browser, path) as watched:
            printed = watched.page.pdf(format="A4")
            assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 3


def test_without_a_script_all_is_readable_and_no_control_is_there(browser: Browser, small: Path) -> None:
    with opened(browser, small, java_script_enabled=False) as watched:
        page = watched.page
        page.locator("#rule-not-e164 summary").click()
        expect(page.get_by_text("+44⟨U+200B⟩2079460004").first).to_be_visible()
        assert page.locator("input:visible, select:visible, button:visible").count() == 0


@pytest.mark.parametrize("width", [320, 390, 768])
def test_a_narrow_screen_needs_no_sideways_scrolling(browser: Browser, small: Path, width: int) -> None:
    with opened(browser, small) as watched:
        watched.page.set_viewport_size({"width": width, "height": 800})
        assert watched.page.evaluate("document.documentElement.scrollWidth") == width


def test_the_keyboard_reaches_skip_link_first_and_sorts(tab: Watched) -> None:
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    tab.page.locator("#rule-not-e164 summary").focus()
    tab.page.keyboard.press("Enter")
    tab.page.locator("#rule-not-e164 th", has_text="Owner").get_by_role("button").focus()
    tab.page.keyboard.press("Space")
    assert first_column(tab.page, "not-e164") == ["Ben Okafor", "Acme ⟨U+202E⟩GmbH"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, long: Path, small: Path, scheme: str) -> None:
    for path, number in ((small, "+442079460002"), (long, "+493000000003")):
        with opened(browser, path, color_scheme=scheme, bypass_csp=True) as watched:
            watched.page.fill("#dial", number)
            watched.page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
            found: list[dict[str, Any]] = Axe().run(watched.page).response["violations"]
            grave = [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in GRAVE]
            assert grave == []
