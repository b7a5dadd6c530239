"""A Salesforce org over real HTTPS on loopback, for tests and for trying the live path without an org.

By hand: ``python -m tests.fake_org --help``. In a test, with ``tests.fake_org.fixtures.start_org`` in its conftest::

    def test_a_short_page_is_fetched_again(start_org, folder):
        org = start_org(folder, bulk_page_size=100)
        org.fault("GET /jobs/query/*/results", fault_actions.drop_rows(1), nth=3)
        subprocess.run(["phone-audit", "run", "--env"], env=org.process_env("client_credentials"))
        assert org.unmet_faults == [] and org.writes == []
"""

from tests.fake_org.faults import Fault
from tests.fake_org.org import FakeOrg

__all__ = ["FakeOrg", "Fault"]
