import numpy as np
import pandas as pd

from audit.findings.ids import finding_ids, shared_number_ids
from audit.tables.findings import UNTABLED_SUBJECTS, Findings, id_texts
from tests.findings.typed_in import org, record, value

KEY = b"0123456789123456"
MASK = (1 << 64) - 1


def siphash_2_4(message: bytes) -> int:
    """Compute SipHash-2-4 as its authors define it, one word at a time."""
    k0, k1 = (int.from_bytes(KEY[at : at + 8], "little") for at in (0, 8))
    state = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]
    tail = len(message) % 8
    padded = message + bytes(7 - tail) + bytes([len(message) % 256])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at : at + 8], "little")
        state[3] ^= word
        state = sip_round(sip_round(state))
        state[0] ^= word
    state[2] ^= 0xFF
    for _ in range(4):
        state = sip_round(state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def sip_round(state: list[int]) -> list[int]:
    v0, v1, v2, v3 = state
    v0 = (v0 + v1) & MASK
    v1 = rotated(v1, 13) ^ v0
    v0 = rotated(v0, 32)
    v2 = (v2 + v3) & MASK
    v3 = rotated(v3, 16) ^ v2
    v0 = (v0 + v3) & MASK
    v3 = rotated(v3, 21) ^ v0
    v2 = (v2 + v1) & MASK
    v1 = rotated(v1, 17) ^ v2
    v2 = rotated(v2, 32)
    return [v0, v1, v2, v3]


def rotated(word: int, bits: int) -> int:
    return ((word << bits) | (word >> (64 - bits))) & MASK


def mixed(word: int) -> int:
    """Spread a word over all words: the last step of SplitMix64."""
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


Row = tuple[str, str, str | None, str | None, str | None]


def ids_of(*rows: Row, in_scope: bool = True) -> list[str]:
    """Return the ids of findings by rule, record id, field, raw and e164; told aside where they are out of scope."""
    ids = sorted({record_id for _, record_id, *_ in rows})
    values = [value(of, "phone", raw, e164, format="national") for _, of, _, raw, e164 in rows if raw]
    context = org([record(of) for of in ids], values) if in_scope else org([])
    place = np.cumsum([raw is not None for *_, raw, _ in rows]) - 1
    on_record = [raw is None for *_, raw, _ in rows]
    found = pd.DataFrame(
        {
            "rule_id": pd.Categorical([row[0] for row in rows]),
            "field": pd.Categorical([row[2] for row in rows]),
            "record": [ids.index(row[1]) if in_scope else -1 for row in rows],
            "value": np.where(on_record, -1, place) if in_scope else np.arange(len(rows)),
        }
    ).astype({"record": "int64", "value": "int64"})
    aside = pd.DataFrame([row[1:] for row in rows], columns=["record_id", "field", "raw", "e164"])
    return list(
        id_texts(
            finding_ids(
                Findings(found, UNTABLED_SUBJECTS.empty() if in_scope else UNTABLED_SUBJECTS.typed(aside)),
                context.records,
                context.values,
            )
        )
    )


NOT_E164 = ("not-e164", "003A00000000000AAA", "Phone", "020 7946 0018", "+442079460018")
TEXT = ("text-in-phone-field", "003A00000000000AAA", "MobilePhone", "call Ünal's desk", None)
SHADOWED = ("shadowed-record", "00QA00000000000AAA", None, None, None)
PINNED = ["50ee7aa3c57d4cdf", "18d3724c69e8917f", "f4576a909d760e65"]


def hashed(*words: int) -> str:
    so_far = 0
    for word in words:
        so_far = mixed((so_far * 0x9E3779B97F4A7C15 + word) & MASK)
    return f"{so_far:016x}"


def of_text(text: str) -> int:
    return mixed(siphash_2_4(text.encode()))


def of_id(record_id: str) -> list[int]:
    padded = record_id.ljust(24).encode()
    return [int.from_bytes(padded[at : at + 8], "little") for at in (0, 8, 16)]


def test_ids_are_those_of_every_earlier_report() -> None:
    assert ids_of(NOT_E164, TEXT, SHADOWED) == PINNED


def test_an_id_mixes_the_words_of_rule_record_field_and_number() -> None:
    contact = of_id("003A00000000000AAA")
    assert [
        hashed(of_text("not-e164"), *contact, of_text("Phone"), 442079460018),
        hashed(of_text("text-in-phone-field"), *contact, of_text("MobilePhone"), of_text("call Ünal's desk")),
        hashed(of_text("shadowed-record"), *of_id("00QA00000000000AAA"), 0, 0),
    ] == PINNED


def test_another_spelling_of_the_same_number_keeps_its_id() -> None:
    respelled = (*NOT_E164[:3], "(020) 7946-0018", NOT_E164[4])
    assert ids_of(respelled) == PINNED[:1]


def test_the_other_findings_of_a_report_do_not_change_an_id() -> None:
    assert ids_of(SHADOWED, NOT_E164) == [PINNED[2], PINNED[0]]


def test_the_very_same_finding_twice_gets_two_ids_of_which_the_first_is_its_own() -> None:
    ids = ids_of(NOT_E164, NOT_E164, NOT_E164)
    assert len(set(ids)) == 3
    assert ids[0] == PINNED[0]


def test_no_findings_have_no_ids() -> None:
    assert ids_of() == []


def test_a_finding_on_what_is_out_of_scope_gets_its_id_in_the_same_way() -> None:
    assert ids_of(NOT_E164, TEXT, in_scope=False) == PINNED[:2]


def test_a_number_on_a_record_has_an_id_made_like_that_of_a_finding() -> None:
    ids = shared_number_ids(pd.Series(["003A00000000000AAA"], dtype="str"), np.array([442079460018]))
    assert ids.tolist() == [hashed(of_text("shared-number"), *of_id("003A00000000000AAA"), 0, 442079460018)]
