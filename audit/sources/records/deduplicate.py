"""From gathered rows to the tables of a population, each record once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from audit.columns.lookup import id_ranks
from audit.domain import SLOTS, SOBJECTS
from audit.sources.records.gathered import Gathered, KeptRows, rankings
from audit.sources.records.phone_fields import PhoneField
from audit.sources.records.record_ids import may_repeat
from audit.tables.extract import EXTRACTED_PHONES, EXTRACTED_RECORDS, Population


def duplicates_to_drop(gathered: Mapping[str, KeptRows]) -> dict[str, np.ndarray]:
    """Return by object of ``gathered`` (those of one object of the org) which rows give way to another of their id.

    The most recently updated row stays, of equals the one read first
    (docs/simulation.md, Out of scope, ``duplicate_id``).
    """
    parts = list(gathered.values())
    ends = np.cumsum([part.n_records for part in parts])
    gives_way = np.zeros(ends[-1], dtype=bool)
    for rows in may_repeat([part.ids for part in parts]):
        ranked = (
            rankings(parts, rows)
            .to_pandas()
            .set_index(rows)
            .sort_values(["last_modified", "ordinal"], ascending=[False, True], na_position="last")
        )
        gives_way[ranked.index[ranked.duplicated("record_id")]] = True
    return dict(zip(gathered, np.split(gives_way, ends[:-1]), strict=True))


def population(
    gathered: Mapping[str, Gathered],
    gives_way: Mapping[str, np.ndarray],
    fields: Sequence[PhoneField],
    present: Sequence[int],
) -> Population:
    """Return the records of ``gathered`` (by object) but those that give way, and their values in ``fields``.

    ``present`` are the positions in ``fields`` of those that turned out to be phone fields.
    """
    kept = {sobject: ~gives_way[sobject] for sobject in gathered}
    starts = np.cumsum([0, *(mask.sum() for mask in kept.values())])
    phones = [
        _phones(part, kept[sobject], start, present)
        for (sobject, part), start in zip(gathered.items(), starts, strict=False)
        if part.phones
    ]
    return Population(_records(gathered, kept), _phone_frame(phones, fields, present))


def _records(gathered: Mapping[str, Gathered], kept: Mapping[str, np.ndarray]) -> pd.DataFrame:
    filled = {sobject: part for sobject, part in gathered.items() if part.n_records}
    if not filled:
        return EXTRACTED_RECORDS.empty()
    columns = {}
    for name in [name for name in EXTRACTED_RECORDS.names if name not in ("id_rank", "sobject")]:
        pieces = [_filtered(part.hand_over(name), kept[sobject]) for sobject, part in filled.items()]
        columns[name] = _in_one_piece(pieces)
        if isinstance(columns[name].dtype, pd.CategoricalDtype) and not all(mask.all() for mask in kept.values()):
            columns[name] = columns[name].astype("str").astype("category")  # forget what only others had
    columns["id_rank"] = pd.Series(id_ranks(columns["record_id"]))
    codes = np.repeat([SOBJECTS.index(sobject) for sobject in kept], [mask.sum() for mask in kept.values()])
    columns["sobject"] = pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(SOBJECTS)))
    return EXTRACTED_RECORDS.typed(pd.DataFrame(columns, copy=False))


def _phones(part: Gathered, kept: np.ndarray, start: int, present: Sequence[int]) -> pa.Table:
    """Return the phone rows of the records that are kept, ``record`` as a position among those of all objects."""
    phones = pa.concat_tables(part.phones)
    record = phones["record"].to_numpy()
    chosen = kept[record] & np.isin(phones["field"].to_numpy(), list(present))
    among_all = pa.array((np.cumsum(kept) - 1)[record[chosen]] + start)
    return _filtered(phones, chosen).set_column(0, "record", among_all)


def _phone_frame(tables: Sequence[pa.Table], fields: Sequence[PhoneField], present: Sequence[int]) -> pd.DataFrame:
    if not tables:
        return EXTRACTED_PHONES.empty()
    phones = pa.concat_tables(tables)
    code = phones["field"].to_numpy()
    names = list(dict.fromkeys(fields[position].name for position in present))
    name_of = np.array([names.index(f.name) if f.name in names else -1 for f in fields], dtype=np.int16)
    slot_of = np.array([SLOTS.index(f.slot) for f in fields], dtype=np.int8)
    return EXTRACTED_PHONES.typed(
        pd.DataFrame(
            {
                "record": phones["record"].to_numpy(),
                "field": pd.Categorical.from_codes(name_of[code], categories=pd.Index(names, dtype="str")),
                "slot": pd.Categorical.from_codes(slot_of[code], categories=pd.Index(SLOTS)),
                "raw": _in_one_piece([phones["raw"]]),
            }
        )
    )


def _filtered(rows: Any, chosen: np.ndarray) -> Any:
    """Return the chosen of ``rows`` (a table or a column), which are not copied when that is all."""
    return rows if chosen.all() else rows.filter(pa.array(chosen))


def _in_one_piece(columns: Sequence[pa.ChunkedArray]) -> pd.Series:
    """Return ``columns``, one after the other, as pandas holds them, without the seams of the chunks read."""
    chunks = [chunk for column in columns for chunk in column.chunks]
    whole = pa.chunked_array(chunks, columns[0].type).unify_dictionaries()
    # pyarrow 24 does not combine dictionaries where there is no chunk
    series: pd.Series = (whole.combine_chunks() if chunks else whole).to_pandas()
    return series
