"""How the records that share a number belong together (SIMULATION section 8)."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.simulate.holders import Bools, Holders, Ints, first_of_each
from audit.tables import ACCOUNT, RELATIONS, category_from_codes


def relations(holders: Holders, records: pd.DataFrame, n_numbers: int) -> pd.Categorical:
    """Return the relation of each number held by several records of EXTRACTED_RECORDS; missing for the others."""
    n_records = np.bincount(holders.number, minlength=n_numbers)
    shared = n_records[holders.number] > 1
    number = holders.number[shared]
    holder = records[["sobject", "name", "email", "account_id"]].take(holders.record[shared])
    is_person = (holder["sobject"] != ACCOUNT).to_numpy()
    person_number, person = number[is_person], holder.loc[is_person]
    same_name = _all_alike(person_number, _codes(_full_name(person["name"])), n_numbers)
    same_email = _all_alike(person_number, _codes(person["email"].str.strip().str.casefold()), n_numbers)
    several_persons = np.bincount(person_number, minlength=n_numbers) > 1
    relation = np.select(
        [
            n_records < 2,
            several_persons & (same_name | same_email),
            _all_alike(number, _codes(holder["account_id"]), n_numbers),
        ],
        [-1, RELATIONS.index("same_person"), RELATIONS.index("same_account")],
        RELATIONS.index("unrelated"),
    )
    return category_from_codes(relation, RELATIONS)


def _full_name(name: pd.Series) -> pd.Series:
    """Return names without marks, punctuation and case, so that "Ana-María Ruiz" is "ana maria ruiz"."""
    text = pc.utf8_normalize(pa.array(name), form="NFKD")
    text = pc.replace_substring_regex(text, r"\p{M}", "")
    text = pc.replace_substring_regex(text, r"[\p{P}\p{S}\s\p{Z}]+", " ")
    return pd.Series(pc.utf8_trim_whitespace(text), dtype="str").str.casefold()


def _codes(texts: pd.Series) -> Ints:
    """Return a code for each text, equal for equal texts; -1 for a missing or empty one."""
    return np.asarray(pd.factorize(texts.where(texts != "").array)[0], dtype=np.int64)


def _all_alike(number: Ints, code: Ints, n_numbers: int) -> Bools:
    """Tell for each number whether its rows (contiguous) all have the same code, and not -1."""
    alike = np.zeros(n_numbers, dtype=bool)
    first = first_of_each(number)
    if len(first):
        least, greatest = np.minimum.reduceat(code, first), np.maximum.reduceat(code, first)
        alike[number[first]] = (least == greatest) & (least >= 0)
    return alike
