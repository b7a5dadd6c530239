"""What an audit returns to somebody who works with pandas: tables with ids, figures, and the report folder."""

import json
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from audit.errors import UsageError
from audit.reports.carried_work import EarlierWork, worked_on
from audit.reports.found_work import with_work
from audit.reports.html.notebook_cell import notebook_cell
from audit.reports.output_folder import report_folder
from audit.reports.results_json import json_document
from audit.reports.table_files import plain_table
from audit.reports.write_report import write_report
from audit.result.baseline import Baseline
from audit.result.headline_counts import Headline
from audit.result.results import Action, Audit, Results, Scores
from audit.tables.report_tables import CLOSED, FINDINGS, NUMBERS, RECORDS, REPORT_TABLES, VALUES
from audit.tables.schema import Table


@dataclass(frozen=True, eq=False, repr=False)
class AuditResult:
    """An audit: its tables as pandas reads them from the files of a report (docs/tables.md), its figures, its report.

    A missing value is NaN, in a time NaT. Each table is made when it is first asked for.
    """

    audit: Audit
    """What reports are made of: tables that refer to each other by row position. No promise is made about it."""

    @cached_property
    def values(self) -> pd.DataFrame:
        """Return one row per filled phone field.

        record_id         record id, 18 characters
        sobject           Contact, Lead, Account or PersonAccount
        field             API name of the field
        slot              phone, mobile, home, assistant, other or custom
        raw               the stored text, untouched but for NUL characters, which the reader removes
        format            docs/simulation.md, Formats
        reason            why it is invalid; NaN for every other format
        e164              the number in E.164; NaN when not readable
        region            ISO 3166 alpha-2 region of the number, 001 for none; NaN when not readable
        parse_region      the region that the value was read with; NaN for none
        region_source     where that region comes from
        number_type       libphonenumber's type in lower case; NaN when not readable
        sync_outcome      docs/simulation.md, Sync outcomes
        proposed          what should be stored instead; NaN when there is nothing to propose
        confidence        how sure the proposal is
        """
        return plain_table(VALUES, self.audit.outcome)

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """Return one row per distinct number in the fields that calls match.

        e164              the number
        region            ISO 3166 alpha-2 region of the number, 001 for none
        number_type       libphonenumber's type in lower case
        n_values          values with it in match slots
        n_records         records that have it in a match slot
        winner_record_id  record id, 18 characters
        winner_sobject    object of the winner
        winner_slots      match slots in which the winner has it, joined with +
        decided_by        docs/simulation.md, Winner
        winner_exact      winner under the policy exact; NaN when none is found
        winner_digits     winner under the policy digits; NaN when none is found
        found_under       the strictest policy under which a record is found
        format_sensitive  two policies that find a record find different ones
        sync_outcome      best outcome of the winner's values
        relation          docs/simulation.md, Relations; NaN when one record has it
        """
        return plain_table(NUMBERS, self.audit.outcome)

    @cached_property
    def records(self) -> pd.DataFrame:
        """Return one row per audited record.

        record_id         record id, 18 characters
        sobject           Contact, Lead, Account or PersonAccount
        name              Name, otherwise FirstName and LastName; NaN when neither is filled
        owner             Owner.Name, otherwise OwnerId
        account_id        AccountId of a Contact; of an Account or PersonAccount its own id; NaN for a Lead
        region            docs/simulation.md, Region, default included; NaN for none
        last_modified     the profile's date field; NaT when missing or unreadable
        created           CreatedDate; NaT when missing or unreadable
        created_by        CreatedById, 18 characters; NaN when missing or not an id
        reach             docs/simulation.md, Reach
        n_numbers         distinct readable numbers in match slots
        n_won             numbers whose calls reach this record
        """
        return plain_table(RECORDS, self.audit.outcome)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Return one row per finding, suppressed ones included.

        finding_id        stable between audits: a hash of rule, record, field and number
        rule_id           the rule that found it
        severity          error, warning or notice
        sobject           Contact, Lead, Account or PersonAccount
        record_id         record id, 18 characters
        field             API name of the field; NaN for a finding on the whole record
        raw               the stored text; NaN for a finding on the whole record
        e164              the number; NaN where none is readable
        related_record_id the other record of the finding (the winner, the twin…)
        message           a sentence for an administrator, without number or name
        current           what is stored now
        proposed          what should be stored instead; NaN when there is nothing to propose
        confidence        how sure the proposal is
        suppressed        accepted by a suppression in the configuration
        """
        return plain_table(FINDINGS, self.audit.outcome)

    @property
    def results(self) -> Results:
        """Return the content of results.json (docs/contract.md, results.json)."""
        return self.audit.results

    @property
    def scores(self) -> Scores:
        """Return readiness and the other scores: fractions of 1, or None where there is nothing to measure."""
        return self.results.scores

    @property
    def headline(self) -> Headline:
        """Return the three counts: duplicates, numbers that are not in E.164, Mobile fields without a Phone."""
        return self.results.headline

    @property
    def actions(self) -> list[Action]:
        """Return what to do, most useful first, each with its effect simulated on its own."""
        return self.results.actions

    def write(
        self,
        folder: str | Path,
        *,
        tables: Literal["parquet", "csv"] = "parquet",
        force: bool = False,
        note: Callable[[str], Any] = warnings.warn,
    ) -> Path:
        """Write the report into ``folder`` and return it: page, workbook, results.json, tables/ and fixes/.

        An earlier report there is replaced as a whole; what people wrote into its workbook is carried over. ``note``
        is told what was kept under another name, and what could not be carried over: by default as a Python warning.
        ``force`` lets it be written beside other files. Raise AuditError when it cannot be written, or when that
        workbook cannot be read.
        """
        if tables not in ("parquet", "csv"):
            raise UsageError(f'tables is {tables!r}. Choose "parquet" or "csv".')
        out, audit = Path(folder), self.audit
        earlier = EarlierWork(worked_on(out, audit.results.generated_at), out, redact=audit.config.redact)
        with report_folder(out, force=force, sources=audit.source.paths, note=note) as new:
            carried = earlier.carried()
            write_report(with_work(audit, carried.work), new, tables)
        for sentence in carried.notes:
            note(sentence)
        return out

    def as_baseline(self) -> Baseline:
        """Return this audit as one that a later one is compared with."""
        comparison = self.audit.comparison
        closed = {CLOSED: comparison.closed} if comparison else {}

        def _read(table: Table, columns: Sequence[str], where: tuple[str, pd.Series] | None = None) -> pd.DataFrame:
            wanted = Table(table.name, table.meaning, tuple(c for c in table.columns if c.name in columns))
            if table not in REPORT_TABLES and table not in closed:
                return wanted.empty()
            rows: pd.DataFrame = getattr(self, table.name) if table in REPORT_TABLES else closed[table]
            return wanted.typed(rows if where is None else rows[rows[where[0]].isin(where[1])].reset_index(drop=True))

        return Baseline(json.loads(json_document(self.results)), _read)

    def __repr__(self) -> str:
        """Return how much was audited, and how ready it is."""
        totals, readiness = self.results.totals, self.scores.readiness
        ready = "nothing to measure" if readiness is None else f"readiness {readiness:.1%}"
        return f"<AuditResult: {totals.records:,} records, {totals.numbers:,} numbers, {ready}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the three counts, readiness, and what to do first."""
        return notebook_cell(self.results)
