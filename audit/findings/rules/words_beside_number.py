"""One number, and words beside it."""

import pandas as pd

from audit.findings.labels import label_of, words_in
from audit.findings.of_format import values_of_format
from audit.findings.rule import Rule, RuleContext, on_values, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per match-slot value of format ``words``, in addition to ``not-e164``."""
    chosen = values_of_format(context, "words")
    parts = chosen[["slot", "field"]].assign(words=words_in(context.values["raw"].loc[chosen.index]))
    return on_values(chosen, worded(parts, _sentence))


def _sentence(*, slot: str, field: str, words: str) -> str:
    return (
        f"{label_of(slot, field)} has words next to its number: {words}. Move them to another field: the proposed "
        "number leaves them out, with any digits that belong to them, such as an extension."
    )


RULE = Rule(
    id="words-beside-number",
    severity="warning",
    sheet="Not E.164",
    looks_at="value",
    side="record",
    depends_on=("countries", "placeholders"),
    manual_task="check",
    title="There are words next to the number",
    why=(
        "A name, a department or an extension after the number makes it text: it is not in E.164, which the sync "
        "requires [documented], so the contact does not sync, and it is not known whether a call finds it [assumed: "
        "it may not]."
    ),
    how_to_fix=(
        "Move the words to another field (Description, Title, or a text field for the extension), then enter the "
        "proposed number. Compare it with the text first: it is the only part that is a valid number."
    ),
    find=find,
)
