"""What a probe measured, for administrators: the matrix, what it means for their numbers, what to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from audit.domain import STORED
from audit.normalize.spellings import SPELLINGS
from audit.probe.measured import ENOUGH
from audit.reports.view.figures import count, counted, share
from audit.reports.view.search_basis_text import asked_as_of, asked_basis, asked_by_calls, calls_speak_against
from audit.reports.view.search_limits import limits_of
from audit.reports.view.search_words import ASKED, STORED_ORDER, stored_example, stored_label
from audit.result.probe import FormatEffect, ProbeFigures, SearchCell
from audit.result.replay import AskedFormats
from audit.result.results import Results
from audit.scoring.search_basis import OPEN_VERDICTS

_NOT_ASKED: Final = "not asked"
_CHANGES: Final = 0.01
"""Of all numbers: less is no change."""


class SearchWord(NamedTuple):
    """What a cell says, and how many of how many that is."""

    word: str
    counts: str = ""


@dataclass(frozen=True)
class SearchRow:
    """Numbers stored in one format: how many the org has, and how the search finds them by the format asked for."""

    label: str
    example: str
    cells: tuple[SearchWord, ...]
    tones: tuple[str, ...]
    """pass, risk, fail or none, of each cell; the words say the same."""


@dataclass(frozen=True)
class SearchView:
    """What was measured of the search."""

    lead: str
    columns: tuple[str, ...]
    rows: tuple[SearchRow, ...]
    """Of each stored format, then of all numbers today and when all are in E.164."""
    reading: str
    meaning: tuple[str, ...]
    to_do: tuple[str, ...]
    limits: tuple[str, ...]


def search_of(results: Results) -> SearchView | None:
    """Return what is shown of the probe of an audit; None without one."""
    probe = results.probe
    if probe is None:
        return None
    return SearchView(
        lead=_lead(probe),
        columns=tuple(ASKED[name] for name in SPELLINGS),
        rows=(*_rows(probe), *(_effect_rows(probe) if probe.verdict.is_sound else ())),
        reading=_READING,
        meaning=tuple(_meaning(results, probe)),
        to_do=tuple(_to_do(results, probe)),
        limits=tuple(limits_of(results, probe)),
    )


_READING: Final = (
    "A line is how numbers are stored, a column how a program may search for them, shown by the invented number "
    "+33199009061. Found: at least 95% of the numbers; not found: at most 5%; otherwise the share, and how many of how "
    "many."
)


def _lead(probe: ProbeFigures) -> str:
    org = probe.org_name or probe.org_id
    return (
        "When a call comes in, Aircall searches Salesforce for the number. Whether Salesforce finds the record depends "
        f"on how the number is stored and how it is searched for. On {probe.measured_at[:10]}, phone-audit searched "
        f"{org} for {counted(probe.numbers, 'number')} of your records, each written in up to {len(SPELLINGS)} ways, "
        "and noted which records were found."
    )


def _rows(probe: ProbeFigures) -> Iterator[SearchRow]:
    cells = {(cell.stored, cell.asked): cell for cell in probe.matrix}
    present = {cell.stored for cell in probe.matrix}
    for stored in STORED_ORDER:
        if stored in present:
            of_format = [cells.get((stored, asked)) for asked in SPELLINGS]
            yield SearchRow(
                stored_label(stored),
                stored_example(stored),
                tuple(map(_words, of_format)),
                tuple(cell_tone(cell) for cell in of_format),
            )


def _words(cell: SearchCell | None) -> SearchWord:
    if cell is None:
        return SearchWord(_NOT_ASKED)
    word = {"found": "found", "not_found": "not found", "mixed": share(cell.share)}[cell.verdict]
    return SearchWord(word, f"{count(cell.found)} of {count(cell.numbers)}")


def cell_tone(cell: SearchCell | None) -> str:
    """Return the tone of a cell: pass, risk, fail; none where nothing was asked."""
    return "none" if cell is None else {"found": "pass", "not_found": "fail", "mixed": "risk"}[cell.verdict]


_EFFECTS: Final = (
    ("All your numbers, as they are", "found_today"),
    ("All your numbers, once in E.164", "found_in_e164"),
)


def _effect_rows(probe: ProbeFigures) -> Iterator[SearchRow]:
    effects = {effect.asked: effect for effect in probe.effects}
    for label, name in _EFFECTS:
        shares = [getattr(effects[asked], name) if asked in effects else None for asked in SPELLINGS]
        cells = tuple(SearchWord(_NOT_ASKED if each is None else share(each)) for each in shares)
        yield SearchRow(label, "", cells, ("none",) * len(cells))


def _meaning(results: Results, probe: ProbeFigures) -> Iterator[str]:
    """Yield what follows for the numbers of this org, as Aircall asks."""
    if not probe.verdict.is_sound:
        yield "The check questions failed (see below), so nothing follows from these figures."
        return
    asked_as = asked_as_of(results)
    effect = _effect(probe, asked_as)
    if effect is not None and effect.found_today is not None:
        yield (
            f"If Aircall searches for numbers written like {ASKED[asked_as]} ({asked_basis(results)}), it finds "
            f"{share(effect.found_today)} of your numbers today. A caller whose number is not found has no name on the "
            "phone, and Aircall may create a new record."
        )
    yield from _missed_texts(results, _measured_formats(results, probe, asked_as))
    if results.search.basis == "measured":
        yield "The figures of this report on who gets a call use this measurement."
    else:
        yield "The figures of this report on who gets a call do not use this measurement: they are assumed."


@dataclass(frozen=True)
class _Stored:
    """What was measured of one stored format."""

    stored: str
    n_asked: int
    n_found: int
    verdict: str
    n_fields: int | None
    """of the org; None where the report does not use the measurement"""

    @property
    def example(self) -> str:
        """Return a number stored so, and how many fields of the org are."""
        of_org = "" if self.n_fields is None else f" ({counted(self.n_fields, 'field')})"
        return f"{stored_example(self.stored)}{of_org}"

    @property
    def doubt(self) -> str:
        """Return the same, and how many were found of those asked for."""
        of_org = "" if self.n_fields is None else f"{counted(self.n_fields, 'field')}; "
        return f"{stored_example(self.stored)} ({of_org}{count(self.n_found)} of {count(self.n_asked)} found)"


def _measured_formats(results: Results, probe: ProbeFigures, asked_as: str) -> list[_Stored]:
    """Return what was measured of each stored format that the org has, those of most fields first."""
    if results.search.formats:
        known = [
            _Stored(each.stored, each.asked, each.found, each.verdict, each.fields)
            for each in results.search.formats
            if each.fields
        ]
        return sorted(known, key=lambda each: -(each.n_fields or 0))
    cells = [cell for cell in probe.matrix if cell.asked == asked_as and cell.stored in STORED]
    return [
        _Stored(cell.stored, cell.numbers, cell.found, cell.verdict if cell.numbers >= ENOUGH else "too_few", None)
        for cell in sorted(cells, key=lambda cell: STORED_ORDER.index(cell.stored))
    ]


def _missed_texts(results: Results, formats: Sequence[_Stored]) -> Iterator[str]:
    """Yield which stored formats are not found, and which only may be, with what that comes to."""
    missed = [each.example for each in formats if each.verdict == "not_found"]
    if missed:
        yield f"Not found: numbers stored like {_listed(missed)}."
    doubtful = [each.doubt for each in formats if each.verdict in OPEN_VERDICTS]
    if doubtful:
        search = results.search
        otherwise = (
            f" They count as not found. If all were found, right record would be {share(search.match_clear_if_found)} "
            f"and readiness {share(search.readiness_if_found)}."
            if search.unsure_numbers
            else ""
        )
        yield (
            "Not certain, as only some were found or very few could be searched for: numbers stored like "
            f"{_listed(doubtful)}.{otherwise}"
        )


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _effect(probe: ProbeFigures, asked: str) -> FormatEffect | None:
    return next((effect for effect in probe.effects if effect.asked == asked), None)


def _to_do(results: Results, probe: ProbeFigures) -> Iterator[str]:
    """Yield what an administrator can do about it: first what the calls speak against."""
    if not probe.verdict.is_sound:
        yield "Run phone-audit probe again in an hour: records were being edited, or the org was busy."
        return
    asked_as = asked_as_of(results)
    asked = asked_by_calls(results)
    speaks_against = calls_speak_against(results)
    if asked is not None and speaks_against:
        yield _named_otherwise(asked, asked_as)
    else:
        yield from _storing_e164(_effect(probe, asked_as))
    yield from _who_loses(probe, asked_as)
    if results.search.basis == "assumed":
        yield "Run phone-audit run again with --policy measured: its figures then use this measurement."
    if results.profile.asked_as is None and not speaks_against and not (asked and asked.asked_as):
        yield _how_to_know(asked)


def _how_to_know(asked: AskedFormats | None) -> str:
    """Return how to find out in which format Aircall searches, where nothing tells it yet."""
    if asked is None:
        return (
            "Find out how Aircall writes the numbers it searches for: phone-audit replay CALLS --probe probe.json "
            "compares logged calls with what was measured."
        )
    return (
        "Your logged calls cannot tell yet how Aircall writes the numbers it searches for. Give the calls of a longer "
        "time, up to this report."
    )


def _storing_e164(effect: FormatEffect | None) -> Iterator[str]:
    """Yield what storing all numbers in E.164 does to what Aircall finds, if it asks in the format of ``effect``."""
    if effect is None or effect.found_today is None or effect.found_in_e164 is None:
        return
    today, then = effect.found_today, effect.found_in_e164
    if then > today + _CHANGES:
        yield (
            "Store all numbers in E.164: load the files in fixes, then fix what they leave (sheet For people). Aircall "
            f"then finds {share(then)} of them instead of {share(today)}."
        )
    elif then < today - _CHANGES:
        yield (
            f"Do not load the files in fixes yet: if Aircall searches like this, it would find {share(then)} of the "
            f"numbers instead of {share(today)}. Find out first in which format it searches (phone-audit replay)."
        )
    else:
        yield "Storing all numbers in E.164 changes little for what Aircall finds. Contact Sync still needs it."


def _who_loses(probe: ProbeFigures, asked_as: str) -> Iterator[str]:
    losing = [each for each in probe.effects if each.asked != asked_as and _loses(each)]
    if losing:
        named = ", ".join(
            f"{ASKED[each.asked]} (finds {share(each.found_today)} today, then {share(each.found_in_e164)})"
            for each in losing
        )
        yield (
            "Before you store numbers in E.164, ask who else searches Salesforce by phone number: another dialer, a "
            f"texting tool, a form. One that searches for numbers written like {named} finds fewer. Set it to search "
            f"for {ASKED['e164']}."
        )


def _named_otherwise(asked: AskedFormats, asked_as: str) -> str:
    """Return what to do where the log entries of the calls speak against the format that is assumed or set."""
    left = [name for names in asked.left for name in names if name in ASKED]
    against = f"Your logged calls speak against {ASKED[asked_as]}, with 99% confidence"
    if not left:
        return (
            f"{against}: Aircall searches in several formats at once, which --policy measured cannot express. Use "
            "--policy any."
        )
    formats = " or ".join(ASKED[name] for name in left)
    return (
        f'{against}: it is {formats}. Write asked_as = "{left[0]}" below [profile] in phone-audit.toml and run again. '
        "Do not load the files in fixes before."
    )


def _loses(effect: FormatEffect) -> bool:
    today, then = effect.found_today, effect.found_in_e164
    return today is not None and then is not None and then < today - _CHANGES
