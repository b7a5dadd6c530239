"""What every code of the tables is called in a report, and what it means in one sentence."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import pandas as pd


class Word(NamedTuple):
    """A label and its meaning."""

    label: str
    meaning: str


FORMATS: Final[Mapping[str, Word]] = {
    "e164": Word("E.164", "Plus sign, country code, number, nothing else: the spelling that Contact Sync asks for."),
    "international": Word(
        "Plus sign, but spaces or signs", "Starts with a plus sign and has spaces, dashes or the like."
    ),
    "idd": Word("00 or 011 instead of +", "Starts with the prefix for calls abroad instead of a plus sign."),
    "no_plus": Word("Plus sign missing", "Starts with a country code, but without the plus sign."),
    "national": Word("No country code", "Written as inside its own country."),
    "extension": Word("Has an extension", "A number with an extension, which E.164 cannot hold."),
    "words": Word("Words beside the number", "One number, and words that belong elsewhere."),
    "letters": Word("Has letters", "A number that is partly spelled in letters."),
    "scientific": Word(
        "Scientific notation", "A spreadsheet rounded it to something like 4.4E+11: its digits are lost."
    ),
    "multiple": Word("Several numbers", "More than one number in one field."),
    "needs_region": Word("Country unknown", "Could be a number, but nothing says of which country."),
    "invalid": Word("Not a valid number", "Looks like a number, but no numbering plan has it."),
    "placeholder": Word("Placeholder", "Stands for “no number”: n/a, 0000000, unknown and the like."),
    "text": Word("Text", "Words where a number should be."),
}

FORMAT_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "E.164": ("e164",),
    "Readable, other spelling": ("international", "idd", "no_plus", "national"),
    "Readable, needs review": ("extension", "words", "letters"),
    "Several numbers, or no country": ("multiple", "needs_region"),
    "Number lost or not valid": ("scientific", "invalid"),
    "No number": ("placeholder", "text"),
}
"""The formats as a picture shows them."""

SYNC: Final[Mapping[str, Word]] = {
    "syncs": Word("Syncs", "Contact Sync copies it once a call on the number takes place."),
    "phone_not_e164": Word("Blocked by Phone", "Mobile is in E.164, but Phone is filled with something that is not."),
    "not_e164": Word("Not in E.164", "Contact Sync takes numbers in E.164 only."),
    "phone_empty": Word("Phone is empty", "Mobile syncs only when Phone is filled, too."),
    "phone_unknown": Word("Phone was not read", "The field Phone was not in the source, so nothing can be said."),
    "match_only": Word(
        "Logged, never synced", "Home, Assistant and Other numbers are matched to calls but never copied."
    ),
    "object_not_synced": Word("Object does not sync", "The profile excludes this object from Contact Sync."),
    "invisible": Word(
        "Never looked at", "Custom fields, and fields outside the profile, are neither matched nor copied."
    ),
    "not_found": Word("No record found", "Under this profile a call on the number finds no record."),
}

DECISIONS: Final[Mapping[str, Word]] = {
    "only_record": Word("Only one record", "One record holds the number: the call lands there."),
    "object_priority": Word("Object order", "Several objects hold the number; the order of objects decides."),
    "most_recent": Word(
        "Last edit",
        "Several records of one object hold it; the one edited last gets the calls, until another is edited.",
    ),
    "tie": Word(
        "Undetermined",
        "Several records of one object were edited at the same moment: nobody can tell which gets the calls.",
    ),
    "not_found": Word("No record found", "Under this profile a call on the number finds no record."),
}

RELATIONS: Final[Mapping[str, Word]] = {
    "same_person": Word("Same person", "All people on the number share a name or an e-mail address."),
    "same_account": Word("Same account", "All its records belong to one account: probably a switchboard line."),
    "unrelated": Word("Unrelated", "The records have neither a person nor an account in common."),
}

RELATION_ACTIONS: Final[Mapping[str, str]] = {
    "same_person": "Merge the records, or convert the lead.",
    "same_account": "Keep the number on the account and give the people their direct lines.",
    "unrelated": "Find out whose number it is and remove it from the others.",
}

REACHES: Final[Mapping[str, Word]] = {
    "wins": Word("Gets calls", "Calls on at least one of its numbers land here."),
    "shadowed": Word("Never reached", "Every number it holds leads to another record."),
    "unreadable": Word("Nothing readable", "Its phone fields are filled, but nothing in them can be read as a number."),
    "no_number": Word("No number", "Its phone fields are empty."),
}

POLICIES: Final[Mapping[str, Word]] = {
    "exact": Word("Exact spelling", "Found only when stored as E.164."),
    "digits": Word(
        "Same digits", "Found when the stored digits are those of the E.164 form, whatever stands between them."
    ),
    "any": Word("Any spelling", "Found in every spelling that can be read."),
}

CONFIDENCES: Final[Mapping[str, Word]] = {
    "certain": Word("Certain", "The number carries its own country code."),
    "region": Word("Region", "Right if the country of the record is right."),
    "review": Word("Review", "Something would be lost or guessed: decide case by case."),
}

SEVERITIES: Final[Mapping[str, Word]] = {
    "error": Word("Error", "Fix now: a call goes astray or a contact does not sync."),
    "warning": Word("Warning", "Fix next: it works by luck, or only under one reading of the rules."),
    "notice": Word("Notice", "Good to know: nothing breaks."),
}

SEVERITY_MARKS: Final[Mapping[str, str]] = {"error": "✕", "warning": "△", "notice": "○"}
"""Says the severity without its color."""

SINCE: Final[Mapping[str, Word]] = {
    "new": Word("New", "The audit compared with did not have it, nor one before."),
    "reappeared": Word("Back", "The audit compared with did not have it, but one before had."),
    "open": Word("Still open", "The audit compared with had it, too."),
    "not_compared": Word("Not compared", "The audit compared with could not have had it."),
}

TREND_CHANGES: Final[Mapping[str, Word]] = {
    "new": SINCE["new"],
    "reappeared": SINCE["reappeared"],
    "fixed": Word("Fixed", "The audit compared with had it, this one has not."),
    "merged": Word("Merged", "The earlier record is gone and the present one, of the same name, was edited since."),
    "record_gone": Word("Record gone", "The record that got the calls is no longer there."),
    "number_moved": Word("Number moved away", "The record that got the calls no longer holds the number."),
    "record_added": Word("New record", "The record that gets the calls was not there."),
    "number_added": Word("Number added", "The record that gets the calls did not hold the number."),
    "edited": Word("Edited", "Both hold the number; the one that gets the calls was edited since."),
    "other": Word("Another reason", "Neither record nor number explains it: a date, or another record of the number."),
    "added": Word("Added", "The record was not there."),
    "gone": Word("Gone", "The record is no longer there: deleted, merged, or out of scope."),
}

SOBJECTS: Final[Mapping[str, str]] = {
    "Contact": "Contact",
    "Lead": "Lead",
    "Account": "Account",
    "PersonAccount": "Person Account",
}

SLOTS: Final[Mapping[str, str]] = {
    "phone": "Phone",
    "mobile": "Mobile",
    "home": "Home",
    "assistant": "Assistant",
    "other": "Other",
    "custom": "Custom field",
}

OUT_OF_SCOPE: Final[Mapping[str, Word]] = {
    "malformed_row": Word("Broken row", "A row with too many or too few fields."),
    "invalid_id": Word("No valid id", "The Id is not one of Salesforce."),
    "other_object": Word("Id of another object", "The row is of another object than its file."),
    "deleted": Word("Deleted", "In the recycle bin."),
    "person_account_contact": Word(
        "Contact side of a Person Account", "Mirrors an Account row, which is the one that was audited."
    ),
    "converted_lead": Word("Converted lead", "Became a contact; its numbers are audited there."),
    "duplicate_id": Word("Row seen before", "The same record a second time; the newest row was audited."),
}


SCORE_LABELS: Final[Mapping[str, str]] = {
    "readiness": "Readiness",
    "match_clear_share": "Right record",
    "sync_ready_share": "The contact syncs",
    "e164_share": "In E.164",
    "found_exact_share": "Found by an exact search",
    "found_digits_share": "Found by a search for digits",
}
"""The scores, as tables of them call them."""


def label_of(words: Mapping[str, Word], code: str) -> str:
    """Return the label of a code, or the code itself where no word is known."""
    return words[code].label if code in words else code


def labeled(codes: pd.Series, labels: Mapping[str, str]) -> pd.Series:
    """Return the label of each code (text or category) of a column, the empty text for a missing or unknown one."""
    column = codes.astype("category").array
    texts = pd.array([*(labels.get(code, "") for code in column.categories), ""], dtype="str")
    return pd.Series(texts.take(column.codes))


def labels_of(words: Mapping[str, Word]) -> dict[str, str]:
    """Return code → label, for whole columns."""
    return {code: word.label for code, word in words.items()}


CALL_OUTCOME_LABELS: Final[Mapping[str, Word]] = {
    "clear": Word("A clear record", "The data itself determines the record, however the number is spelled."),
    "most_recent": Word("The last edit decides", "Several records hold the number; another edit moves the calls."),
    "format_sensitive": Word(
        "Depends on spelling", "Another record gets the calls if the search reads spellings else."
    ),
    "tie": Word(
        "Undetermined", "Several records were edited at the same moment: nobody can tell which gets the calls."
    ),
    "not_found": Word(
        "Not found by this search", "Records hold the number in spellings that the profile does not find."
    ),
    "no_record": Word(
        "No record holds it", "Nothing to log on: Aircall creates a record or does nothing, as it is set."
    ),
    "unreadable": Word("Number unreadable", "What the file has for a number is none."),
    "anonymous": Word("Number hidden", "The caller hid the number, or the file does not say it."),
}

LOG_STATUS_LABELS: Final[Mapping[str, Word]] = {
    "agrees": Word("The record that the simulation names", "The simulation is right about it."),
    "differs": Word("Another record", "The rules, the spelling or the records were others when the call took place."),
    "missing": Word(
        "Nowhere, though it names a record", "The search did not find the record, or calls like these are not logged."
    ),
    "gone": Word("A record that was not audited", "Deleted, merged or out of scope since."),
    "unlogged": Word("Nowhere, as it finds no record", "The simulation is right about it."),
}

NO_RULE: Final[Mapping[str, str]] = {
    "no_record": "Nobody's number yet: add it to the record of the caller, in E.164.",
}
"""What to do about an outcome on which no rule of the audit finds anything."""


CHANGE_LABELS: Final[Mapping[str, Word]] = {
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

TASK_LABELS: Final[Mapping[str, Word]] = {
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

CHANGE_STATUS_LABELS: Final[Mapping[str, Word]] = {
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
