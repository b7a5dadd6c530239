"""How to load the fix files, how to undo that, and how to keep numbers in E.164: the advice in fixes/README.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from audit.reports.view.figures import count, counted
from audit.result.results import LoadStep

_BATCH: Final = 200


@dataclass(frozen=True)
class LoadFile:
    """A file that was written."""

    path: str
    """In the folder fixes, as step-1/Contact.csv."""
    rows: int
    fields: tuple[str, ...]
    clears: bool
    """It empties fields: only the Bulk API understands how."""

    @property
    def sobject(self) -> str:
        """The object to load it into."""
        return self.path.partition("/")[2].partition(".")[0]

    @property
    def folder(self) -> str:
        """The step, or the way back."""
        return self.path.partition("/")[0]


def excel() -> Iterator[str]:
    """Yield why no spreadsheet must touch the files."""
    yield "## Do not open these files in Excel"
    yield ""
    yield (
        "Excel takes the numbers for numbers: the plus sign goes, leading zeros go, long ones become 4.42E+11, and "
        "saving writes that into the file. To look at a file, use a text editor. If you opened one and saved it, throw "
        "it away and run the audit again. To leave records out, delete whole lines in a text editor; see “Steps” for "
        "what must stay together."
    )
    yield ""


def before_loading() -> Iterator[str]:
    """Yield what to switch off first, and what happens to those who do not."""
    yield "## Before you load"
    yield ""
    yield (
        "- **Load soon.** The files fit the org as it was when it was read. A field that somebody has changed since "
        "is overwritten. If that was days ago, run the audit again."
    )
    yield (
        "- **Duplicate rules** (Setup > Duplicate Rules): deactivate those of Contact, Lead and Account that block on "
        "edit. Else they refuse rows (DUPLICATES_DETECTED in the error file). The other rows are loaded, but a refused "
        "winner is missing in its step, and another record gets its calls until it is loaded."
    )
    yield (
        "- **Flows, triggers, Process Builder, workflow rules** on these objects: switch them off for the load (Setup "
        "> Flows, Deactivate; for Apex the bypass that your triggers have, else a deployment). Else they run for every "
        "row: they may send mail, call other systems, or save further records, and a record that is saved later than a "
        "winner takes its calls over."
    )
    yield (
        "- **Validation rules** refuse rows that break them in any field, also one that this load does not touch. "
        "Switch them off, or correct those rows and load the error file again."
    )
    yield (
        "- **Integrations** that write phone numbers (marketing, enrichment, an ERP) put the old spelling back at "
        "their next run. Correct their source, or pause them."
    )
    yield (
        "- **Last Modified Date and By** of the loaded records become now and you; Salesforce does not let an update "
        "keep them. That is why there are steps."
    )
    yield ""


def loading(load_steps: Sequence[LoadStep], files: Sequence[LoadFile]) -> Iterator[str]:
    """Yield the files step by step, and the settings to load them with."""
    yield "## Steps"
    yield ""
    yield (
        "When several records of one object hold a number, the one edited last gets the calls. A load is an edit. So "
        "the records that should not win are loaded first, the winner of each shared number in a later step; a winner "
        "that needs no change is saved again as it is. Finish one step, with its rejected rows, before you start the "
        "next. Between two steps, and after a plan that was left half done, calls on shared numbers may reach another "
        "record."
    )
    yield ""
    yield "| step | file | rows | fields |"
    yield "|---:|---|---:|---|"
    for file in files:
        yield f"| {file.folder.removeprefix('step-')} | `{file.path}` | {count(file.rows)} | {', '.join(file.fields)} |"
    yield ""
    yield from _touches(load_steps)
    yield "Person Accounts are rows of `Account.csv`. The files of one step may be loaded in any order."
    yield ""
    yield from _with_data_loader(needs_bulk=any(file.clears for file in files))
    yield from _with_sf(files)


def _touches(steps: Sequence[LoadStep]) -> Iterator[str]:
    touches = sum(step.touches for step in steps)
    if touches:
        yield (
            f"{counted(touches, 'row')} only {'saves' if touches == 1 else 'save'} a winner again, with the value that "
            "it has."
        )
        yield ""


def _with_data_loader(*, needs_bulk: bool) -> Iterator[str]:
    yield "### With Data Loader"
    yield ""
    yield "Operation **Update**, the object of the file name, “Auto-Match Fields to Columns”. In Settings:"
    yield ""
    if needs_bulk:
        yield (
            "- **Use Bulk API: on.** Some cells are `#N/A`, which empties a field. Only the Bulk API understands that; "
            "with it off, Data Loader writes the text #N/A into the field."
        )
    else:
        yield (
            f"- **Use Bulk API: off**, with a batch size of {_BATCH}, is best up to some 50,000 rows: rows are saved "
            "in the order of the file, and errors come row by row. **On** is faster beyond that; the files suit both."
        )
    yield (
        "- **Enable serial mode for Bulk API: on**, when the Bulk API is. Parallel batches lock the Account that their "
        "Contacts share, and rows fail with UNABLE_TO_LOCK_ROW. The batch size 2,000 is fine; smaller where triggers "
        "stay on."
    )
    yield "- **Insert null values: off.** An empty cell means: leave the field as it is. With this on, it empties it."
    yield "- **Read all CSVs with UTF-8 encoding: on.** The files are UTF-8, with commas, every cell quoted."
    yield "- **Format phone fields** (`sfdc.formatPhoneFields` in config.properties): off, as it is by default."
    yield ""


def _with_sf(files: Sequence[LoadFile]) -> Iterator[str]:
    yield "### With the Salesforce CLI"
    yield ""
    yield (
        "Run these in this folder, each when the one before is done; `ORG` is your alias. They use the Bulk API 2.0, "
        "which has no serial mode: load rows that fail with UNABLE_TO_LOCK_ROW again, before the next step. The "
        "command prints a job id: `sf data bulk results --target-org ORG --job-id ID` writes the rows that failed to "
        "a file."
    )
    yield ""
    yield from _commands(files)


def _commands(files: Sequence[LoadFile]) -> Iterator[str]:
    yield "```"
    for file in files:
        yield (
            f"sf data update bulk --target-org ORG --sobject {file.sobject} --file {file.path} "
            "--line-ending LF --column-delimiter COMMA --wait 60"
        )
    yield "```"
    yield ""


def after_loading() -> Iterator[str]:
    """Yield how to see what has been done."""
    yield "## After the load"
    yield ""
    yield (
        "Export the org again with the same objects and columns, or read it live, and compare it with this report. For "
        "each change you learn whether it is done, not done, or overwritten with something else, and whether the "
        "winners stayed. `REPORT` is the folder of the report, in which this folder `fixes` is; `NEW_EXPORT` is the "
        "folder with the new CSV files; `ORG` is your alias:"
    )
    yield ""
    yield "```"
    yield "phone-audit verify --report REPORT --csv NEW_EXPORT --out verify.csv"
    yield "phone-audit verify --report REPORT --org ORG"
    yield "```"
    yield ""
    yield (
        "`plan.parquet` and `winners.parquet` are for that comparison; they are not loaded. Then switch on again what "
        "you switched off, and audit again: the next report measures the new state."
    )
    yield ""


def undoing(back: Sequence[LoadFile], n_intended: int) -> Iterator[str]:
    """Yield how to load the old values back; ``n_intended`` numbers got the winner that was asked for."""
    yield "## Undo"
    yield ""
    yield (
        "Load the files in `rollback` in the same way, with everything switched off that you switched off for the "
        "load, and with the validation rule below not yet active. They write the old value of every field that the "
        "steps write, character for character; what was empty is empty again. What somebody has corrected in these "
        "fields since the load is overwritten, too: `phone-audit verify` lists such fields as overwritten."
    )
    yield ""
    if any(file.clears for file in back):
        yield (
            "- **Use Bulk API: on** for these files, in any case: fields that were empty before are `#N/A` in them, "
            "and only the Bulk API takes that for “empty this field”. With it off, Data Loader writes the text #N/A."
        )
    if any(file.folder != "rollback" for file in back):
        yield (
            "- **Then load `rollback-step-2`**, and what follows it, one after another. They hold the old values of "
            "the later steps once more: a record that has to be the last edited to get its calls is saved again after "
            "the others, so that the winners are those from before the load."
        )
    yield (
        "- To undo part of a load, keep the header and the lines of those records in these files, in a text editor, "
        "and audit again afterwards."
    )
    if n_intended:
        yield "- The winners that you asked for go on winning: an undo restores fields, not who was edited last."
    yield "- The old Last Modified Dates do not come back."
    yield ""
    yield from _commands(back)


def staying_clean() -> Iterator[str]:
    """Yield what brings bad numbers back, and a validation rule that keeps them out."""
    yield "## Keep it that way"
    yield ""
    yield (
        "A user whose locale is English (United States) or English (Canada) and who types ten digits without a plus "
        "sign gets (212) 555-0100 stored: the page of Salesforce formats the number as it is saved, and the country "
        "code is gone again. A number that begins with a plus sign is left as it is. This holds for US numbers and, "
        "worse, for ten digits of any other country."
    )
    yield ""
    yield (
        "A validation rule keeps such numbers out (Setup > Object Manager > the object > Validation Rules > New). It "
        "looks only at fields that are new or changed, so that old records can still be edited. Activate it after the "
        "load."
    )
    yield ""
    yield "Contact and Lead:"
    yield ""
    yield from _formula("Phone", "MobilePhone")
    yield "Account; without the second part in an org without Person Accounts:"
    yield ""
    yield from _formula("Phone", "PersonMobilePhone")
    yield "Error message: Write the number as + country code number, without spaces: +12125550100."
    yield ""
    yield (
        "Forms on your website, imports and integrations run into this rule as well: let them send E.164, or exempt "
        "their user with a custom permission, `NOT($Permission.Bypass_Phone_Format)`."
    )


def _formula(*fields: str) -> Iterator[str]:
    yield "```"
    yield "OR("
    for position, field in enumerate(fields, start=1):
        comma = "," if position < len(fields) else ""
        yield "  AND("
        yield f"    OR(ISNEW(), ISCHANGED({field})),"
        yield f"    NOT(ISBLANK({field})),"
        yield f'    NOT(REGEX({field}, "\\\\+[1-9][0-9]{{1,14}}"))'
        yield f"  ){comma}"
    yield ")"
    yield "```"
    yield ""
