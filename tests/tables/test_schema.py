import pandas as pd

from audit.columns.types import TIMESTAMP
from audit.tables.schema import Column, Table

TABLE = Table(
    "things",
    "things of a test",
    (
        Column("name", "str", "what it is called"),
        Column("kind", "category", "which of two", ("small", "large")),
        Column("place", "category", "any place"),
        Column("at", TIMESTAMP, "when"),
        Column("count", "int64", "how many"),
    ),
)


def test_a_table_has_its_columns_in_order_and_in_their_types_whatever_it_is_given() -> None:
    given = pd.DataFrame({"more": [1], "count": [2], "kind": pd.Series(["large"], dtype="str"), "name": ["x"]})
    typed = TABLE.typed(given)
    assert typed.columns.tolist() == TABLE.names
    assert typed["kind"].cat.categories.tolist() == ["small", "large"]
    assert [str(typed[name].dtype) for name in ("name", "at", "count")] == ["str", TIMESTAMP, "int64"]


def test_a_column_that_is_not_given_is_missing_throughout() -> None:
    typed = TABLE.typed(pd.DataFrame({"count": [1, 2]}))
    assert typed[["name", "kind", "place", "at"]].isna().all(axis=None)


def test_categories_in_another_order_are_put_into_that_of_the_table() -> None:
    kind = pd.Series(["large", "small"], dtype=pd.CategoricalDtype(["large", "small"]))
    assert TABLE.typed(pd.DataFrame({"count": [1, 2], "kind": kind}))["kind"].cat.codes.tolist() == [1, 0]


def test_a_table_without_rows_has_all_its_types() -> None:
    assert [str(dtype) for dtype in TABLE.empty().dtypes] == ["str", "category", "category", TIMESTAMP, "int64"]
