"""A second reading of one value, written from docs/simulation.md, Reading a number to Confidence, alone."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

import phonenumbers
from phonenumbers import CountryCodeSource, NumberParseException, PhoneNumber, PhoneNumberType, ValidationResult
from phonenumbers.phonemetadata import PhoneMetadata

SUPPORTED_REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)
E164 = re.compile(r"\+[1-9][0-9]{1,14}")
SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+")
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(\s[^<>]*)?/?>")
NO_VALUES = {"#N/A", "#VALUE!", "#REF!", "#NAME?", "nan", "NaN", "null", "NULL", "<null>", r"\N"}
BETWEEN_NUMBERS = re.compile(r"[/|&\n、،•·\\]|;(?!ext=)|(?<!,),(?!,)", re.IGNORECASE)
BETWEEN_WORDS = re.compile(r"\b(?:or|and|oder|und|ou|et|o|y|e|или|и)\b", re.IGNORECASE)
PLACEHOLDER_DIGITS = {
    *("1234567", "12345678", "123456789", "1234567890", "0123456789", "01234567890"),
    *("9876543210", "987654321", "87654321"),
}
PLACEHOLDER_WORDS = frozenset(
    [
        *("n/a", "na", "n.a.", "n.a", "none", "null", "nil", "unknown", "tbd", "tbc", "test", "x", "xx", "xxx"),
        *("-", "--", "---", ".", "..", "?", "??", "no phone", "no number", "not available", "not applicable"),
        *("private", "anonymous", "same", "0"),
    ]
)
EXTENSION_MARKS = {"ext", "extn", "xt", "xtn", "extension", "extensión", "доб", "anexo", "int", "x"}
READABLE = {"e164", "extension", "words", "letters", "international", "idd", "no_plus", "national"}
BY_SOURCE = {
    CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN: "international",
    CountryCodeSource.FROM_NUMBER_WITH_IDD: "idd",
    CountryCodeSource.FROM_NUMBER_WITHOUT_PLUS_SIGN: "no_plus",
    CountryCodeSource.FROM_DEFAULT_COUNTRY: "national",
}
BY_ERROR = {
    NumberParseException.INVALID_COUNTRY_CODE: "country_code",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too_short",
    NumberParseException.TOO_SHORT_NSN: "too_short",
    NumberParseException.TOO_LONG: "too_long",
}
BY_POSSIBILITY = {
    ValidationResult.INVALID_COUNTRY_CODE: "country_code",
    ValidationResult.TOO_SHORT: "too_short",
    ValidationResult.TOO_LONG: "too_long",
    ValidationResult.INVALID_LENGTH: "wrong_length",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "area_code_missing",
    ValidationResult.IS_POSSIBLE: "not_assigned",
}
NUMBER_TYPES = {number: name.lower() for name, number in vars(PhoneNumberType).items() if isinstance(number, int)}


@dataclass(frozen=True)
class OracleReading:
    """What one text holds."""

    format: str
    reason: str | None = None
    e164: str | None = None
    region: str | None = None
    number_type: str | None = None
    confidence: str | None = None
    has_plus: bool = False


@dataclass(frozen=True)
class Parsed:
    """What libphonenumber makes of a text in a region."""

    number: PhoneNumber | None
    error: int | None

    @property
    def e164(self) -> str:
        assert self.number is not None
        return f"+{self.number.country_code}{phonenumbers.national_significant_number(self.number)}"

    @property
    def valid(self) -> bool:
        return self.number is not None and phonenumbers.is_valid_number(self.number) and len(self.e164) <= 16

    @property
    def region(self) -> str | None:
        return phonenumbers.region_code_for_number(self.number)


@dataclass(frozen=True)
class Piece:
    """A part of a text between its words."""

    text: str
    in_bracket: bool
    before_word: bool


def read_text(raw: str, region: str | None, *, by_default: bool, words: frozenset[str]) -> OracleReading:
    """Read one text in ``region``, which is the default region where ``by_default`` says so."""
    clean = cleaned(raw)
    if not clean:
        return OracleReading("empty")
    whole = parsed(clean, region)
    reading = _by_shape(raw, clean, whole, words) or _readable(clean, whole, region)
    reading = reading or _unreadable(clean, whole, region, by_default=by_default)
    return replace(reading, has_plus=plus_before_digits(clean))


def cleaned(raw: str) -> str:
    """Return ``clean``: without remains of spreadsheets and web pages and what nobody sees."""
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", _character, raw)
    text = TAG.sub(" ", text)
    text = re.sub(r"&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);", _entity, text)
    text = text.replace("%2B", "+").replace("%2b", "+").replace("%20", " ")
    text = re.sub("[\n\r\v\f\x85\u2028\u2029]", "\n", text).replace("\t", " ")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"})
    text = unicodedata.normalize("NFKC", text).strip()
    text = text.removeprefix("'").strip()
    tail = re.fullmatch(r"(\+?\d{7,})[.,]00?", text)
    text = tail[1] if tail else text
    return "" if text in NO_VALUES else text


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return "" if 0xD800 <= code <= 0xDFFF else chr(code)


def _entity(entity: re.Match[str]) -> str:
    """Return what an entity stands for; one that HTML does not know stays as it is."""
    name = entity[0][1:]
    known = name.startswith("#") or name in html.entities.html5
    return html.unescape(entity[0]) if known else entity[0]


def digits_of(text: str) -> str:
    """Return the decimal digits of ``text``, of any script, as ASCII."""
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())


def plus_before_digits(clean: str) -> bool:
    """Return whether a plus sign stands before the first digit."""
    before = re.match(r"\D*(?=\d)", clean)
    return before is not None and "+" in before[0]


def parsed(text: str, region: str | None) -> Parsed:
    try:
        return Parsed(phonenumbers.parse(text.replace("\n", " "), region, keep_raw_input=True), None)
    except NumberParseException as error:
        return Parsed(None, error.error_type)


# ---------------------------------------------------------------- rows 2 to 4b


def _by_shape(raw: str, clean: str, whole: Parsed, words: frozenset[str]) -> OracleReading | None:
    if E164.fullmatch(raw) and whole.valid and whole.e164 == raw:
        return _number("e164", whole, None)
    if SCIENTIFIC.fullmatch(clean):
        return OracleReading("scientific")
    if sum(len(digits_of(part)) >= 7 for part in _parts(clean)) >= 2:
        return OracleReading("multiple")
    if _is_placeholder(clean, words):
        return OracleReading("placeholder")
    return OracleReading("invalid", "words") if _is_masked(clean) else None


def _parts(clean: str) -> list[str]:
    """Return the parts of ``clean`` between what separates numbers."""
    chosen = [(m.start(), m.end()) for m in BETWEEN_NUMBERS.finditer(clean)]
    chosen += [(m.start(), m.end()) for m in BETWEEN_WORDS.finditer(clean)]
    chosen += [(m.start(), m.start()) for m in re.finditer(r"\+", clean) if digits_of(clean[: m.start()])]
    parts, start = [], 0
    for first, last in sorted(chosen):
        parts.append(clean[start:first])
        start = last
    return [*parts, clean[start:]]


def _is_placeholder(clean: str, words: frozenset[str]) -> bool:
    digits = "".join(c for c in clean if c in "0123456789")
    repeated = len(digits) >= 5 and len(set(digits)) == 1
    return repeated or digits in PLACEHOLDER_DIGITS or clean.casefold() in words


def _is_masked(clean: str) -> bool:
    return any(
        digits_of(clean[: run.start()])
        and not clean[run.start() - 1].isalpha()
        and not clean[run.end() : run.end() + 1].isalpha()
        for run in re.finditer(r"[xX*]{2,}", clean)
    )


# ---------------------------------------------------------------- rows 5 to 10


def _readable(clean: str, whole: Parsed, region: str | None) -> OracleReading | None:
    has_words = bool(_words(_without_scheme(clean)))
    with_code = _with_calling_code(clean, whole, region)
    if not has_words:
        best = with_code or whole
        if best.valid and whole.number.extension:
            return _number("extension", best, "review")
        if not _letters(clean):
            return _plain(clean, whole, with_code, region)
    elif found := _among_words(clean, region):
        return found
    if not whole.valid:
        return None
    return _number("letters", whole, "review") if _is_vanity(clean, whole) else OracleReading("invalid", "words")


def _plain(clean: str, whole: Parsed, with_code: Parsed | None, region: str | None) -> OracleReading | None:
    """Return the reading of a text without words: rows 7 to 10."""
    if with_code:
        return _number("no_plus", with_code, "review")
    if not whole.valid:
        return None
    format_ = BY_SOURCE[whole.number.country_code_source]
    doubtful = (
        (format_ == "national" and _is_another(f"+{digits_of(clean)}", None, whole, of_region=region))
        or bool(re.fullmatch(r"\([2-9]\d{2}\) \d{3}-\d{4}", clean) and _calling_code(region) != 1)
        or (format_ == "international" and _plus_too_many(clean, whole, region))
        or (format_ == "idd" and _is_carrier(clean, whole, region))
        or bool(re.search(r"[/\n]\D*(\d\D*){1,3}\Z", clean))
    )
    sure = "certain" if format_ == "international" else "region"
    return _number(format_, whole, "review" if doubtful else sure)


def _with_calling_code(text: str, found: Parsed, region: str | None) -> Parsed | None:
    """Return the number that lacks only its plus sign although it was read as a national one: row 9's second case."""
    if found.number is None or found.number.country_code_source != CountryCodeSource.FROM_DEFAULT_COUNTRY:
        return None
    digits = digits_of(text)
    digits = digits.removesuffix(digits_of(found.number.extension or ""))
    kept_whole = digits == phonenumbers.national_significant_number(found.number)
    if not (_national_prefix(region) and kept_whole and digits.startswith(str(_calling_code(region)))):
        return None
    number = parsed(f"+{digits}", None)
    return number if number.valid and number.region == region else None


