import pytest

from audit.sources.csv.encoding_guess import encoding_name, guessed_encoding, sample_of

HEADER = "Id,Name,Phone,MobilePhone,MailingCountry,LastModifiedDate\n"

ORGS = {
    "cp932": (["表示 太郎", "山田 花子", "鈴木 一郎"], "日本"),
    "euc_jis_2004": (["表示 太郎", "山田 花子", "鈴木 一郎"], "日本"),
    "cp949": (["김철수", "이영희", "박민수"], "대한민국"),
    "gb18030": (["王小明", "李华", "张伟"], "中国"),
    "cp950": (["王小明", "陳大文", "林美麗"], "台灣"),
    "cp1251": (["Иван Петров", "Мария Сидорова", "Алексей Иванов"], "Россия"),
    "koi8_r": (["Иван Петров", "Мария Сидорова", "Алексей Иванов"], "Россия"),
    "cp1253": (["Γιώργος Παπαδόπουλος", "Μαρία Νικολάου"], "Ελλάδα"),
    "cp1255": (["משה כהן", "שרה לב"], "ישראל"),
    "cp1256": (["محمد علي", "أحمد حسن", "فاطمة الزهراء"], "مصر"),
    "cp874": (["สมชาย ใจดี", "สมหญิง รักไทย"], "ไทย"),
}
LATIN = {
    "German": (["Jörg Weiß", "Günther Schäfer"], "Österreich"),
    "Spanish": (["José Muñoz", "María Núñez"], "España"),
    "French": (["Hélène Lefèvre", "François Noël"], "France"),
    "Portuguese": (["João Gonçalves", "Conceição Simões"], "Brasil"),
    "Swedish": (["Åsa Öberg", "Håkan Sjögren"], "Sverige"),
    "of typists": (["Smith \N{EN DASH} Jones", "O\N{RIGHT SINGLE QUOTATION MARK}Brien “Bob”"], "UK"),
}


def export_of(names: list[str], country: str, n_rows: int, codec: str) -> bytes:
    rows = [
        f"0035Y{n:010}AAA,{'Ann Brook' if n % 3 == 2 else names[n % len(names)]},030 {n:06},,"
        f"{'' if n % 3 == 2 else country},2026-01-01T00:00:00Z\n"
        for n in range(n_rows)
    ]
    return (HEADER + "".join(rows)).encode(codec)


@pytest.mark.parametrize("n_rows", [8, 30, 2000])
@pytest.mark.parametrize("codec", ORGS)
def test_an_export_in_another_script_is_read_in_its_encoding(codec: str, n_rows: int) -> None:
    assert guessed_encoding(export_of(*ORGS[codec], n_rows, codec)) == codec


@pytest.mark.parametrize("n_rows", [1, 2, 8, 30, 2000])
@pytest.mark.parametrize("org", LATIN)
def test_an_export_in_latin_script_is_read_as_windows_1252_however_small(org: str, n_rows: int) -> None:
    assert guessed_encoding(export_of(*LATIN[org], n_rows, "windows-1252")) == "windows-1252"


def test_one_row_of_a_japanese_export_is_enough() -> None:
    row = "0035Y0000000001AAA,表示 太郎,03-1234-5678,090-1234-5678,日本,2026-01-01T00:00:00Z\n"
    assert guessed_encoding((HEADER + row).encode("shift_jis")) == "cp932"


def test_full_width_digits_count_for_no_encoding_and_against_none() -> None:
    row = "0035Y0000000001AAA,表示 太郎,03-1234-5678,０９０ー１２３４ー５６７８,日本,2026-01-01T00:00:00Z\n"
    assert guessed_encoding((HEADER + row).encode("shift_jis")) == "cp932"


def test_cyrillic_flags_are_no_half_width_katakana() -> None:
    flags = (("ИСТИНА", "ЛОЖЬ"), ("ЛОЖЬ", "ИСТИНА"), ("ЛОЖЬ", "ЛОЖЬ"))
    rows = [f"00Q5Y{n:010}AAA,A,+12125550100,{one},{two}\n" for n, (one, two) in enumerate(flags)]
    text = "Id,LastName,Phone,IsDeleted,IsConverted\n" + "".join(rows)
    assert guessed_encoding(text.encode("windows-1251")) == "cp1251"


def test_half_width_katakana_beside_other_japanese_are_read() -> None:
    row = "0035Y0000000001AAA,\uff94\uff8f\uff80\uff9e \uff80\uff9b\uff73,03-1234-5678,,日本,\n"
    assert guessed_encoding((HEADER + row).encode("shift_jis")) == "cp932"


def test_letters_within_a_word_of_ascii_are_no_other_script() -> None:
    assert guessed_encoding("Größe|raw_digits\n1|2\n".encode("windows-1252")) == "windows-1252"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_known_countries_decide_between_guesses(delimiter: str) -> None:
    text = f"Id,Name,MailingCountry\n1,Б,Россия\n2,{'я'},Россия\n".replace(",", delimiter)
    assert guessed_encoding(text.encode("koi8_r")) == "koi8_r"


def test_bytes_that_are_no_text_at_all_are_windows_1252() -> None:
    assert guessed_encoding(bytes(range(256))) == "windows-1252"


def test_a_small_file_is_its_own_sample() -> None:
    assert sample_of([b"a\nb", b"c\n\xe9"]) == b"a\nbc\n\xe9"


def test_of_a_large_file_the_header_and_lines_beyond_ascii_are_the_sample() -> None:
    plain = b"0035Y0000000100AAA,Ann\n" * 50_000
    assert sample_of([b"Id,Name\n", plain, b"1,Andr\xe9\n", plain, b"2,Zo\xeb"]) == b"Id,Name\n1,Andr\xe9\n2,Zo\xeb"


def test_a_sample_ends() -> None:
    line = b"0035Y0000000100AAA,Andr\xe9\n"
    assert len(sample_of(line * 1000 for _ in range(1000))) < 200_000


@pytest.mark.parametrize(
    ("codec", "name"),
    [("cp932", "Shift_JIS"), ("cp1251", "windows-1251"), ("iso8859_7", "ISO-8859-7"), ("koi8_r", "KOI8-R")],
)
def test_an_encoding_is_called_as_people_choose_it(codec: str, name: str) -> None:
    assert encoding_name(codec) == name
