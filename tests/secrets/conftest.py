from tests.fake_org.fixtures import start_org

__all__ = ["start_org"]
