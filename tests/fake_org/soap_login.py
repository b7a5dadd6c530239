"""The SOAP call login(): the old way in, gone from API 65.0 up."""

import re
import xml.etree.ElementTree as ET
from typing import Final
from xml.sax.saxutils import escape

from tests.fake_org.contents import ORG_ID
from tests.fake_org.login import ADMIN, PASSWORD, SECURITY_TOKEN
from tests.fake_org.messages import Request, Response
from tests.fake_org.state import State

LAST_VERSION: Final = 64
_XML: Final = "text/xml;charset=UTF-8"
_ENVELOPE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns="urn:partner.soap.sforce.com"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>{}</soapenv:Body></soapenv:Envelope>'
)


def login(state: State, request: Request) -> Response:
    """Answer POST /services/Soap/u/{version}."""
    version = re.search(r"/u/(\d+)\.0", request.path)
    if not version or int(version[1]) > LAST_VERSION:
        return _fault("UNSUPPORTED_API_VERSION", "SOAP API login() is not available in this API version")
    try:
        # The only client is a test on this machine.
        body = ET.fromstring(request.body)  # noqa: S314
    except ET.ParseError:
        return _fault("UNKNOWN_EXCEPTION", "unable to parse the request")
    given = {element.tag.split("}")[-1]: element.text or "" for element in body.iter()}
    known = given.get("username", "").lower() == ADMIN.username
    if not known or given.get("password") not in (PASSWORD + SECURITY_TOKEN, *_without_token(state)):
        reason = "Invalid username, password, security token; or user locked out."
        return _fault("INVALID_LOGIN", reason)
    if not state.settings.api_enabled:
        return _fault("API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner")
    return Response(200, _granted(state, version[1]).encode(), _XML)


def _without_token(state: State) -> tuple[str, ...]:
    return (PASSWORD,) if state.settings.trusted_ip else ()


def _granted(state: State, version: str) -> str:
    session = escape(state.sessions.issue(ADMIN))
    server = f"{state.url}/services/Soap/u/{version}.0/{ORG_ID[:15]}"
    return _ENVELOPE.format(
        f"<loginResponse><result><metadataServerUrl>{server}</metadataServerUrl><passwordExpired>false</passwordExpired>"
        f"<sandbox>{str(state.settings.is_sandbox).lower()}</sandbox><serverUrl>{server}</serverUrl>"
        f"<sessionId>{session}</sessionId><userId>{ADMIN.id}</userId><userInfo><organizationId>{ORG_ID}</organizationId>"
        f"<userName>{ADMIN.username}</userName><sessionSecondsValid>7200</sessionSecondsValid></userInfo>"
        "</result></loginResponse>"
    )


def _fault(code: str, message: str) -> Response:
    text = _ENVELOPE.format(
        f"<soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: {message}</faultstring><detail>"
        '<sf:LoginFault xsi:type="sf:LoginFault">'
        f"<sf:exceptionCode>{code}</sf:exceptionCode><sf:exceptionMessage>{message}</sf:exceptionMessage>"
        "</sf:LoginFault></detail></soapenv:Fault>"
    )
    return Response(500, text.encode(), _XML)
