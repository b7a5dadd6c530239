import errno
import os
import socket
import ssl
from pathlib import Path

import pytest
import requests

from audit.errors import ConnectionFailedError, WriteFailedError
from audit.sources.salesforce.export_folder import writing_to


@pytest.mark.parametrize(
    "failure",
    [
        requests.exceptions.JSONDecodeError("Expecting value", "", 0),
        requests.ConnectionError(OSError(errno.ENOSPC, "x")),
        requests.exceptions.ChunkedEncodingError("cut"),
        ConnectionResetError(errno.ECONNRESET, "reset"),
        TimeoutError("timed out"),
        ssl.SSLError("bad record"),
        socket.gaierror(8, "not known"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_a_failure_of_the_line_is_never_blamed_on_the_disk(failure: OSError) -> None:
    with pytest.raises(ConnectionFailedError) as caught, writing_to(Path("out")):
        raise failure
    assert "space" not in str(caught.value)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_asks_for_space(number: int) -> None:
    with pytest.raises(WriteFailedError, match="Free some space"), writing_to(Path("out")):
        raise OSError(number, os.strerror(number))


@pytest.mark.parametrize("failure", [OSError(errno.EACCES, "Permission denied"), OSError("odd"), OSError()])
def test_any_other_failure_of_the_disk_asks_for_another_folder(failure: OSError) -> None:
    with pytest.raises(WriteFailedError, match="Give another --out") as caught, writing_to(Path("out")):
        raise failure
    assert "None" not in str(caught.value)
    assert "space" not in str(caught.value)
