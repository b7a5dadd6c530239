"""The words that messages share: what an administrator sees on the screen, not what the API calls it."""

SLOT_LABELS = {
    "phone": "Phone",
    "mobile": "Mobile",
    "home": "Home Phone",
    "assistant": "Asst. Phone",
    "other": "Other Phone",
}
OBJECT_LABELS = {
    "Contact": "Contact",
    "Lead": "Lead",
    "Account": "Account",
    "PersonAccount": "Person Account",
}
_REGION_SOURCES = {
    "record": "the country of the record",
    "account": "the country of its Account",
    "default": "the default region of this audit",
}


def label_of(slot: str, field: str) -> str:
    """Return the label of a standard field as Salesforce ships it, the API name of a custom one."""
    return SLOT_LABELS.get(slot, field)


def one(sobject: str) -> str:
    """Return the object's label with its article.

    >>> one("PersonAccount"), one("Account")
    ('a Person Account', 'an Account')
    """
    label = OBJECT_LABELS[sobject]
    return f"{'an' if label == 'Account' else 'a'} {label}"


def several(sobject: str) -> str:
    """Return the object's label in the plural."""
    return f"{OBJECT_LABELS[sobject]}s"


def reading_of(parse_region: str | None, region_source: str) -> str:
    """Return a sentence, after a space, on the region with which a value was read; nothing where it played no part.

    >>> reading_of("GB", "account")
    ' It was read as a number of GB, the country of its Account.'
    """
    if parse_region is None or region_source not in _REGION_SOURCES:
        return ""
    return f" It was read as a number of {parse_region}, {_REGION_SOURCES[region_source]}."
