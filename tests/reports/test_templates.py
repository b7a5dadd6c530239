from pathlib import Path

import pytest
from jinja2 import UndefinedError

from audit.reports import templates
from audit.reports.templates import rendered, shipped_text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(templates, "shipped", lambda _: tmp_path)
    return tmp_path


def test_values_are_escaped_in_html_and_in_nothing_else(folder: Path) -> None:
    for name in ("a.html.j2", "a.txt.j2"):
        (folder / name).write_text("{{ said }}\n", encoding="utf-8")
    assert rendered("a.html.j2", said="<b> & co") == "&lt;b&gt; &amp; co"
    assert rendered("a.txt.j2", said="<b> & co") == "<b> & co"


def test_a_value_that_is_not_given_is_an_error_and_not_an_empty_text(folder: Path) -> None:
    (folder / "a.txt.j2").write_text("{{ said }}", encoding="utf-8")
    with pytest.raises(UndefinedError):
        rendered("a.txt.j2")


def test_blocks_leave_no_lines_behind(folder: Path) -> None:
    (folder / "a.txt.j2").write_text("a\n  {% if yes %}\nb\n  {% endif %}\nc", encoding="utf-8")
    assert rendered("a.txt.j2", yes=True) == "a\nb\nc"


def test_a_file_beside_the_templates_comes_as_it_is(folder: Path) -> None:
    (folder / "page.js").write_text("a < b && {{ c }}\n", encoding="utf-8")
    assert shipped_text("page.js") == "a < b && {{ c }}\n"
