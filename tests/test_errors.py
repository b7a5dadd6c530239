import pytest

from audit.errors import AuditError, UsageError, WriteFailedError, told_as


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
    with pytest.raises(type(failure)) as caught, told_as(AuditError, "Cannot read a"):
        raise failure
    assert caught.value is failure
