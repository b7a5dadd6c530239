"""Changes to records, where a test has switched them on."""

from collections.abc import Callable
from typing import Final

from tests.fake_org.messages import Response
from tests.fake_org.state import Call

ROUTES: Final[tuple[tuple[str, str, Callable[[Call], Response]], ...]] = ()
