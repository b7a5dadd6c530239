from audit.sources.aircall.request_rate import RequestRate
from audit.sources.http.retry_policy import RetryPolicy
from tests.sources.aircall.conftest import Time


def test_requests_are_spread_over_the_minute(time: Time, patience: RetryPolicy) -> None:
    rate = RequestRate(50, patience)
    for _ in range(4):
        rate.wait()
    assert [round(wait, 6) for wait in time.waits] == [1.2, 1.2, 1.2]


def test_a_request_that_took_long_is_not_made_up_for(time: Time, patience: RetryPolicy) -> None:
    rate = RequestRate(60, patience)
    rate.wait()
    time.start += 10
    rate.wait()
    rate.wait()
    assert time.waits == [1.0]
