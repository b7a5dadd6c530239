"""Which record a call on one number reaches, and why: from the tables of an earlier report."""

from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from audit.config.profile import Profile
from audit.domain import ONLY_RECORD, POLICIES, TIE
from audit.errors import UnreadableInputError
from audit.findings.labels import OBJECT_LABELS
from audit.normalize.spellings import spellings_of
from audit.normalize.stored_formats import stored_as
from audit.reports.read_report import stored_rows
from audit.reports.view import labels
from audit.reports.view.labels import ONLY_ONE_FOUND
from audit.reports.view.search_words import ASKED
from audit.reports.view.visible_text import shown_text
from audit.simulate.searched import FOUND, NOT_FOUND, UNSURE, searched
from audit.tables.report_tables import NUMBERS, RECORDS, VALUES


def explanation(folder: Path, e164: str, results: dict[str, Any]) -> str:
    """Return the answer in lines of text: the winner, every candidate in order, each policy, what syncs.

    ``results`` is the report's results.json. Raise UnreadableInputError when the tables are damaged.
    """
    number = stored_rows(folder, NUMBERS, "e164", [e164])
    values = stored_rows(folder, VALUES, "e164", [e164])
    if number.empty:
        return "\n".join(_held_by_nobody(e164, values))
    profile = results["profile"]
    held = values.loc[values["slot"].isin(profile["match_slots"])]
    records = stored_rows(folder, RECORDS, "record_id", held["record_id"].unique().tolist())
    candidates = _in_order(held, records, profile["object_order"])
    if candidates.empty:
        raise UnreadableInputError(f"The tables of {folder} do not belong together. Run phone-audit run again.")
    row = number.iloc[0]
    return "\n".join(
        [
            f"{e164} · {row['region']} · {str(row['number_type']).replace('_', ' ')}",
            "",
            *_outcome(row, candidates),
            "",
            "Records with this number, in the order that Aircall prefers:",
            *_candidate_lines(candidates),
            "",
            *_search_lines(row, candidates, held, results),
            "",
            _rule_in_force(profile),
        ]
    )


def _held_by_nobody(e164: str, values: pd.DataFrame) -> Iterator[str]:
    yield f"{e164}: no audited record has this number in a field that Aircall searches."
    if len(values):
        fields = sorted({f"{row['sobject']} {row['record_id']} {row['field']}" for row in values.to_dict("records")})
        yield f"It is only in fields that Aircall never searches: {', '.join(fields[:5])}."
    yield "A call on it matches nothing: Aircall creates a record or logs nothing, depending on its settings."


def _in_order(held: pd.DataFrame, records: pd.DataFrame, object_order: list[str]) -> pd.DataFrame:
    """Return one row per holder, the likeliest winner first, with its fields."""
    stored = held["field"].astype("str") + " “" + held["raw"] + "” (" + _labels(held["format"], labels.FORMATS) + ")"
    fields = held.assign(fields=stored).groupby(["sobject", "record_id"], observed=True)["fields"].agg(", ".join)
    candidates = records.merge(fields.reset_index(), on=["sobject", "record_id"])
    candidates["order"] = [object_order.index(sobject) for sobject in candidates["sobject"]]
    return candidates.sort_values(
        ["order", "last_modified", "record_id"], ascending=[True, False, True], na_position="last"
    )


def _labels(codes: pd.Series, meaning: Any) -> pd.Series:
    return codes.astype("str").map(labels.labels_of(meaning))


def _outcome(number: pd.Series, candidates: pd.DataFrame) -> Iterator[str]:
    decision, sync = labels.DECISIONS[number["decided_by"]], labels.SYNC[number["sync_outcome"]]
    winner = candidates.loc[candidates["record_id"] == number["winner_record_id"]]
    if winner.empty:
        yield "A call finds no record: the search does not find the number as it is stored."
    elif number["decided_by"] == TIE:
        yield f"A call may reach {record_text(winner.to_dict('records')[0])} or another with the same date."
    else:
        yield f"A call reaches {record_text(winner.to_dict('records')[0])}."
    is_alone = number["decided_by"] == ONLY_RECORD and len(candidates) > 1
    if not winner.empty:
        yield f"Decided by       {decision.label}: {ONLY_ONE_FOUND if is_alone else decision.meaning}"
        yield f"Contact Sync     {sync.label}: {sync.meaning}"


def record_text(record: Mapping[Hashable, Any]) -> str:
    """Return what a row of RECORDS is called in a sentence: its object, its name and its id."""
    name = shown_text(record["name"]) if pd.notna(record["name"]) else "without a name"
    return f"the {OBJECT_LABELS[record['sobject']]} {name} ({record['record_id']})"


def _candidate_lines(candidates: pd.DataFrame) -> Iterator[str]:
    for position, candidate in enumerate(candidates.to_dict("records"), start=1):
        moment = candidate["last_modified"]
        edited = f"{moment:%Y-%m-%d %H:%M:%S} UTC" if pd.notna(moment) else "at an unknown date"
        yield f"{position:>3}. {record_text(candidate)}, edited {edited}"
        yield f"     {candidate['fields']}"


def _search_lines(
    number: pd.Series, candidates: pd.DataFrame, held: pd.DataFrame, results: Mapping[str, Any]
) -> Iterator[str]:
    """Yield who gets the call under each policy; before these, what was measured."""
    profile = Profile.model_validate(results["profile"])
    if profile.measured is not None:
        org = "this org" if profile.measured.is_same_org else f"org {profile.measured.org_id}"
        asked_as = profile.measured.asked_as
        written = spellings_of(number["e164"]).get(asked_as, ASKED[asked_as])
        day = profile.measured.measured_at[:10]
        yield f"Measured on {day} in {org}, if Aircall searches for {written} (← this report):"
        finds = searched(held.assign(stored_as=stored_as(held, profile)), profile)
        for value, found in zip(held.to_dict("records"), finds, strict=True):
            yield f"  {_FINDS[found]:<15} {value['record_id']} {value['field']} “{value['raw']}”"
        yield ""
        yield "Who would get the call if the search worked in another way:"
    else:
        yield "Who gets the call, by how Aircall searches (it does not say how; assumed):"
    yield from _policy_lines(number, candidates["record_id"].iloc[0], profile.policy)


_FINDS = {FOUND: "found", UNSURE: "found sometimes", NOT_FOUND: "not found"}


def _policy_lines(number: pd.Series, first_candidate: str, in_force: str) -> Iterator[str]:
    winners = {"exact": number["winner_exact"], "digits": number["winner_digits"], "any": first_candidate}
    for policy in POLICIES:
        found = winners[policy]
        is_tied = number["decided_by"] == TIE and found == number["winner_record_id"]
        tied = ", or another with the same date" if is_tied else ""
        mark = " ← this report" if policy == in_force else ""
        yield f"  {labels.POLICIES[policy].label:<15} {found if pd.notna(found) else 'no record'}{tied}{mark}"


def _rule_in_force(profile: dict[str, Any]) -> str:
    order = " > ".join(OBJECT_LABELS[sobject] for sobject in profile["object_order"])
    return f"Profile {profile['name']}: {order}; within one object, the latest {profile['date_field']} wins."
