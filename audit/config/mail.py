"""Where the mail goes, through which server, with what attached; never a password."""

import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import getaddresses
from pathlib import Path
from typing import Annotated, Final, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from audit.errors import UsageError

Attachment = Literal["workbook", "page", "fixes"]
ATTACHMENTS: Final[tuple[Attachment, ...]] = get_args(Attachment)
OnlyIf = Literal["always", "changed", "worse", "failed"]

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def _is_an_address(text: str) -> str:
    if not address_of(text):
        raise ValueError(f"{text!r} is not one mail address")
    return text


def address_of(text: str) -> str:
    """Return the bare address of ``Name <address>``; the empty text when there is none, or more than one.

    A text with control characters, or with encoded words that stand for some (RFC 2047), is no address: they would
    become header lines of the message.

    >>> address_of("Phone audit <audit@acme.example>"), address_of("nobody"), address_of("a@x.example, b@x.example")
    ('audit@acme.example', '', '')
    """
    addresses = getaddresses([text])
    if len(addresses) != 1 or not _ADDRESS.fullmatch(addresses[0][1]) or not _decoded(text).isprintable():
        return ""
    return addresses[0][1]


def domain_of(text: str) -> str:
    """Return the domain of ``Name <address>``.

    >>> domain_of("Phone audit <audit@acme.example>")
    'acme.example'
    """
    return address_of(text).rpartition("@")[2]


def _decoded(text: str) -> str:
    """Return ``text`` with its encoded words decoded; one that cannot be decoded is a control character."""
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeDecodeError):
        return "\0"


Address = Annotated[str, AfterValidator(_is_an_address)]


class MailSettings(BaseModel):
    """How a report is mailed.

    The password is never written here: set the environment variable PHONE_AUDIT_SMTP_PASSWORD, or ``password_file``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    host: str | None = Field(default=None, examples=["smtp.example.com"])
    """Your mail server."""
    port: int | None = Field(default=None, ge=1, le=65_535, examples=[587])
    """Its port. Without it: 587 for starttls, 465 for tls, 25 for none."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is encrypted; "none" only for a server on this machine."""
    user: str | None = Field(default=None, examples=["audit@example.com"])
    """Who logs in to the server. Without it, nobody does."""
    password_file: Path | None = Field(default=None, examples=[Path("smtp-password.txt")])
    """A file whose first line is the password, read when the environment variable is not set."""
    sender: Address | None = Field(default=None, examples=["Phone audit <audit@example.com>"])
    """Who it is from. Without it: ``user`` if that is an address, otherwise the first recipient."""
    to: tuple[Address, ...] = Field(default=(), examples=[("ops@example.com",)])
    """Who gets it."""
    allowed_domains: tuple[str, ...] = Field(default=(), examples=[("example.com",)])
    """Domains that mail may go to. Empty: any."""
    owners: dict[str, Address] = Field(default={}, examples=[{"Ann Lee": "ann.lee@example.com"}])
    """Addresses of record owners, by their names as the report shows them, for phone-audit email --by-owner."""
    attach: tuple[Attachment, ...] = ("workbook",)
    """What is attached."""
    only_if: OnlyIf = "always"
    """When it is sent. "changed": anything differs from the baseline. "worse": a score fell, or there are more
    duplicates, numbers not in E.164 or Mobile without Phone. "failed": a check failed."""
    max_bytes: int = Field(default=10_000_000, ge=100_000)
    """Largest mail, in bytes. Above it, a smaller workbook is attached, with the summary and the first rows."""
    timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds to wait for the server."""

    @model_validator(mode="after")
    def _is_encrypted_beyond_this_machine(self) -> Self:
        if self.security == "none" and self.host not in (None, *_LOOPBACK):
            raise ValueError('security = "none" is only for a server on this machine: use starttls or tls')
        return self

    @property
    def port_in_force(self) -> int:
        """The port, or the usual one."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]

    @property
    def sender_in_force(self) -> str:
        """The sender, or who stands in."""
        user = self.user if self.user and address_of(self.user) else None
        return self.sender or user or (self.to[0] if self.to else "")

    def check_allowed(self, addresses: Iterable[str]) -> None:
        """Raise UsageError with those of ``addresses`` that are outside ``allowed_domains``."""
        allowed = {domain.casefold().lstrip("@") for domain in self.allowed_domains}
        outside = [text for text in addresses if domain_of(text).casefold() not in allowed]
        if allowed and outside:
            raise UsageError(f"Not in mail.allowed_domains: {', '.join(outside)}. Nothing was sent.")
