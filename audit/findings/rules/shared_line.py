"""A switchboard: a number that an Account and its people share."""

import pandas as pd

from audit.domain import CONTACT
from audit.findings.holders import holders_of, on_holders
from audit.findings.rule import Rule, RuleContext, worded
from audit.tables.findings import RELATED_ACCOUNT


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per Contact that has a number of relation ``same_account`` (docs/simulation.md, Relations).

    The related record is the Account (or PersonAccount) they all belong to, which is where the number should stay.
    """
    shared = context.numbers["relation"].eq("same_account")
    holders = holders_of(context, shared)
    accounts = holders["sobject"].ne(CONTACT).groupby(holders["number"]).transform("any")
    people = holders.loc[holders["sobject"].eq(CONTACT)]
    parts = pd.DataFrame({"account_holds_it": accounts.loc[people.index]})
    return on_holders(people, worded(parts, _sentence), RELATED_ACCOUNT)


def _sentence(*, account_holds_it: bool) -> str:
    if account_holds_it:
        return "This Contact has the number of its Account."
    return "Several Contacts of one Account have this number, but the Account itself does not."


RULE = Rule(
    id="shared-line",
    severity="notice",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task=None,
    title="Several people of one Account share a number",
    why=(
        "All records that have the number belong to one Account, so it is probably a switchboard. Aircall still picks "
        "one of them: a Contact before the Account, and of several Contacts the one updated last [documented]. Calls "
        "with the whole company are logged on whichever Contact was edited last."
    ),
    how_to_fix=(
        "Keep the number on the Account and give each Contact a direct line; if there is none, clear the field. If it "
        "has to stay as it is, accept it with a suppression in the configuration, with a reason and a date."
    ),
    find=find,
)
