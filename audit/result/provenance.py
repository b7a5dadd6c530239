"""Where the figures of results.json come from: the program, the org, its objects and fields."""

from datetime import datetime

from pydantic import Field

from audit.result.model import ResultModel


class ToolVersions(ResultModel):
    """Which program and which numbering plans made the report."""

    version: str
    libphonenumber: str
    finding_ids: int = Field(default=1, description="which way finding_id is made: ids of two ways do not compare")


class FieldsInScope(ResultModel):
    """Phone fields of one object."""

    present: list[str]
    hidden: list[str]


class ObjectInScope(ResultModel):
    """read = audited + the sum of out_of_scope."""

    read: int
    audited: int
    out_of_scope: dict[str, int]
    fields: FieldsInScope


class SourceFigures(ResultModel):
    """Where the rows come from."""

    kind: str
    location: str
    locations: list[str] = Field(default_factory=list, description="what location names, one by one")
    org_id: str | None
    org_name: str | None
    instance_url: str | None
    exported_at: datetime | None
    objects: dict[str, ObjectInScope]

    @property
    def without_phone(self) -> list[str]:
        """Return the audited objects whose Phone was not read: of them nothing certain can be said."""
        scopes = self.objects.items()
        return [name for name, scope in scopes if scope.audited and "Phone" in scope.fields.hidden]
