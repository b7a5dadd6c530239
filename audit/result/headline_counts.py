"""The three counts that stand first in every report (docs/simulation.md, Headline counts)."""

from pydantic import Field

from audit.result.model import ResultModel


class NumbersAndRecords(ResultModel):
    """So many distinct numbers, and the records that have one of them."""

    records: int
    numbers: int


class FieldsAndRecords(ResultModel):
    """So many phone fields, and the records that they are on."""

    records: int
    fields: int


class NumberCount(NumbersAndRecords):
    """One of the counts, in numbers."""

    by_sobject: dict[str, NumbersAndRecords] = Field(
        description="a number that two objects have counts in both, so the numbers do not add up"
    )
    change: NumbersAndRecords | None = Field(default=None, description="now less then; None: nothing to compare with")


class FieldCount(FieldsAndRecords):
    """One of the counts, in phone fields."""

    by_sobject: dict[str, FieldsAndRecords]
    change: FieldsAndRecords | None = Field(default=None, description="now less then; None: nothing to compare with")


class HeadlineCounts(ResultModel):
    """The three counts of one audit in its history."""

    duplicates: NumbersAndRecords
    not_e164: FieldsAndRecords
    mobile_without_phone: FieldsAndRecords


class Headline(ResultModel):
    """The three counts, by object, and what became of them since the baseline; suppressed findings count, too."""

    duplicates: NumberCount = Field(description="numbers in match slots that two or more records have")
    not_e164: FieldCount = Field(description="match-slot values not in E.164; placeholders and text are left out")
    mobile_without_phone: FieldCount = Field(description="numbers in Mobile on records whose Phone is empty")

    @property
    def counts(self) -> HeadlineCounts:
        """The three counts alone."""
        return HeadlineCounts.model_validate(
            {
                name: count.model_dump(exclude={"by_sobject", "change"})
                for name, count in ((name, getattr(self, name)) for name in HeadlineCounts.model_fields)
            }
        )
