"""Which record of a duplicate to keep: the most complete, then the one last edited, then the oldest."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.types import places_of
from audit.domain import ACCOUNT, CONTACT, COUNTRY_COLUMNS, LEAD, NO_NUMBER_FORMATS, PERSON_ACCOUNT, SOBJECTS
from audit.reports.view.figures import dates
from audit.reports.view.record_labels import Cards, Positions
from audit.result.results import Audit
from audit.result.table_totals import TableTotals

_FIELDS: Final = ("name", "email", "account_id", *COUNTRY_COLUMNS)
_CONTACT, _LEAD, _ACCOUNT, _PERSON = (SOBJECTS.index(name) for name in (CONTACT, LEAD, ACCOUNT, PERSON_ACCOUNT))
MERGE_PAGES: Final[Mapping[str, str]] = {
    CONTACT: "merge/conmergewizard.jsp",
    LEAD: "lead/leadmergewizard.jsp",
    ACCOUNT: "merge/accmergewizard.jsp",
}
"""The pages of Salesforce Classic that compare two records and merge them; no document of Salesforce names them."""

_FIND_OUT: Final = "Find out whose number it is"
_ADVICE: Final[Mapping[str, str]] = {
    "same_person keep": "Keep this record: merge or convert the others into it.",
    "same_person merge": "Merge into the suggested keeper.",
    "same_person convert": "Convert this Lead into the suggested keeper.",
    "same_person none": "Same person, another object: keep the number on one record only.",
    "same_account line": "Keep the number here: it is the line of the Account.",
    "same_account none": "Enter this person's direct line, or clear the number here: it belongs on the Account.",
    "unrelated keep": f"{_FIND_OUT}. If they are the same, merge the others into this record.",
    "unrelated merge": f"{_FIND_OUT}. If they are the same, merge into the suggested keeper.",
    "unrelated none": f"{_FIND_OUT}, and clear it on the other records.",
}
"""What to do with a record, by how those of the number are related and what is suggested for it."""


class _Newness(NamedTuple):
    """What tells which record was used last."""

    column: str
    rule: str
    reason: str
    shown: int
    """Characters of the date: an activity has a day, an edit a minute."""


_ACTIVE: Final = _Newness("last_activity", "latest activity (LastActivityDate)", "active last, ", len("2026-03-31"))
_EDITED: Final = _Newness("last_modified", "edited last", "edited last, ", len("2026-03-31 14:05"))


def _newness(result: Audit) -> _Newness:
    n_active = result.totals.dated_activities if result.totals else result.records[_ACTIVE.column].notna().sum()
    return _ACTIVE if n_active else _EDITED


def keeper_rule(totals: TableTotals) -> str:
    """Return in a sentence which record is suggested, and what of it the source does not have."""
    newness = _ACTIVE if totals.dated_activities else _EDITED
    has_age = totals.dated_creations > 0
    oldest = ", then created first" if has_age else ""
    missing = [*(["LastActivityDate"] if newness is _EDITED else []), *([] if has_age else ["CreatedDate"])]
    unread = f" {' and '.join(missing)} {'was' if len(missing) == 1 else 'were'} not read." if missing else ""
    filled = "most fields filled (phones, name, e-mail, Account, country)"
    return f"Suggested keeper: {filled}, then {newness.rule}{oldest}.{unread}"


def with_keepers(result: Audit, rows: pd.DataFrame, cards: Cards) -> pd.DataFrame:
    """Return ``rows`` (all records of some numbers) with what is suggested for each record.

    ``rows`` has number and holder (row positions of number and record) and record_id. Columns added: keeper and
    keeper_href (the record to keep; empty where merging is not sensible), why (what decided), merge and merge_href
    (where to compare and merge the two), advice. Merging is sensible among records of one object, unless all of them
    belong to one Account, whose line it is then; a Lead is converted into a Contact or Person Account of the same
    person.
    """
    if rows.empty:  # pandas 3.0.2 adds no text to a column of text without rows
        return rows.assign(**dict.fromkeys(("keeper", "keeper_href", "why", "merge", "merge_href", "advice"), ""))
    sets = suggested_keepers(result, rows)
    keeper = sets["keeper"].to_numpy()
    card = cards.at(keeper)
    merge = _wizard_addresses(cards, sets, keeper, card["record_id"], rows["record_id"])
    return rows.assign(
        keeper=_named(sets, _told_apart(sets, rows["record"], card), keeper),
        keeper_href=cards.addresses(card["record_id"]).where(card["record_id"] != "", ""),
        why=sets["why"].array,
        merge=np.where(merge != "", "Compare, merge", ""),
        merge_href=merge,
        advice=_advice(sets, keeper) + _also_shared(result, sets, keeper),
    )


def suggested_keepers(result: Audit, rows: pd.DataFrame) -> pd.DataFrame:
    """Return for each of ``rows`` (all records of some numbers: number, holder) which record to keep, and why.

    Columns: number, holder, relation, sobject and into (places in SOBJECTS: its own, that of the record that it can be
    merged or converted into), set (of records that can become one), keeper (row position of the record to keep, -1
    where none is suggested) and why (empty there).
    """
    sets = _sets(result, rows)
    best = sets[["set"]].join(_best_two(_ranked(result, sets)), on="set")
    is_sensible = best["keeper"].notna() & (sets["relation"] != "same_account").to_numpy()
    is_sensible &= (sets.groupby("set")["set"].transform("size") > 1).to_numpy()
    keeper = best["keeper"].where(is_sensible, -1).fillna(-1).to_numpy(np.int64)
    return sets.assign(keeper=keeper, why=_why(best).where(is_sensible, "").array)


def _told_apart(sets: pd.DataFrame, names: pd.Series, card: pd.DataFrame) -> pd.Series:
    """Return the names of the records to keep, with their ids where another record of the set has the same name."""
    of_row = pd.DataFrame({"set": sets["set"], "name": names.array})
    alike = of_row.groupby(["set", "name"]).size()
    of_keeper = pd.MultiIndex.from_arrays([sets["set"], card["name"]])
    has_namesake = pd.Series((alike.reindex(of_keeper).fillna(0) > 1).to_numpy())
    return card["name"].mask(has_namesake, card["name"] + ", " + card["record_id"])


def _also_shared(result: Audit, sets: pd.DataFrame, keeper: Positions) -> Any:
    """Return which further numbers of ``sets`` each record and its keeper have in common, empty for most."""
    pairs = sets.assign(keeper=keeper, e164=result.numbers["e164"].take(sets["number"].to_numpy()).array)
    pairs = pairs.loc[(keeper >= 0) & (keeper != sets["holder"].to_numpy())]
    pairs = pairs.loc[pairs.duplicated(["holder", "keeper"], keep=False)]
    pair = pairs.groupby(["holder", "keeper"]).ngroup()
    shared = pairs["e164"].groupby(pair).agg(list).to_dict()
    others = [
        ", ".join(number for number in shared[of_pair] if number != own)
        for of_pair, own in zip(pair, pairs["e164"], strict=True)
    ]
    told = pd.Series([f" They also share {numbers}." for numbers in others], index=pairs.index, dtype="str")
    return told.reindex(sets.index, fill_value="").array


def _named(sets: pd.DataFrame, names: pd.Series, keeper: Positions) -> Any:
    """Return the record to keep as its cell says it; records that have neither name nor e-mail in common may differ."""
    is_itself, may_differ = keeper == sets["holder"].to_numpy(), (sets["relation"] == "unrelated").to_numpy()
    said = names.mask(is_itself, "This record")
    doubted = "If the same: " + names.mask(is_itself, "this record")
    return said.mask(may_differ & (keeper >= 0), doubted).array


def _sets(result: Audit, rows: pd.DataFrame) -> pd.DataFrame:
    """Return for each row the records that it could be merged with: number, holder, relation, sobject, into, set."""
    number, holder = rows["number"].to_numpy(), rows["holder"].to_numpy()
    relation = result.numbers["relation"].take(number).astype("str").to_numpy(dtype=object)
    sobject = places_of(result.records["sobject"].take(holder), SOBJECTS)
    into = sobject.copy()
    converts = (relation == "same_person") & (sobject == _LEAD)
    for person in (_PERSON, _CONTACT):  # a Contact is taken where there are both
        has_one = pd.Series(sobject == person).groupby(number).transform("any").to_numpy()
        into[converts & has_one] = person
    return pd.DataFrame(
        {
            "number": number,
            "holder": holder,
            "relation": relation,
            "sobject": sobject,
            "into": into,
            "set": number * len(SOBJECTS) + into,
        }
    )


def _ranked(result: Audit, sets: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that could be kept, by set and the best of each first, with what decides."""
    rows = sets.loc[sets["sobject"] == sets["into"], ["set", "holder"]]
    holder = rows["holder"].to_numpy()
    newness = _newness(result)
    records = result.records[[*_FIELDS, newness.column, "created", "id_rank"]].take(holder)
    rows = rows.assign(
        filled=_phones_filled(result)[holder] + records[list(_FIELDS)].notna().sum(axis=1).to_numpy(),
        active=_milliseconds(records[newness.column]),
        age=-_milliseconds(records["created"]),
        active_on=(newness.reason + dates(records[newness.column]).str.slice(stop=newness.shown)).to_numpy(),
        created_on=dates(records["created"]).to_numpy(),
    )
    keys = (records["id_rank"], -rows["age"], -rows["active"], -rows["filled"], rows["set"])
    return rows.take(np.lexsort([key.to_numpy() for key in keys]))


