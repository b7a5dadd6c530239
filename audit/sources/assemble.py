"""From the text rows of all objects to the records and phones tables, with an account of every row."""

from collections.abc import Sequence

from audit.config import AuditConfig
from audit.sources.parts import Part, Progress
from audit.tables import Extract, Source


def assemble(parts: Sequence[Part], config: AuditConfig, source: Source, progress: Progress | None = None) -> Extract:
    """Return the records in scope and their phone fields, and account for every row (SIMULATION section 1).

    ``parts`` are read in the given order within an object (the first of two equal duplicates stays), Account first;
    ``source`` says where they come from: its ``objects`` are filled in here, and ``warnings`` continued with what
    was missing or malformed. Values are those of EXTRACTED_RECORDS and EXTRACTED_PHONES, with a RangeIndex.
    """
    raise NotImplementedError
