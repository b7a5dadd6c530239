"""What the kinds of change of the load files, and the tasks that are left for people, are called in a report."""

from collections.abc import Mapping
from typing import Final

from audit.reports.view.words import Word

CHANGES: Final[Mapping[str, Word]] = {
    "to_e164": Word("Numbers rewritten in E.164", "The same number, spelled as Contact Sync asks for it."),
    "mobile_to_phone": Word(
        "Mobile put into an empty Phone", "Phone was empty; Contact Sync takes Mobile only when Phone is filled."
    ),
    "mobile_cleared": Word("Mobile cleared, because it was moved", "The number is in Phone now."),
    "custom_to_slot": Word(
        "Custom field copied to a searched field", "To an empty standard field, where calls and Contact Sync look."
    ),
    "touch": Word(
        "Saved again as it is, so that the record keeps its calls",
        "Nothing changes but the date: the record stays the last edited.",
    ),
}

TASKS: Final[Mapping[str, Word]] = {
    "collect": Word(
        "Find the number",
        "This isn't a usable number: check the record's country, then ask the person. Clear the field if nobody knows.",
    ),
    "split": Word("Split", "The field has several numbers: move all but one to free phone fields of the record."),
    "fill_country": Word(
        "Fill in the country", "Nothing says of which country the number is; with the country, the next audit can."
    ),
    "check": Word("Review", "Check before changing: part is guessed or would be lost (words, an extension, letters)."),
    "merge": Word("Merge", "The records that hold the number are the same person: merge them, or convert the lead."),
    "assign": Word(
        "Decide who owns it", "The records that hold the number are not the same person: leave it on one of them."
    ),
}

STATUSES: Final[Mapping[str, Word]] = {
    "done": Word("Done", "The field holds what was planned."),
    "not_done": Word(
        "Not done",
        "The field is as it was: load the row; if you did, the error file of the load says why it was refused.",
    ),
    "overwritten": Word(
        "Overwritten", "The field holds something else: somebody, or an automation, wrote it after the audit."
    ),
    "gone": Word("Record gone", "The record was deleted, merged or converted, or is no longer visible to you."),
    "not_exported": Word("Not exported", "The export does not have the object or the field: export it as well."),
}
