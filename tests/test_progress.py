import io

from rich.console import Console

from audit.progress import export_progress


def shown(*news: tuple[str, int, int | None], quiet: bool = False, terminal: bool = True) -> str:
    text = io.StringIO()
    console = Console(file=text, force_terminal=terminal, width=120, color_system=None)
    with export_progress(quiet=quiet, console=console) as tell:
        for one in news:
            tell(*one)
    return text.getvalue()


def test_a_person_sees_rows_of_each_object() -> None:
    text = shown(("Contact", 0, 60_000), ("Contact", 1_200, 60_000), ("Lead", 7, None))
    assert "1,200 of about 60,000 rows" in text
    assert "7 rows" in text


def test_more_rows_than_expected_never_show_more_than_the_whole() -> None:
    assert "61,000 of about 61,000 rows" in shown(("Contact", 61_000, 60_000))


def test_nothing_is_shown_to_a_file() -> None:
    assert shown(("Contact", 1, 2), terminal=False) == ""


def test_nothing_is_shown_when_quiet() -> None:
    assert shown(("Contact", 1, 2), quiet=True) == ""
