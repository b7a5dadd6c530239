"""What a probe measured, as the policy of an audit (docs/simulation.md, Measured policy)."""

from collections.abc import Iterator
from typing import Final

from audit.config.audit import AuditConfig
from audit.config.profile import FormatVerdict, MeasuredFormat, MeasuredSearch, SpellingName
from audit.domain import MEASURED, STORED
from audit.errors import UsageError
from audit.normalize.spellings import spellings_of
from audit.result.probe import ProbeFigures, SearchCell
from audit.tables.extract import Source

ENOUGH: Final = 5
"""Numbers of a stored format without which nothing is said of it."""
ASSUMED_SPELLING: Final[SpellingName] = "e164"
"""In which Aircall asks, as long as nobody knows: its calls come in E.164, and it syncs no other format."""
_EXAMPLE: Final = spellings_of("+33199009061")


def with_measured(config: AuditConfig, figures: ProbeFigures | None, source: Source) -> AuditConfig:
    """Return ``config`` with what was measured in its profile, where its policy is ``measured``; else as it is.

    Raise UsageError where there is no probe, or one that says nothing about ``source``.
    """
    profile = config.profile
    if profile.policy != MEASURED:
        return config if profile.measured is None else config.with_profile(measured=None)
    if figures is None:
        raise UsageError(
            "--policy measured needs the file that phone-audit probe writes. Give it with --probe FILE, or choose "
            "--policy exact, digits or any."
        )
    check_same_org(figures, source.org_id)
    measured = MeasuredSearch(
        org_id=figures.org_id,
        is_same_org=bool(source.org_id),
        measured_at=figures.measured_at,
        asked_as=profile.asked_as or ASSUMED_SPELLING,
        formats=measured_formats(figures, profile.asked_as or ASSUMED_SPELLING),
    )
    return config.with_profile(measured=measured)


def measured_formats(figures: ProbeFigures, asked_as: SpellingName) -> dict[str, MeasuredFormat]:
    """Return by stored format what the search finds when it is asked so; raise UsageError where that says nothing."""
    if not figures.verdict.is_sound:
        raise UsageError(
            "The controls of the probe failed, so nothing follows from it. Run phone-audit probe again in an hour, or "
            "choose another --policy."
        )
    formats = {
        cell.stored: MeasuredFormat(asked=cell.numbers, found=cell.found, verdict=_verdict(cell))
        for cell in figures.matrix
        if cell.asked == asked_as and cell.stored in STORED
    }
    if all(each.verdict == "too_few" for each in formats.values()):
        raise UsageError(
            f'The probe asked for too few numbers in the format {_EXAMPLE[asked_as]} (asked_as = "{asked_as}") to tell '
            "what is found. Run phone-audit probe again, or choose another --policy."
        )
    return formats


def _verdict(cell: SearchCell) -> FormatVerdict:
    return cell.verdict if cell.numbers >= ENOUGH else "too_few"


def check_same_org(figures: ProbeFigures, org_id: str | None) -> None:
    """Raise UsageError when the records are of another org, ``org_id``; files may not say of which they are."""
    if org_id and org_id[:15] != figures.org_id[:15]:
        raise UsageError(
            f"The probe is of the org {figures.org_id}, the records are of {org_id}. Give the probe of this "
            "org, or run phone-audit probe."
        )


def probe_warnings(config: AuditConfig) -> Iterator[str]:
    """Yield what whoever reads an audit under the policy ``measured`` has to know beside its figures."""
    measured = config.profile.measured
    if measured is None:
        return
    if not measured.is_same_org:
        yield (
            f"The search was measured in the org {measured.org_id}. These records do not say of which org they are: "
            "check that it is this one."
        )
    in_e164 = measured.formats.get("e164")
    if in_e164 is None or in_e164.verdict != "found":
        found = "too few were asked for" if in_e164 is None else f"{in_e164.found} of {in_e164.asked} were found"
        asked = _EXAMPLE[measured.asked_as]
        yield (
            f"Asked for in the format {asked}, the search does not find numbers stored in E.164 ({found}). If Aircall "
            "asks so, do not load the files of fixes/."
        )
