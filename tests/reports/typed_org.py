"""Audits typed in by hand: a small org in which every kind of thing occurs once, and an endless one of any size."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from audit.columns.lookup import e164_as_int, id_ranks
from audit.config.audit import AuditConfig
from audit.domain import LOST_FORMATS, NO_NUMBER_FORMATS, SEVERITIES, SOBJECTS
from audit.normalize.normalize import found_under
from audit.result.provenance import ObjectInScope
from audit.result.results import (
    Action,
    Audit,
    CountrySpelling,
    FieldFigures,
    GroupFigures,
    OwnerFigures,
    Results,
    RuleFigures,
    RuleText,
    SObjectFigures,
)
from audit.scoring.headline_figures import headline_counts
from audit.scoring.verdict import verdict_of
from audit.simulate.simulate import simulate
from audit.tables.extract import EXTRACTED_RECORDS, Source
from audit.tables.report_tables import FINDINGS
from audit.tables.simulation import READ_VALUES, Simulation
from tests.typed_org import findings_told

NOW = datetime(2026, 3, 31, 14, 5, tzinfo=UTC)
INSTANCE = "https://acme.my.salesforce.com"

RULES = {
    rule.rule_id: rule
    for rule in (
        RuleText(
            *("not-e164", "error", "Not E.164"),
            *("The number is not stored in E.164", "Contact Sync skips it.", "Store it in E.164."),
        ),
        RuleText(
            *("mobile-without-phone", "error", "Mobile without Phone"),
            *("Mobile is filled but Phone is empty", "It never syncs.", "Fill Phone."),
        ),
        RuleText(
            *("undetermined-winner", "error", "Duplicates"),
            *("Two records were edited at one moment", "Luck.", "Merge them."),
        ),
        RuleText(
            *("placeholder-contact", "warning", "Other problems"),
            *("Words stand in a phone field", "No call finds it.", "Remove them."),
        ),
        RuleText(
            *("shared-line", "notice", "Duplicates"),
            *("A line that an account shares", "One record gets all calls.", "Keep it there."),
        ),
        RuleText("never-fires", "notice", "Other problems", "Something that never happens", "It would.", "Do nothing."),
    )
}


def record(number: int, sobject: str, name: str, **fields: Any) -> dict[str, Any]:
    """Return one row of records; ids are 18 characters, made of the number."""
    return {
        "record_id": f"00Q{number:012d}AAA",
        "sobject": sobject,
        "name": name,
        "owner": "Mara Lind",
        "account_id": None,
        "last_modified": pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(days=number),
        "is_converted": False,
        "region": "GB",
        "region_source": "record",
        **fields,
    }


def value(record: int, field: str, slot: str, raw: str, spelling: str, **read: Any) -> dict[str, Any]:
    """Return one row of values; what is read but not in E.164 has a proposal."""
    e164 = read.get("e164")
    proposed = e164 if spelling != "e164" else None
    row = {"record": record, "field": field, "slot": slot, "raw": raw, "format": spelling, "proposed": proposed}
    return {**row, "e164": None, "confidence": None, **read}


def london(last: int) -> str:
    """Return a number of the range that is kept for fiction."""
    return f"+4420794600{last:02d}"


def small_records() -> list[dict[str, Any]]:
    same_moment = pd.Timestamp("2026-02-02T02:02:02", tz="UTC")
    return [
        record(0, "Contact", "Ada Byrne"),
        record(1, "Contact", "Ben Okafor", account_id="001000000000001AAA", owner="Jonas Weber"),
        record(2, "Lead", "Cleo Marsh", region="US"),
        record(3, "Contact", "<script>alert('name')</script>", last_modified=same_moment),
        record(4, "Contact", '=HYPERLINK("http://x","y")', last_modified=same_moment, owner="@SUM(1)"),
        record(5, "Account", "Acme \u202eGmbH", region="DE"),
        record(6, "PersonAccount", "Dora " + "D" * 40_000),
        record(7, "Lead", "", owner="Jonas Weber", region=None),
        record(8, "Contact", "Eve Stone", region="FR"),
    ]


def small_values() -> list[dict[str, Any]]:
    hidden = "+44\u200b2079460004"
    endless = "\x07call me" + "!" * 40_000
    return [
        value(0, "Phone", "phone", london(1), "e164", e164=london(1)),
        value(1, "Phone", "phone", "020 7946 0002", "national", e164=london(2), confidence="region"),
        value(2, "MobilePhone", "mobile", london(2), "e164", e164=london(2)),
        value(3, "Phone", "phone", london(3), "e164", e164=london(3)),
        value(4, "Phone", "phone", london(3), "e164", e164=london(3)),
        value(5, "Phone", "phone", hidden, "international", e164=london(4), confidence="certain"),
        value(6, "PersonMobilePhone", "mobile", london(5), "e164", e164=london(5)),
        value(7, "Phone", "phone", "=1+1", "text"),
        value(7, "MobilePhone", "mobile", endless, "text"),
        value(8, "Phone", "phone", "+33199460002", "e164", e164="+33199460002"),
    ]


def small_findings() -> list[dict[str, Any]]:
    twin = record(4, "Contact", "")["record_id"]
    return [
        finding("not-e164", "error", 1, "Not in E.164."),
        finding("not-e164", "error", 5, "Not in E.164."),
        finding("mobile-without-phone", "error", 2, "Phone is empty."),
        finding("mobile-without-phone", "error", 6, "Phone is empty."),
        finding(
            "undetermined-winner", "error", 3, "Nobody can tell.", field=None, current=None, related_record_id=twin
        ),
        finding("placeholder-contact", "warning", 7, "Words."),
        finding("placeholder-contact", "warning", 8, "More words."),
        finding("shared-line", "notice", 0, "Accepted.", suppressed=True),
    ]


def finding(rule: str, severity: str, place: int, message: str, **more: Any) -> dict[str, Any]:
    """Return one row of findings, on the value at ``place`` of the small org."""
    stored = small_values()[place]
    holder = small_records()[stored["record"]]
    return {
        "rule_id": rule,
        "severity": severity,
        "sobject": holder["sobject"],
        "record_id": holder["record_id"],
        "field": stored["field"],
        "raw": stored["raw"],
        "e164": stored["e164"],
        "related_record_id": None,
        "message": message,
        "current": stored["raw"],
        "proposed": stored["proposed"],
        "confidence": stored["confidence"],
        "suppressed": False,
        **more,
    }


def small_audit(config: AuditConfig | None = None, **source: Any) -> Audit:
    """Return the small org, audited."""
    return audit(
        pd.DataFrame(small_records()),
        pd.DataFrame(small_values()),
        pd.DataFrame(small_findings()),
        config or AuditConfig(),
        **source,
    )


def empty_audit() -> Audit:
    """Return the audit of an org without a record."""
    return audit(EXTRACTED_RECORDS.empty(), READ_VALUES.empty(), FINDINGS.empty(), AuditConfig())


def large_audit(n_records: int, config: AuditConfig | None = None) -> Audit:
    """Return an org of ``n_records`` with two values each, of which every third number is shared."""
    rng = np.random.default_rng(4)
    at = np.arange(n_records)
    records = pd.DataFrame(
        {
            "record_id": pd.Series(at).astype(str).str.zfill(15).radd("003"),
            "sobject": np.array(SOBJECTS)[at % 4],
            "name": "Person " + pd.Series(at).astype(str) + " Surname",
            "owner": "Owner " + pd.Series(at % 70).astype(str),
            "last_modified": pd.Timestamp("2025-01-01", tz="UTC")
            + pd.to_timedelta(rng.integers(0, 10**7, n_records), "s"),
            "is_converted": False,
            "region": np.array(["GB", "US", "DE", "FR"])[at % 4],
            "region_source": "record",
        }
    )
    number = "+4930" + pd.Series(np.concatenate([at, (at // 3) * 3])).astype(str).str.zfill(8)
    is_e164 = rng.random(2 * n_records) < 0.5
    values = pd.DataFrame(
        {
            "record": np.concatenate([at, at]),
            "field": np.repeat(["Phone", "MobilePhone"], n_records),
            "slot": np.repeat(["phone", "mobile"], n_records),
            "raw": number.where(is_e164, number.str.replace("+49", "0", regex=False)),
            "format": np.where(is_e164, "e164", "national"),
            "e164": number,
            "proposed": number.where(~is_e164),
            "confidence": np.where(is_e164, None, "region"),
        }
    )
    wrong = values[~is_e164]
    owners = records.take(wrong["record"])
    findings = pd.DataFrame(
        {
            "rule_id": np.array([*RULES][:-1])[np.arange(len(wrong)) % (len(RULES) - 1)],
            "severity": "error",
            "sobject": owners["sobject"].array,
            "record_id": owners["record_id"].array,
            "field": wrong["field"].array,
            "raw": wrong["raw"].array,
            "e164": wrong["e164"].array,
            "message": "The number is not stored in E.164, so Contact Sync skips it.",
            "current": wrong["raw"].array,
            "proposed": wrong["proposed"].array,
            "confidence": "region",
            "suppressed": False,
        }
    )
    return audit(records, values, findings, config or AuditConfig())


def audit(
    records: pd.DataFrame, values: pd.DataFrame, findings: pd.DataFrame, config: AuditConfig, **source: Any
) -> Audit:
    """Return an audit of typed-in tables: simulated for real, its figures counted in the plainest way."""
    values = values.assign(
        sobject=records["sobject"].take(values["record"]).array,
        region=values["e164"].notna().map({True: "GB", False: None}),
        number_type=values["e164"].notna().map({True: "fixed_line", False: None}),
    )
    read = {"digits": e164_as_int(values["e164"].astype("str")), "found_under": found_under(values)}
    simulated = simulate(
        _simulated(records), READ_VALUES.typed(values.assign(**read)), config.profile, phone_exported=set(SOBJECTS)
    )
    results = _results(simulated, FINDINGS.typed(findings), config, source)
    return Audit(
        results=results.model_copy(update={"verdict": verdict_of(results, config.gates)}),
        records=simulated.records,
        values=simulated.values,
        numbers=simulated.numbers,
        findings=findings_told(findings, simulated.records, simulated.values),
        rules=RULES,
        source=Source(kind="csv", locations=("export",), objects={}),
        config=config,
    )


def _simulated(records: pd.DataFrame) -> pd.DataFrame:
    typed = EXTRACTED_RECORDS.typed(records.assign(id_rank=id_ranks(records["record_id"])))
    return typed.assign(
        region=records.get("region", pd.Series(dtype="str")).astype("category"),
        region_source=records.get("region_source", pd.Series(dtype="str")).astype("category"),
    )


def _results(simulation: Simulation, findings: pd.DataFrame, config: AuditConfig, source: dict[str, Any]) -> Results:
    records, values, numbers = simulation.records, simulation.values, simulation.numbers
    figures = _figures(records, values, numbers)
    scores = {name: figures[name] for name in _SCORES}
    totals = {name: figures[name] for name in figures if name not in _SCORES}
    return Results.model_validate(
        {
            "generated_at": NOW,
            "tool": {"version": "0.1.0", "libphonenumber": "9.0.43"},
            "source": {
                "kind": "csv", "location": "export", "org_id": "00D000000000001AAA", "org_name": "Acme",
                "instance_url": INSTANCE, "exported_at": NOW, "objects": _objects(records), **source,
            },
            "profile": config.profile,
            "config": config.model_dump(mode="json"),
            "totals": totals,
            "headline": headline_counts(simulation, config.profile, SOBJECTS),
            "scores": scores,
            "by_sobject": {name: SObjectFigures(**figures, sync={}, sync_numbers={}) for name in SOBJECTS},
            "by_field": _fields(values),
            "by_region": {"GB": GroupFigures(**figures)},
            "by_owner": [OwnerFigures(owner="Mara Lind", records=3, errors=4, warnings=0)],
            "formats": values["format"].value_counts().to_dict(),
            "sync": values["sync_outcome"].value_counts().to_dict(),
            "sync_numbers": numbers["sync_outcome"].value_counts().to_dict(),
            "decided_by": numbers["decided_by"].value_counts().to_dict(),
            "reach": records["reach"].value_counts().to_dict(),
            "relations": numbers["relation"].value_counts().to_dict(),
            "severities": {
                name: int(((findings["severity"] == name) & ~findings["suppressed"]).sum()) for name in SEVERITIES
            },
            "rules": _rules(findings),
            "actions": _actions(figures["readiness"]),
            "fixes": _fixes(scores) if len(numbers) else None,
            "unknown_countries": [CountrySpelling(spelling="Freedonia", records=2)],
            "warnings": ["Account.csv has no column LastModifiedDate."],
        }
    )  # fmt: skip


_SCORES: Sequence[str] = (
    "readiness", "e164_share", "found_exact_share", "found_digits_share", "match_clear_share", "sync_ready_share",
)  # fmt: skip


def _figures(records: pd.DataFrame, values: pd.DataFrame, numbers: pd.DataFrame) -> dict[str, Any]:
    lost = int(values["format"].isin(LOST_FORMATS).sum())
    whole = len(numbers) + lost
    clear = numbers["decided_by"].isin(["only_record", "object_priority"]) & ~numbers["format_sensitive"]
    syncs = numbers["sync_outcome"] == "syncs"
    with_number = values[~values["format"].isin(NO_NUMBER_FORMATS)]
    strict = numbers["found_under"]
    return {
        "records": len(records), "values": len(values), "match_values": len(values), "numbers": len(numbers),
        "callable": whole,
        "readiness": (clear & syncs).sum() / whole if whole else None,
        "e164_share": (with_number["format"] == "e164").mean() if len(with_number) else None,
        "found_exact_share": (strict == "exact").sum() / whole if whole else None,
        "found_digits_share": strict.isin(["exact", "digits"]).sum() / whole if whole else None,
        "match_clear_share": clear.sum() / whole if whole else None,
        "sync_ready_share": syncs.sum() / whole if whole else None,
    }  # fmt: skip


def _objects(records: pd.DataFrame) -> dict[str, ObjectInScope]:
    counts = records["sobject"].value_counts()
    fields = {"present": ["Phone"], "hidden": ["OtherPhone"]}
    return {
        name: ObjectInScope.model_validate(
            {"read": n + 2, "audited": n, "out_of_scope": {"deleted": 2}, "fields": fields}
        )
        for name, n in ((name, int(counts.get(name, 0))) for name in SOBJECTS)
    }


def _fields(values: pd.DataFrame) -> dict[str, FieldFigures]:
    groups = values.groupby(["sobject", "field"], observed=True)
    return {
        f"{sobject}.{field}": FieldFigures(
            filled=len(rows),
            e164_share=(rows["format"] == "e164").mean(),
            formats=rows["format"].value_counts().to_dict(),
            sync=rows["sync_outcome"].value_counts().to_dict(),
        )
        for (sobject, field), rows in groups
    }


def _rules(findings: pd.DataFrame) -> list[RuleFigures]:
    return [
        RuleFigures(
            rule_id=rule.rule_id,
            severity=rule.severity,
            title=rule.title,
            findings=int((mine := findings[findings["rule_id"] == rule.rule_id])["suppressed"].eq(False).sum()),
            records=mine.loc[~mine["suppressed"], "record_id"].nunique(),
            suppressed=int(mine["suppressed"].sum()),
        )
        for rule in RULES.values()
    ]


def _fixes(scores: dict[str, Any]) -> dict[str, Any]:
    return {
        "cells": 3,
        "records": 2,
        "changes": {"to_e164": 2, "mobile_to_phone": 1, "mobile_cleared": 0, "custom_to_slot": 0, "touch": 0},
        "steps": [{"step": 1, "rows": {"Contact": 1}, "touches": 0}, {"step": 2, "rows": {"Lead": 1}, "touches": 1}],
        "scores_before": scores,
        "scores_after": {**scores, "readiness": 1.0},
        "rules": [{"rule_id": "not-e164", "before": 2, "after": 0}],
        "winners_changed": 0,
        "intended_winners": 0,
        "new_errors": 0,
        "new_warnings": 0,
        "closer_edits": 0,
        "left_for_people": {"text": 2},
    }


def _actions(readiness: float | None) -> list[Action]:
    if readiness is None:
        return []
    return [
        Action(
            action_id="country-code-GB", title="Add +44 to 1 UK number", how="Load it.",
            rule_ids=["not-e164"], region="GB", values=1, records=1, numbers_made_ready=1,
            readiness_before=readiness, readiness_after=min(readiness + 0.2, 1.0),
        ),
        Action(
            action_id="copy-mobile", title="Copy Mobile to the empty Phone of 2 records", how="Load it.",
            rule_ids=["mobile-without-phone"], region=None, values=2, records=2, numbers_made_ready=1,
            readiness_before=readiness, readiness_after=min(readiness + 0.1, 1.0),
        ),
    ]  # fmt: skip
