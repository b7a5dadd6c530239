import inspect
import pickle

import pytest

from audit import errors
from audit.cli.console import defect
from audit.errors import AuditError, ExitCode, UsageError, WriteFailedError, in_lines, told_as, why

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, AuditError)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_failure_stands_in_the_picture_with_its_exit_code(kind: type[AuditError]) -> None:
    lines = [line for line in str(errors.__doc__).splitlines() if kind.__name__ in line.split()]
    assert [line.split(kind.__name__)[1].split()[0] for line in lines] == [str(int(kind.exit_code))]


@pytest.mark.parametrize("kind", KINDS)
def test_a_failure_of_a_worker_arrives_as_itself(kind: type[AuditError]) -> None:
    arrived = pickle.loads(pickle.dumps(kind("No room for part 7.")))  # noqa: S301 - its own
    assert (type(arrived), str(arrived), vars(arrived)) == (kind, "No room for part 7.", vars(kind("")))


def test_no_failure_ends_like_a_report() -> None:
    assert not {kind.exit_code for kind in KINDS} & {ExitCode.DONE, ExitCode.GATE_FAILED}


def test_a_system_that_says_nothing_is_said_to() -> None:
    assert why(OSError(28, "No space left on device")) == "No space left on device"
    assert why(OSError()) == "the system does not say why"


def test_a_defect_is_told_by_its_kind_and_not_by_its_words() -> None:
    told = defect(ValueError("+1 212 555 0100 of Ada Byrne"))
    assert told.startswith("A defect of phone-audit: ValueError.")
    assert "Ada" not in told
    assert "0100" not in told


def test_lines_are_named_in_order_and_the_rest_counted() -> None:
    assert in_lines([1_207]) == "line 1,207"
    assert in_lines([12, 9, 7, 20], most=3) == "lines 7, 9, 12 and 1 more"


def test_the_reason_of_the_system_stands_between_what_failed_and_what_to_try() -> None:
    with pytest.raises(WriteFailedError) as caught, told_as(WriteFailedError, "Cannot write a.csv", "Free some space."):
        raise OSError(28, "No space left on device")
    assert str(caught.value) == "Cannot write a.csv: No space left on device. Free some space."


@pytest.mark.parametrize(
    ("failure", "message"),
    [(OSError("of a library: +1 212 555 0100"), "Cannot read a: odd."), (ValueError("{"), "Cannot read a: odd.")],
)
def test_what_a_library_says_is_never_quoted(failure: Exception, message: str) -> None:
    with pytest.raises(UsageError) as caught, told_as(UsageError, "Cannot read a", also=(ValueError,), unsaid="odd"):
        raise failure
    assert str(caught.value) == message


@pytest.mark.parametrize("failure", [ValueError("a defect"), UsageError("said already")])
def test_any_other_failure_passes_as_it_is(failure: Exception) -> None:
    with pytest.raises(type(failure)) as caught, told_as(AuditError, "Cannot read a", also=(UnicodeError,)):
        raise failure
    assert caught.value is failure


def test_a_failure_that_is_told_already_is_not_told_again() -> None:
    with pytest.raises(UsageError, match=r"^said already$"), told_as(AuditError, "Cannot read a", also=(ValueError,)):
        raise UsageError("said already")
