import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from audit.reports.html.page import render_html
from audit.reports.view.build_view import build_view
from audit.reports.view.labels import DECISIONS, POLICIES, SYNC
from audit.reports.view.shared_numbers import MAY_WIN, SHADOWED, WINNER
from audit.result.replay import CallTables
from audit.tables.calls import CALLED
from tests.reports.html.browser import Watched, chromium, opened
from tests.reports.typed_org import RULES, large_audit
from tests.reports.view.test_call_texts import calls as reported_calls

pytestmark = pytest.mark.slow

GRAVE = {"serious", "critical"}
HIGHEST = 4_300
"""Pixels of a page at a width of 1280, without a baseline."""


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


def column(page: Page, name: str, place: str = "#finding-list") -> list[str]:
    """Return what a list shows in one of its columns."""
    return page.locator(f'{place} td[data-label="{name}"]').all_inner_texts()


def records_shown(page: Page) -> list[str]:
    return column(page, "Record")


def test_nothing_is_fetched_and_nothing_complained_of(tab: Watched, small: Path) -> None:
    tab.page.fill("#dial", "+442079460003")
    tab.page.fill("#f-q", "alert")
    assert tab.requests == [small.as_uri(), "data:,"] or tab.requests == [small.as_uri()]
    assert tab.complaints == []


def test_search_leaves_the_rows_that_have_every_word(tab: Watched) -> None:
    tab.page.fill("#f-q", "jonas 7946")
    assert records_shown(tab.page) == ["Ben Okafor"]
    expect(tab.page.locator("#matches")).to_have_text("1 of 7 findings match.")


@pytest.mark.parametrize(
    "typed",
    ["(20) 7946-0002", "020.7946.0002", "0044 20 7946 0002", "+44 (0)20 7946 0002", "79460002", "tel:+442079460002"],
)
def test_a_number_is_found_in_any_format(tab: Watched, typed: str) -> None:
    tab.page.fill("#f-q", typed)
    assert set(records_shown(tab.page)) >= {"Ben Okafor"}
    assert "Acme ⟨U+202E⟩GmbH" not in records_shown(tab.page)


@pytest.mark.parametrize("typed", ["00Q000000000001AAA", "00Q000000000001", "BEN  okafor", "ökafor"])
def test_a_record_is_found_by_its_id_and_its_name(tab: Watched, typed: str) -> None:
    tab.page.fill("#f-q", typed)
    assert set(records_shown(tab.page)) == {"Ben Okafor"}


def test_the_search_knows_the_sheet_of_a_problem(tab: Watched) -> None:
    tab.page.fill("#f-q", "not-e164")
    by_rule = records_shown(tab.page)
    tab.page.fill("#f-q", RULES["not-e164"].sheet)
    assert set(by_rule) <= set(records_shown(tab.page))


def test_the_counter_leads_to_all_its_fields(tab: Watched) -> None:
    fields = tab.page.locator("#count-not_e164 .count").inner_text().split()[0]
    tab.page.click("#count-not_e164 h2 a")
    expect(tab.page.locator("#matches")).to_contain_text(f"findings match, on {fields} fields.")


def test_a_search_without_result_says_so(tab: Watched) -> None:
    tab.page.fill("#f-q", "nobody at all")
    assert records_shown(tab.page) == []
    expect(tab.page.locator("#matches")).to_have_text(
        "Nothing matches. Records with neither a number nor a finding are not on this page."
    )


def test_a_search_whose_findings_the_filters_hide_says_so(tab: Watched) -> None:
    tab.page.select_option("#f-object", label="Account")
    tab.page.fill("#f-q", "okafor")
    found = tab.page.locator("#matches")
    expect(found).to_have_text("Nothing matches with these filters. Findings without them: 1.")


def test_a_number_on_another_field_finds_the_findings_of_its_record_and_names_the_field(tab: Watched) -> None:
    tab.page.fill("#f-q", "+442079460002")
    rows = dict(zip(records_shown(tab.page), column(tab.page, "Stored now"), strict=True))
    own = tab.page.locator("#finding-list tbody tr").first
    expect(own.locator("td[data-label='Record'] .sure")).to_have_count(0)
    assert set(rows) == {"Ben Okafor", "Cleo Marsh"}


def test_a_record_without_a_finding_is_named_as_such(tab: Watched) -> None:
    tab.page.fill("#f-q", "Ada Byrne")
    expect(tab.page.locator("#without")).to_have_text("Matches, but has no open finding here: Ada Byrne")


