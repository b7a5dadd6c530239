"""What a part needs to be audited, whatever it is a part of."""

from audit.config.audit import AuditConfig
from audit.domain import SLOT_FIELDS
from audit.errors import UnreadableInputError
from audit.sources.interface import USER, ObjectSource
from audit.sources.records.phone_fields import phone_fields
from audit.sources.records.record_columns import wanted_fields

_OF_USER = ("Id", "Name")


def check_columns(part: ObjectSource, config: AuditConfig) -> None:
    """Raise UnreadableInputError when ``part`` has no phone field, or a column that is read twice."""
    phones = phone_fields([part], config)
    if part.sobject != USER and not phones:
        raise UnreadableInputError(
            f"{part.label} has no phone field. It needs at least one of "
            f"{', '.join(SLOT_FIELDS[part.sobject].values())}."
        )
    wanted = _OF_USER if part.sobject == USER else wanted_fields(part.sobject, phones, config.profile.date_field)
    names = [name.casefold() for name in part.header]
    for name in wanted:
        if names.count(name.casefold()) > 1:
            raise UnreadableInputError(f"{part.label} has the column {name} twice. Delete one of the two columns.")