def _phones_filled(result: Audit) -> npt.NDArray[np.int64]:
    has_number = ~result.values["format"].isin(list(NO_NUMBER_FORMATS)).to_numpy()
    return np.bincount(result.values["record"].to_numpy()[has_number], minlength=len(result.records))


def _milliseconds(moments: pd.Series) -> npt.NDArray[np.int64]:
    """Return moments as integers, a missing one as earlier than every other."""
    stamps = moments.dt.as_unit("ms").astype("int64")
    return np.asarray(stamps.where(moments.notna(), -(1 << 60)), dtype=np.int64)


def _best_two(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return for each set what is known of its best record and, with ``next_`` before the names, of its second best."""
    place = ranked.groupby("set").cumcount()
    best = ranked.loc[place == 0].set_index("set").rename(columns={"holder": "keeper"})
    return best.join(ranked.loc[place == 1].set_index("set").add_prefix("next_"))


def _why(best: pd.DataFrame) -> pd.Series:
    """Return what decided for the keeper of each row's set, from what _best_two knows of it."""
    filled, next_filled = (best[name].fillna(0).astype("int64").astype("str") for name in ("filled", "next_filled"))
    alike = filled + " fields filled on both; "
    decided = (
        (best["next_filled"].isna(), pd.Series("The Lead is converted into it", index=best.index)),
        (
            best["filled"] > best["next_filled"],
            "Most complete: " + filled + " fields filled, the next has " + next_filled,
        ),
        (best["active"] > best["next_active"], alike + best["active_on"].fillna("").astype("str")),
        (best["age"] > best["next_age"], alike + "created first, " + best["created_on"].fillna("").astype("str")),
    )
    why = alike + "lowest id"
    for is_decided, reason in reversed(decided):
        why = why.mask(is_decided, reason)
    return why


def _wizard_addresses(
    cards: Cards, sets: pd.DataFrame, keeper: Positions, keeper_ids: pd.Series, record_ids: pd.Series
) -> pd.Series:
    """Return where two records of one object are merged, empty where that is not known."""
    wizards = sets["sobject"].map({SOBJECTS.index(name): page for name, page in MERGE_PAGES.items()}).fillna("")
    is_pair = (keeper >= 0) & (sets["sobject"] == sets["into"]) & (keeper != sets["holder"]) & (wizards != "")
    if not cards.address:
        is_pair &= False
    ids = "?goNext=+Next+&cid=" + keeper_ids.reset_index(drop=True) + "&cid=" + record_ids.reset_index(drop=True)
    return (cards.address + wizards + ids).where(is_pair, "").astype("str")


def _advice(sets: pd.DataFrame, keeper: Positions) -> Any:
    is_line = (sets["relation"] == "same_account") & (sets["sobject"] == _ACCOUNT)
    parts = [is_line, keeper < 0, keeper == sets["holder"], sets["sobject"] != sets["into"]]
    part = np.select(parts, ["line", "none", "keep", "convert"], "merge")
    return (sets["relation"] + " " + pd.Series(part)).map(_ADVICE).fillna("").astype("str").array
