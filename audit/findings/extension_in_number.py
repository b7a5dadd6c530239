"""A number with an extension behind it."""

import pandas as pd

from audit.findings.rule import Evidence, Rule, on_values, worded
from audit.findings.wording import label_of


def find(evidence: Evidence) -> pd.DataFrame:
    """Return one finding per match-slot value of format ``extension``, beside the one that it is not E.164."""
    values = evidence.codes
    chosen = values.loc[evidence.in_match_slots & values["format"].eq("extension")]
    return on_values(chosen, worded(chosen[["slot", "field"]], _sentence))


def _sentence(*, slot: str, field: str) -> str:
    return f"{label_of(slot, field)} has an extension, which the proposal leaves out: note it elsewhere first."


RULE = Rule(
    id="extension-in-number",
    severity="warning",
    sheet="Format",
    looks_at="value",
    side="record",
    depends_on=("countries",),
    manual_task="check",
    title="The number has an extension",
    why=(
        "E.164, which the sync requires [documented], has no place for an extension, so a value with one is not "
        "synced. A caller shows the main number, not the extension; it then matches every record of the company that "
        "holds that main number."
    ),
    how_to_fix=(
        "Write the extension into a field of its own (create a text field in Setup if there is none), then store the "
        "proposed number. If the person has a direct line, enter that instead: the main number belongs on the "
        "Account."
    ),
    find=find,
)
