"""What a rule is, what it looks at, and how it says what it found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.types import category_from_codes, texts_in
from audit.config.profile import Profile
from audit.domain import SEVERITIES, Severity
from audit.tables.findings import FINDING_SHEETS, UNTABLED_SUBJECTS, FindingSheet

FOUND_COLUMNS = (
    "sobject",
    "record",
    "field",
    "value",
    "related",
    "message",
    "proposes",
    "confidence",
    "severity",
    *UNTABLED_SUBJECTS.names,
)
"""What a rule may say of each finding, in the words of FINDING_ROWS.

Absent columns are missing, an absent severity is the rule's own. A rule on what is no row of values, or on no record in
scope, gives the columns of UNTABLED_SUBJECTS.
"""

Proposal = Literal["spelling", "number"]
LooksAt = Literal["value", "record", "number"]
Side = Literal["number", "record"]
Dependency = Literal["countries", "placeholders", "numbering_plans"]
ManualTask = Literal["collect", "split", "fill_country", "check", "merge_or_assign"]

_TEXTS: Final = ("raw", "e164")


@dataclass(frozen=True)
class RuleContext:
    """The tables that a rule looks at."""

    records: pd.DataFrame
    """SIMULATED_RECORDS"""
    values: pd.DataFrame
    """SIMULATED_VALUES"""
    numbers: pd.DataFrame
    """SIMULATED_NUMBERS"""
    converted_records: pd.DataFrame
    """EXTRACTED_RECORDS of converted leads that are out of scope"""
    converted_values: pd.DataFrame
    """READ_VALUES of converted leads that are out of scope"""
    unknown_countries: pd.DataFrame
    """record (row position in records), field (API name) and raw of every country that is not known"""
    own_regions: Sequence[str]
    """the regions that records of the whole org, or their Accounts, name, the most frequent first"""
    profile: Profile

    codes: pd.DataFrame = field(init=False)
    """The values without their texts, of which taking rows takes long."""
    in_match_slots: pd.Series = field(init=False)
    """Whether a call's number is looked up in each row of values.

    Rules on single values look only there: what is in a custom field, or in a field that the profile leaves out, is
    read by neither the search nor Contact Sync, so nothing goes wrong with it.
    """
    sharing: pd.DataFrame = field(init=False)
    """Those that ``holding`` gives for the numbers that several records have: many rules look among them."""

    def __post_init__(self) -> None:
        """Work out what many rules look at, before they do so at the same time."""
        derived = vars(self)  # of a frozen dataclass
        derived["codes"] = self.values.drop(columns=list(_TEXTS))
        derived["in_match_slots"] = self.values["slot"].isin(list(self.profile.match_slots))
        derived["sharing"] = self.holding(self.numbers["n_records"].gt(1))

    def holding(self, numbers: pd.Series) -> pd.DataFrame:
        """Return the rows of ``codes`` that hold one of ``numbers`` (bool per row of numbers) in a match slot.

        They are ordered by number, record id and slot.
        """
        none = False  # what position -1 points at: values without a number
        wanted = np.append(numbers.to_numpy(dtype=np.bool_), none)
        rows: pd.DataFrame = self.codes.loc[wanted[self.codes["number"].to_numpy()]]
        id_rank = self.records["id_rank"].to_numpy()[rows["record"]]
        return rows.take(np.lexsort((rows["slot"].array.codes, id_rank, rows["number"])))


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One kind of finding, with all that later stages need to know of it; nothing has a default.

    ``find`` takes the RuleContext and returns a frame with columns of FOUND_COLUMNS, one row a finding, at most one of
    a record, field and number; it does not count, sort or format. Raises ValueError for a trait that is none.
    """

    id: str
    severity: Severity
    sheet: FindingSheet
    """The sheet of the workbook on which its findings are worked on."""
    looks_at: LooksAt
    """What a finding can change with: one stored text (and the country of its record), all fields of one record, or
    the other records that hold its number. Of two audits that read or match different fields or objects only findings
    compare that looked at no more than both have."""
    side: Side
    """Whether all holders of a number must be at hand to find it, or one record with what the simulation says of it."""
    depends_on: tuple[Dependency, ...]
    """What beside the org the findings follow from, so that they do not compare when two audits differ in it: the
    settings ``region`` and ``countries``, the setting ``placeholders``, the numbering plans of libphonenumber."""
    manual_task: ManualTask | None
    """What a person has to do where no load file can; None where there is nothing to do field by field. To merge the
    records of a number or to assign it depends on how they are related."""
    title: str
    """The fact, as "Mobile is filled but Phone is empty"."""
    why: str
    """What the integration does wrong then, and which sentence of the vendor says so."""
    how_to_fix: str
    """An instruction that an administrator can follow in Setup or in a data load."""
    find: Callable[[RuleContext], pd.DataFrame]

    def __post_init__(self) -> None:
        """Refuse a trait that there is not."""
        known: tuple[tuple[str, object, tuple[object, ...]], ...] = (
            ("severity", self.severity, SEVERITIES),
            ("sheet", self.sheet, FINDING_SHEETS),
            ("looks_at", self.looks_at, get_args(LooksAt)),
            ("side", self.side, get_args(Side)),
            ("manual_task", self.manual_task, (*get_args(ManualTask), None)),
            *(("depends_on", one, get_args(Dependency)) for one in self.depends_on),
        )
        for trait, value, allowed in known:
            if value not in allowed:
                raise ValueError(f"rule {self.id}: {trait} is {value!r}, not one of {', '.join(map(str, allowed))}")


