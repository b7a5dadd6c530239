"""A number on records of several objects, where the order of the objects decides."""

import pandas as pd

from audit.findings.holders import candidates_of, on_holders
from audit.findings.labels import OBJECT_LABELS, one
from audit.findings.rule import Rule, RuleContext, worded
from audit.findings.rules.duplicate_same_object import ADVICE


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per record that holds a number but loses it to a record of another object, the related one.

    That is each record of a lower-priority object that the profile's policy finds: the record whose calls go
    elsewhere, and the one to convert, to merge or to clear.
    """
    numbers = context.numbers
    shared = numbers["n_records"].gt(1) & numbers["winner"].ge(0)
    candidates = candidates_of(context, shared)
    at = candidates["number"].to_numpy()
    candidates["winner_sobject"] = numbers["winner_sobject"].array.take(at)
    candidates["relation"] = numbers["relation"].array.take(at)
    losers = candidates.loc[candidates["sobject"].ne(candidates["winner_sobject"])]
    message = worded(losers[["sobject", "winner_sobject", "relation"]], _sentence)
    return on_holders(losers, message, losers["winner"])


def _sentence(*, sobject: str, winner_sobject: str, relation: str | None) -> str:
    advice = ADVICE.get(relation or "", "")
    if relation == "same_person" and sobject == "Lead":
        advice = f" They look like the same person: convert the Lead into the {OBJECT_LABELS[winner_sobject]}."
    owner = one(winner_sobject)
    return (
        f"{owner[0].upper()}{owner[1:]} holds this number too and comes before "
        f"{OBJECT_LABELS[sobject]} in the integration's order, so calls are logged there.{advice}"
    )


RULE = Rule(
    id="duplicate-across-objects",
    severity="warning",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task="merge_or_assign",
    title="Records of several objects hold the number, and the order decides",
    why=(
        "If a number is found in several objects, the integration takes them in a fixed order: Contact, Lead, "
        "Account, Person Account [documented; the profile in force may hold another order]. The record named here "
        "never gets a call on this number, however recently it was edited."
    ),
    how_to_fix=(
        "If a Lead and a Contact are the same person, convert the Lead and choose the existing Contact. If a "
        "person's record holds the switchboard of its Account, keep the number on the Account and enter the direct "
        "line on the person. If the record that gets the calls does not own the number, clear it there."
    ),
    find=find,
)
