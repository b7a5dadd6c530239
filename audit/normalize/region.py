"""In which region the national numbers of a record are read (docs/simulation.md, Region)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.lookup import text_array
from audit.columns.types import category_from_codes
from audit.config.audit import AuditConfig
from audit.domain import (
    ACCOUNT,
    CONTACT,
    COUNTRY_COLUMNS,
    COUNTRY_FIELDS,
    PERSON_ACCOUNT,
    REGION_SOURCES,
    RELATED_COUNTRY_FIELDS,
    SOBJECTS,
)
from audit.errors import UsageError
from audit.normalize.classify import PLACEHOLDER_WORDS
from audit.normalize.scalar import SUPPORTED_REGIONS
from audit.sources.records.countries import region_of

REGIONS: Final = tuple(sorted(SUPPORTED_REGIONS))
"""ISO 3166 alpha-2, every region of libphonenumber but 001."""

REGION_DTYPE: Final = pd.CategoricalDtype(list(REGIONS))

_BLANK: Final = -1
_UNKNOWN: Final = -2
_ID_LENGTH: Final = 18

Codes = npt.NDArray[np.int16]
"""Positions in REGIONS, or negative where there is none."""


def check_regions(config: AuditConfig) -> None:
    """Raise UsageError if the configuration names a region that no numbering plan belongs to."""
    for region in [config.region, *config.countries.values()]:
        if region is not None and region not in SUPPORTED_REGIONS:
            meant = region_of(region.strip().casefold())
            advice = (
                f"Did you mean {meant}?" if meant in SUPPORTED_REGIONS else "Give two letters, such as US, GB or DE."
            )
            raise UsageError(f"There is no region {region!r}. {advice}")


@dataclass(frozen=True)
class RecordRegions:
    """The region of each record, and what was written that is no known country."""

    region: pd.Categorical
    """over REGIONS, one per record; missing for none"""
    region_source: pd.Categorical
    """over REGION_SOURCES: record, account, default or none"""
    unknown_countries: pd.DataFrame
    """record (row position), field (API name), raw: every country that was asked and is not known"""


class AccountRegions:
    """What the Accounts and Person Accounts of an org say of their own region, to look up by id."""

    def __init__(self, ids: npt.NDArray[np.bytes_], regions: Codes) -> None:
        """Take the codes of ``own_regions`` for ``ids`` as of ``id_bytes``, ascending; both may be memory-mapped."""
        self._ids, self._regions = ids, regions

    def of(self, account_ids: pd.Series) -> Codes:
        """Return what each of ``account_ids`` (NaN for none) says; for one that is not there as if nothing."""
        said = np.full(len(account_ids), _BLANK, dtype=np.int16)
        asked = text_array(account_ids)
        is_wide = pc.fill_null(pc.equal(pc.binary_length(asked), _ID_LENGTH), fill_value=False)
        if not len(self._ids) or not is_wide.true_count:
            return said
        wide = id_bytes(asked.filter(is_wide))
        place = np.searchsorted(self._ids, wide).clip(max=len(self._ids) - 1)
        found = np.where(self._ids[place] == wide, self._regions[place], np.int16(_BLANK))
        said[is_wide.to_numpy(zero_copy_only=False)] = found
        return said


def id_bytes(ids: pa.Array) -> npt.NDArray[np.bytes_]:
    """Return ids (large_string, each of 18 bytes, no null) as an array of fixed width, which can be searched."""
    offsets = np.frombuffer(ids.buffers()[1], dtype=np.int64)[ids.offset : ids.offset + len(ids) + 1]
    letters = np.frombuffer(ids.buffers()[2] or b"", dtype=np.uint8)[offsets[0] : offsets[-1]]
    return letters.view(f"S{_ID_LENGTH}")


def region_counts(regions: RecordRegions) -> dict[str, int]:
    """Return how many records name each region, by themselves or by their Account; those of parts of an org add."""
    named = regions.region.codes[np.asarray(regions.region_source.isin(["record", "account"]), dtype=bool)]
    counts = np.bincount(named, minlength=len(REGIONS))
    return {REGIONS[code]: int(counts[code]) for code in np.flatnonzero(counts)}


def most_named(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the regions of ``region_counts``, the one that most records name first."""
    return tuple(sorted(counts, key=lambda region: (-counts[region], region)))


