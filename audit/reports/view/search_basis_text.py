"""How the figures on calls are known, in words: assumed, or measured on a day in this org."""

from typing import Final

from audit.reports.view.figures import counted, share
from audit.reports.view.labels import POLICIES
from audit.reports.view.search_words import ASKED, stored_example, stored_label
from audit.result.results import Results
from audit.result.search_figures import SearchBasis


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
    if results.search.basis == "assumed":
        return _assumed(results)
    return " ".join(filter(None, (_measured(results), _counted_as_not_found(results.search))))


def basis_in_full(results: Results) -> str:
    """Return in one to four sentences what the figures on calls rest on, by format, and what is left open."""
    search = results.search
    if search.basis == "assumed":
        return _assumed(results)
    return " ".join(filter(None, (_measured(results), _not_found(search), _unsure(search))))


_NAMED: Final = 3
_HOW_TO_GO_ON: Final = "phone-audit probe measures it."
_PROBED: Final = "A probe measured it: --policy measured uses that."


def asked_in(search: SearchBasis) -> str:
    """Return the format in which the search was asked, and whether that is known of Aircall."""
    basis = "as set in the configuration" if search.asked_as_basis == "setting" else "assumed"
    return f"{ASKED[search.asked_as or '']} ({basis})"


def _assumed(results: Results) -> str:
    return (
        f"Assumed (“{POLICIES[results.profile.policy].label}”): Aircall does not say in which formats it finds a "
        f"number. {_HOW_TO_GO_ON if results.probe is None else _PROBED}"
    )


def _measured(results: Results) -> str:
    stored = [each for each in results.search.formats if each.fields]
    n_found = sum(each.verdict == "found" for each in stored)
    return (
        f"Which record gets a call was {basis_mark(results)}: asked in the format {asked_in(results.search)}, the "
        f"search finds {n_found} of the {counted(len(stored), 'format')} in which your numbers are stored."
    )


def _counted_as_not_found(search: SearchBasis) -> str:
    """Return how many fields are not found, and how many only count as such."""
    missed, unsure = (
        sum(each.fields for each in search.formats if each.verdict in verdicts)
        for verdicts in (("not_found",), ("mixed", "too_few"))
    )
    parts = [
        *([f"{counted(missed, 'field')} {'is' if missed == 1 else 'are'} not found"] if missed else []),
        *([f"{counted(unsure, 'field')} may be found or not, and {_count(unsure)} as not found"] if unsure else []),
    ]
    return f"{'; '.join(parts)}." if parts else ""


def _count(number: int) -> str:
    return "counts" if number == 1 else "count"


def _not_found(search: SearchBasis) -> str:
    missed = [each for each in search.formats if each.verdict == "not_found" and each.fields]
    if not missed:
        return ""
    n_fields = sum(each.fields for each in missed)
    most = sorted(missed, key=lambda each: -each.fields)
    names = _listed([f"{stored_label(each.stored)} ({stored_example(each.stored)})" for each in most])
    return f"Not found: {counted(n_fields, 'field')}, {names}."


def _unsure(search: SearchBasis) -> str:
    """Return what was found in part or asked for too rarely, how it counts, and what that comes to."""
    mixed, few = (
        [each for each in search.formats if each.verdict == verdict and each.fields] for verdict in ("mixed", "too_few")
    )
    sometimes = [
        f"{stored_label(each.stored)} ({each.found} of {each.asked} found, {counted(each.fields, 'field')})"
        for each in mixed
    ]
    rarely = [f"{stored_label(each.stored)} ({each.asked} asked for, {counted(each.fields, 'field')})" for each in few]
    said = [
        *([f"Found sometimes, counted as not found: {_listed(sometimes)}."] if sometimes else []),
        *([f"Too few to tell, counted as not found: {_listed(rarely)}."] if rarely else []),
    ]
    n = search.unsure_numbers
    if n:
        said.append(
            f"{counted(n, 'number')} {'depends' if n == 1 else 'depend'} on that: if they are found, right record is "
            f"{share(search.match_clear_if_found)} and readiness {share(search.readiness_if_found)}."
        )
    return " ".join(said)


def _listed(names: list[str]) -> str:
    """Return the first names, and how many more there are."""
    if len(names) > _NAMED:
        names = [*names[:_NAMED], f"{len(names) - _NAMED} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