def _is_another(text: str, region: str | None, than: Parsed, *, of_region: str | None) -> bool:
    other = parsed(text, region)
    return other.valid and other.e164 != than.e164 and (of_region is None or other.region == of_region)


def _plus_too_many(clean: str, whole: Parsed, region: str | None) -> bool:
    digits, prefix = digits_of(clean), _national_prefix(region)
    return bool(prefix and digits.startswith(prefix)) and _is_another(digits, region, whole, of_region=None)


def _is_carrier(clean: str, whole: Parsed, region: str | None) -> bool:
    """Return whether 00 and the region's own calling code were taken for 00 and a carrier (Brazil: ``0055…``)."""
    digits = digits_of(clean)
    own = digits.startswith(f"00{_calling_code(region)}")
    return own and _is_another(f"+{digits[2:]}", None, whole, of_region=region)


def _national_prefix(region: str | None) -> str | None:
    metadata = PhoneMetadata.metadata_for_region(region) if region else None
    return metadata.national_prefix if metadata else None


def _calling_code(region: str | None) -> int:
    return phonenumbers.country_code_for_region(region) if region else 0


def _is_vanity(clean: str, whole: Parsed) -> bool:
    text = _without_scheme(clean)
    first = re.search(r"\d", text)
    if first is None or sum("A" <= c.upper() <= "Z" for c in text[first.end() :]) < 4:
        return False
    if whole.number.country_code == 1:
        return True
    free = {PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}
    return phonenumbers.number_type(whole.number) in free and (
        plus_before_digits(clean) or not parsed(f"+{text}", None).valid
    )


