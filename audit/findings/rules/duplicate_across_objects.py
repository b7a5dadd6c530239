"""A duplicate across objects, where the order of the objects decides."""

import pandas as pd

from audit.domain import ACCOUNT, LEAD, TIE
from audit.findings.holders import candidates_of, on_holders
from audit.findings.labels import OBJECT_LABELS, one, several
from audit.findings.rule import Rule, RuleContext, worded
from audit.findings.rules.duplicate_same_object import ADVICE


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per record that has a number whose calls go to a record of another object, the related one.

    That is each record of a lower-priority object that the profile's policy finds: the record whose calls go
    elsewhere, and the one to convert, to merge or to clear.
    """
    numbers = context.numbers
    shared = numbers["n_records"].gt(1) & numbers["winner"].ge(0)
    candidates = candidates_of(context, shared)
    at = candidates["number"].to_numpy()
    candidates["winner_sobject"] = numbers["winner_sobject"].array.take(at)
    candidates["tie"] = numbers["decided_by"].eq(TIE).to_numpy()[at]
    candidates["relation"] = numbers["relation"].array.take(at)
    losers = candidates.loc[candidates["sobject"].ne(candidates["winner_sobject"])]
    message = worded(losers[["sobject", "winner_sobject", "tie", "relation"]], _sentence)
    return on_holders(losers, message, losers["winner"])


def _sentence(*, sobject: str, winner_sobject: str, tie: bool, relation: str | None) -> str:
    rival = one(winner_sobject)
    told = (
        f"Several {several(winner_sobject)} have the same number and come"
        if tie
        else f"{rival[0].upper()}{rival[1:]} has the same number and comes"
    )
    effect = "one of them gets the calls" if tie else f"the {OBJECT_LABELS[winner_sobject]} gets the calls"
    advice = _advice({sobject, winner_sobject}, relation)
    return f"{told} before {OBJECT_LABELS[sobject]} in Aircall's order, so {effect}.{advice}"


def _advice(sobjects: set[str], relation: str | None) -> str:
    if relation != "same_person":
        return ADVICE.get(relation or "", "")
    if ACCOUNT in sobjects:
        return " Find out whether it is the Account's number or the person's."
    if LEAD in sobjects:
        return " They look like the same person: convert the Lead."
    return " They look like the same person: keep one record, clear the number on the other."


RULE = Rule(
    id="duplicate-across-objects",
    severity="warning",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task="merge_or_assign",
    title="Duplicate across objects, such as Lead and Contact",
    why=(
        "If a number is found on several objects, Aircall goes by a fixed order: Contact, Lead, Account, Person "
        "Account [documented; the profile in use may have another order]. This record never gets a call on the "
        "number, however recently it was edited."
    ),
    how_to_fix=(
        "If a Lead and a Contact are the same person, convert the Lead and choose the existing Contact. If a person "
        "has the main number of their Account, keep it on the Account and enter a direct line on the person. If the "
        "record that gets the calls should not have the number, clear it there."
    ),
    find=find,
)
