"""The countries of all Accounts of an org, on disk, for Contacts whose Account may lie in any block."""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import text_array
from audit.domain import ACCOUNT, PERSON_ACCOUNT
from audit.normalize.region import AccountRegions, Codes, id_bytes, own_regions
from audit.parts.blocks import Block, Blocks
from audit.parts.scratch_tables import mapped_array, write_array

_WHOLE: Final = "accounts"


def write_own_regions(blocks: Blocks, block: Block, records: pd.DataFrame) -> None:
    """Write what the ``records`` of ``block`` say of their region, if they are Accounts or Person Accounts."""
    if _holds_accounts(block):
        _write(
            blocks.folder, block.name, id_bytes(text_array(records["record_id"])), own_regions(records, blocks.config)
        )


def gather_account_regions(blocks: Blocks) -> None:
    """Write one lookup of what all blocks of Accounts have written."""
    of_blocks = (_mapped(blocks.folder, block.name) for block in blocks.blocks if _holds_accounts(block))
    own = [(np.array(ids), np.array(regions)) for ids, regions in of_blocks]  # so that no file stays open
    ids = np.concatenate([np.empty(0, "S18"), *(ids for ids, _ in own)])
    regions = np.concatenate([np.empty(0, np.int16), *(regions for _, regions in own)])
    order = np.argsort(ids, kind="stable")
    _write(blocks.folder, _WHOLE, ids[order], regions[order])


def account_regions(blocks: Blocks) -> AccountRegions:
    """Return the lookup, of which only what is asked for is read."""
    return AccountRegions(*_mapped(blocks.folder, _WHOLE))


def _holds_accounts(block: Block) -> bool:
    return block.sobject in (ACCOUNT, PERSON_ACCOUNT)


def _write(folder: Path, name: str, ids: npt.NDArray[np.bytes_], regions: Codes) -> None:
    write_array(ids, folder / f"{name}.account-ids.npy")
    write_array(regions, folder / f"{name}.account-regions.npy")


def _mapped(folder: Path, name: str) -> tuple[npt.NDArray[np.bytes_], Codes]:
    return mapped_array(folder / f"{name}.account-ids.npy"), mapped_array(folder / f"{name}.account-regions.npy")
