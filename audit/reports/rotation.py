"""Reports kept by date: where the next one goes, which was the last, and which are too old to keep."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from audit.errors import UsageError, told_as, why
from audit.reports.written_files import contents, delete, free_name, has_list, is_of_the_system, stops_a_run

DATE: Final = "{date}"
_DAY: Final = r"\d{4}-\d{2}-\d{2}"


def dated(template: Path, now: datetime) -> Path:
    """Return ``template`` with the day of ``now`` (UTC) in place of ``{date}``.

    >>> dated(Path("reports/{date}"), datetime(2026, 3, 31)).as_posix()
    'reports/2026-03-31'
    """
    return Path(str(template).replace(DATE, f"{now:%Y-%m-%d}"))


def last_report(template: Path, now: datetime) -> Path | None:
    """Return the newest report of an earlier day than ``now``, None for the first round.

    Raise UsageError when ``template`` has no date.
    """
    today = dated(template, now).name
    earlier = [folder for folder in _reports(template, "--baseline last") if folder.name < today]
    return earlier[-1] if earlier else None


def check_keep(template: Path, keep: int | None) -> None:
    """Raise UsageError when ``keep`` reports cannot be kept."""
    if keep is not None and keep < 1:
        raise UsageError(f"--keep needs a number of 1 or more, not {keep}.")
    if keep is not None:
        _reports(template, "--keep")


def remove_old(template: Path, keep: int, written: Path, note: Callable[[str], None]) -> int:
    """Remove all but the newest ``keep`` reports of ``template``, and return how many were removed.

    The one just ``written`` counts as the newest, whatever its day: a clock may have gone back. Only folders are
    touched whose name is that of a dated report and that hold a report. What in them the program did not write, or
    somebody changed since, stays where it is; ``note`` is told, as it is of reports that cannot be removed.
    """
    others = [folder for folder in _reports(template, "--keep") if folder.name != written.name]
    old = others[: max(len(others) - keep + 1, 0)]
    return sum(_is_removed(folder, note) for folder in old)


def _is_removed(folder: Path, note: Callable[[str], None]) -> bool:
    try:
        found = contents(folder)
        theirs = [guest for guest in found.guests if not is_of_the_system(guest.path.name)]
        if not theirs:
            for guest in found.guests:
                guest.path.unlink()
        for guest in theirs:
            if guest.is_changed:  # by its name alone it would be taken for a file of a report
                guest.path.rename(free_name(folder / guest.name))
        delete(folder, found)
    except OSError as error:
        note(f"Could not remove the old report {folder}: {why(error)}. Remove it by hand.")
        return False
    if theirs:
        more = f" and {len(theirs) - 1:,} more" if len(theirs) > 1 else ""
        note(f"Removed the old report {folder}, but not what is yours in it: {theirs[0].name}{more}.")
    return True


def _reports(template: Path, option: str) -> list[Path]:
    """Return the dated reports there are, oldest first."""
    if DATE not in template.name or DATE in str(template.parent):
        raise UsageError(f"{option} needs reports by date: give --out FOLDER/{DATE}.")
    before, _, after = template.name.partition(DATE)
    name = re.compile(f"{re.escape(before)}{_DAY}{re.escape(after)}")
    with told_as(UsageError, f"Cannot look into {template.parent}"):
        try:
            folders = sorted(folder for folder in template.parent.iterdir() if name.fullmatch(folder.name))
        except FileNotFoundError:
            return []
    return [folder for folder in folders if _is_a_report(folder)]


def _is_a_report(folder: Path) -> bool:
    """Check whether ``folder`` holds a report; one without a list of its files must hold nothing else."""
    if folder.is_symlink() or not (folder / "results.json").is_file():
        return False
    return has_list(folder) or not any(stops_a_run(entry.name) for entry in folder.iterdir())