def on_values(values: pd.DataFrame, message: str | pd.Series, proposes: Proposal | None = "spelling") -> pd.DataFrame:
    """Return one finding for each of ``values`` (rows of context.codes, by their index), on its field.

    ``proposes`` says of which E.164 should be stored instead: those in another spelling, or whatever is a number.
    """
    columns: dict[str, Any] = {name: values[name] for name in ("sobject", "record", "field")}
    columns |= {"value": values.index, "message": of_each(message, len(values))}
    if proposes:
        confidence = values["confidence"]
        columns["proposes"] = confidence.notna() if proposes == "spelling" else values["digits"].gt(0)
        columns["confidence"] = confidence
    return pd.DataFrame(columns, index=values.index, copy=False)


def on_records(records: pd.DataFrame, message: str | pd.Series) -> pd.DataFrame:
    """Return one finding for each of ``records`` (rows of context.records, by their index), on the whole record."""
    found = records[["sobject"]].copy()
    found["record"] = records.index
    found["message"] = of_each(message, len(found))
    return found


def of_each(message: str | pd.Series, n_findings: int) -> pd.Series | pd.Categorical:
    """Return ``message`` for each of so many findings (category)."""
    return category_from_codes(np.zeros(n_findings, np.int8), (message,)) if isinstance(message, str) else message


def worded(parts: pd.DataFrame, sentence: Callable[..., str]) -> pd.Series:
    """Return a sentence for each row of ``parts`` (category), calling ``sentence`` once per distinct row.

    ``sentence`` takes the columns of ``parts`` as keyword arguments, a missing value as None. The columns should
    come from short lists, so that there are few sentences however many rows there are.
    """
    key, columns = np.zeros(len(parts), dtype=np.int64), {}
    for name, column in parts.items():
        codes, distinct = _coded(column)
        columns[str(name)] = codes, [*distinct, None]
        key = key * (len(distinct) + 1) + codes + 1
    which, keys = pd.factorize(key)
    first = np.zeros(len(keys), dtype=np.int64)
    first[which[::-1]] = np.arange(len(parts))[::-1]
    told = ([values[code] for code in codes[first]] for codes, values in columns.values())
    texts = [sentence(**dict(zip(columns, row, strict=True))) for row in zip(*told, strict=True)]
    messages = sorted(set(texts))
    place = {text: place for place, text in enumerate(messages)}
    of_row = np.array([place[text] for text in texts], dtype=np.int64)[which]
    return pd.Series(pd.Categorical.from_codes(of_row, categories=pd.Index(messages, dtype="str")), index=parts.index)


def _coded(column: pd.Series) -> tuple[npt.NDArray[np.integer[Any]], list[Any]]:
    """Return the place of each value in the list of the distinct ones, -1 for a missing one, and that list."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.array.codes, texts_in(column.array.categories)
    codes, distinct = pd.factorize(column)
    return codes, distinct.astype(object).tolist()
