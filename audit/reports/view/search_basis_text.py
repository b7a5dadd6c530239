"""How the figures on calls are known, in words: assumed, or measured on a day in this org."""

from collections.abc import Mapping
from typing import Final

from audit.probe.measured import ASSUMED_SPELLING
from audit.reports.view.figures import count, counted
from audit.reports.view.search_words import ASKED, stored_example
from audit.result.replay import AskedFormats
from audit.result.results import Results
from audit.result.search_figures import SearchBasis
from audit.scoring.search_basis import OPEN_VERDICTS


def basis_mark(results: Results) -> str:
    """Return the mark of every figure that follows from what the search finds."""
    search = results.search
    if search.measured_at is None:
        return "assumed"
    org = "this org" if search.is_same_org else f"org {search.org_id}"
    return f"measured on {search.measured_at[:10]} in {org}"


def basis_tag(results: Results) -> str:
    """Return the mark as short as it stands beside a figure."""
    search = results.search
    return search.basis if search.measured_at is None else f"measured on {search.measured_at[:10]}"


def basis_sentence(results: Results) -> str:
    """Return in one or two sentences what the figures on calls rest on."""
    return _assumed(results) if results.search.basis == "assumed" else _measured(results)


_ASSUMED: Final[Mapping[str, str]] = {
    "exact": "Aircall finds only numbers in E.164",
    "digits": "Aircall finds a number if its digits are those of E.164",
    "any": "Aircall finds a number in any format",
}


def _assumed(results: Results) -> str:
    known = "phone-audit probe measures it."
    if results.probe is not None:
        known = f"It was measured on {results.probe.measured_at[:10]}: run again with --policy measured to use that."
    return f"Assumed: {_ASSUMED[results.profile.policy]}. Aircall does not say so. {known}"


def _measured(results: Results) -> str:
    search = results.search
    return (
        f"Who gets a call was {basis_mark(results)}. If Aircall searches for numbers written like "
        f"{ASKED[search.asked_as or '']} ({asked_basis(results)}), it {_misses(search)}."
    )


def asked_basis(results: Results) -> str:
    """Return how it is known in which format Aircall searches: by the settings, by calls, or not at all."""
    if calls_show(results):
        return "as your logged calls show, with 99% confidence"
    known = "set by you" if results.profile.asked_as else "assumed"
    return f"{known}, but your logged calls speak against it" if calls_speak_against(results) else known


def asked_as_of(results: Results) -> str:
    """Return the format in which Aircall is taken to search."""
    return results.profile.asked_as or ASSUMED_SPELLING


def calls_show(results: Results) -> bool:
    """Return whether the log entries of the calls name the format in which Aircall is taken to search."""
    asked = asked_by_calls(results)
    return asked is not None and asked_as_of(results) in (asked.asked_as or ())


def calls_speak_against(results: Results) -> bool:
    """Return whether the log entries of the calls rule out the format in which Aircall is taken to search."""
    asked, asked_as = asked_by_calls(results), asked_as_of(results)
    return asked is not None and bool(asked.left) and not any(asked_as in names for names in asked.left)


def asked_by_calls(results: Results) -> AskedFormats | None:
    """Return in which format the log entries of the calls say that Aircall searches, as far as there are any."""
    logged = results.calls.logged if results.calls else None
    return logged.asked if logged else None


def _misses(search: SearchBasis) -> str:
    """Return how many fields are missed, and how many only count as such."""
    missed = [each for each in search.formats if each.verdict == "not_found" and each.fields]
    n_missed = sum(each.fields for each in missed)
    n_unsure = sum(each.fields for each in search.formats if each.verdict in OPEN_VERDICTS)
    if not n_missed and not n_unsure:
        return "finds them in every format in which yours are stored"
    said = f"misses {counted(n_missed, 'phone field')}"
    if missed:
        most = max(missed, key=lambda each: each.fields)
        said += f", {'such as those ' if len(missed) > 1 else ''}stored like {stored_example(most.stored)}"
    if n_unsure:
        said += f"; {count(n_unsure)} more may be found or not, and {'counts' if n_unsure == 1 else 'count'} as missed"
    return said
