"""An org in CSV files, as Data Export, Data Loader, sf, a report and Excel write them, in folders and zips or alone."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from audit.config.audit import AuditConfig
from audit.domain import EXPORTED_SOBJECTS
from audit.errors import NothingToAuditError, UnreadableInputError, UsageError
from audit.sources.csv.discovery import CsvFile, Listing, in_few_words, listed, not_looked_into, notes_on
from audit.sources.csv.encoding import TextFile, examined
from audit.sources.csv.file_names import ORGANIZATION, printable, sobject_of, workbook_refusal
from audit.sources.csv.header import header_with, read_header
from audit.sources.csv.object_by_ids import sobject_by_ids
from audit.sources.csv.rows import CsvPart
from audit.sources.interface import USER, OpenedSource, Progress
from audit.sources.org_extract import Extract
from audit.sources.records.assemble import assemble
from audit.sources.records.key_prefixes import named_prefix
from audit.sources.records.needed_columns import check_columns
from audit.tables.extract import Source

_NAME: Final = "Name"
_GIVE: Final = (
    f"Give an export with {', '.join(f'{name}.csv' for name in EXPORTED_SOBJECTS[:-1])} or {EXPORTED_SOBJECTS[-1]}.csv."
)
_REPORT: Final = {"results.json", "report.html"}
_SNAPSHOT: Final = {"manifest.json"}
"""Files by which a folder of phone-audit is known."""
_READ: Final = (*EXPORTED_SOBJECTS, USER, ORGANIZATION)


def read_csv(
    paths: str | Path | Sequence[str | Path], config: AuditConfig | None = None, progress: Progress | None = None
) -> Extract:
    """Return what is in the files for Contact, Lead and Account in ``paths`` (docs/contract.md, CSV input).

    Each of ``paths`` is a folder, a zip or a CSV file; all of them together are one org.
    Raise UsageError when there is no such path, NothingToAuditError when they hold no such file, and
    UnreadableInputError when one of them cannot be read as what it should be.
    """
    config = config or AuditConfig()
    with opened_csv(paths, config) as opened:
        return assemble(opened.parts, config, opened.source, progress)


@contextmanager
def opened_csv(paths: str | Path | Sequence[str | Path], config: AuditConfig) -> Iterator[OpenedSource]:
    """Yield the files of ``paths`` as parts; raise as ``read_csv``, of which this is the first half."""
    given = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    if not given:
        raise UsageError("No path is given. Give a folder of CSV files, a zip of them, or a CSV file.")
    with ExitStack() as stack:
        listing = listed(given, stack)
        files = _Files(config)
        for file in listing.files:
            files.add(file, listing)
        if not any(part.sobject != USER for part in files.parts):
            raise NothingToAuditError(_nothing_in(given, listing))
        source = Source(
            "csv",
            tuple(map(str, given)),
            {},
            org_name=config.title or files.company,
            instance_url=config.instance_url,
            warnings=(*notes_on(listing), *files.notes),
            paths=tuple(given),
        )
        yield OpenedSource(files.parts, source)


class _Files:
    """The files as parts, and what they say beside their rows."""

    def __init__(self, config: AuditConfig) -> None:
        self.parts: list[CsvPart] = []
        self.company: str | None = None
        self.notes: list[str] = []
        self._config = config

    def add(self, file: CsvFile, listing: Listing) -> None:
        """Open ``file``; raise UnreadableInputError when it lacks what an audit needs.

        The names of owners and of the company are decoration: a file of these that cannot be read is a note.
        """
        try:
            self._add(file, listing)
        except UnreadableInputError as error:
            if file.state is not None:
                file.state.check()  # what is wrong with it may come of that
            if file.sobject not in (USER, ORGANIZATION):
                raise
            self.notes.append(f"Not read: {error}")

    def _add(self, file: CsvFile, listing: Listing) -> None:
        text = examined(file.label, file.open_bytes, file.state)
        sobject = self._told_by_ids(file, text) if file.by_name else file.sobject
        if sobject not in _READ:
            listing.passed_over.append(f"{file.label} with ids that begin with {named_prefix(sobject)}")
        elif sobject == ORGANIZATION:
            self.company = self.company or _company(text)
        else:
            self.parts.append(_part(text, sobject, self._config))

    def _told_by_ids(self, file: CsvFile, text: TextFile) -> str:
        by_name = sobject_of(file.name)
        if by_name == ORGANIZATION:
            return by_name
        sobject = sobject_by_ids(text, by_name)
        if sobject == "":
            raise UnreadableInputError(
                f"Which object {file.label} is of is not clear from its record IDs. Name it Contact.csv, Lead.csv or "
                "Account.csv."
            )
        if sobject in _READ and by_name and sobject != by_name:
            self.notes.append(f"{file.label} was read as {sobject}: its ids are those of {sobject} records.")
        return sobject


def _part(text: TextFile, sobject: str, config: AuditConfig) -> CsvPart:
    """Return ``text`` as a Part; raise UnreadableInputError when it lacks what an audit needs."""
    header, notes = read_header(text, sobject)
    part = CsvPart(sobject, text, header.names, header.delimiter, header.n_bytes, notes=notes)
    check_columns(part, config)
    return part


def _company(text: TextFile) -> str | None:
    """Return the name in the first row of Organization.csv."""
    no_name = f"{text.label} has no column {_NAME}."
    header = header_with(text, lambda names: _NAME.casefold() in {name.casefold() for name in names}, no_name)
    column = next(name for name in header.names if name.casefold() == _NAME.casefold())
    part = CsvPart(ORGANIZATION, text, header.names, header.delimiter, header.n_bytes)
    names = (name.strip() for rows in part.rows([column]) for name in rows.columns[column].to_pylist())
    return next((printable(name) for name in names if name), None)


def _nothing_in(paths: Sequence[Path], listing: Listing) -> str:
    given = ", ".join(printable(str(path)) for path in paths)
    return " ".join((f"There are no Contacts, Leads or Accounts in {given}.", *_what_is_there(listing)))


def _what_is_there(listing: Listing) -> Iterator[str]:
    """Yield what was found instead, and what to give; the likeliest mistake first."""
    names = {label.rpartition("/")[2] for label in listing.further}
    csv_files = [*listing.passed_over, *(file.label for file in listing.files if file.sobject)]
    if names >= _REPORT:
        yield "This is a report. Give the export that it was made of; --baseline compares with a report."
    elif names >= _SNAPSHOT:
        yield "This is a snapshot: give it with --snapshot instead of --csv."
    elif listing.workbooks:
        yield workbook_refusal(listing.workbooks[0])
    elif listing.too_deep:
        yield from not_looked_into(listing)
    elif csv_files:
        yield f"There {'is' if len(csv_files) == 1 else 'are'} only {in_few_words(csv_files, most=5)}. {_GIVE}"
    elif listing.further:
        yield f"There is no CSV file, only {in_few_words(listing.further, most=5)}. {_GIVE}"
    else:
        yield _GIVE if listing.files else f"It is empty. {_GIVE}"
