"""Mask names, e-mail addresses and all but the last three digits of numbers, in every table and figure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.types import category_from_codes
from audit.config.masked import MASK, MASKED_NAME, digits_masked, masked_config
from audit.result.forecast import Forecast
from audit.result.provenance import SourceFigures
from audit.result.replay import LogComparison, ReportedCalls
from audit.result.results import Audit, Results, Trend
from audit.tables.calls import SilentCalls
from audit.tables.work import STATUSES

_NUMBER_COLUMNS: Final = ("raw", "e164", "proposed", "current", "old", "new")
_LAST_THREE_DIGITS: Final = r"(?s)^(?P<head>.*?)(?P<tail>(?:\p{Nd}\P{Nd}*){0,3})$"

_QUOTED: Final = re.compile("“[^”]*”")
"""What a message quotes from a stored text, see ``findings.labels.words_in``."""
_TYPED_SETTINGS: Final = ("settings.countries", "settings.placeholders", "settings.suppress")
_PLACES: Final = ("csv", "snapshot")
"""Kinds of source whose location is a path of the user's own."""
_LETTER_OR_DIGIT: Final = re.compile(r"[^\W_]")

_NOTHING: Final = pa.scalar("", pa.large_string())


def redacted(result: Audit) -> Audit:
    """Return ``result`` with personal data masked; record ids and the last three digits of numbers stay.

    Owners become "Owner 1", "Owner 2"… so that work can still be handed out by owner. What people typed elsewhere is
    masked whole: unknown countries, the words that messages quote, countries, placeholders and reasons of the
    configuration, and the names of files and folders.
    """
    pseudonyms = owner_pseudonyms(owners_in(result.records))
    masked = redacted_tables(result, pseudonyms)
    return replace(masked, results=redacted_results(result.results, pseudonyms))


def owners_in(records: pd.DataFrame) -> list[str]:
    """Return the owners of ``records``, each once."""
    return list(map(str, records["owner"].array.remove_unused_categories().categories))


def owner_pseudonyms(owners: Iterable[str]) -> dict[str, str]:
    """Return what is shown of each of ``owners``, which are those of the whole org, each once or more."""
    return {owner: f"Owner {n}" for n, owner in enumerate(sorted(set(owners)), 1)}


def redacted_tables(result: Audit, pseudonyms: Mapping[str, str]) -> Audit:
    """Return the audit of an org, or of a part of it, with personal data masked in its tables; results stay.

    ``pseudonyms`` are those of the owners of the whole org.
    """
    return replace(
        with_masked_calls(result),
        records=_records(result.records, pseudonyms),
        values=_numbers_masked(result.values),
        numbers=_numbers_masked(result.numbers),
        findings=replace(
            result.findings,
            found=_messages_masked(result.findings.found),
            aside=_numbers_masked(result.findings.aside),
        ),
        comparison=result.comparison and replace(result.comparison, changes=_numbers_masked(result.comparison.changes)),
        fixes=_numbers_masked(result.fixes),
        expected_winners=_numbers_masked(result.expected_winners),
        for_people=_messages_masked(_numbers_masked(result.for_people)).assign(
            owner=_owners_masked(result.for_people["owner"], pseudonyms)
        ),
    )


def with_masked_calls(result: Audit) -> Audit:
    """Return ``result`` with personal data masked in the table of calls, if there is one; results stay."""
    calls = result.calls and replace(result.calls, called=_called(result.calls.called, result.results.calls))
    return replace(result, calls=calls)


def _called(called: pd.DataFrame, figures: ReportedCalls | None) -> pd.DataFrame:
    masked = _numbers_masked(called)
    if figures is None or figures.logged is None or figures.logged.by == "id":
        return masked
    return masked.assign(logged_on=called["logged_on"].mask(called["logged_on"].notna(), MASKED_NAME))


def redacted_work(work: pd.DataFrame) -> pd.DataFrame:
    """Return WORK with personal data masked, and without what people wrote in their own words."""
    return work.assign(
        status=work["status"].where(work["status"].isin(STATUSES), MASKED_NAME),
        assignee="",
        comment="",
        problem=work["problem"].str.replace(_QUOTED, f"“{MASKED_NAME}”", regex=True),
        record=work["record"].mask(work["record"] != "", MASKED_NAME),
        number=masked_numbers(work["number"]),
    )


def _records(records: pd.DataFrame, pseudonyms: Mapping[str, str]) -> pd.DataFrame:
    return records.assign(
        name=records["name"].mask(records["name"].notna(), MASKED_NAME),
        email=records["email"].mask(records["email"].notna(), MASKED_NAME),
        owner=_owners_masked(records["owner"], pseudonyms),
    )


def _owners_masked(owner: pd.Series, pseudonyms: Mapping[str, str]) -> pd.Series:
    named = owner.cat.remove_unused_categories()  # a file would hold those that no row has, too
    return named.cat.rename_categories([pseudonyms[name] for name in named.cat.categories])


