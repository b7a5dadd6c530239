"""One number, and words beside it."""

import pandas as pd

from audit.findings.labels import label_of, words_in
from audit.findings.of_format import values_of_format
from audit.findings.rule import Rule, RuleContext, on_values, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per match-slot value of format ``words``, beside the one that it is not E.164."""
    chosen = values_of_format(context, "words")
    parts = chosen[["slot", "field"]].assign(words=words_in(context.values["raw"].loc[chosen.index]))
    return on_values(chosen, worded(parts, _sentence))


def _sentence(*, slot: str, field: str, words: str) -> str:
    return (
        f"{label_of(slot, field)} has words beside its number: {words}. Note them elsewhere and leave the number alone "
        "in the field; digits that belong to the words, such as a floor or an extension, are not in the proposal."
    )


RULE = Rule(
    id="words-beside-number",
    severity="warning",
    sheet="Format",
    looks_at="value",
    side="record",
    depends_on=("countries", "placeholders"),
    manual_task="check",
    title="There are words beside the number",
    why=(
        "A name, a department or an extension typed behind the number makes it text: it is not in the E.164 format "
        "that the sync requires [documented], so the contact is not copied, and whether a call finds it is not known "
        "[assumed: no promise]."
    ),
    how_to_fix=(
        "Move the words to a field of their own (Description, Title, or a text field for the extension), then store "
        "the proposed number. Compare it with the text first: it is the only part of it that is a valid number."
    ),
    find=find,
)
