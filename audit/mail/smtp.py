"""The server that takes the mail: connection verified, login, one message, and who was refused."""

import base64
import os
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from audit.config.mail import MailSettings
from audit.errors import MailNotAcceptedError, UsageError, told_as
from audit.sources.authorities import tls_context
from audit.sources.secret_values import remember

PASSWORD_VARIABLE = "PHONE_AUDIT_SMTP_PASSWORD"  # noqa: S105 - the name of the variable

NO_SERVER = 'No mail server is set. Write host = "…" under [mail] in phone-audit.toml, or use --eml FILE.'


def smtp_password(mail: MailSettings) -> str | None:
    """Return the password of ``mail.user``, None when nobody logs in; raise UsageError when there is none."""
    if mail.user is None:
        return None
    password = os.environ.get(PASSWORD_VARIABLE)
    if not password and mail.password_file is not None:
        what = f"Cannot read the password file {mail.password_file}"
        with told_as(UsageError, what, also=(UnicodeDecodeError,), unsaid="it is not text"):
            password = mail.password_file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    if not password:
        raise UsageError(
            f"[mail] has a user, but no password. Set the environment variable {PASSWORD_VARIABLE}, or password_file "
            "under [mail]."
        )
    remember(password, base64.b64encode(f"\0{mail.user}\0{password}".encode()).decode("ascii"))  # AUTH PLAIN, RFC 4616
    return password


class MailServer:
    """A server that waits for a message."""

    def __init__(self, server: smtplib.SMTP, name: str, max_bytes: int) -> None:
        """Take a server that has greeted; ``name`` is for error messages, ``max_bytes`` the limit of the settings."""
        self._server = server
        self._name = name
        self._max_bytes = max_bytes

    @property
    def size_limit(self) -> int | None:
        """The greatest message that it says it takes, in bytes; None when it does not say."""
        announced = self._server.esmtp_features.get("size", "")
        return int(announced) or None if announced.isdigit() else None

    @property
    def largest(self) -> int:
        """The greatest message to send, in bytes: that of the settings, or less where the server says so."""
        return min(self.size_limit or self._max_bytes, self._max_bytes)

    def send(self, message: EmailMessage, sender: str, recipients: Sequence[str]) -> None:
        """Hand over ``message``; raise MailNotAcceptedError with the names of those for whom it is refused."""
        try:
            refused = self._server.send_message(message, sender, list(recipients))
        except smtplib.SMTPRecipientsRefused as error:
            raise MailNotAcceptedError(_refusal(self._name, error.recipients, len(recipients))) from error
        if refused:
            raise MailNotAcceptedError(_refusal(self._name, refused, len(recipients)))


def _refusal(name: str, refused: dict[str, tuple[int, bytes]], n_recipients: int) -> str:
    others = "Nobody got the mail." if len(refused) == n_recipients else "The others got the mail."
    return f"The mail server {name} refused {', '.join(sorted(refused))}. {others} The report is written."


@contextmanager
def connected(mail: MailSettings, password: str | None) -> Iterator[MailServer]:
    """Yield the server of ``mail``, logged in; whatever goes wrong with it becomes MailNotAcceptedError.

    The connection is encrypted, the certificate verified, before a login or an address is sent. Raise UsageError when
    the certificates of REQUESTS_CA_BUNDLE or SSL_CERT_FILE cannot be read.
    """
    if mail.host is None:
        raise UsageError(NO_SERVER)
    name = f"{mail.host}:{mail.port_in_force}"
    context = tls_context(os.environ)
    try:
        server = _greeted(mail, mail.host, context)
        try:
            _secure(server, mail, context, name)
            if mail.user is not None and password is not None:
                server.login(mail.user, password)
            yield MailServer(server, name, mail.max_bytes)
            with suppress(smtplib.SMTPException, OSError):  # the message is accepted, whatever becomes of the goodbye
                server.quit()
        finally:
            server.close()
    except (OSError, smtplib.SMTPException) as error:
        raise _not_accepted(name, _reason(error, mail)) from error


def _not_accepted(name: str, what: str) -> MailNotAcceptedError:
    return MailNotAcceptedError(f"The mail server {name} {what}. The report is written.")


def _reason(error: OSError | smtplib.SMTPException, mail: MailSettings) -> str:
    """Return what the server did, and what to try."""
    match error:
        case smtplib.SMTPAuthenticationError():
            what = f"refused the login of {mail.user} ({_said(error)}). Check mail.user and the password"
        case smtplib.SMTPNotSupportedError():
            what = "offers no login that phone-audit can use. Check mail.security and mail.user"
        case smtplib.SMTPServerDisconnected():
            # smtplib tells of a timeout as of a closed connection
            silent = isinstance(error.__context__, TimeoutError)
            heard = f"did not answer in {mail.timeout:g} seconds" if silent else "closed the connection"
            what = f"{heard}. Try again with phone-audit email"
        case smtplib.SMTPSenderRefused():
            what = f"refused the sender {error.sender} ({_said(error)}). Check mail.sender"
        case smtplib.SMTPResponseException():
            what = f"refused the mail ({_said(error)})"
        case ssl.SSLCertVerificationError():
            what = f"has a certificate that is not trusted: {error.verify_message}. Check mail.host, or SSL_CERT_FILE"
        case _:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            what = f"could not be reached: {reason}. Check mail.host, mail.port and mail.security"
    return what


def _said(error: smtplib.SMTPResponseException) -> str:
    answer = error.smtp_error
    text = answer.decode("ascii", "replace") if isinstance(answer, bytes) else str(answer)
    return f"{error.smtp_code}: {' '.join(text.split())[:200]}"


def _greeted(mail: MailSettings, host: str, context: ssl.SSLContext) -> smtplib.SMTP:
    if mail.security == "tls":
        return smtplib.SMTP_SSL(host, mail.port_in_force, timeout=mail.timeout, context=context)
    return smtplib.SMTP(host, mail.port_in_force, timeout=mail.timeout)


def _secure(server: smtplib.SMTP, mail: MailSettings, context: ssl.SSLContext, name: str) -> None:
    server.ehlo_or_helo_if_needed()
    if mail.security != "starttls":
        return
    if not server.has_extn("starttls"):
        raise _not_accepted(name, 'does not offer STARTTLS, so nothing was sent. Try mail.security = "tls"')
    server.starttls(context=context)
    server.ehlo()
