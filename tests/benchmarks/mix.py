"""Phone fields as they stand in an ordinary org: seeded, millions a second.

Every text is a template with slots for digits, so that a column of them is one gather of bytes. Numbers are drawn
from twelve regions; all but the damaged ones are valid, whatever digits stand in the slots.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import phonenumbers
import pyarrow as pa
from phonenumbers import PhoneMetadata, PhoneNumberFormat

from tests.benchmarks.dialed import matching

REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "CA", "AU", "IN", "BR", "JP")
REGION_WEIGHTS = (0.3, 0.14, 0.12, 0.1, 0.06, 0.05, 0.05, 0.05, 0.04, 0.04, 0.03, 0.02)
SHARED = 0.08
DEFAULT_SHARE = 0.05
SPELLING_WEIGHTS = {"e164": 0.60, "national": 0.25, "international": 0.10, "other": 0.05}

_NUMBERS_PER_REGION = 64
_FREE_DIGITS = 6
_WIDTH = 56
_SLOT = "#"
"""Stands in a template for the next free digit of the number."""


@dataclass(frozen=True)
class _Templates:
    """Spellings by (region, number, spelling): bytes and slots, padded with NUL."""

    content: np.ndarray
    """uint8, a row per template"""
    slot: np.ndarray
    """int8, which free digit stands at each byte, -1 for none"""
    first: dict[str, np.ndarray]
    """by spelling: position of its first template for each (region, number)"""
    count: dict[str, int]
    """by spelling: how many templates each (region, number) has"""


def mixed_texts(region: np.ndarray, number: np.ndarray, rng: np.random.Generator) -> pa.Array:
    """Return one text per row: ``number`` (any integers) of ``region`` (positions in REGIONS), spelled by the mix."""
    templates = _templates()
    spelling = rng.choice(len(SPELLING_WEIGHTS), size=len(region), p=list(SPELLING_WEIGHTS.values()))
    base = region.astype(np.int64) * _NUMBERS_PER_REGION + number % _NUMBERS_PER_REGION
    row = np.zeros(len(region), dtype=np.int64)
    for position, name in enumerate(SPELLING_WEIGHTS):
        chosen = np.flatnonzero(spelling == position)
        row[chosen] = templates.first[name][base[chosen]] + rng.integers(templates.count[name], size=len(chosen))
    return _filled(templates, row, number // _NUMBERS_PER_REGION)


def mixed_column(count: int, seed: int) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """Return ``count`` texts of the mix, the region to read each in (a position in REGIONS), and whether by default.

    A default region is that of most records; it fits many numbers and does not fit others.
    """
    rng = np.random.default_rng(seed)
    region = drawn_regions(count, rng)
    texts = mixed_texts(region, drawn_numbers(region, count, rng), rng)
    is_default = rng.random(count) < DEFAULT_SHARE
    return texts, np.where(is_default, 0, region), is_default


def drawn_regions(count: int, rng: np.random.Generator) -> np.ndarray:
    """Return ``count`` positions in REGIONS, large markets more often."""
    return rng.choice(len(REGIONS), size=count, p=REGION_WEIGHTS)


def drawn_numbers(region: np.ndarray, population: int, rng: np.random.Generator) -> np.ndarray:
    """Return a number for each region: 8 % of a population share theirs with two others, the rest with hardly any."""
    n_shared = np.maximum(1, SHARED * population / 3 * np.array(REGION_WEIGHTS))[region]
    shared = (rng.random(len(region)) * n_shared).astype(np.int64)
    own = rng.integers(int(SHARED * population) + 1, 1 << 40, size=len(region))
    return np.where(rng.random(len(region)) < SHARED, shared, own)


def _filled(templates: _Templates, row: np.ndarray, free: np.ndarray) -> pa.Array:
    digits = (free[:, None] // 10 ** np.arange(_FREE_DIGITS) % 10 + ord("0")).astype(np.uint8)
    slot = templates.slot[row]
    content = np.where(slot >= 0, np.take_along_axis(digits, np.maximum(slot, 0), axis=1), templates.content[row])
    kept = content != 0
    ends = np.zeros(len(row) + 1, dtype=np.int64)
    np.cumsum(kept.sum(axis=1), out=ends[1:])
    return pa.LargeStringArray.from_buffers(len(row), pa.py_buffer(ends), pa.py_buffer(content[kept]))


@cache
def _templates() -> _Templates:
    rng = random.Random(9)  # noqa: S311 - the templates are the same in every run
    texts: list[bytes] = []
    first: dict[str, list[int]] = {name: [] for name in SPELLING_WEIGHTS}
    count: dict[str, int] = {}
    for region in REGIONS:
        for number in _numbers(region, rng):
            for name, spellings in _spelled(region, number, rng).items():
                first[name].append(len(texts))
                count[name] = len(spellings)
                texts.extend(text.encode() for text in spellings)
    content = np.frombuffer(b"".join(text.ljust(_WIDTH, b"\0") for text in texts), dtype=np.uint8)
    content = content.reshape(len(texts), _WIDTH)
    is_slot = content == ord(_SLOT)
    slot = np.where(is_slot, (np.cumsum(is_slot, axis=1) - 1) % _FREE_DIGITS, -1).astype(np.int8)
    return _Templates(content, slot, {name: np.array(rows) for name, rows in first.items()}, count)


def _numbers(region: str, rng: random.Random) -> Iterator[phonenumbers.PhoneNumber]:
    """Yield numbers of ``region``, half of them mobile, that stay valid whatever their last digits are."""
    metadata = PhoneMetadata.metadata_for_region(region)
    for position in range(_NUMBERS_PER_REGION):
        pattern = (metadata.fixed_line if position % 2 else metadata.mobile).national_number_pattern
        while not _is_free(metadata.country_code, national := matching(pattern, rng), rng):
            pass
        yield phonenumbers.parse(f"+{metadata.country_code}{national}")


def _is_free(code: int, national: str, rng: random.Random) -> bool:
    others = (national[:-_FREE_DIGITS] + "".join(rng.choices("0123456789", k=_FREE_DIGITS)) for _ in range(12))
    return all(phonenumbers.is_valid_number(phonenumbers.parse(f"+{code}{other}")) for other in others)


def _with_slots(text: str) -> str:
    last = [position for position, character in enumerate(text) if character.isdigit()][-_FREE_DIGITS:]
    return "".join(_SLOT if position in last else character for position, character in enumerate(text))


def _spelled(region: str, number: phonenumbers.PhoneNumber, rng: random.Random) -> dict[str, list[str]]:
    e164, international, national = (
        _with_slots(phonenumbers.format_number(number, form))
        for form in (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL)
    )
    prefix = {"US": "011", "CA": "011", "AU": "0011", "JP": "010"}.get(region, "00")
    digits = "".join(c for c in national if c.isdigit() or c == _SLOT)
    code, _, rest = international.partition(" ")
    return {
        "e164": [e164],
        "national": [national, digits, national.replace("-", " "), national.replace(" ", "-")],
        "international": [international, international.replace(" ", "-"), f"{code} {rest.replace(' ', '')}"],
        "other": [
            f"{national} ext. {rng.randint(100, 999)}",
            f"{international} x{rng.randint(10, 99)}",
            f"{prefix} {international[1:]}",
            f"{prefix}{e164[1:]}",
            e164[1:],
            f"{national} / {national}",
            f"{national} (home)",
            f"Tel. {national}",
            f"{national} (Uwe)",
            f"{national} (Иван)",
            f"{national} Büro",
            f"{international} 内線 {rng.randint(100, 999)}",
            f"{digits[:-2]}xx",
            f"{national}_x000D_",
            f"&nbsp;{international}",
            f"{code[1:]}{digits}",
            "(212) 555-0149",
            f"{rng.randint(1, 9)}.{rng.randint(100, 999)}E+11",
            f"{e164}.0",
            f"'{e164}",
            f" {national} ",
            international.replace(" ", "\u00a0"),
            national[: len(national) // 2],
            f"{national}99999",
            f"{digits[:-4]}CALL",
            "n/a",
            "unknown",
            "call reception",
            "0000000000",
        ],
    }