def _letters(clean: str) -> str:
    return "".join(re.findall("[A-Za-z]", _without_scheme(clean)))


def _without_scheme(clean: str) -> str:
    return re.sub(r"\A(?:tel|callto):", "", clean, flags=re.IGNORECASE)


# ---------------------------------------------------------------- row 5a


def _words(text: str) -> list[tuple[int, int]]:
    """Return where the words of ``text`` stand: runs of letters and marks but the marks of an extension."""
    runs: list[tuple[int, int]] = []
    for place, character in enumerate(text):
        if unicodedata.category(character)[0] not in "LM":
            continue
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return [(a, b) for a, b in runs if _is_word(text[a:b]) and not _marks_extension(text, a, b)]


def _is_word(run: str) -> bool:
    return any(c != "ー" and unicodedata.category(c)[0] == "L" for c in run)


def _marks_extension(text: str, start: int, end: int) -> bool:
    return (
        text[start:end].lower() in EXTENSION_MARKS
        and bool(digits_of(text[:start]))
        and re.match(r"[.:=]?[\s,\-\N{HYPHEN}]*\d", text[end:]) is not None
    )


def _pieces(text: str) -> Iterator[Piece]:
    words = [(a, _with_label_digit(text, b)) for a, b in _words(text)]
    brackets = _brackets(text, [a for a, _ in words])
    cuts = [(m.start(), m.start()) for m in re.finditer(r"\+", text)]
    cuts += [(edge, edge) for bracket in brackets for edge in bracket]
    start = 0
    for first, last in sorted([*words, *cuts, (len(text), len(text))]):
        if first >= start:
            inside = any(a <= start and first <= b for a, b in brackets)
            yield Piece(text[start:first], inside, before_word=(first, last) in words)
        start = max(start, last)


