"""A Salesforce org over real HTTPS on loopback, for tests and for trying the live path without an org."""

from tests.fake_org.faults import Fault
from tests.fake_org.org import FakeOrg

__all__ = ["FakeOrg", "Fault"]
