"""What a report says of the records that the integration will create."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from audit.findings.labels import OBJECT_LABELS, several
from audit.reports.view.figures import count, counted, day, share
from audit.reports.view.labels import FORMATS
from audit.reports.view.visible_text import shown_text
from audit.result.forecast import BackTest, CreatedRecords, Expected, Forecast, IntegrationUser, UnheldNumbers

_NO_FORECAST: Final = "No forecast of the records that Aircall will create"
_EXPORT_AGAIN: Final = "Run phone-audit run again with CreatedDate and CreatedById in the export."
_WHY: Final[Mapping[str, str]] = {
    "no_created_date": f"the report does not say when records were created. {_EXPORT_AGAIN}",
    "no_created_time": (
        "CreatedDate has days only, as in report exports. It takes the time: Data Loader, Data Export, --org."
    ),
    "no_created_by": f"the report does not say who created records. {_EXPORT_AGAIN}",
    "no_times": "no call with a number has a time.",
    "nothing_created": (
        "none was created within five minutes of a call. Aircall seems to create none, or they were deleted or merged, "
        "or the times of records or calls are not in UTC."
    ),
}
_NOT_SEEN: Final = "Not counted: records that were deleted, merged or converted since. There may be more."


class ForecastWords(NamedTuple):
    """A headline, and what it rests on."""

    headline: str
    notes: tuple[str, ...]


def forecast_words(forecast: Forecast) -> ForecastWords:
    """Return what ``forecast`` says, or why there is none."""
    return ForecastWords(_headline(forecast), tuple(_notes(forecast)))


def _headline(forecast: Forecast) -> str:
    if forecast.month is None:
        return f"{_NO_FORECAST}: {_why(forecast)}"
    objects = forecast.created.objects if forecast.created else {}
    what = several(next(iter(objects))) if len(objects) == 1 else "records"
    month = forecast.month
    return (
        f"Aircall will create about {count(month.middle)} {what} a month ({_range(month)} with 95% confidence) for "
        "numbers that it does not find."
    )


def _why(forecast: Forecast) -> str:
    if forecast.why == "too_short":
        return f"the calls span {counted(forecast.weeks, 'whole week')}. It takes 4."
    if forecast.why == "begun":
        begun = counted(forecast.weeks - forecast.idle_before, "week")
        return f"it began to create them {begun} ago. It takes 4."
    if forecast.why == "stopped":
        return (
            f"none was created in the last {counted(forecast.idle_after, 'week')}, after "
            f"{count(forecast.created.records if forecast.created else 0)} before. It seems to have been switched off."
        )
    if forecast.why == "too_few":
        return "too few were created in the last 13 weeks. It takes 5."
    if forecast.why == "no_user":
        return (
            f"{counted(forecast.creators, 'user')} created records within five minutes of a call, and none of them "
            "is Aircall's for certain. Give a log of the calls with CreatedById."
        )
    return _WHY[forecast.why or ""]


def _notes(forecast: Forecast) -> Iterator[str]:
    if forecast.created is not None:
        yield from _kinds(forecast, forecast.created)
    if forecast.unheld is not None:
        yield _learned(forecast, forecast.unheld)
    if forecast.created is not None:
        yield _likeness(forecast.created)
    if forecast.user is not None:
        yield _user(forecast.user)
    if forecast.back_test is not None:
        yield _back_test(forecast.back_test)
    if forecast.month is not None and forecast.unheld is not None and forecast.unheld.share_changed:
        yield "The share of numbers that get a record differs between the two halves: the forecast may be off."
    if forecast.created is not None:
        yield _NOT_SEEN
    if forecast.too_new:
        yield f"{counted(forecast.too_new, 'call')} left out: later than the records of the report."
    if forecast.without_time:
        yield f"{counted(forecast.without_time, 'call')} left out: without a time."


def _kinds(forecast: Forecast, created: CreatedRecords) -> Iterator[str]:
    """Yield how many of the records would be avoided, and how many are twins."""
    if created.other_format:
        some = _of_month(forecast.avoidable, created.other_format, created.records)
        would = "would avoid" if forecast.avoidable else "would have avoided"
        yield f"E.164 {would} {some}: a record has the number, in another format."
    if created.has_e164:
        yield (
            f"{count(created.has_e164)} of {count(created.records)} so far were created although a record has the "
            "number in E.164 now: it was fixed since, or there is another cause."
        )
    if created.twins:
        some = _of_month(forecast.twins, created.twins, created.records)
        yield f"Twins (two records of one number): {some}, if a call comes before the search finds the new record."
    elif created.called_again:
        yield (
            f"{counted(created.called_again, 'number')} called again within 15 minutes "
            f"({count(created.called_again_soon)} within 5), but no twin was created."
        )


def _of_month(expected: Expected | None, some: int, of_all: int) -> str:
    if expected is None:
        return f"{count(some)} of {count(of_all)} so far"
    if not expected.middle:
        return f"up to {count(expected.high)} of them"
    return f"about {count(expected.middle)} of them ({_range(expected)})"


def _range(expected: Expected) -> str:
    return f"{count(expected.low)} to {count(expected.high)}"


def _learned(forecast: Forecast, unheld: UnheldNumbers) -> str:
    """Return how many numbers were nobody's when they had a call, and how many of them got a record."""
    when = f" to {day(forecast.until - timedelta(seconds=1))}" if forecast.until else ""
    said = f"{counted(unheld.numbers, 'number')} had calls and no record ({counted(forecast.weeks, 'week')}{when})"
    if not unheld.numbers:
        return f"{said}."
    if forecast.user is None:
        return f"{said}: {count(unheld.by_others)} got one within five minutes."
    bounds = f"{_percent(unheld.low)} to {_percent(unheld.high)} with 95% confidence"
    bounds = f"{share(unheld.created / unheld.numbers)}; {bounds}"
    others = f", {count(unheld.by_others)} from somebody else" if unheld.by_others else ""
    return f"{said}: {count(unheld.created)} got one from Aircall within five minutes ({bounds}){others}."


def _percent(fraction: float) -> str:
    return f"{100 * fraction:.0f}%"


def _likeness(created: CreatedRecords) -> str:
    """Return what the created records have in common."""
    objects = ", ".join(f"{OBJECT_LABELS[name]} {count(n)}" for name, n in created.objects.items())
    names = ", ".join(f"“{shown_text(name)}” {count(n)}" for name, n in created.names.items()) or "no two alike"
    stored = ", ".join(f"{each.field} in {FORMATS[each.format].label} {count(each.records)}" for each in created.stored)
    owner = f"{shown_text(created.owner)} {count(created.of_owner)}" if created.owner else "unknown"
    more = f", {counted(created.owners - 1, 'other')}" if created.owners > 1 else ""
    return (
        f"{counted(created.records, 'record')} so far: {objects}. Names: {names}. Number: {stored or 'not in them'}. "
        f"Owners: {owner}{more}."
    )


def _user(user: IntegrationUser) -> str:
    some = f"{count(user.of_these)} of {count(user.of_all)}"
    by = f"{some} log entries" if user.told_by == "log" else f"{some} records after calls with new numbers, named alike"
    return f"Aircall's user: {user.user_id}, who created {by}."


def _back_test(test: BackTest) -> str:
    is_within = test.expected.low <= test.created <= test.expected.high
    said = (
        f"Back-test: from the first {counted(test.weeks_learned, 'week')}, {_range(test.expected)} were to be expected "
        f"in the other {count(test.weeks)}. There were {count(test.created)}"
    )
    return f"{said}." if is_within else f"{said}: something has changed, and the forecast may be off."
