"""The outcome of phone-audit probe: in which formats this org's search finds numbers, and what follows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from audit.findings.labels import OBJECT_LABELS
from audit.normalize.spellings import SPELLINGS
from audit.reports.text.log_summary import aligned
from audit.reports.view import labels
from audit.reports.view.figures import count, counted, share
from audit.reports.view.search_words import ASKED, stored_label
from audit.result.probe import FormatEffect, ProbeFigures, SearchCell

_HEADS: Final[Mapping[str, str]] = {
    "e164": "+3319…",
    "digits": "3319…",
    "trunk": "019…",
    "no_trunk": "19…",
    "international": "+33 1…",
    "national": "01 9…",
    "idd": "003319…",
}
"""Each format in which a program may search, as short as a column."""
_MOST_MIXED: Final = 3
_CELLS: Final = {"found": "yes", "not_found": "no"}
_OTHERS: Final[Mapping[str, str]] = {
    "fax": "Fax numbers",
    "custom": "Numbers in custom phone fields",
    "mirrored_contact": "Contacts that mirror a Person Account",
    "converted_lead": "Converted Leads",
}
_INDEX: Final[Mapping[str, str]] = {
    "parts": "the digits from the start of each part of a number to its end",
    "value": "each value as it is written",
    "e164": "numbers in E.164 alone",
}
_LEFT_OUT: Final[Mapping[str, str]] = {
    "not_seen": "not visible to this user or deleted",
    "changed": "changed since the report",
    "recent": "edited within a day, so perhaps not in the search yet",
}
_CHANGES: Final = 0.01
_INDENT: Final = "  "


def probed_lines(figures: ProbeFigures) -> Iterator[str]:
    """Yield the summary: what was asked, the matrix, the controls, the policies, what E.164 would change."""
    org = figures.org_name or figures.org_id
    yield (
        f"Measured on {figures.measured_at[:10]} in {org}: {counted(figures.numbers, 'number')}, each asked for in up "
        f"to {len(SPELLINGS)} formats, {counted(figures.requests, 'request')}"
    )
    yield (
        f"What {figures.username or 'this user'} may see limits what is found. If this is not the user of the Aircall "
        "integration, that user may find more or less."
    )
    for why, n in figures.left_out.items():
        yield f"Not asked: {counted(n, 'number')}, {_LEFT_OUT[why]}"
    yield from _matrix_lines(figures.matrix)
    yield from _control_lines(figures)
    yield from _other_lines(figures)
    yield from _verdict_lines(figures)
    if figures.verdict.is_sound:
        yield from _effect_lines(figures)


def _matrix_lines(matrix: Sequence[SearchCell]) -> Iterator[str]:
    """Yield one line per stored format: found in each spelling, yes, no, or how many of how many."""
    cells = {(cell.stored, cell.asked): cell for cell in matrix}
    usual = [cell for cell in matrix if cell.stored != "custom"]
    most = {cell.stored: max(c.numbers for c in usual if c.stored == cell.stored) for cell in usual}
    rows = [
        (_INDENT + stored_label(stored), count(n), *(_shown(cells.get((stored, name))) for name in SPELLINGS))
        for stored, n in most.items()
    ]
    heads = ("Stored as", "numbers", *(_HEADS[name] for name in SPELLINGS))
    yield ""
    yield "How many are found, by how they are stored (lines) and asked for (columns, for example +33 1 99 00 90 61)"
    yield from aligned([heads, *rows])
    yield "yes: at least 95%; no: at most 5%; -: not asked, as such numbers are not written so."
    mixed = [cell for cell in usual if cell.verdict == "mixed"]
    yield from map(_mixed_line, mixed[:_MOST_MIXED])
    if len(mixed) > _MOST_MIXED:
        yield f"{_INDENT}{len(mixed) - _MOST_MIXED} more are mixed: see matrix in probe.json."


def _mixed_line(cell: SearchCell) -> str:
    return (
        f"{_INDENT}Mixed: {stored_label(cell.stored)}, asked for {ASKED[cell.asked]}: {share(cell.share)} "
        f"({cell.low:.0%} to {cell.high:.0%} with 95% confidence); found: {cell.examples_found[0]}, "
        f"not found: {cell.examples_not_found[0]}"
    )


def _shown(cell: SearchCell | None) -> str:
    if cell is None:
        return "-"
    return _CELLS.get(cell.verdict, f"{cell.share:.0%}")


def _control_lines(figures: ProbeFigures) -> Iterator[str]:
    controls = figures.controls
    yield ""
    yield (
        f"Controls: {counted(controls.unheld_asked, 'number')} that no record has: {count(controls.unheld_found)} "
        "found; "
        f"{counted(controls.asked_singly, 'question')} asked again one by one: {count(controls.disagreeing)} answered "
        "differently"
    )
    if not figures.verdict.is_sound:
        yield "The controls fail, so nothing follows from these figures. Run the probe again in an hour."


def _other_lines(figures: ProbeFigures) -> Iterator[str]:
    found = ", ".join(
        f"{OBJECT_LABELS[name]} {count(hits.found)} of {count(hits.asked)}" for name, hits in figures.objects.items()
    )
    yield f"Numbers found in at least one of the formats: {found}"
    yield ""
    yield "Also found by the search"
    for name, hits in figures.others.items():
        said = f"{count(hits.found)} of {count(hits.asked)}" if hits.asked else "none to ask for"
        yield f"{_INDENT}{_OTHERS[name]}: {said}"


def _verdict_lines(figures: ProbeFigures) -> Iterator[str]:
    verdict = figures.verdict
    yield ""
    if not verdict.is_sound:
        return
    if not verdict.policies:
        yield (
            "Cannot tell which policies this search can give: that needs at least 5 numbers in E.164 and 5 in another "
            "format, each on one record that was edited more than a day ago."
        )
        return
    yield "Which of the report's three policies this search can give"
    for policy, found in verdict.policies.items():
        asked = " or ".join(ASKED[name] for name in found.spellings)
        yield f"{_INDENT}{labels.POLICIES[policy].label}: {f'yes, asked for {asked}' if asked else 'no'}"
        apart = sorted({kind for kinds in found.exceptions.values() for kind in kinds})
        if apart:
            yield f"{_INDENT}{_INDENT}but not as the policy says: {', '.join(map(stored_label, apart))}"
    if verdict.any_by_several and not verdict.policies["any"].spellings:
        yield f"{_INDENT}Any format also applies to a program that asks in all {len(SPELLINGS)} formats at once."
    if not any(found.spellings for found in verdict.policies.values()):
        yield f"{_INDENT}None of the three: asked in one format, this search finds numbers in another way."
    named = " or ".join(_INDEX[name] for name in verdict.index)
    yield (
        f"The search seems to index {named}." if named else "How the search reads phone fields: none of the known ways."
    )
    yield "In which format Aircall asks is not measured here: phone-audit replay --probe tells it from logged calls."
    yield "A report that rests on this: phone-audit run --policy measured --probe FILE, with the same source."


def _effect_lines(figures: ProbeFigures) -> Iterator[str]:
    changed = [
        (f"{_INDENT}{ASKED[effect.asked]}", share(effect.found_today), share(effect.found_in_e164), _change(effect))
        for effect in figures.effects
        if effect.found_today is not None and effect.found_in_e164 is not None
    ]
    if changed:
        yield ""
        yield from aligned(
            [("If all numbers were in E.164, a program that asks for", "finds today", "then", ""), *changed]
        )


def _change(effect: FormatEffect) -> str:
    gain = (effect.found_in_e164 or 0) - (effect.found_today or 0)
    return "gains" if gain > _CHANGES else "loses" if gain < -_CHANGES else "same"