@pytest.mark.parametrize(
    ("filter_name", "choice", "n_findings"),
    [
        ("severity", "Warning", 2),
        ("object", "Account", 1),
        ("owner", "Jonas Weber", 3),
        ("country", "US", 1),
    ],
)
def test_a_filter_leaves_what_it_says(tab: Watched, filter_name: str, choice: str, n_findings: int) -> None:
    tab.page.select_option(f"#f-{filter_name}", label=choice)
    assert len(records_shown(tab.page)) == n_findings
    expect(tab.page.locator("#matches")).to_contain_text(f"{n_findings} of 7 findings")


def test_a_chosen_problem_says_why_it_matters(tab: Watched) -> None:
    tab.page.select_option("#f-problem", "rule:mobile-without-phone")
    assert len(records_shown(tab.page)) == 2
    expect(tab.page.locator("#about-problem")).to_contain_text("Why it matters")


def test_reset_shows_everything_again(tab: Watched) -> None:
    tab.page.select_option("#f-object", label="Account")
    tab.page.get_by_role("button", name="Reset").click()
    expect(tab.page.locator("#matches")).to_have_text("7 findings.")


def fragment_of(page: Page, told: str) -> str:
    """Return what the address says of the state of a page, once ``told`` is in it."""
    expect(page).to_have_url(re.compile(re.escape(told)))
    return "#" + page.url.split("#")[1]


def test_the_state_is_in_the_address(browser: Browser, tab: Watched, small: Path) -> None:
    tab.page.fill("#f-q", "okafor")
    tab.page.select_option("#f-object", label="Contact")
    fragment = fragment_of(tab.page, "object=Contact")
    with opened(browser, small, fragment) as again:
        assert again.page.input_value("#f-q") == "okafor"
        assert set(records_shown(again.page)) == {"Ben Okafor"}


def sorted_by(page: Page, name: str, place: str = "#finding-list") -> list[str]:
    """Press a heading and return its column."""
    page.locator(place).get_by_title(f"Sort by {name}", exact=True).click()
    return column(page, name, place)


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_it_round(tab: Watched) -> None:
    names = sorted_by(tab.page, "Record owner")
    heading = tab.page.locator("#finding-list th", has_text="Record owner")
    assert names == sorted(names)
    expect(heading).to_have_attribute("aria-sort", "ascending")
    assert sorted_by(tab.page, "Record owner") == sorted(names, reverse=True)
    expect(heading).to_have_attribute("aria-sort", "descending")


@pytest.mark.parametrize("name", ["Record", "Object", "Field", "Last edit"])
def test_every_column_sorts(tab: Watched, name: str) -> None:
    every = column(tab.page, name)
    filled = sorted(filter(None, every), key=lambda text: (text[0].isalnum(), text.casefold()))
    empty = [""] * (len(every) - len(filled))
    assert len(set(filled)) > 1
    assert sorted_by(tab.page, name) == filled + empty
    assert sorted_by(tab.page, name) == filled[::-1] + empty


def test_proposed_numbers_are_sorted_as_numbers(long_tab: Page) -> None:
    proposed = [int(text.split()[0]) for text in sorted_by(long_tab, "Proposed")]
    assert proposed == sorted(proposed)


def test_counts_are_sorted_as_numbers(long_tab: Page) -> None:
    sorted_by(long_tab, "Records", "#duplicate-list")
    counts = [int(text) for text in sorted_by(long_tab, "Records", "#duplicate-list")]
    assert counts == sorted(counts, reverse=True)


def test_a_long_list_is_shown_a_page_at_a_time(long_tab: Page) -> None:
    first = column(long_tab, "Stored now")
    long_tab.locator("#finding-list").get_by_role("button", name="Next").click()
    second = column(long_tab, "Stored now")
    assert len(first) == len(second) == 10
    assert not set(first) & set(second)
    long_tab.locator("#finding-list select").select_option("100")
    assert len(records_shown(long_tab)) == 100


def test_page_and_order_of_a_list_are_in_the_address(browser: Browser, long_tab: Page, long: Path) -> None:
    sorted_by(long_tab, "Record owner")
    long_tab.locator("#finding-list").get_by_role("button", name="Next").click()
    fragment = fragment_of(long_tab, "findings=2")
    with opened(browser, long, fragment) as again:
        assert records_shown(again.page) == records_shown(long_tab)


def test_duplicates_are_shown_a_page_at_a_time(long_tab: Page) -> None:
    assert len(column(long_tab, "Number", "#duplicate-list")) == 5
    long_tab.locator("#duplicate-list").get_by_role("button", name="Next").click()
    assert len(column(long_tab, "Number", "#duplicate-list")) == 5


def test_undetermined_duplicates_come_first(tab: Watched) -> None:
    assert column(tab.page, "Decided by", "#duplicate-list")[0] == DECISIONS["tie"].label


