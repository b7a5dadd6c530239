"""python -m audit and the command phone-audit: Ctrl-C gets its answer from the first moment on."""

from typing import NoReturn

from audit.process import stop_at_once
from audit.standard_streams import secure_streams


def command() -> NoReturn:
    """Run the command as a process."""
    secure_streams()
    stop_at_once()
    from audit.cli import command as run  # noqa: PLC0415 - takes up to two seconds

    run()


if __name__ == "__main__":
    command()
