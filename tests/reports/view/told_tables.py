"""The tables of a page, unpacked and read as its script reads them."""

import base64
import json
import zlib
from itertools import accumulate
from typing import Any

import pyarrow as pa

from audit.domain import POLICIES
from audit.reports.view.build_view import View
from audit.sources.records.record_ids import widened


def told_tables(view: View) -> dict[str, Any]:
    """Return the tables of a page as its script reads them: columns of texts and numbers, positions and ids whole."""
    told = json.loads(zlib.decompress(base64.b64decode(view.lists.packed)))
    records, values, numbers, findings = (told[name] for name in ("records", "values", "numbers", "findings"))
    for table, names in ((records, ("id", "name")), (values, ("raw",)), (numbers, ("e164",))):
        table.update({name: table[name].split("\n") if table[name] else [] for name in names})
    records["id"] = widened(pa.array(records["id"], pa.large_string())).to_pylist()
    records["edited"] = list(accumulate(records["edited_step"]))
    values["record"] = list(accumulate(values["record_step"]))
    findings["record"] = list(accumulate(findings["record_step"]))
    values["number"] = _numbers(values["number_back"])
    keepers = told["keepers"]
    keepers["told"] = list(zip(accumulate(keepers["number_step"]), keepers["record"], keepers["why"], strict=True))
    return told


def _numbers(back: list[int]) -> list[int]:
    latest, places = -1, []
    for steps in back:
        latest += steps == 0
        places.append(-1 if steps < 0 else latest if steps == 0 else latest - steps + 1)
    return places


def candidates(told: dict[str, Any], number: int, objects: list[str]) -> list[tuple[int, int]]:
    """Return record and strictest policy of each that has a number, in the order in which it is won."""
    values, records = told["values"], told["records"]
    strictest: dict[int, int] = {}
    for record, held, policy in zip(values["record"], values["number"], values["policy"], strict=True):
        if held == number and policy >= 0:
            strictest[record] = min(policy, strictest.get(record, len(POLICIES)))
    rank = {record: objects.index(told["sobjects"][records["sobject"][record]]) for record in strictest}
    return sorted(strictest.items(), key=lambda found: (rank[found[0]], found[0]))


def winner_under(told: dict[str, Any], number: int, policy: str, objects: list[str]) -> str | None:
    """Return the id of the record that the page finds under a policy."""
    ranked = candidates(told, number, objects)
    return next((told["records"]["id"][at] for at, found in ranked if found <= POLICIES.index(policy)), None)