def test_a_duplicate_shows_its_records_on_demand(tab: Watched) -> None:
    tab.page.get_by_role("button", name="+442079460002").click()
    said = tab.page.locator("#duplicate-list .detail:visible td[data-label=Record]").all_inner_texts()
    assert said == ["Ben Okafor", "Cleo Marsh"]
    calls = tab.page.locator("#duplicate-list .detail:visible td[data-label=Calls]").all_inner_texts()
    assert calls == [WINNER, SHADOWED]


def test_of_a_tie_every_record_may_get_the_calls(tab: Watched) -> None:
    tab.page.get_by_role("button", name="+442079460003").click()
    calls = tab.page.locator("#duplicate-list .detail:visible td[data-label=Calls]").all_inner_texts()
    assert set(calls) == {MAY_WIN}


def test_a_record_is_linked_by_its_id(tab: Watched) -> None:
    tab.page.fill("#f-q", "okafor")
    link = tab.page.locator("#finding-list").get_by_role("link", name="Ben Okafor").first
    assert link.get_attribute("href") == "https://acme.my.salesforce.com/00Q000000000001AAA"


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
    expect(answer).to_contain_text(DECISIONS["object_priority"].meaning)
    expect(answer).to_contain_text(SYNC["not_e164"].meaning)
    expect(answer).to_contain_text("Which record is found depends on the format.")
    said = dict(zip(answer.locator("dt").all_inner_texts(), answer.locator("dd").all_inner_texts(), strict=True))
    assert said[f"Search: {POLICIES['exact'].label}"] == "Cleo Marsh"
    assert said[f"Search: {POLICIES['any'].label}"] == "Ben Okafor"


def test_the_simulator_lists_the_candidates_in_order(tab: Watched) -> None:
    tab.page.fill("#dial", "+442079460002")
    rows = tab.page.locator("#answer tbody tr").all_inner_texts()
    assert [row.split("\t")[1] for row in rows] == ["Ben Okafor", "Cleo Marsh"]


def test_of_records_that_tie_the_simulator_names_each_with_its_id(tab: Watched) -> None:
    row = tab.page.locator("#duplicate-list tbody tr", has_text=DECISIONS["tie"].label).first
    tab.page.fill("#dial", row.locator("td.tel").first.inner_text())
    answer = tab.page.locator("#answer")
    expect(answer.locator(".lead")).to_contain_text("Several records tie")
    named = answer.locator(".winner").all_inner_texts()
    assert len(named) > 1
    assert len({text.rsplit(" ", 1)[1] for text in named}) == len(named)


@pytest.mark.parametrize("typed", ["Cleo Marsh", "003B00000000002AAA"])
def test_a_name_or_an_id_typed_as_a_number_is_offered_to_the_search(tab: Watched, typed: str) -> None:
    tab.page.fill("#dial", typed)
    expect(tab.page.locator("#answer")).to_contain_text("Type a phone number here.")
    tab.page.get_by_role("button", name=f"Search findings for {typed}").click()
    assert tab.page.input_value("#f-q") == typed


def test_an_ambiguous_ending_is_asked_back(tab: Watched) -> None:
    tab.page.fill("#dial", "946 0002")
    expect(tab.page.locator("#answer")).to_contain_text("2 numbers end like this. Which one?")
    tab.page.get_by_role("button", name="+33199460002").click()
    expect(tab.page.locator("#answer .winner")).to_contain_text("Eve Stone")


def test_a_number_that_nobody_holds_is_said_so(tab: Watched) -> None:
    tab.page.fill("#dial", "+1 212 555 0199")
    expect(tab.page.locator("#answer")).to_have_text("No record of this audit has +12125550199.")


def test_too_few_digits_are_asked_back(tab: Watched) -> None:
    tab.page.fill("#dial", "79 46")
    expect(tab.page.locator("#answer")).to_have_text("Type at least six digits.")


def test_an_action_leads_to_its_findings(tab: Watched) -> None:
    tab.page.locator(".first li", has_text="Copy Mobile").get_by_role("link").click()
    expect(tab.page.locator("#f-problem")).to_have_value("action:copy-mobile")
    assert len(records_shown(tab.page)) == 2


def test_a_word_of_the_glossary_is_explained_by_keyboard(tab: Watched) -> None:
    tab.page.locator(".hero").get_by_role("button", name="Readiness").first.focus()
    expect(tab.page.get_by_role("tooltip")).to_contain_text("share of numbers")
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("tooltip")).to_be_hidden()


def test_hostile_texts_do_nothing(tab: Watched) -> None:
    tab.page.fill("#dial", "+442079460003")
    tab.page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert tab.page.locator("script").count() == 2
    assert tab.complaints == []
    expect(tab.page.locator("#answer .winner").first).to_contain_text("<script>alert('name')</script>")


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
    assert tab.page.evaluate(FOLDED) == before
    tab.page.evaluate("void (window.print = () => window.dispatchEvent(new Event('beforeprint')))")
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
            assert watched.page.locator("#finding-list tbody tr").first.is_visible() == (printed == "print-all")


