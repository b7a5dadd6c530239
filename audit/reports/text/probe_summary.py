"""The outcome of phone-audit probe: in which formats this org's search finds numbers, and what follows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from audit.findings.labels import OBJECT_LABELS
from audit.normalize.spellings import SPELLINGS
from audit.probe.measured import ASSUMED_SPELLING
from audit.reports.text.log_summary import aligned
from audit.reports.view import labels
from audit.reports.view.figures import count, counted, share
from audit.reports.view.search_limits import ALSO_FOUND_WORDS, LEFT_OUT_WORDS, checks_text, searched_as
from audit.reports.view.search_words import ASKED, stored_example, stored_label
from audit.result.probe import FormatEffect, ProbeFigures, SearchCell

_LETTERS: Final = dict(zip(SPELLINGS, "ABCDEFG", strict=True))
"""The columns, each a format in which a program may search."""
_IN_A_LINE: Final = 4
_MOST_MIXED: Final = 3
_CELLS: Final = {"found": "yes", "not_found": "no"}
_INDEX: Final[Mapping[str, str]] = {
    "parts": "the digits from the start of each part of a number to its end",
    "value": "each value as it is written",
    "e164": "numbers in E.164 alone",
}
_ASSUMPTIONS: Final[Mapping[str, str]] = {
    "exact": "only E.164 is found",
    "digits": "punctuation does not matter",
    "any": "every readable number is found",
}
_CHANGES: Final = 0.01
_INDENT: Final = "  "


def probed_lines(figures: ProbeFigures) -> Iterator[str]:
    """Yield the summary: what was asked, the matrix, the controls, the policies, what E.164 would change."""
    org = figures.org_name or figures.org_id
    yield (
        f"Measured on {figures.measured_at[:10]} in {org}: {counted(figures.numbers, 'number')}, each searched for in "
        f"up to {len(SPELLINGS)} formats, {counted(figures.requests, 'request')}"
    )
    yield searched_as(figures)
    for why, n in figures.left_out.items():
        yield f"Not searched for: {counted(n, 'number')}, {LEFT_OUT_WORDS[why]}"
    yield from _matrix_lines(figures.matrix)
    yield from _control_lines(figures)
    yield from _other_lines(figures)
    yield from _verdict_lines(figures)
    if figures.verdict.is_sound:
        yield from _effect_lines(figures)
        yield from _meaning_lines(figures)


def _matrix_lines(matrix: Sequence[SearchCell]) -> Iterator[str]:
    """Yield one line per stored format: whether it is found by each format searched for, or in how many of 100."""
    cells = {(cell.stored, cell.asked): cell for cell in matrix}
    usual = [cell for cell in matrix if cell.stored != "custom"]
    most = {cell.stored: max(c.numbers for c in usual if c.stored == cell.stored) for cell in usual}
    rows = [
        (_INDENT + stored_label(stored), count(n), *(_shown(cells.get((stored, name))) for name in SPELLINGS))
        for stored, n in most.items()
    ]
    yield ""
    yield "Which numbers are found, by how they are stored (lines) and how a program searches for them (columns):"
    searched = [f"{letter} {ASKED[name]}" for name, letter in _LETTERS.items()]
    for start in range(0, len(searched), _IN_A_LINE):
        yield _INDENT + "   ".join(searched[start : start + _IN_A_LINE])
    yield from aligned([("Stored as", "numbers", *_LETTERS.values()), *rows])
    yield "yes: at least 95%; no: at most 5%; -: such numbers are not written so."
    mixed = [cell for cell in usual if cell.verdict == "mixed"]
    yield from map(_mixed_line, mixed[:_MOST_MIXED])
    if len(mixed) > _MOST_MIXED:
        yield f"{_INDENT}{len(mixed) - _MOST_MIXED} more are found sometimes: see matrix in probe.json."


def _mixed_line(cell: SearchCell) -> str:
    return (
        f"{_INDENT}Found sometimes: {stored_label(cell.stored)}, by {_LETTERS[cell.asked]}: {share(cell.share)} "
        f"({cell.low:.0%} to {cell.high:.0%} with 95% confidence); found: {cell.examples_found[0]}, "
        f"not found: {cell.examples_not_found[0]}"
    )


def _shown(cell: SearchCell | None) -> str:
    if cell is None:
        return "-"
    return _CELLS.get(cell.verdict) or share(cell.share)


def _control_lines(figures: ProbeFigures) -> Iterator[str]:
    yield ""
    yield checks_text(figures)
    if not figures.verdict.is_sound:
        yield "Nothing follows from these figures. Run the probe again in an hour."


def _other_lines(figures: ProbeFigures) -> Iterator[str]:
    found = ", ".join(
        f"{OBJECT_LABELS[name]} {count(hits.found)} of {count(hits.asked)}" for name, hits in figures.objects.items()
    )
    yield f"Numbers found in at least one of the formats: {found}"
    yield ""
    yield "Also found by the search, though a report does not count them, in at least one format:"
    for name, hits in figures.others.items():
        said = f"{count(hits.found)} of {count(hits.asked)}" if hits.asked else "none to ask for"
        what = ALSO_FOUND_WORDS[name]
        yield f"{_INDENT}{what[0].upper()}{what[1:]}: {said}"


def _verdict_lines(figures: ProbeFigures) -> Iterator[str]:
    verdict = figures.verdict
    yield ""
    if not verdict.is_sound:
        return
    if not verdict.policies:
        yield (
            "Cannot tell which assumption fits this search: that needs at least 5 numbers in E.164 and 5 in another "
            "format, each on one record that was edited more than a day ago."
        )
        return
    yield "A report assumes one of three ways to search. Which of them this search can be:"
    for policy, found in verdict.policies.items():
        asked = " or ".join(ASKED[name] for name in found.spellings)
        name = f"{labels.POLICIES[policy].label} ({_ASSUMPTIONS[policy]})"
        yield f"{_INDENT}{name}: {f'yes, if Aircall searches for {asked}' if asked else 'no'}"
        apart = sorted({kind for kinds in found.exceptions.values() for kind in kinds})
        if apart:
            yield f"{_INDENT}{_INDENT}but not for numbers stored like {', '.join(map(stored_example, apart))}"
    if verdict.any_by_several and not verdict.policies["any"].spellings:
        yield f"{_INDENT}Any format also fits a program that searches in all {len(SPELLINGS)} formats at once."
    if not any(found.spellings for found in verdict.policies.values()):
        yield f"{_INDENT}None of the three: this search finds numbers in another way. The table above says how."
    named = " or ".join(_INDEX[name] for name in verdict.index)
    yield f"The search seems to go by {named}." if named else "The search goes by none of the known ways."


def _effect_lines(figures: ProbeFigures) -> Iterator[str]:
    changed = [
        (f"{_INDENT}{ASKED[effect.asked]}", share(effect.found_today), share(effect.found_in_e164), _change(effect))
        for effect in figures.effects
        if effect.found_today is not None and effect.found_in_e164 is not None
    ]
    if changed:
        yield ""
        yield from aligned(
            [("If all numbers were in E.164, a program that searches for", "finds today", "then", ""), *changed]
        )


def _change(effect: FormatEffect) -> str:
    gain = (effect.found_in_e164 or 0) - (effect.found_today or 0)
    return "gains" if gain > _CHANGES else "loses" if gain < -_CHANGES else "same"


def _meaning_lines(figures: ProbeFigures) -> Iterator[str]:
    """Yield what follows for the numbers of this org as long as nobody knows how Aircall searches, and what to do."""
    effect = next((each for each in figures.effects if each.asked == ASSUMED_SPELLING), None)
    yield ""
    if effect is not None and effect.found_today is not None and effect.found_in_e164 is not None:
        yield (
            f"What it means: if Aircall searches for numbers written like {ASKED[effect.asked]} (assumed), it finds "
            f"{share(effect.found_today)} of yours today, and {share(effect.found_in_e164)} once all are in E.164."
        )
    yield "What to do next:"
    yield f"{_INDENT}phone-audit run … --policy measured --probe FILE    which records this concerns, and what to fix"
    yield f"{_INDENT}phone-audit replay CALLS --probe FILE               how Aircall searches, by logged calls"
