"""How the work of an audit grows with the org: a slip is seen in counts, without a clock."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from audit import pipeline
from audit.normalize import normalize, scalar
from tests.counted_work import LIBRARIES, Work, work_of

pytestmark = pytest.mark.slow

SMALL, LARGE = 1_000, 8_000
FOR_EACH_DISTINCT_TEXT: Final = {
    "findings/labels.py": "labels of countries and fields, for each sentence",
    "findings/rules/invalid_number.py": "a sentence for each distinct case",
    "findings/rules/not_e164.py": "a sentence for each distinct case",
    "findings/rules/number_region_differs.py": "a sentence for each distinct case",
    "findings/rules/us_locale_formatting.py": "a sentence for each distinct case",
    "normalize/vectorized/prefixes.py": "beginnings of the numbers of a plan, where enough of them are asked about",
    "normalize/words.py": "texts with words in them that are left to the reference",
    "reports/view/finding_sheets.py": "findings of a record that has several, on lists that are cut",
    "reports/view/visible_text.py": "texts with characters that do not show",
    "sources/records/clean_text.py": "texts with characters that no number has",
    "sources/records/countries.py": "the name of a country, for each sentence",
}
"""What is done one by one, by module: of few texts, however many rows have them."""
REFERENCE: Final = "normalize/scalar.py:read_number"


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> tuple[Work, Work]:
    work_of(100, tmp_path_factory.mktemp("first"))  # what is set up once is set up
    return work_of(SMALL, tmp_path_factory.mktemp("small")), work_of(LARGE, tmp_path_factory.mktemp("large"))


def growing(small: Work, large: Work) -> set[str]:
    """Return the functions that are called for rows: three times as often in an org that is eight times as large."""
    return {
        name
        for name, n in large.calls.items()
        if n > 3 * small.calls[name] + 100 and name.partition(":")[0] not in FOR_EACH_DISTINCT_TEXT
    }


def test_nothing_is_called_for_each_row(works: tuple[Work, Work]) -> None:
    assert growing(*works) == set()


def test_the_passes_over_columns_are_as_many_however_long_they_are(works: tuple[Work, Work]) -> None:
    small, large = works
    assert large.calls[LIBRARIES] < 1.3 * small.calls[LIBRARIES]


def test_the_reference_reads_next_to_nothing(works: tuple[Work, Work]) -> None:
    for work in works:
        assert work.calls[REFERENCE] <= work.rows["values"] / 500


def test_the_rows_written_grow_with_the_org_and_its_figures_do_not(works: tuple[Work, Work]) -> None:
    small, large = works
    grown = LARGE / SMALL
    for table in ("records", "values", "numbers", "findings"):
        assert 0.8 * grown < large.rows[table] / small.rows[table] < 1.2 * grown, table
    assert large.results_bytes < 1.2 * small.results_bytes


def test_a_reading_one_by_one_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one: Callable[..., object] = partial(normalize.normalize, reader=scalar.read_column)
    monkeypatch.setattr(pipeline, "normalize", one_by_one)
    folders = tmp_path / "small", tmp_path / "large"
    for folder in folders:
        folder.mkdir()
    small, large = work_of(SMALL // 2, folders[0]), work_of(LARGE // 2, folders[1])
    assert REFERENCE in growing(small, large)
