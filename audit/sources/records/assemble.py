"""From the text rows of all objects to the records and phones tables, with an account of every row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit.columns.masks import Bools
from audit.config.audit import AuditConfig
from audit.domain import ACCOUNT, CONTACT, EXPORTED_SOBJECTS, LEAD, OUT_OF_SCOPE_REASONS, SOBJECTS
from audit.sources.interface import USER, ObjectSource, Progress
from audit.sources.org_extract import Extract, without_settings_of_csv
from audit.sources.records.deduplicate import duplicates_to_drop, population
from audit.sources.records.gathered import ExtractRows, Gathered
from audit.sources.records.local_dates import LocalForm
from audit.sources.records.notes import not_understood, read_before
from audit.sources.records.owners import OwnerNames
from audit.sources.records.phone_fields import (
    PhoneField,
    fields_in_some_parts,
    hidden_fields,
    included_but_absent,
    org_object,
    phone_fields,
)
from audit.sources.records.scope import ExtractBuilder
from audit.tables.extract import ObjectCoverage, Source, UnreadColumns

_READING_ORDER = (ACCOUNT, CONTACT, LEAD)
"""Account first: it says which Contacts mirror a Person Account."""


@dataclass(frozen=True)
class AllRows:
    """What all rows of a source together say: which of them are records, and what their columns are."""

    fields: tuple[PhoneField, ...]
    """every column that may be a phone field"""
    present: tuple[int, ...]
    """positions in ``fields`` of those that are"""
    dates: Mapping[tuple[str, str], LocalForm]
    """by object of the org and column of EXTRACTED_RECORDS"""
    gives_way: Mapping[str, Bools]
    """by object, for each row in scope whether another row of the same record counts instead"""
    source: Source
    unread: tuple[UnreadColumns, ...]


def assemble(
    parts: Sequence[ObjectSource], config: AuditConfig, source: Source, progress: Progress | None = None
) -> Extract:
    """Return the records in scope and their phone fields, and account for every row (docs/simulation.md, Out of scope).

    As ``read_rows``, which keeps the rows in memory here. The tables are EXTRACTED_RECORDS (Contact, Lead, Account,
    PersonAccount, each in reading order) and EXTRACTED_PHONES (by record, then field), with a RangeIndex.
    """
    audited, converted_leads = {sobject: Gathered() for sobject in SOBJECTS}, Gathered()
    rows = read_rows(parts, config, source, ExtractRows(audited, converted_leads), progress)
    nothing_gives_way = {LEAD: np.zeros(converted_leads.n_records, dtype=bool)}
    return Extract(
        population(audited, rows.gives_way, rows.fields, rows.present),
        population({LEAD: converted_leads}, nothing_gives_way, rows.fields, rows.present),
        rows.source,
        rows.unread,
        config,
    )


def read_rows(
    parts: Sequence[ObjectSource],
    config: AuditConfig,
    source: Source,
    kept: ExtractRows,
    progress: Progress | None = None,
) -> AllRows:
    """Read the rows of ``parts`` into ``kept``, and account for each of them.

    ``parts`` are read in the given order within an object (of equal duplicates the first stays), Account first;
    those of USER hold no records.
    ``source`` says where they come from; its ``objects`` are filled in here, and its ``warnings`` go on with what
    was missing, malformed or unreadable.
    """
    owners = OwnerNames([part for part in parts if part.sobject == USER])
    parts = [part for part in parts if part.sobject != USER]
    gathering = ExtractBuilder(
        config,
        phone_fields(parts, config),
        mirrors_by_id=any(_lacks(part, "IsPersonAccount") for part in parts if part.sobject == CONTACT),
        kept=kept,
        owners=owners,
    )
    for part in sorted(parts, key=lambda part: _READING_ORDER.index(part.sobject)):
        gathering.read_part(part, progress)
    gathering.settle()
    gives_way = {
        sobject: rows
        for exported in EXPORTED_SOBJECTS
        for sobject, rows in duplicates_to_drop(
            {s: kept.audited[s] for s in SOBJECTS if org_object(s) == exported}
        ).items()
    }
    warnings = (
        *source.warnings,
        *_missing(parts, config),
        *owners.warnings,
        *gathering.warnings,
        *not_understood(gathering),
        *read_before(gathering.read, {sobject: int(rows.sum()) for sobject, rows in gives_way.items()}),
    )
    told = replace(source, objects=_coverage(gathering, gives_way, parts), warnings=warnings)
    return AllRows(
        gathering.fields,
        tuple(sorted(gathering.confirmed)),
        gathering.dates,
        gives_way,
        without_settings_of_csv(told, config),
        tuple(gathering.unread),
    )


def _coverage(
    gathering: ExtractBuilder, gives_way: Mapping[str, Bools], parts: Sequence[ObjectSource]
) -> dict[str, ObjectCoverage]:
    fields = [gathering.fields[position] for position in sorted(gathering.confirmed)]
    coverage = {}
    for sobject in SOBJECTS:
        duplicates = int(gives_way[sobject].sum())
        counts = gathering.out_of_scope[sobject] + Counter(duplicate_id=duplicates)
        coverage[sobject] = ObjectCoverage(
            read=gathering.read[sobject],
            audited=gathering.kept.audited[sobject].n_records - duplicates,
            out_of_scope={reason: counts[reason] for reason in OUT_OF_SCOPE_REASONS if counts[reason]},
            present=tuple(field.name for field in fields if field.sobject == sobject),
            hidden=hidden_fields(sobject, fields),
            in_some_parts=fields_in_some_parts(sobject, parts),
        )
    return coverage


def _missing(parts: Sequence[ObjectSource], config: AuditConfig) -> Iterator[str]:
    """Yield a sentence for each object and column whose absence changes what the audit can say."""
    given = {part.sobject for part in parts}
    for sobject in EXPORTED_SOBJECTS:
        if sobject not in given:
            yield (
                f"No {sobject}s were read: numbers that only they have are not in this report, and calls that would "
                "reach one are counted for other records."
            )
    fields = {sobject: fields_in_some_parts(sobject, parts) for sobject in SOBJECTS}
    for part in parts:
        if _lacks(part, config.profile.date_field):
            yield (
                f"{part.label} has no column {config.profile.date_field}: where several of its records have a number, "
                "it is not certain which one a call reaches."
            )
        some = [name for sobject in SOBJECTS if org_object(sobject) == part.sobject for name in fields[sobject]]
        lacking = [name for name in dict.fromkeys(some) if _lacks(part, name)]
        if lacking:
            yield (
                f"{part.label} lacks {', '.join(lacking)}, which another file of {part.sobject} has: its records "
                "count as empty there, and no load file fills these fields. Export all files with the same columns."
            )
    for name in included_but_absent(phone_fields(parts, config), config):
        yield f"[custom_fields] includes {name}, but the data has no such field."


def _lacks(part: ObjectSource, name: str) -> bool:
    return name.casefold() not in {column.casefold() for column in part.header}
