import re
from html.parser import HTMLParser
from typing import Any

from audit.reports.html.page import render_html
from audit.reports.view.build_view import View, build_view
from audit.result.results import Audit
from tests.reports.typed_org import empty_audit
from tests.reports.view.told_tables import told_tables

POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')


class _Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def figures_on(page: str) -> dict[str, str]:
    """Return the figures of a page by their path in results.json."""
    tags = (attributes for tag, attributes in _Tags(page).found if tag == "data")
    return {str(tag["data-figure"]): str(tag["value"]) for tag in tags if "data-figure" in tag}


def at(document: Any, path: str) -> Any:
    """Return what stands at a path such as ``by_field.Contact.Phone.filled`` in results.json."""
    while path:
        head = next(part for part in _heads(path) if not isinstance(document, dict) or part in document)
        document = document[int(head)] if isinstance(document, list) else document[head]
        path = path[len(head) + 1 :]
    return document


def _heads(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[: i + 1]) for i in range(len(parts))]


def test_every_figure_on_the_page_is_the_one_in_results_json(page: str, audited: Audit) -> None:
    document = audited.results.model_dump(mode="json")
    figures = figures_on(page)
    assert len(figures) > 40
    assert {key: float(value) for key, value in figures.items()} == {key: at(document, key) for key in figures}


def test_all_scores_and_totals_are_on_the_page(page: str, audited: Audit) -> None:
    document = audited.results.model_dump(mode="json")
    wanted = {f"{group}.{name}" for group in ("scores", "totals") for name in document[group]}
    assert wanted <= set(figures_on(page))


def test_an_org_without_records_makes_a_page() -> None:
    assert "No phone field has a number" in render_html(build_view(empty_audit()))


def test_the_same_view_makes_the_same_page(view: View, page: str) -> None:
    assert render_html(view) == page


def test_nothing_of_the_page_comes_from_elsewhere(page: str) -> None:
    fetching = {"src", "srcset", "action", "data", "poster", "background"}
    for tag, attributes in _Tags(page).found:
        assert not fetching & set(attributes), tag
        assert tag != "link" or attributes["href"] == "data:,"


def test_no_element_has_a_handler_or_a_style_of_its_own(page: str) -> None:
    names = {name for _, attributes in _Tags(page).found for name in attributes}
    assert not {name for name in names if name.startswith("on") or name == "style"}


def test_the_policy_allows_nothing_but_the_own_style_and_script(page: str) -> None:
    policy = POLICY.search(page)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy[1].replace("&#39;", "'").split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].startswith("'sha256-")
    assert rules["style-src"].startswith("'sha256-")
    assert rules["base-uri"] == rules["form-action"] == "'none'"


def test_a_name_that_is_markup_is_text(page: str, view: View) -> None:
    assert "<script>alert" not in page
    assert "<script>alert('name')</script>" in told_tables(view)["records"]["name"]


def test_only_the_own_scripts_are_on_the_page(page: str) -> None:
    scripts = [attributes for tag, attributes in _Tags(page).found if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "content"}, {"type": "text/plain", "id": "tables"}, {}]


def test_a_hidden_character_is_visible(view: View) -> None:
    stored = told_tables(view)["values"]["raw"]
    assert "+44⟨U+200B⟩2079460004" in stored
    assert not any("\u200b" in raw for raw in stored)


def test_a_direction_mark_in_a_name_is_visible(view: View) -> None:
    names = told_tables(view)["records"]["name"]
    assert "Acme ⟨U+202E⟩GmbH" in names
    assert not any("\u202e" in name for name in names)


def test_every_table_has_a_caption(page: str) -> None:
    tags = [tag for tag, _ in _Tags(page).found]
    assert tags.count("table") == tags.count("caption")
