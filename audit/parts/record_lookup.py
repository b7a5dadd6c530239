"""The ids of the records of an org, on disk, for a part that asks whether a record is in any other."""

from pathlib import Path

import numpy as np
import pandas as pd

from audit.columns.lookup import text_array
from audit.columns.masks import Bools
from audit.normalize.region import id_bytes
from audit.parts.blocks import Block, Blocks
from audit.parts.earlier_rows import found_in
from audit.parts.scratch_tables import mapped_array, write_array
from audit.parts.stored_population import record_ids_of


def write_record_ids(blocks: Blocks, block: Block) -> None:
    """Write the ids of a ``block`` that is finished, ascending."""
    write_array(np.sort(id_bytes(record_ids_of(blocks, block))), _path(blocks, block))


def is_audited(blocks: Blocks, record_ids: pd.Series) -> Bools:
    """Check which of ``record_ids`` (18 characters, or the empty text) are of a record in scope."""
    is_one = np.zeros(len(record_ids), dtype=np.bool_)
    asked = np.flatnonzero(record_ids.str.len().eq(_ID_LENGTH))
    ids = id_bytes(text_array(record_ids.take(asked)))
    for block in blocks.blocks:
        if block.is_audited:
            is_one[asked] |= found_in(mapped_array(_path(blocks, block)), ids)
    return is_one


_ID_LENGTH = 18


def _path(blocks: Blocks, block: Block) -> Path:
    return blocks.folder / f"{block.name}.record-ids.npy"
