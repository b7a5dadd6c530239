"""What a notebook shows of an audit."""

from datetime import UTC, datetime
from pathlib import Path

from audit import AuditConfig, read_csv, run_audit
from audit.reports.html.notebook_cell import notebook_cell

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEADER = "Id,Phone,MobilePhone,LastModifiedDate\n"


def cell(folder: Path, rows: str, title: str = "Larkspur") -> str:
    (folder / "Contact.csv").write_text(HEADER + rows, encoding="utf-8")
    return notebook_cell(run_audit(read_csv(folder, AuditConfig(title=title)), now=NOW).results)


def test_the_cell_has_counts_readiness_and_what_to_do(tmp_path: Path) -> None:
    shown = cell(
        tmp_path,
        "003A0000000AAAA,+442079460001,,2026-01-01\n003B0000000AAAA,+442079460001,,2026-01-02\n"
        "003C0000000AAAA,,+44 20 7946 0002,2026-01-02\n",
    )
    for text in (
        "Larkspur",
        "1 number on 2 records",
        "1 field on 1 record",
        "Mobile without Phone",
        "Readiness 0%",
        "What to do first",
    ):
        assert text in shown


def test_nothing_in_it_is_code(tmp_path: Path) -> None:
    shown = cell(tmp_path, "003A0000000AAAA,+442079460001,,2026-01-01\n", "<script>alert(1)</script>")
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_an_audit_of_nothing_is_shown_too(tmp_path: Path) -> None:
    assert "Readiness" in cell(tmp_path, "")
