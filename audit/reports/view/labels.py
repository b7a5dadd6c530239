"""What every code of the tables is called in a report, and what it means in one sentence."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import pandas as pd

from audit.columns.types import texts_in


class Word(NamedTuple):
    """A label and its meaning."""

    label: str
    meaning: str


FORMATS: Final[Mapping[str, Word]] = {
    "e164": Word("E.164", "Plus sign, country code and number, nothing else: the format that Contact Sync requires."),
    "international": Word("Spaces or punctuation", "Starts with a plus sign, but contains spaces, dashes or the like."),
    "idd": Word("00 or 011 instead of +", "Starts with the prefix for international calls instead of a plus sign."),
    "no_plus": Word("Plus sign missing", "Has a country code, but no plus sign."),
    "national": Word("No country code", "Written as it is dialed within its country."),
    "extension": Word("Has an extension", "A number with an extension, for which E.164 has no room."),
    "words": Word("Words next to the number", "One number, and words that belong in another field."),
    "letters": Word("Has letters", "A number that is partly written in letters."),
    "scientific": Word(
        "Scientific notation", "A spreadsheet rounded it to something like 4.4E+11, and its digits are lost."
    ),
    "multiple": Word("Several numbers", "More than one number in one field."),
    "needs_region": Word("Country unknown", "Could be a number, but nothing says in which country."),
    "invalid": Word("Not a valid number", "Looks like a number, but no country has such a number."),
    "placeholder": Word("Placeholder", "Means “no number”, such as n/a, 0000000 or unknown."),
    "text": Word("Text", "Text instead of a number."),
}

FORMAT_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "E.164": ("e164",),
    "Readable, other format": ("international", "idd", "no_plus", "national"),
    "Readable, needs review": ("extension", "words", "letters"),
    "Several numbers, or no country": ("multiple", "needs_region"),
    "Unreadable or not valid": ("scientific", "invalid"),
    "No number": ("placeholder", "text"),
}
"""The formats as a chart shows them."""

SYNC: Final[Mapping[str, Word]] = {
    "syncs": Word("Syncs", "Contact Sync copies it to Aircall after a call on the number."),
    "phone_not_e164": Word("Blocked by Phone", "Mobile is in E.164, but Phone is filled with something that is not."),
    "not_e164": Word("Not in E.164", "Contact Sync accepts only numbers in E.164."),
    "phone_empty": Word("Phone is empty", "Mobile syncs only if Phone is filled too."),
    "phone_unknown": Word(
        "Phone was not read", "The export has no field Phone, so it is not known whether Mobile syncs."
    ),
    "match_only": Word(
        "Logged, never synced", "Calls on Home, Assistant and Other numbers are logged, but these fields never sync."
    ),
    "object_not_synced": Word("Object does not sync", "The profile excludes this object from Contact Sync."),
    "invisible": Word(
        "Never looked at", "Custom fields, and fields that the profile leaves out, are neither searched nor synced."
    ),
    "not_found": Word("No record found", "The search does not find the number as it is stored."),
}

DECISIONS: Final[Mapping[str, Word]] = {
    "only_record": Word("Only one record", "One record has the number, so calls are logged there."),
    "object_priority": Word(
        "Object order", "Records of several objects have the number; Aircall's order of objects decides."
    ),
    "most_recent": Word(
        "Last edit",
        "Several records of one object have the number; the one edited last gets the calls, until another is edited.",
    ),
    "tie": Word(
        "Tied dates",
        "Several records of one object were last modified at the same moment: it is not certain which gets the calls.",
    ),
    "not_found": Word("No record found", "The search does not find the number as it is stored."),
}

ONLY_ONE_FOUND: Final = "Several records have the number; the search finds only one of them."
"""Of ``only_record``, where other records have the number in a format that is not found."""

RELATIONS: Final[Mapping[str, Word]] = {
    "same_person": Word("Same person", "All people with the number have the same name or e-mail address."),
    "same_account": Word("Same account", "All records with the number belong to one Account: probably a switchboard."),
    "unrelated": Word("Unrelated", "The records have neither a person nor an Account in common."),
}

RELATION_ACTIONS: Final[Mapping[str, str]] = {
    "same_person": "Merge the records, or convert the Lead.",
    "same_account": "Keep the number on the Account and give the people their direct lines.",
    "unrelated": "Find out whose number it is and clear it on the others.",
}

REACHES: Final[Mapping[str, Word]] = {
    "wins": Word("Gets calls", "Calls on at least one of its numbers are logged here."),
    "shadowed": Word("Never reached", "Calls on all its numbers are logged on other records, or find none."),
    "unreadable": Word("Nothing readable", "Its phone fields are filled, but nothing in them can be read as a number."),
    "no_number": Word("No number", "Its phone fields are empty."),
}

POLICIES: Final[Mapping[str, Word]] = {
    "exact": Word("Exact format", "Found only if stored in E.164."),
    "digits": Word(
        "Same digits", "Found if the stored digits are those of the E.164 number, whatever is between them."
    ),
    "any": Word("Any format", "Found in every format that can be read."),
    "measured": Word("As measured", "Found in the formats in which the search of the org found numbers."),
}

CONFIDENCES: Final[Mapping[str, Word]] = {
    "certain": Word("Certain", "The number carries its own country code."),
    "region": Word("Region", "Right if the record's country is right."),
    "review": Word("Review", "Check before changing: part is guessed or would be lost."),
}

SEVERITIES: Final[Mapping[str, Word]] = {
    "error": Word("Error", "Fix now: calls can go to the wrong record, or the contact does not sync."),
    "warning": Word("Warning", "Fix next: it works only for now, or only if Aircall searches in a certain way."),
    "notice": Word("Notice", "Good to know: nothing is broken."),
}

SEVERITY_MARKS: Final[Mapping[str, str]] = {"error": "✕", "warning": "△", "notice": "○"}
"""The severity where its color cannot be seen."""

SINCE: Final[Mapping[str, Word]] = {
    "new": Word("New", "Not in the last audit, nor in one before."),
    "reappeared": Word("Back", "Not in the last audit, but in one before."),
    "open": Word("Still open", "In the last audit and in this one."),
    "not_compared": Word("Not compared", "The last audit could not have found it."),
}

TREND_CHANGES: Final[Mapping[str, Word]] = {
    "new": SINCE["new"],
    "reappeared": SINCE["reappeared"],
    "fixed": Word("Fixed", "In the last audit, not in this one."),
    "merged": Word(
        "Merged", "The earlier record is gone; the one that gets the calls now has the same name and was edited since."
    ),
    "record_gone": Word("Record gone", "The record that got the calls no longer exists."),
    "number_moved": Word("Number moved away", "The record that got the calls no longer has the number."),
    "record_added": Word("New record", "The record that gets the calls is new."),
    "number_added": Word("Number added", "The record that gets the calls did not have the number before."),
    "edited": Word("Edited", "Edited more recently."),
    "other": Word("Another reason", "A date or another record with the number changed."),
    "added": Word("Added", "The record is new."),
    "gone": Word("Gone", "The record no longer exists, or is out of scope: deleted, merged, converted."),
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
    "invalid_id": Word("No valid id", "The Id is not a Salesforce id."),
    "other_object": Word("Id of another object", "The row belongs to another object than the file."),
    "deleted": Word("Deleted", "In the recycle bin."),
    "person_account_contact": Word(
        "Contact side of a Person Account", "Copy of an Account row, which was audited instead."
    ),
    "converted_lead": Word("Converted lead", "Became a Contact, whose numbers are audited."),
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
    texts = pd.array([*(labels.get(code, "") for code in texts_in(column.categories)), ""], dtype="str")
    return pd.Series(texts.take(column.codes))


def labels_of(words: Mapping[str, Word]) -> dict[str, str]:
    """Return code → label, for whole columns."""
    return {code: word.label for code, word in words.items()}


CALL_OUTCOME_LABELS: Final[Mapping[str, Word]] = {
    "clear": Word("Right record", "One record matches, whatever format Aircall searches for."),
    "most_recent": Word("Last edit decides", "Several records have the number; the next edit can move the calls."),
    "format_sensitive": Word("Depends on format", "If Aircall searches differently, another record gets the calls."),
    "tie": Word(
        "Tied dates",
        "Several records were last modified at the same moment: it is not certain which gets the calls.",
    ),
    "not_found": Word(
        "Not found as stored",
        "A record has the number, but the search does not find it as it is stored.",
    ),
    "no_record": Word("No record has it", "Aircall creates a record or does nothing, depending on its settings."),
    "unreadable": Word("Number unreadable", "What the file gives as the number is not one."),
    "anonymous": Word("Number hidden", "The caller hid the number, or the file has none."),
}

LOG_STATUS_LABELS: Final[Mapping[str, Word]] = {
    "agrees": Word("On the record that the report names", "The report is right."),
    "differs": Word(
        "On another record", "Aircall's rules, the format or the records were different when the call took place."
    ),
    "missing": Word(
        "Nowhere, though the report names a record",
        "The search did not find the record, or calls like these are not logged.",
    ),
    "unlogged": Word("Nowhere, as the report finds no record", "The report is right."),
    "gone": Word("On a record that was not audited", "Deleted, merged or out of scope since."),
    "created_by_call": Word("On a record that the call created", "It agrees with everything, so it shows nothing."),
    "no_entry": Word("No log entry found", "The log has none, or it was not exported."),
    "ambiguous": Word("Several log entries possible", "Nothing tells which of them is that of the call."),
}

SET_ASIDE_LABELS: Final[Mapping[str, str]] = {
    "not_a_call": "tasks other than calls",
    "sms": "messages",
    "not_aircall": "tasks not made by Aircall",
    "colleagues": "calls between colleagues",
    "unfinished": "calls not finished",
    "duplicate": "same call again",
    "no_direction": "calls with two ends and no direction",
    "own_line": "calls with your own lines",
}
"""Rows of a call history that are no calls with a customer."""

NO_RULE: Final[Mapping[str, str]] = {
    "no_record": "No record has this number: add it to the caller's record, in E.164.",
}
"""What to do about an outcome on which no rule of the audit finds anything."""


CHANGE_LABELS: Final[Mapping[str, Word]] = {
    "to_e164": Word("Numbers rewritten in E.164", "The same number in the format that Contact Sync requires."),
    "mobile_to_phone": Word("Mobile copied to an empty Phone", "Mobile syncs only if Phone is filled too."),
    "mobile_cleared": Word("Mobile cleared after the number was moved", "The number is in Phone now."),
    "custom_to_slot": Word(
        "Custom field copied to a searched field", "To an empty standard field, which calls and Contact Sync use."
    ),
    "touch": Word(
        "Re-saved unchanged to stay most recently updated",
        "Only the last-modified date changes, so the record keeps its calls.",
    ),
}

TASK_LABELS: Final[Mapping[str, Word]] = {
    "collect": Word(
        "Find the number",
        "This isn't a usable number: check the record's country, then ask the person. Clear the field if nobody knows.",
    ),
    "split": Word("Split", "The field has several numbers: move all but one to empty phone fields of the record."),
    "fill_country": Word(
        "Fill in the country", "The number needs its country: with it, the next audit can read the number."
    ),
    "check": Word("Review", "Check before changing: part is guessed or would be lost."),
    "later": Word(
        "Fix another field first",
        "The number is fine, only its format isn't. First fix the record's Phone or, for a duplicate, the record that "
        "gets the calls. Then audit again.",
    ),
    "merge": Word("Merge", "The records with the number are the same person: merge them, or convert the Lead."),
    "assign": Word(
        "Decide whose it is", "The records with the number are not the same person: keep it on one of them."
    ),
}

CHANGE_STATUS_LABELS: Final[Mapping[str, Word]] = {
    "done": Word("Done", "The field has the planned value."),
    "not_done": Word(
        "Not done",
        "The field is unchanged. Load the row; if you did, the load's error file says why it was refused.",
    ),
    "overwritten": Word(
        "Overwritten", "The field has another value: somebody, or an automation, changed it after the audit."
    ),
    "gone": Word("Record gone", "The record was deleted, merged or converted, or you can no longer see it."),
    "not_exported": Word("Not exported", "The export does not have this object or field: export it as well."),
}
