from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from audit.errors import IncompleteExportError
from audit.sources.salesforce import Org, bulk_query
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act

Start = Callable[..., FakeOrg]
LogIn = Callable[..., Org]
SOQL = "SELECT Id FROM Contact"


def create(org: Org, **options: object) -> bulk_query.Job:
    return bulk_query.create(org, "Contact", SOQL, **{"user_id": None, "known": (), **options})


@pytest.mark.parametrize("mishap", [act.lose_reply(), act.say_html(500), act.stall(), act.cut_body("length")])
def test_a_job_whose_creation_went_unanswered_is_found_again(start: Start, log_in: LogIn, mishap: object) -> None:
    fake = start()
    fake.fault("POST /jobs/query", mishap)
    job = create(log_in(fake))
    assert [one.id for one in fake.jobs] == [job.job_id]


def test_a_job_that_was_not_made_is_asked_for_again(start: Start, log_in: LogIn) -> None:
    fake = start()
    fake.fault("POST /jobs/query", act.drop_unread())
    job = create(log_in(fake))
    assert [one.id for one in fake.jobs] == [job.job_id]


def test_a_job_of_ours_that_is_known_is_not_taken_for_the_lost_one(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    first = create(org)
    fake.fault("POST /jobs/query", act.drop_unread())
    assert create(org, known={first.job_id}).job_id != first.job_id


def test_a_job_of_another_user_is_not_taken_for_the_lost_one(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    create(org)
    fake.fault("POST /jobs/query", act.drop_unread())
    create(org, user_id="005000000000999AAA")
    assert len(fake.jobs) == 2


def test_of_several_jobs_none_is_taken_for_the_lost_one(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    several = {create(org).job_id, create(org).job_id}
    fake.fault("POST /jobs/query", act.drop_unread())
    assert create(org).job_id not in several


def test_the_list_of_jobs_is_read_page_by_page(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    nothing = {"done": False, "records": [], "nextRecordsUrl": "/services/data/v62.0/jobs/query?page=2"}
    fake.fault("POST /jobs/query", act.lose_reply())
    fake.fault("GET /jobs/query", act.say_json(200, nothing))
    assert create(org).job_id == fake.jobs[0].id


def test_an_endless_list_of_jobs_is_not_read_for_ever(start: Start, log_in: LogIn) -> None:
    fake = start()
    nothing = {"done": False, "records": [], "nextRecordsUrl": "/services/data/v62.0/jobs/query?page=2"}
    fake.fault("POST /jobs/query", act.lose_reply(), times=None)
    fake.fault("GET /jobs/query", act.say_json(200, nothing), times=None)
    with pytest.raises(IncompleteExportError, match="did not answer whether"):
        create(log_in(fake))


def test_a_job_that_the_org_forgot_is_gone(start: Start, log_in: LogIn) -> None:
    with pytest.raises(bulk_query.JobGoneError):
        bulk_query.status(log_in(start()), "750000000000001AAA")


def test_another_refusal_is_not_taken_for_a_job_that_is_gone(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    fake.fault("GET /jobs/query/*", act.say(403, "INSUFFICIENT_ACCESS", "no"))
    with pytest.raises(bulk_query.ApiError):
        bulk_query.status(org, create(org).job_id)


def test_a_running_job_is_aborted_and_deleted(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    bulk_query.discard(org, create(org).job_id)
    assert not fake.jobs
    assert [entry.method for entry in fake.requests[-3:]] == ["DELETE", "PATCH", "DELETE"]


def test_a_job_that_cannot_be_discarded_is_no_failure(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    fake.fault("DELETE /jobs/query/*", act.say(500, "UNKNOWN_EXCEPTION", "no"), times=None)
    fake.fault("PATCH /jobs/query/*", act.say(403, "INSUFFICIENT_ACCESS", "no"), times=None)
    bulk_query.discard(org, create(org).job_id)
    assert len(fake.jobs) == 1


def test_result_pages_are_listed_over_several_answers(start: Start, log_in: LogIn) -> None:
    fake = start(bulk_page_size=2)
    org = log_in(fake)
    job = create(org)
    bulk_query.wait_for(org, "Contact", job.job_id, lambda _: None)
    paths = bulk_query.listed_pages(org, job.job_id)
    assert len(paths) == 30
    assert sum(entry.path.endswith("/resultPages") for entry in fake.requests) == 6


def test_the_other_spelling_of_the_next_list_is_understood(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    base = "/services/data/v62.0/jobs/query/750000000000001AAA"
    first = {
        "resultPages": [{"resultUrl": f"{base}/results"}],
        "nextRecordUrl": f"{base}/resultPages?locator=2",
        "done": False,
    }
    last = {"resultPages": [{"resultUrl": f"https://elsewhere.example{base}/results?locator=2"}], "done": True}
    fake.fault("GET /jobs/query/*/resultPages", act.say_json(200, first))
    fake.fault("GET /jobs/query/*/resultPages", act.say_json(200, last), nth=2)
    paths = bulk_query.listed_pages(org, "750000000000001AAA")
    assert paths == [f"{base}/results", f"{base}/results?locator=2"]


@pytest.mark.parametrize("shape", [[], {"resultPages": []}, {"resultPages": [{}]}, {"resultPages": "x"}])
def test_an_unknown_shape_of_the_list_is_no_list(start: Start, log_in: LogIn, shape: object) -> None:
    fake = start()
    org = log_in(fake)
    fake.fault("GET /jobs/query/*/resultPages", act.say_json(200, shape))
    assert bulk_query.listed_pages(org, "750000000000001AAA") is None


def test_a_refusal_of_the_list_for_good_is_not_hidden(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    fake.fault("GET /jobs/query/*/resultPages", act.say(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests"))
    with pytest.raises(bulk_query.ApiError):
        bulk_query.listed_pages(org, "750000000000001AAA")


def test_a_job_without_dates_and_counters_is_understood() -> None:
    job = bulk_query.Job.of({"id": "750000000000001AAA", "state": "InProgress"}, "62.0")
    assert (job.rows, job.message, job.sobject) == (None, "", "")
    assert job.created <= datetime.now(UTC)


def test_the_clock_of_an_org_that_does_not_tell_it_is_roughly_ours(start: Start, log_in: LogIn) -> None:
    org = log_in(start())
    org.http.get_adapter(org.url).date = None
    assert org.now() < datetime.now(UTC)
