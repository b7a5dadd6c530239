"""What the outcomes of calls are called in a report."""

from collections.abc import Mapping
from typing import Final

from audit.reports.view.words import Word

OUTCOMES: Final[Mapping[str, Word]] = {
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

LOG_STATUSES: Final[Mapping[str, Word]] = {
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
