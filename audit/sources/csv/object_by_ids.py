"""Which object the rows of a CSV file belong to, where its name may be any."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

from audit.domain import ACCOUNT, CONTACT, LEAD
from audit.sources.csv.encoding import TextFile, reading
from audit.sources.csv.header import Header, header_with, no_id
from audit.sources.csv.heading_labels import has_id
from audit.sources.interface import USER

_PREFIXES: Final = {"003": CONTACT, "00Q": LEAD, "001": ACCOUNT, "005": USER}
"""The first three characters of an id (Salesforce, "Standard field record ID prefix decoder")."""
_ASKED: Final = (CONTACT, LEAD, ACCOUNT, USER)
"""In the order in which their ids are asked: a report of contacts may have the id of the account too."""
_ID: Final = re.compile(r"[\W_]*([A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?)[\W_]*")
_HEAD_BYTES: Final = 1 << 20
_ROWS_ASKED: Final = 1_000


def sobject_by_ids(text: TextFile, by_name: str) -> str:
    """Return the object that most ids in the first rows of ``text`` belong to, Contact, Lead, Account or User.

    ``by_name`` is what the name of the file says; it decides where there are no ids and between equally many. Ids of
    another object give their first three characters; empty where nothing tells. Raise UnreadableInputError when there
    is no column of ids.
    """
    otherwise = no_id(text.label, CONTACT, LEAD, ACCOUNT)
    header = header_with(text, lambda names: bool(_id_columns(names)), otherwise)
    columns = _id_columns(header.names)
    rows = list(islice(_rows(text, header), _ROWS_ASKED))
    for column in columns:
        prefixes = Counter(match[1][:3] for row in rows if column < len(row) and (match := _ID.fullmatch(row[column])))
        if prefixes:
            return _most_common(prefixes, by_name)
    return by_name


def _most_common(prefixes: Counter[str], by_name: str) -> str:
    counts = {_PREFIXES.get(prefix, prefix): n for prefix, n in prefixes.most_common()}
    most = max(counts.values())
    return by_name if counts.get(by_name) == most else next(sobject for sobject, n in counts.items() if n == most)


def _id_columns(names: tuple[str, ...]) -> list[int]:
    """Return the positions of the column Id and of its labels, by the objects whose label it is."""
    positions = [position for position, name in enumerate(names) if name.strip().casefold() == "id"]
    positions += [position for sobject in _ASKED for position, name in enumerate(names) if has_id([name], sobject)]
    return list(dict.fromkeys(positions))


def _rows(text: TextFile, header: Header) -> Iterator[list[str]]:
    with reading(text.label), text.open_utf8() as stream:
        stream.read(header.n_bytes)
        head = stream.read(_HEAD_BYTES).decode("utf-8", errors="ignore")
    try:
        yield from csv.reader(io.StringIO(head, newline=""), delimiter=header.delimiter)
    except csv.Error:  # a quotation mark that is never closed: reading all rows will say so
        return
