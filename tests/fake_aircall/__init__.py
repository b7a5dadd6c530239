"""Aircall's public API over real HTTPS on loopback, for tests and for trying ``phone-audit calls --aircall`` by hand.

By hand: ``python -m tests.fake_aircall --help``. It is reached under its true name, api.aircall.io, through a proxy of
its own (HTTPS_PROXY), so that the program needs no way to be sent elsewhere with a key. In a test::

    with FakeAircall(generated(2_000)) as aircall:
        aircall.fault("GET /v1/calls", act.cut_body("length"), nth=3)
        subprocess.run(["phone-audit", "calls", "--aircall"], env={**os.environ, **aircall.env()})
        assert aircall.unmet_faults == [] and aircall.forbidden == []
"""

from tests.fake_aircall.aircall import FakeAircall
from tests.fake_aircall.history import generated

__all__ = ["FakeAircall", "generated"]
