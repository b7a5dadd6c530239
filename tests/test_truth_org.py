"""An org whose true numbers are known is read as they are; the whole of it is in the benchmarks."""

import pytest

from tests.benchmarks.truth_files import write_org
from tests.benchmarks.truth_kinds import COUNTED_APART
from tests.benchmarks.truth_measure import Measured, measured
from tests.benchmarks.truth_org import true_org

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made_of_it(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """Return what an audit makes of an org of 2,000 records in ten countries."""
    folder, org = tmp_path_factory.mktemp("truth"), true_org(2000, seed=1)
    return measured(write_org(org, folder), folder / "report", org.values, org.audited)


def test_every_record_of_every_file_is_counted(made_of_it: Measured) -> None:
    assert made_of_it.scope == {}
    assert made_of_it.good() > 2500


def test_nothing_is_read_wrong_for_certain(made_of_it: Measured) -> None:
    wrong = {outcome for _, outcome in made_of_it.outcomes if outcome.startswith("wrong")}
    assert made_of_it.count("wrong (certain)") == made_of_it.count("wrong (as it is)") == 0
    assert made_of_it.count("wrong (region)", kinds_left_out=COUNTED_APART) == 0, wrong


def test_the_load_files_write_no_wrong_number_and_take_none_back(made_of_it: Measured) -> None:
    assert made_of_it.cells["right"] > 1000
    assert made_of_it.cells["wrong"] == made_of_it.cells["undone"] == 0, made_of_it.wrong_cells


def test_hardly_a_good_number_is_called_invalid(made_of_it: Measured) -> None:
    """Numbers left open (needs-region, multiple, scientific) are not called invalid."""
    lost = made_of_it.count("called invalid", kinds_left_out=COUNTED_APART)
    assert lost < 0.005 * made_of_it.good()


def test_no_value_without_a_number_is_read_as_one(made_of_it: Measured) -> None:
    read = {(kind, outcome) for kind, outcome in made_of_it.outcomes if outcome.startswith("none, read as one")}
    assert {kind for kind, _ in read} <= COUNTED_APART
