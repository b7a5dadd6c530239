"""python -m audit and the command phone-audit: Ctrl-C gets its answer from the first moment on."""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from audit.cli.memory import NOT_ENOUGH, is_out_of_memory
from audit.cli.process import stop_at_once
from audit.cli.standard_streams import secure_streams
from audit.errors import ExitCode


def command() -> NoReturn:
    """Run the command as a process."""
    secure_streams()
    stop_at_once()
    _loaded()()


def _loaded() -> Callable[[], NoReturn]:
    """Load the rest of the program, which takes up to two seconds; end the process when the memory lacks for it."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's threads take memory, and no matrices are multiplied
    try:
        from audit.cli.app import command as run  # noqa: PLC0415 - see above
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        sys.stderr.write(f"phone-audit: {NOT_ENOUGH}\n")
        sys.stderr.flush()
        os._exit(ExitCode.FAILED)  # what is loaded by half may crash when it is tidied up
    return run


if __name__ == "__main__":
    command()