def resolve_regions(
    records: pd.DataFrame, config: AuditConfig, accounts: AccountRegions | None = None
) -> RecordRegions:
    """Return the region of every record of EXTRACTED_RECORDS: its own country, its Account's, the default.

    Without ``accounts`` those among ``records`` are all that there are.
    A country that was written down is never overridden by a guess: a record whose filled country fields are all
    unknown has no region. Raise UsageError for a region in ``config`` that there is not.
    """
    check_regions(config)
    own, related, unknown = _regions_written(records, config)
    of_record, of_account, by_default, nowhere = map(REGION_SOURCES.index, ("record", "account", "default", "none"))
    region, source = own.copy(), np.where(own >= 0, of_record, nowhere)
    asks_account = np.flatnonzero((own == _BLANK) & (records["sobject"] == CONTACT).to_numpy())
    asked = records["account_id"].take(asks_account)
    said = _among_records(records, own, asked) if accounts is None else accounts.of(asked)
    region[asks_account] = np.where(said == _BLANK, related[asks_account], said)
    source[asks_account[region[asks_account] >= 0]] = of_account
    if config.region is not None:
        without = region == _BLANK
        region[without] = REGIONS.index(config.region)
        source[without] = by_default
    return RecordRegions(
        region=pd.Categorical.from_codes(np.where(region >= 0, region, -1), dtype=REGION_DTYPE),
        region_source=category_from_codes(source, REGION_SOURCES),
        unknown_countries=unknown,
    )


def own_regions(records: pd.DataFrame, config: AuditConfig) -> Codes:
    """Return what each of ``records`` says of its own region by itself, for AccountRegions."""
    return _regions_written(records, config)[0]


def _regions_written(records: pd.DataFrame, config: AuditConfig) -> tuple[Codes, Codes, pd.DataFrame]:
    """Return the code of each record's first known country (or _BLANK, or _UNKNOWN), and the unknown ones asked.

    The second are the same of the Account's country that stands beside a Contact (RELATED_COUNTRY_FIELDS).
    """
    further = {text.strip().casefold(): region for text, region in config.countries.items()}
    blank = blank_words(config)
    region, related = (np.full(len(records), _BLANK, dtype=np.int16) for _ in range(2))
    is_related = (records["sobject"] == CONTACT).to_numpy()
    in_vain = []
    for position, column in enumerate(COUNTRY_COLUMNS):
        country = records[column].array
        meaning = _meaning(country.categories, further, blank)[country.codes]
        of_account = is_related & (position >= len(COUNTRY_FIELDS[CONTACT]))
        asked = (region < 0) & ~of_account & (meaning != _BLANK)
        region[asked] = meaning[asked]
        asked_beside = (region == _BLANK) & (related < 0) & of_account & (meaning != _BLANK)
        related[asked_beside] = meaning[asked_beside]
        in_vain.append(np.flatnonzero((asked | asked_beside) & (meaning == _UNKNOWN)))
    return region, related, _unknown(records, in_vain)


def blank_words(config: AuditConfig) -> frozenset[str]:
    """Return the words that stand for no country: the placeholder words but ``na``, which is Namibia."""
    return (PLACEHOLDER_WORDS | {word.strip().casefold() for word in config.placeholders}) - {"na"}


def _meaning(texts: pd.Index, further: Mapping[str, str], blank: frozenset[str]) -> Codes:
    """Return the code of each distinct spelling; the last element, which code -1 picks, is _BLANK."""

    def _code_of(text: str) -> int:
        if not text or text in blank:
            return _BLANK
        region = further.get(text) or region_of(text)
        return REGIONS.index(region) if region in SUPPORTED_REGIONS else _UNKNOWN

    return np.array([*(_code_of(str(text).strip().casefold()) for text in texts), _BLANK], dtype=np.int16)


def _unknown(records: pd.DataFrame, in_vain: Sequence[npt.NDArray[np.intp]]) -> pd.DataFrame:
    """Return record, field and raw; ``in_vain`` are the row positions whose first, second… country is not known."""
    rows = np.concatenate(in_vain)
    position = np.repeat(np.arange(len(in_vain)), [len(of_column) for of_column in in_vain])
    texts = [records[name].array.take(of_column) for name, of_column in zip(COUNTRY_COLUMNS, in_vain, strict=True)]
    return pd.DataFrame(
        {
            "record": rows.astype("int64"),
            "field": pd.Series(_COUNTRY_FIELD[records["sobject"].array.codes[rows], position], dtype="str"),
            "raw": pd.Series(np.concatenate(texts), dtype="str"),
        }
    )


_COUNTRY_FIELD: Final = np.array(
    [
        [*COUNTRY_FIELDS[sobject], *RELATED_COUNTRY_FIELDS.get(sobject, ()), *[""] * 8][: len(COUNTRY_COLUMNS)]
        for sobject in SOBJECTS
    ]
)
"""API names by object and position."""


def _among_records(records: pd.DataFrame, own: Codes, account_ids: pd.Series) -> Codes:
    """Return what the audited Account of each of ``account_ids`` says: its region, _BLANK or _UNKNOWN."""
    accounts = np.flatnonzero(records["sobject"].isin([ACCOUNT, PERSON_ACCOUNT]).to_numpy())
    found = pd.Index(records["record_id"].take(accounts)).get_indexer(account_ids)
    said = np.append(own[accounts], np.int16(_BLANK)).astype(np.int16)
    return np.asarray(said[found], dtype=np.int16)
