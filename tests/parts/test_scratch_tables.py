"""Tables of the scratch folder, mapped and copied."""

from pathlib import Path

import pyarrow as pa

from audit.parts.scratch_tables import copied, mapped_table, write_table


def addresses(table: pa.Table) -> set[int]:
    """Return where the texts of the dictionary column lie."""
    dictionary = table["slot"].chunk(0).dictionary
    return {buffer.address for buffer in dictionary.buffers() if buffer is not None}


def test_of_a_copy_nothing_lies_in_the_mapped_file(tmp_path: Path) -> None:
    slots = pa.array(["phone", "mobile"], pa.large_string()).dictionary_encode()
    write_table(pa.table({"slot": slots, "raw": ["a", "b"]}), tmp_path / "phones.arrow")
    with mapped_table(tmp_path / "phones.arrow") as table:
        taken = table.take([1])
        assert addresses(taken) == addresses(table)  # so the file would stay mapped
        copy = copied(taken)
        assert not addresses(copy) & addresses(table)
    assert copy.to_pylist() == [{"slot": "mobile", "raw": "b"}]
