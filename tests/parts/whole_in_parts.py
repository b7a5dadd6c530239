"""An org read into blocks and cut into parts, one task after the other."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from audit.config.audit import AuditConfig
from audit.parts.account_lookup import gather_account_regions
from audit.parts.block_tasks import finish_block, read_block_numbers
from audit.parts.blocks import Blocks, read_blocks
from audit.parts.cut import Parts, cut
from audit.sources.interface import OpenedSource

_NOW: Final = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


def org_in_parts(opened: OpenedSource, config: AuditConfig, folder: Path, rows_per_part: int) -> tuple[Blocks, Parts]:
    """Read ``opened`` into blocks in ``folder`` and cut it into parts of as many records."""
    blocks = read_blocks(opened, config, folder, rows_per_part)
    for block in blocks.blocks:
        finish_block(blocks, block)
    gather_account_regions(blocks)
    for block in blocks.blocks:
        read_block_numbers(blocks, block, _NOW)
    return blocks, cut(blocks, rows_per_part)
