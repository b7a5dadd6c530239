"""What the report found on the numbers that call, and which of them to mend first."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.lookup import is_among
from audit.domain import NOT_FOUND
from audit.result.baseline import Baseline
from audit.result.replay import ProblemNumber, Reason
from audit.result.results import RuleText
from audit.tables.report_tables import FINDINGS, RECORDS


def findings_on(e164: pd.Series, stored: Baseline) -> pd.DataFrame:
    """Return finding_id, rule_id, e164 of the findings on numbers ``e164``, gravest first, suppressed ones left out."""
    columns = ["finding_id", "rule_id", "severity", "e164", "suppressed"]
    findings = stored.read(FINDINGS, columns, ("e164", e164))
    findings = findings.loc[~findings["suppressed"]]
    rank = {rule["rule_id"]: position for position, rule in enumerate(stored.results["rules"])}
    findings = findings.assign(
        rule_id=findings["rule_id"].astype("str"),
        gravity=findings["severity"].cat.codes,
        rank=findings["rule_id"].astype("str").map(rank),
    )
    return findings.sort_values(["gravity", "rank", "finding_id"], ignore_index=True)[["finding_id", "rule_id", "e164"]]


def rules_of(findings: pd.DataFrame, e164: pd.Series) -> pd.Series:
    """Return for each of ``e164`` its rule ids in the order of ``findings``, joined with a space; NaN for none."""
    distinct = findings.drop_duplicates(["e164", "rule_id"])
    code, numbers = pd.factorize(distinct["e164"])
    rule_ids = pa.array(distinct["rule_id"], pa.large_string()).take(pa.array(np.argsort(code, kind="stable")))
    starts = pa.array(np.append(0, np.cumsum(np.bincount(code, minlength=len(numbers)))))
    joined = pc.binary_join(pa.LargeListArray.from_arrays(starts, rule_ids), pa.scalar(" ", pa.large_string()))
    return pd.Series(pd.array(joined, dtype="str"), index=numbers).reindex(e164).set_axis(e164.index)


def trouble(
    called: pd.DataFrame, findings: pd.DataFrame, stored: Baseline, rules: Mapping[str, RuleText], top: int
) -> list[ProblemNumber]:
    """Return the first ``top`` numbers of ``called`` (CALLED) whose calls do not land right and sync."""
    worst = called.loc[called["e164"].notna() & ~called["is_ready"]].head(top)
    holder = worst["winner_any"].where(worst["outcome"] == NOT_FOUND)
    named = pd.concat([worst["winner_record_id"], holder]).dropna().drop_duplicates()
    records = stored.read(RECORDS, ["record_id", "name", "sobject"], ("record_id", named)).set_index("record_id")
    of_records = {
        "winner_name": worst["winner_record_id"].map(records["name"]),
        "holder_record_id": holder,
        "holder_sobject": holder.map(records["sobject"].astype("str")),
        "holder_name": holder.map(records["name"]),
    }
    shown = worst.assign(**of_records).astype(object)
    columns = ["e164", "calls", "outcome", "sync_outcome", "winner_record_id", "winner_sobject", *of_records]
    rows = shown[columns].where(shown[columns].notna(), None).to_dict("records")
    on_worst = dict(iter(findings.loc[is_among(findings["e164"], worst["e164"])].groupby("e164")))
    return [
        ProblemNumber(**row, reasons=_reasons(on_worst.get(row["e164"], findings.head(0)), rules))  # type: ignore[arg-type]
        for row in rows
    ]


def _reasons(of_number: pd.DataFrame, rules: Mapping[str, RuleText]) -> list[Reason]:
    return [
        Reason(
            rule_id=rule_id,
            severity=rules[rule_id].severity,
            title=rules[rule_id].title,
            how_to_fix=rules[rule_id].how_to_fix,
            finding_ids=of_number.loc[of_number["rule_id"] == rule_id, "finding_id"].tolist(),
        )
        for rule_id in of_number["rule_id"].unique()
        if rule_id in rules
    ]
