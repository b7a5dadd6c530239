"""The probe that a command uses: the file that was named, or the one beside the report."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audit.config.audit import AuditConfig
from audit.domain import MEASURED
from audit.errors import UsageError
from audit.probe.measured import ASSUMED_SPELLING, check_same_org, measured_formats
from audit.reports.read_probe import stored_probe
from audit.result.probe import ProbeFigures

PROBE_FILE: Final = "probe.json"


@dataclass(frozen=True)
class RunProbe:
    """A probe, and whether it was asked for.

    One that merely lies beside the report is left out where it does not fit.
    """

    figures: ProbeFigures | None
    path: Path
    is_asked_for: bool
    note: str = ""
    """Why there are no figures although there is a file."""

    def fitting(self, org_id: str | None) -> tuple[ProbeFigures | None, str]:
        """Return the figures for records of ``org_id``, and why there are none.

        Raise UsageError where they were asked for.
        """
        try:
            if self.figures is not None:
                check_same_org(self.figures, org_id)
        except UsageError as error:
            if self.is_asked_for:
                raise
            return None, _not_used(self.path, error)
        return self.figures, self.note


def run_probe_of(config: AuditConfig, probe: Path | None, out: Path) -> RunProbe:
    """Return the probe of a run into ``out``: ``probe``, else that of the settings, else probe.json beside ``out``.

    Raise UsageError, before anything is read, where the policy ``measured`` cannot rest on it.
    """
    named, beside = probe or config.profile.probe, _beside(out)
    if config.profile.policy != MEASURED:
        return probe_beside(named, out)
    if named is None and not beside.is_file():
        raise UsageError(
            f"--policy measured needs what phone-audit probe writes, and there is no {beside}. Run phone-audit probe, "
            "or name its file with --probe FILE."
        )
    found = probe_beside(named or beside, out)
    if found.figures is not None:
        measured_formats(found.figures, config.profile.asked_as or ASSUMED_SPELLING)
    return found


def probe_beside(named: Path | None, report: Path) -> RunProbe:
    """Return the probe ``named``, else probe.json beside the folder ``report`` if there is one that can be used.

    Raise UsageError where the file that is named cannot be read.
    """
    path = named or _beside(report)
    if named is None and not path.is_file():
        return RunProbe(None, path, is_asked_for=False)
    try:
        return RunProbe(stored_probe(path), path, is_asked_for=named is not None)
    except UsageError as error:
        if named is not None:
            raise
        return RunProbe(None, path, is_asked_for=False, note=_not_used(path, error))


def _beside(report: Path) -> Path:
    return Path(os.path.normpath(report / os.pardir)) / PROBE_FILE  # also where the working folder is gone


def _not_used(path: Path, error: UsageError) -> str:
    return f"{path} is not used. {error}"
