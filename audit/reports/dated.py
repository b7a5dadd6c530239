"""Reports kept by date: where the next one goes, which was the last, and which are too old to keep."""

import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from audit.errors import UsageError, why
from audit.reports.exchange import stops_a_run

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
        raise UsageError(f"--keep takes a number from 1 up, not {keep}.")
    if keep is not None:
        _reports(template, "--keep")


def remove_old(template: Path, keep: int, written: Path) -> tuple[int, list[Path]]:
    """Remove all but the newest ``keep`` reports of ``template``; return how many went, and those that would not go.

    The one just ``written`` counts as the newest, whatever its day: a clock may have gone back.

    Only folders are touched whose name is that of a dated report and that hold a report and nothing else.
    """
    others = [folder for folder in _reports(template, "--keep") if folder.name != written.name]
    old = others[: max(len(others) - keep + 1, 0)]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    left = [folder for folder in old if folder.exists()]
    return len(old) - len(left), left


def _reports(template: Path, option: str) -> list[Path]:
    """Return the dated reports there are, oldest first."""
    if DATE not in template.name or DATE in str(template.parent):
        raise UsageError(f"{option} needs reports by date: give --out FOLDER/{DATE}.")
    before, _, after = template.name.partition(DATE)
    name = re.compile(f"{re.escape(before)}{_DAY}{re.escape(after)}")
    try:
        folders = sorted(folder for folder in template.parent.iterdir() if name.fullmatch(folder.name))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError(f"Cannot look into {template.parent}: {why(error)}.") from error
    return [folder for folder in folders if _is_a_report(folder)]


def _is_a_report(folder: Path) -> bool:
    if folder.is_symlink() or not (folder / "results.json").is_file():
        return False
    return not any(stops_a_run(entry.name) for entry in folder.iterdir())
