import pandas as pd

from audit.findings.finding_id import finding_ids

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


def findings(*rows: tuple[str, str, str | None, str | None, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["rule_id", "record_id", "field", "raw", "e164"], dtype="str")
    return frame.astype({"rule_id": "category", "field": "category"})


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
    assert finding_ids(findings(NOT_E164, TEXT, SHADOWED)).tolist() == PINNED


def test_an_id_mixes_the_words_of_rule_record_field_and_number() -> None:
    contact = of_id("003A00000000000AAA")
    assert [
        hashed(of_text("not-e164"), *contact, of_text("Phone"), 442079460018),
        hashed(of_text("text-in-phone-field"), *contact, of_text("MobilePhone"), of_text("call Ünal's desk")),
        hashed(of_text("shadowed-record"), *of_id("00QA00000000000AAA"), 0, 0),
    ] == PINNED


def test_another_spelling_of_the_same_number_keeps_its_id() -> None:
    respelled = (*NOT_E164[:3], "(020) 7946-0018", NOT_E164[4])
    assert finding_ids(findings(respelled)).tolist() == PINNED[:1]


def test_the_other_findings_of_a_report_do_not_change_an_id() -> None:
    assert finding_ids(findings(SHADOWED, NOT_E164)).tolist() == [PINNED[2], PINNED[0]]


def test_the_very_same_finding_twice_gets_two_ids_of_which_the_first_is_its_own() -> None:
    ids = finding_ids(findings(NOT_E164, NOT_E164, NOT_E164))
    assert ids.is_unique
    assert ids.iloc[0] == PINNED[0]


def test_no_findings_have_no_ids() -> None:
    assert finding_ids(findings()).empty
