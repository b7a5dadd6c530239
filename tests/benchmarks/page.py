"""Measure the page of a report as its readers meet it: python -m tests.benchmarks.page REPORT… --pictures FOLDER.

Prints, of each report.html, its bytes, its height on a desktop and on a phone, how many A4 pages it prints, how far it
reaches over the edge, how long it takes to load and to answer a search. ``--pictures`` keeps what was seen: the first
screen, the whole page, the phone, the print and, where LibreOffice is, the workbook, as pictures to look at.
"""

import argparse
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

from tests.reports.html.browser import chromium, opened

_DESKTOP, _PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
_QUERIES = ("+1212555", "duplicate", "Amber", "0035Y0000000001", "no such thing")
_HEIGHT = "document.documentElement.scrollHeight"
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
_ANSWERED = """query => new Promise(done => {
  const box = document.querySelector("input[type=search]");
  if (!box) { done(null); return; }
  box.value = query;
  const start = performance.now();
  let last = start;
  const watch = new MutationObserver(() => { last = performance.now(); });
  watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  box.dispatchEvent(new Event("input", {bubbles: true}));
  document.body.offsetHeight;
  const drawn = performance.now();
  setTimeout(() => { watch.disconnect(); done(Math.max(last, drawn) - start); }, 700);
})"""
"""Resolves to the milliseconds from a search to the last change that it made of the page."""


def measured_page(report: Path, pictures: Path) -> dict[str, float]:
    """Return the figures of report.html in the folder ``report``; leave pictures of it in ``pictures``."""
    path = report.resolve() / "report.html"
    figures: dict[str, float] = {"bytes": path.stat().st_size}
    with chromium() as browser:
        with opened(browser, path) as watched:
            page = watched.page
            figures["load, ms"] = page.evaluate(_LOADED)
            figures |= _size(page, "desktop")
            figures["complaints"] = len(watched.complaints)
            page.screenshot(path=pictures / "first-screen.png")
            page.screenshot(path=pictures / "whole.png", full_page=True)
            page.pdf(path=pictures / "print.pdf", format="A4", print_background=True)
            figures["print pages"] = _pages(pictures / "print.pdf")
            for query in _QUERIES:
                figures[f"search {query!r}, ms"] = page.evaluate(_ANSWERED, query)
        with opened(browser, path, screen=_PHONE, is_mobile=True, has_touch=True) as watched:
            watched.page.set_viewport_size(_PHONE)
            figures |= _size(watched.page, "phone")
            watched.page.screenshot(path=pictures / "phone.png")
            watched.page.screenshot(path=pictures / "phone-whole.png", full_page=True)
    return figures


def draw_workbook(workbook: Path, pictures: Path) -> int:
    """Print a workbook with LibreOffice, first pages as pictures; return how many pages it has."""
    office = shutil.which("soffice")
    if office is None:
        return 0
    with tempfile.TemporaryDirectory() as profile:
        command = [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", str(pictures), str(workbook)], check=True, capture_output=True)
    drawn = pictures / f"{workbook.stem}.pdf"
    draw_print(drawn, pictures / "workbook", last=12)
    return _pages(drawn)


def draw_print(path: Path, stem: Path, last: int = 6) -> None:
    """Write the first pages of a PDF file as pictures."""
    subprocess.run(["pdftoppm", "-png", "-r", "60", "-l", str(last), str(path), str(stem)], check=True)


def _size(page: Page, reader: str) -> Mapping[str, float]:
    return {
        f"height on a {reader}, px": page.evaluate(_HEIGHT),
        f"overflow on a {reader}, px": page.evaluate(_OVERFLOW),
    }


def _pages(path: Path) -> int:
    told = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
    found = re.search(r"^Pages:\s+(\d+)", told, re.MULTILINE)
    if found is None:
        raise ValueError(f"pdfinfo does not say how many pages {path.name} has")
    return int(found[1])


def main() -> None:
    """Print the figures of the reports named on the command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("reports", nargs="+", type=Path)
    options.add_argument("--pictures", type=Path, required=True)
    options.add_argument("--workbook", action="store_true", help="draw report.xlsx, too")
    given = options.parse_args()
    for report in given.reports:
        pictures = given.pictures / report.name
        pictures.mkdir(parents=True, exist_ok=True)
        figures = measured_page(report, pictures)
        draw_print(pictures / "print.pdf", pictures / "print")
        if given.workbook:
            figures["pages of the workbook"] = draw_workbook(report / "report.xlsx", pictures)
        print(report)  # noqa: T201 - its figures are what it is for
        print("\n".join(f"  {name}: {value:,.0f}" for name, value in figures.items()))  # noqa: T201 - as above


if __name__ == "__main__":
    main()
