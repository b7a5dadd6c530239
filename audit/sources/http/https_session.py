"""Sessions that reach a service over https and nothing else, and keep nothing of it."""

from http.cookiejar import DefaultCookiePolicy

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from audit import __version__


def https_session(adapter: HTTPAdapter, auth: AuthBase) -> requests.Session:
    """Return a session that sends everything by ``adapter``, signed by ``auth``; proxies come from the environment."""
    http = requests.Session()
    http.adapters.clear()
    http.mount("https://", adapter)
    http.auth = auth
    # requests would keep cookies and send them along; what identifies us goes into one header
    http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    http.headers["User-Agent"] = f"phone-audit/{__version__}"
    return http


def read_body(response: requests.Response, *, streamed: bool = False) -> None:
    """Read the body now, so that a body that breaks off is a failure of this try; a stream only when it went wrong."""
    if streamed and response.status_code < 300:
        return
    try:
        _ = response.content
    except requests.RequestException:
        response.close()  # a body that cannot be decoded would keep its connection
        raise
