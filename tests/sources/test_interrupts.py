import signal
import subprocess
import sys
import threading

import pytest

from audit.sources.interrupts import interrupts_deferred, new_threads_without_ctrl_c


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_waits_until_the_block_has_ended(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with interrupts_deferred() as came:
        signal.raise_signal(number)
    assert came == [number]
    assert signal.getsignal(number) is before


def test_a_signal_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupts_deferred() as came:
            signal.raise_signal(signal.SIGINT)
        assert came == []
    finally:
        signal.signal(signal.SIGINT, before)


def test_ctrl_c_passes_by_what_new_threads_start_and_reaches_this_one() -> None:
    """The mask of a thread is that of the processes that it starts, later ones too."""
    masks: list[str] = []
    go_on = threading.Event()

    def _starts_a_process() -> None:
        go_on.wait()
        told = "import signal; print(sorted(each.name for each in signal.pthread_sigmask(signal.SIG_BLOCK, [])))"
        masks.append(subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True).stdout)

    thread = threading.Thread(target=_starts_a_process)
    with interrupts_deferred() as came:
        with new_threads_without_ctrl_c():
            thread.start()
            signal.raise_signal(signal.SIGINT)
            assert came == []
        assert came == [signal.SIGINT]
    go_on.set()
    thread.join()
    assert masks == ["['SIGINT']\n"]
