"""How the records that share a number belong together (docs/simulation.md, Relations)."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.lookup import positions_of_digits, text_array
from audit.columns.types import category_from_codes
from audit.domain import ACCOUNT, RELATIONS
from audit.simulate.held_numbers import Bools, HeldNumbers, Holders, Ints, first_of_each


def relations(held: HeldNumbers, records: pd.DataFrame, known: pd.DataFrame | None) -> pd.Categorical:
    """Return the relation of each number held by several records of EXTRACTED_RECORDS; missing for the others.

    ``known`` are SIMULATED_NUMBERS of the same records when they held less: nobody has given a number away since, so
    the relation of one that as many hold is what it was.
    """
    n_numbers = len(held.digits)
    n_records = np.bincount(held.holders.number, minlength=n_numbers)
    relation = np.full(n_numbers, -1, dtype=np.int8)
    is_asked = n_records > 1
    if known is not None:
        place = positions_of_digits(held.digits, known["digits"].to_numpy())
        is_known = np.append(known["n_records"].to_numpy(), 0)[place] == n_records
        relation[is_known] = known["relation"].array.codes[place[is_known]]
        is_asked &= ~is_known
    relation[is_asked] = _relations(held.holders, is_asked, records)
    return category_from_codes(relation, RELATIONS)


def _relations(holders: Holders, is_asked: Bools, records: pd.DataFrame) -> np.ndarray:
    """Return the position in RELATIONS for each number that ``is_asked``."""
    rows = np.flatnonzero(is_asked[holders.number])
    number = (np.cumsum(is_asked) - 1)[holders.number[rows]]
    n_numbers = int(np.count_nonzero(is_asked))
    holder = records[["sobject", "name", "email", "account_id"]].take(holders.record[rows])
    is_person = (holder["sobject"] != ACCOUNT).to_numpy()
    person_number, person = number[is_person], holder.loc[is_person]
    same_name = _all_alike(person_number, _codes(_full_name(text_array(person["name"]))), n_numbers)
    same_email = _all_alike(person_number, _codes(_email(text_array(person["email"]))), n_numbers)
    several_persons = np.bincount(person_number, minlength=n_numbers) > 1
    return np.select(
        [
            several_persons & (same_name | same_email),
            _all_alike(number, _codes(text_array(holder["account_id"])), n_numbers),
        ],
        [RELATIONS.index("same_person"), RELATIONS.index("same_account")],
        RELATIONS.index("unrelated"),
    )


def _full_name(name: pa.Array) -> pa.Array:
    """Return names without marks, punctuation and case, so that "Ana-María Ruiz" is "ana maria ruiz"."""
    is_plain = pc.fill_null(pc.string_is_ascii(name), fill_value=True)
    if is_plain.false_count:
        others = pc.utf8_normalize(name.filter(pc.invert(is_plain)), form="NFKD")
        name = pc.replace_with_mask(name, pc.invert(is_plain), pc.replace_substring_regex(others, r"\p{M}", ""))
    return _case_folded(pc.utf8_trim_whitespace(pc.replace_substring_regex(name, r"[\p{P}\p{S}\s\p{Z}]+", " ")))


def _email(email: pa.Array) -> pa.Array:
    return _case_folded(pc.utf8_trim_whitespace(email))


def _case_folded(texts: pa.Array) -> Any:
    """Return ``texts`` as str.casefold has them, which Arrow knows of ASCII only."""
    is_plain = pc.fill_null(pc.string_is_ascii(texts), fill_value=True)
    folded = pc.ascii_lower(texts)
    if not is_plain.false_count:
        return folded
    others = texts.filter(pc.invert(is_plain)).to_pandas().str.casefold()
    return pc.replace_with_mask(folded, pc.invert(is_plain), pa.array(others, type=texts.type))


def _codes(texts: pa.Array) -> Ints:
    """Return a code for each text, equal for equal texts; -1 for a missing or empty one."""
    coded = pc.if_else(pc.equal(texts, ""), None, texts).dictionary_encode()
    return np.asarray(pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False), dtype=np.int64)


def _all_alike(number: Ints, code: Ints, n_numbers: int) -> Bools:
    """Check for each number whether its rows (contiguous) all have the same code, and not -1."""
    alike = np.zeros(n_numbers, dtype=bool)
    first = first_of_each(number)
    if len(first):
        least, greatest = np.minimum.reduceat(code, first), np.maximum.reduceat(code, first)
        alike[number[first]] = (least == greatest) & (least >= 0)
    return alike
