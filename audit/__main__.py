"""python -m audit and the command phone-audit: Ctrl-C gets its answer from the first moment on."""

from __future__ import annotations

from audit.cli.process import stop_at_once

TYPE_CHECKING = False  # see audit.cli.process
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn


def command() -> NoReturn:
    """Run the command as a process."""
    stop_at_once()  # before anything else is imported: that takes up to two seconds
    _loaded()()


def _loaded() -> Callable[[], NoReturn]:
    """Load the rest of the program; end the process when there is not enough memory for it."""
    import gc  # noqa: PLC0415 - see above
    import os  # noqa: PLC0415
    import sys  # noqa: PLC0415

    from audit.cli.memory import NOT_ENOUGH, is_out_of_memory  # noqa: PLC0415
    from audit.cli.standard_streams import secure_streams  # noqa: PLC0415
    from audit.errors import ExitCode  # noqa: PLC0415

    secure_streams()
    gc.set_threshold(300_000, 20, 1_000)  # what is loaded is no garbage (audit.cli.memory.set_loaded_aside)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # there are none, and to look for them takes a while
    os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")  # it says on its own that it has no room
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's threads take memory, and no matrices are multiplied
    try:
        from audit.cli.app import command as run  # noqa: PLC0415
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        sys.stderr.write(f"phone-audit: {NOT_ENOUGH}\n")
        sys.stderr.flush()
        os._exit(ExitCode.FAILED)  # what is loaded by half may crash when it is tidied up
    return run


if __name__ == "__main__":
    command()