def _numbers_masked(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(**{name: masked_numbers(table[name]) for name in _NUMBER_COLUMNS if name in table})


def _messages_masked(table: pd.DataFrame) -> pd.DataFrame:
    categories = table["message"].array.categories
    masked = [_QUOTED.sub(f"“{MASKED_NAME}”", message) for message in categories]
    code, distinct = pd.factorize(pd.Series(masked, dtype="str"))
    codes = np.append(code, -1)[table["message"].array.codes]
    return table.assign(message=category_from_codes(codes, distinct.tolist()))


def masked_numbers(texts: pd.Series) -> pd.Series:
    """Return ``texts`` with every letter and all but the last three digits masked.

    >>> masked_numbers(pd.Series(["Bob: (212) 555-0100"], dtype="str"))[0]
    '•••: (•••) •••-•100'
    """
    parts = pc.extract_regex(pa.array(texts), _LAST_THREE_DIGITS)
    head = pc.replace_substring_regex(pc.struct_field(parts, "head"), r"[\p{Nd}\p{L}]", MASK)
    tail = pc.replace_substring_regex(pc.struct_field(parts, "tail"), r"\p{L}", MASK)
    return pd.Series(pc.binary_join_element_wise(head, tail, _NOTHING), index=texts.index, dtype="str")


def redacted_results(results: Results, pseudonyms: Mapping[str, str]) -> Results:
    """Return ``results`` with personal data masked; ``pseudonyms`` are those of the owners of the whole org."""
    return results.model_copy(
        update={
            "by_owner": [o.model_copy(update={"owner": pseudonyms[o.owner]}) for o in results.by_owner],
            "unknown_countries": [
                s.model_copy(update={"spelling": _text_masked(s.spelling)}) for s in results.unknown_countries
            ],
            "config": masked_config(results.config),
            "profile": results.profile.model_copy(update={"probe": results.profile.probe and Path(MASKED_NAME)}),
            "probe": results.probe and results.probe.model_copy(update={"username": MASKED_NAME}),
            "source": _source(results.source),
            "warnings": _without_places(_without_reasons(results.warnings, results.config), results.source),
            "trend": results.trend and _trend(results.trend),
            "calls": results.calls and _calls(results.calls, pseudonyms),
        }
    )


def _calls(calls: ReportedCalls, pseudonyms: Mapping[str, str]) -> ReportedCalls:
    """Mask the numbers of calls, the names of those who have them, lines of the company, and the names of files."""
    wrong = [
        each.model_copy(
            update={
                "e164": digits_masked(each.e164),
                "winner_name": each.winner_name and MASKED_NAME,
                "holder_name": each.holder_name and MASKED_NAME,
            },
        )
        for each in calls.wrong
    ]
    return calls.model_copy(
        update={
            "wrong": wrong,
            "nobody": [each.model_copy(update={"e164": digits_masked(each.e164)}) for each in calls.nobody],
            "forecast": _forecast(calls.forecast, pseudonyms),
            "logged": calls.logged and _logged(calls.logged),
            "join": calls.join and replace(calls.join, silent=tuple(map(_silent, calls.join.silent))),
            "files": [MASKED_NAME] * len(calls.files),
            "warnings": _without_names(calls.warnings, calls.files),
        }
    )


def _forecast(forecast: Forecast, pseudonyms: Mapping[str, str]) -> Forecast:
    created = forecast.created
    if created is None:
        return forecast
    names = {f"{MASKED_NAME} {n}": records for n, records in enumerate(created.names.values(), 1)}
    owner = None if created.owner is None else pseudonyms[created.owner]
    return forecast.model_copy(update={"created": created.model_copy(update={"names": names, "owner": owner})})


def _logged(logged: LogComparison) -> LogComparison:
    masked = [
        each.model_copy(
            update={
                "e164": digits_masked(each.e164),
                "logged_on": each.logged_on if logged.by == "id" else MASKED_NAME,
            }
        )
        for each in logged.disagreements
    ]
    return logged.model_copy(update={"disagreements": masked})


def _silent(calls: SilentCalls) -> SilentCalls:
    return replace(calls, value=digits_masked(calls.value)) if calls.what == "line" else calls


def _trend(trend: Trend) -> Trend:
    """Mask the numbers of changed winners, and the settings that differ: countries and suppressions are typed in."""
    differences = [
        d.model_copy(update={"then": _text_masked(d.then), "now": _text_masked(d.now)})
        if d.what in _TYPED_SETTINGS
        else d.model_copy(update={"then": digits_masked(d.then), "now": digits_masked(d.now)})
        if d.what.startswith("settings.")
        else d
        for d in trend.differences
    ]
    if trend.winners is None:
        return trend.model_copy(update={"differences": differences})
    listed = [w.model_copy(update={"e164": digits_masked(w.e164)}) for w in trend.winners.listed]
    winners = trend.winners.model_copy(update={"listed": listed})
    return trend.model_copy(update={"differences": differences, "winners": winners})


def _source(source: SourceFigures) -> SourceFigures:
    if source.kind not in _PLACES:
        return source
    masked = [MASKED_NAME] * len(source.locations)
    return source.model_copy(update={"location": MASKED_NAME, "locations": masked})


def _without_places(warnings: list[str], source: SourceFigures) -> list[str]:
    """Take the path of the source out of ``warnings``, and the name of its folder: it may be that of a customer."""
    if source.kind not in _PLACES:
        return warnings
    names = [name for place in source.locations for name in (place, PurePath(place).name)]
    return _without_names(warnings, names)


def _without_names(warnings: list[str], names: list[str]) -> list[str]:
    for name in filter(None, names):
        whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        warnings = [whole.sub(MASKED_NAME, warning) for warning in warnings]
    return warnings


def _without_reasons(warnings: list[str], config: dict[str, Any]) -> list[str]:
    """Take out what somebody wrote as the reason of a suppression: it may hold names."""
    for reason in (entry["reason"] for entry in config["suppress"]):
        warnings = [warning.replace(f"({reason})", f"({MASKED_NAME})") for warning in warnings]
    return warnings


def _text_masked(text: str) -> str:
    """Return ``text`` with every letter and digit masked; it stays as long as it was."""
    return _LETTER_OR_DIGIT.sub(MASK, text)