@pytest.mark.parametrize(
    "fragment",
    [
        "#q=a&severity=x",
        "#severity=%00&object=x&owner=x&region=x",
        "#q=%F0%28&findings=1.5,nothing,sideways",
        "#findings=-9,,&duplicates=1e99,record&t.=&t.x=1",
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
        assert "Ben Okafor" in records_shown(watched.page)


def test_the_print_is_the_summary_on_three_pages_at_most(browser: Browser, small: Path, long: Path) -> None:
    for path in (small, long):
        with opened(browser, path) as watched:
            printed = watched.page.pdf(format="A4")
            assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 3


def test_without_a_script_the_summary_is_there_and_the_lists_say_where_they_are(browser: Browser, small: Path) -> None:
    with opened(browser, small, java_script_enabled=False) as watched:
        page = watched.page
        expect(page.locator("#count-duplicates")).to_contain_text("2")
        expect(page.locator("#findings .no-js")).to_contain_text("report.xlsx")
        assert page.locator("input:visible, select:visible, button:visible").count() == 0


def test_on_a_phone_a_row_begins_with_what_is_wrong_and_has_no_blank_cell(browser: Browser, small: Path) -> None:
    with opened(browser, small) as watched:
        watched.page.set_viewport_size({"width": 390, "height": 844})
        for row in watched.page.locator("#finding-list tbody tr").all():
            cells = row.locator("td:visible").all_inner_texts()
            assert "Error" in cells[0] or "Warning" in cells[0] or "Notice" in cells[0]
            assert all(cells)


def test_the_page_stays_short_however_long_its_lists(long_tab: Page) -> None:
    assert long_tab.evaluate("document.documentElement.scrollHeight") < HIGHEST


def test_the_navigation_is_whole_on_a_desk(tab: Watched) -> None:
    shown = "(() => { const list = document.querySelector('.toc ul'); return list.scrollWidth <= list.clientWidth })()"
    assert tab.page.evaluate(shown)


def test_the_navigation_stays_in_reach_on_a_phone(browser: Browser, small: Path) -> None:
    with opened(browser, small) as watched:
        watched.page.set_viewport_size({"width": 390, "height": 844})
        watched.page.evaluate("window.scrollTo({top: 3000, behavior: 'instant'})")
        expect(watched.page.locator(".toc a").first).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_a_narrow_screen_needs_no_sideways_scrolling(browser: Browser, small: Path, width: int) -> None:
    with opened(browser, small) as watched:
        watched.page.set_viewport_size({"width": width, "height": 800})
        assert watched.page.evaluate("document.documentElement.scrollWidth") == width


def test_a_long_path_in_a_note_breaks_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    note = "Column not read: WE_00D5Y0000000001UAA_1.ZIP/Opportunity_with_a_longer_name.csv."
    view = build_view(large_audit(10))
    view = replace(view, coverage=replace(view.coverage, warnings=(note,)))
    path = tmp_path / "report.html"
    path.write_text(render_html(view), encoding="utf-8", newline="\n")
    with opened(browser, path) as watched:
        watched.page.set_viewport_size({"width": 390, "height": 800})
        expect(watched.page.locator(".warn li")).to_have_text(note)
        assert watched.page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_keyboard_reaches_skip_link_first_and_sorts(tab: Watched) -> None:
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    heading = tab.page.locator("#finding-list th", has_text="Record owner")
    heading.get_by_role("button").focus()
    tab.page.keyboard.press("Space")
    expect(heading).to_have_attribute("aria-sort", "ascending")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, long: Path, small: Path, scheme: str) -> None:
    for path, number in ((small, "+442079460002"), (long, "+493000000003")):
        with opened(browser, path, color_scheme=scheme, bypass_csp=True) as watched:
            watched.page.fill("#dial", number)
            watched.page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
            found: list[dict[str, Any]] = Axe().run(watched.page).response["violations"]
            grave = [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in GRAVE]
            assert grave == []


def test_with_calls_findings_and_duplicates_say_how_many_and_most_come_first(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    audited = large_audit(60)
    calls = CallTables(CALLED.empty(), np.arange(len(audited.numbers)) * 3)
    results = audited.results.model_copy(update={"calls": reported_calls()})
    page = render_html(build_view(replace(audited, calls=calls, results=results)))
    with opened(browser, _written(page, tmp_path_factory)) as watched:
        told = [float(text) for text in column(watched.page, "Calls a month", "#duplicate-list")]
        of_findings = [text for text in column(watched.page, "Calls a month") if text]
        assert watched.complaints == []
    assert told == sorted(told, reverse=True)
    assert told[0] > 1
    assert of_findings
