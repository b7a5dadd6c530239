"""What every figure of results.json is made of."""

from pydantic import BaseModel, ConfigDict

Share = float | None
"""A fraction of 1 in full precision; None when there is nothing to measure."""


class ResultModel(BaseModel):
    """A group of figures of results.json."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
