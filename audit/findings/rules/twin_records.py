"""Two records of one object with the same number, created within minutes of each other."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.findings.holders import holders_of, on_holders
from audit.findings.labels import OBJECT_LABELS
from audit.findings.rule import Rule, RuleContext, worded

WITHIN = np.timedelta64(15, "m")
"""How long a new record may take to become searchable (Salesforce, Large Data Volumes, "Search Architecture")."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per record created at most 15 minutes after another of its object with the same number.

    The related record is the one created before it. Records without a CreatedDate are left out.
    """
    holders = holders_of(context, context.numbers["n_records"].gt(1))
    holders["created"] = context.records["created"].array.take(holders["record"].to_numpy())
    dated = holders.loc[holders["created"].notna()]
    order = np.lexsort((_moments(dated), dated["sobject"].array.codes, dated["number"]))
    dated = dated.take(order)
    earlier, later = dated.iloc[:-1], dated.iloc[1:]
    is_twin = earlier["number"].to_numpy() == later["number"].to_numpy()
    is_twin &= earlier["sobject"].array.codes == later["sobject"].array.codes
    is_twin &= np.diff(_moments(dated)) <= WITHIN
    twins, related = later.loc[is_twin], earlier["record"].to_numpy()[is_twin]
    return on_holders(twins, worded(twins[["sobject"]], _sentence), related)


def _moments(holders: pd.DataFrame) -> npt.NDArray[np.datetime64]:
    return holders["created"].to_numpy("datetime64[ms]")


def _sentence(*, sobject: str) -> str:
    label = OBJECT_LABELS[sobject]
    return f"This {label} was created within 15 minutes after another {label} with the same number."


RULE = Rule(
    id="twin-records",
    severity="notice",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task=None,
    title="Two records with the same number created within 15 minutes",
    why=(
        "A new record can be found only once it is in the search index. If a second call comes in before, Aircall "
        "finds nothing and creates a second record: Aircall reports this for calls less than 5 minutes apart "
        "[documented], and Salesforce says that indexing can take about 15 minutes [documented by Salesforce]. "
        "Records imported together also look like this."
    ),
    how_to_fix=(
        "Merge the two if they are the same person. If this happens often, set Aircall to create no records when "
        "nothing matches, or turn on a duplicate rule that blocks (Setup > Duplicate Rules)."
    ),
    find=find,
)
