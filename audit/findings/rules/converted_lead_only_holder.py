"""A number that only converted Leads have."""

import numpy as np
import pandas as pd

from audit.columns.lookup import ids_at, positions_of_digits
from audit.columns.types import category_from_codes
from audit.domain import LEAD, SOBJECTS
from audit.findings.holders import holders_of, on_holders
from audit.findings.rule import Rule, RuleContext

MESSAGE = "Only converted Leads have this number, so calls on it match no record."
MESSAGE_INCLUDED = "Only converted Leads have this number; no record in use has it."


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per converted Lead and number in a match slot of it that no record in use has.

    Converted leads are out of scope unless the configuration includes them; both cases are looked at.
    """
    return pd.concat([_out_of_scope(context), _included(context)], ignore_index=True)


def _out_of_scope(context: RuleContext) -> pd.DataFrame:
    values = context.converted_values
    in_match_slot = values["slot"].isin(list(context.profile.match_slots))
    matched = values.loc[in_match_slot & values["digits"].gt(0)].sort_values(["record", "slot"])
    place = positions_of_digits(matched["digits"].to_numpy(), context.numbers["digits"].to_numpy())
    held = matched.loc[place < 0].drop_duplicates(["record", "digits"])
    return pd.DataFrame(
        {
            "sobject": category_from_codes(np.full(len(held), SOBJECTS.index(LEAD)), SOBJECTS),
            "record": -1,
            "record_id": ids_at(context.converted_records, held["record"]),
            "field": held["field"],
            "value": -1,
            "raw": held["raw"],
            "e164": held["e164"],
            "related": -1,
            "message": MESSAGE,
        }
    )


def _included(context: RuleContext) -> pd.DataFrame:
    converted = context.records["is_converted"].to_numpy()
    winner = context.numbers["winner"]
    holders = holders_of(context, winner.lt(0) | pd.Series(converted[winner.to_numpy()], index=winner.index))
    is_converted = pd.Series(converted[holders["record"].to_numpy()], index=holders.index)
    only_converted = is_converted.groupby(holders["number"]).transform("all")
    return on_holders(holders.loc[only_converted], MESSAGE_INCLUDED)


RULE = Rule(
    id="converted-lead-only-holder",
    severity="notice",
    sheet="Other problems",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task=None,
    title="Number found only on converted Leads",
    why=(
        "Most users cannot search for a converted Lead, and it leaves the search index after its next edit "
        "[documented by Salesforce]. Aircall does not say how it treats converted Leads [assumed: it does not match "
        "them]. The person became a Contact, but the number was not copied, so calls on it match nobody and may "
        "create a new record."
    ),
    how_to_fix=(
        "Open the converted Lead, go to the Contact or Account it became, and enter the number there in E.164. If the "
        "number is out of date, there is nothing to do."
    ),
    find=find,
)
