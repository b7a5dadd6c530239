"""The names of owners, where a source has the users of the org beside its records."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import AuditError
from audit.sources.interface import ObjectSource
from audit.sources.records.clean_text import null_where_marked
from audit.sources.records.record_ids import record_ids

_TEXT = pa.large_string()
_COLUMNS = ("Id", "Name", "FirstName", "LastName")


class OwnerNames:
    """Names by the id of a user; an id that is not known, or of a queue, stays what it is."""

    def __init__(self, users: Sequence[ObjectSource]) -> None:
        """Read ``users``, the parts of USER; one that cannot be read is a warning, as names are decoration."""
        self.warnings: list[str] = []
        ids, names = [pa.array([], _TEXT)], [pa.array([], _TEXT)]
        for part in users:
            try:
                for columns in self._read(part):
                    ids.append(record_ids(columns["Id"]))
                    names.append(columns["Name"])
            except AuditError as error:
                self.warnings.append(f"Not read, so owners are shown by their ids: {error}")
        self._ids, self._names = pa.concat_arrays(ids), pa.concat_arrays(names)

    def _read(self, part: ObjectSource) -> list[dict[str, pa.Array]]:
        spelled = {name.casefold(): name for name in part.header}
        present = {name: spelled[name.casefold()] for name in _COLUMNS if name.casefold() in spelled}
        batches = []
        for rows in part.rows(list(present.values())):
            self.warnings += rows.warnings
            for batch in rows.columns.to_batches():
                columns = dict(zip(present, batch.columns, strict=True))
                missing = pa.array([""] * len(batch), _TEXT)
                full = [pc.fill_null(null_where_marked(columns.get(name, missing)), "") for name in _COLUMNS[1:]]
                both = pc.binary_join_element_wise(full[1], full[2], pa.scalar(" ", _TEXT))
                name = pc.utf8_trim_whitespace(pc.if_else(pc.equal(full[0], ""), both, full[0]))
                batches.append({"Id": columns["Id"], "Name": name})
        return batches

    def of(self, owner_ids: pa.Array) -> pa.Array:
        """Return the name of each of ``owner_ids`` (large_string, 18 characters), else the id itself."""
        if not len(self._ids):
            return owner_ids
        found = pc.index_in(owner_ids, self._ids)
        names = self._names.take(found)
        return pc.coalesce(pc.if_else(pc.equal(names, ""), None, names), owner_ids)
