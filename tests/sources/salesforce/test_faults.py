"""Every mishap of the catalog: the run ends with complete data or in a sentence, never with less data and no word."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from audit.config.audit import AuditConfig
from audit.errors import AuditError
from audit.sources.csv.read_csv import read_csv
from audit.sources.salesforce.download import Batches
from audit.sources.snapshot.read_snapshot import read_snapshot
from tests.fake_org import FakeOrg
from tests.fake_org.fault_catalog import Scenario, scenarios
from tests.sources.salesforce.conftest import TABLES, comparable, write_tables

Start = Callable[..., FakeOrg]
Rows = dict[str, list[tuple[str, ...]]]
REFUSED_BY_A_PERSON = "create-aborted"
"""An administrator aborted the job on purpose: a second one is for a person to ask for."""
_AS_SENT = {"GET /query": "GET /query/"}
"""As simple_salesforce spells it."""


def by_rest(scenario: Scenario) -> bool:
    return scenario.name.startswith("rest-")


def prepared(start: Start, scenario: Scenario) -> tuple[FakeOrg, Batches | None]:
    listed = not scenario.name.startswith("results-no-locator")
    fake = start(rest_page_size=7, result_pages="relative" if listed else "off")
    for fault in scenario.faults:
        fake.state.faults.add(replace(fault, on=_AS_SENT.get(fault.on, fault.on)))
    return fake, Batches() if by_rest(scenario) else Batches(rest_rows=0, page_rows=7)


@pytest.fixture(scope="module")
def by_csv(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Return what the org has, read from CSV."""
    return comparable(read_csv(write_tables(tmp_path_factory.mktemp("data"), TABLES), AuditConfig()))


RECOVERABLE = [s for s in scenarios().values() if s.recoverable and s.name != REFUSED_BY_A_PERSON]
FINAL = [s for s in scenarios().values() if not s.recoverable or s.name == REFUSED_BY_A_PERSON]


@pytest.mark.slow
@pytest.mark.parametrize("scenario", RECOVERABLE, ids=lambda s: s.name)
def test_a_mishap_that_passes_leaves_the_data_complete(
    scenario: Scenario, start: Start, exported: Callable, by_csv: Rows
) -> None:
    fake, batches = prepared(start, scenario)
    snapshot = exported(fake, batches=batches)
    live = comparable(read_snapshot(snapshot.folder, AuditConfig()))
    hidden = "MobilePhone" if scenario.name == "create-field-hidden" else None
    assert live == {**by_csv, "phones": [phone for phone in by_csv["phones"] if phone[1] != hidden]}
    assert not fake.state.faults.unmet
    assert not fake.writes


@pytest.mark.parametrize("scenario", FINAL, ids=lambda s: s.name)
def test_a_mishap_that_stays_ends_in_a_sentence(scenario: Scenario, start: Start, exported: Callable) -> None:
    fake, batches = prepared(start, scenario)
    with pytest.raises(AuditError) as caught:
        exported(fake, batches=batches)
    sentence = str(caught.value)
    assert sentence.endswith((".", ")"))
    assert sentence.count("\n") <= 1
    assert not fake.writes