def _brackets(text: str, words: list[int]) -> list[tuple[int, int]]:
    """Return where the brackets stand that open behind a digit and have a word in them, the outer one of several."""
    found: list[tuple[int, int]] = []
    for opening in re.finditer(r"[(\[]", text):
        start = opening.start()
        bracket = re.compile(r"\([^)]*\)?|\[[^\]]*\]?").match(text, start)
        end = bracket.end() if bracket else start
        is_outer = not found or start >= found[-1][1]
        if is_outer and digits_of(text[:start]) and any(start < word < end for word in words):
            found.append((start, end))
    return found


def _with_label_digit(text: str, end: int) -> int:
    """Return where a word ends with the digit that belongs to it: ``Mobil 2 0171 1234567``."""
    label = re.match(r"[.:]?\s*[1-9](?=[\s.:)]+0)", text[end:])
    return end + label.end() if label else end


def _among_words(clean: str, region: str | None) -> OracleReading | None:
    """Return the one number that stands beside words; None where there is none, or it is open what it is."""
    pieces = list(_pieces(_without_scheme(clean)))
    numbers = {piece: number for piece in pieces if (number := _number_in(piece.text, region))}
    open_ = [piece for piece in pieces if _leaves_open(piece)]
    valid = [piece for piece in pieces if piece in numbers and piece not in open_]
    long = [piece for piece in pieces if len(digits_of(piece.text)) >= 7]
    if len(valid) > 1 or len(long) > 1:
        return OracleReading("multiple")
    rest = [piece for piece in pieces if piece not in valid]
    if open_ or len(valid) != 1 or any(len(digits_of(piece.text)) > 5 for piece in rest):
        return None
    return _number("words", numbers[valid[0]], "review")


def _number_in(piece: str, region: str | None) -> Parsed | None:
    found = parsed(piece, region)
    best = _with_calling_code(piece, found, region) or found
    return best if best.valid else None


def _leaves_open(piece: Piece) -> bool:
    """Return whether one or two last digits belong to the word behind them or to the number before them."""
    if piece.in_bracket or not piece.before_word:
        return False
    end = re.search(r"\s\d{1,2}(\.\s*)?\Z", piece.text)
    return end is not None and bool(digits_of(piece.text[: end.start()]))


# ---------------------------------------------------------------- rows 12 to 14


def _unreadable(clean: str, whole: Parsed, region: str | None, *, by_default: bool) -> OracleReading:
    digits = len(digits_of(clean))
    has_words = bool(_words(_without_scheme(clean)))
    no_number = whole.error == NumberParseException.NOT_A_NUMBER
    if digits < 7 and (no_number or _word_only_before_digits(clean)):
        return OracleReading("text")
    unknown = region is None and whole.error == NumberParseException.INVALID_COUNTRY_CODE
    undecided = 7 <= digits <= 15 and (region is None or by_default) and (has_words or not no_number)
    if not plus_before_digits(clean) and (unknown or undecided):
        return OracleReading("needs_region")
    return OracleReading("invalid", "words" if has_words or no_number else _reason(whole))


def _word_only_before_digits(clean: str) -> bool:
    text = _without_scheme(clean)
    first = re.search(r"\d", text)
    places = [start for start, _ in _words(text)]
    return first is not None and bool(places) and all(place < first.start() for place in places)


def _reason(whole: Parsed) -> str:
    if whole.number is None:
        return BY_ERROR[whole.error]  # type: ignore[index]
    if len(whole.e164) > 16:
        return "too_long"
    return BY_POSSIBILITY[phonenumbers.is_possible_number_with_reason(whole.number)]


def _number(format_: str, found: Parsed, confidence: str | None) -> OracleReading:
    number_type = NUMBER_TYPES[phonenumbers.number_type(found.number)]
    return OracleReading(format_, None, found.e164, found.region, number_type, confidence)
