"""The audit as a script that an administrator would write in an afternoon: the yardstick, not part of the product.

python -m tests.benchmarks.naive FOLDER OUT: reads the CSV files with pandas, each number with phonenumbers, finds who
wins each number and writes a workbook of at most 20,000 rows a sheet. Prints the seconds of each stage as JSON.
"""

import json
import sys
import time
from pathlib import Path

import pandas as pd
import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

PHONES = ["Phone", "MobilePhone", "HomePhone", "AssistantPhone", "OtherPhone"]
COUNTRY = {"Contact": "MailingCountry", "Lead": "Country", "Account": "BillingCountry"}
REGIONS = {
    spelling: region
    for region, spellings in {
        "US": "United States,USA",
        "GB": "United Kingdom,UK,England",
        "DE": "Germany,Deutschland",
        "FR": "France,FRA",
        "ES": "Spain,España",
        "IT": "Italy,Italia",
        "NL": "Netherlands,Holland",
        "CA": "Canada,CAN",
        "AU": "Australia,AUS",
        "IN": "India,IND",
        "BR": "Brazil,Brasil",
        "JP": "Japan,JPN",
    }.items()
    for spelling in spellings.split(",")
}
ROWS_PER_SHEET = 20_000


def extract(folder: Path) -> pd.DataFrame:
    """Return one row per record of the three files."""
    objects = []
    for sobject, country in COUNTRY.items():
        records = pd.read_csv(folder / f"{sobject}.csv", dtype=str, keep_default_na=False)
        records["sobject"] = sobject
        records["region"] = records[country].map(lambda text: REGIONS.get(text, text if len(text) == 2 else None))
        objects.append(records)
    return pd.concat(objects, ignore_index=True)


def read(records: pd.DataFrame) -> pd.DataFrame:
    """Return one row per filled phone field, read with phonenumbers."""
    values = records.melt(
        id_vars=["Id", "sobject", "region", "LastModifiedDate"],
        value_vars=[name for name in PHONES if name in records],
        var_name="field",
        value_name="raw",
    )
    values = values[values["raw"].notna() & (values["raw"] != "")].reset_index(drop=True)
    readings = [read_one(raw, region) for raw, region in zip(values["raw"], values["region"], strict=True)]
    values[["format", "e164", "number_region", "number_type"]] = pd.DataFrame(readings, index=values.index)
    return values


def read_one(raw: str, region: str | None) -> tuple[str, str | None, str | None, int | None]:
    """Return format, E.164 form, region and type of one text."""
    try:
        number = phonenumbers.parse(raw, region if isinstance(region, str) else None)
    except NumberParseException:
        return "unreadable", None, None, None
    if not phonenumbers.is_valid_number(number):
        return "invalid", None, None, None
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    region_of_number = phonenumbers.region_code_for_number(number)
    return "e164" if e164 == raw else "other", e164, region_of_number, phonenumbers.number_type(number)


def match(values: pd.DataFrame) -> pd.DataFrame:
    """Return one row per number: who wins it, and how many records hold it."""
    readable = values.dropna(subset=["e164"]).copy()
    readable["priority"] = readable["sobject"].map({"Contact": 0, "Lead": 1, "Account": 2})
    readable = readable.sort_values(["e164", "priority", "LastModifiedDate"], ascending=[True, True, False])
    numbers = readable.groupby("e164").agg(
        winner=("Id", "first"), sobject=("sobject", "first"), records=("Id", "nunique")
    )
    return numbers.reset_index()


def find(values: pd.DataFrame, numbers: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the problems, a sheet each."""
    merged = values.merge(numbers, on="e164", how="left", suffixes=("", "_winner"))
    with_phone = set(values.loc[values["field"] == "Phone", "Id"])
    mobile = values[values["field"] == "MobilePhone"]
    return {
        "Not E.164": merged[merged["format"] != "e164"],
        "Shadowed": merged[merged["winner"].notna() & (merged["winner"] != merged["Id"])],
        "Duplicates": numbers[numbers["records"] > 1],
        "Mobile without phone": mobile[~mobile["Id"].isin(with_phone)],
        "Formats": values.groupby(["sobject", "field", "format"]).size().reset_index(name="values"),
    }


def write(sheets: dict[str, pd.DataFrame], path: Path) -> None:
    """Write the workbook."""
    with pd.ExcelWriter(path) as workbook:
        for name, rows in sheets.items():
            rows.head(ROWS_PER_SHEET).to_excel(workbook, sheet_name=name, index=False)


def main(folder: Path, out: Path) -> None:
    """Run the stages and print their seconds."""
    seconds, started = {}, time.perf_counter()

    def done(stage: str) -> None:
        nonlocal started
        seconds[stage] = time.perf_counter() - started
        started = time.perf_counter()

    records = extract(folder)
    done("extract")
    values = read(records)
    done("read")
    numbers = match(values)
    done("simulate")
    sheets = find(values, numbers)
    done("find")
    out.mkdir(parents=True, exist_ok=True)
    write(sheets, out / "report.xlsx")
    done("write")
    sys.stdout.write(json.dumps(seconds) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
