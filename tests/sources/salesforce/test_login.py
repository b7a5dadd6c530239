import http.server
import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from audit.config.audit import AuditConfig
from audit.errors import AuditError, ConnectionFailedError, LoginRefusedError, UsageError
from audit.sources.http.failed_connection import why_untrusted
from audit.sources.http.retry_policy import RetryPolicy
from audit.sources.salesforce import Org, export, login
from audit.sources.salesforce.download import Batches
from audit.sources.salesforce.transport import WORDS
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.fake_org.login import ADMIN
from tests.sources.salesforce.conftest import N_CONTACTS

Start = Callable[..., FakeOrg]
LogIn = Callable[..., Org]
FORMS = ["token", "client_credentials", "jwt", "password"]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_environment_logs_in(start: Start, log_in: LogIn, form: str) -> None:
    org = log_in(start(), form)
    assert org.identity().username == ADMIN.username


@pytest.mark.parametrize("form", [form for form in FORMS if form != "token"])
def test_a_session_that_ends_is_renewed_once_for_all_workers(start: Start, exported: Callable, form: str) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", act.expire_sessions(), nth=6)
    assert exported(fake, form).manifest.objects["Contact"].rows == N_CONTACTS
    assert sum("/oauth2/token" in entry.path or "/Soap/" in entry.path for entry in fake.requests) == 2


def test_a_login_by_password_warns_that_it_ends(start: Start, log_in: LogIn) -> None:
    assert "Summer '27" in log_in(start(), "password").messages[0]
    assert log_in(start(), "jwt").messages == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SF_CLIENT_SECRET": "not-the-secret"}, "does not accept this client id and secret"),
        ({"SF_CLIENT_ID": "not-the-client"}, "does not know this client id"),
    ],
)
def test_wrong_client_credentials_are_refused(start: Start, change: dict[str, str], sentence: str) -> None:
    with pytest.raises(LoginRefusedError, match=sentence):
        login(environ={**start().env(), **change})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SF_JWT_AUDIENCE": "https://elsewhere.example"}, "audience does not fit"),
        ({"SF_USERNAME": "nobody@fernsprech.example"}, "may not use the app"),
    ],
)
def test_a_wrong_assertion_is_refused(start: Start, change: dict[str, str], sentence: str) -> None:
    with pytest.raises(LoginRefusedError, match=sentence):
        login(environ={**start().env("jwt"), **change})


def test_a_sandbox_takes_the_audience_of_sandboxes(start: Start) -> None:
    fake = start(is_sandbox=True)
    assert login(environ={**fake.env("jwt"), "SF_DOMAIN": "test"}).identity().is_sandbox


def test_a_key_that_cannot_sign_is_a_usage_error(start: Start, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", encoding="ascii")
    with pytest.raises(UsageError, match="is damaged"):
        login(environ={**start().env("jwt"), "SF_JWT_KEY_FILE": str(key)})


def test_a_wrong_password_is_refused_without_being_repeated(start: Start) -> None:
    with pytest.raises(LoginRefusedError, match="INVALID_LOGIN") as caught:
        login(environ={**start().env("password"), "SF_PASSWORD": "guess-work"})
    assert "guess-work" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_token_that_does_not_hold_is_refused_with_what_to_do(start: Start) -> None:
    fake = start()
    org = login(environ={**fake.env("token"), "SF_ACCESS_TOKEN": "00Dx!spent"})
    with pytest.raises(LoginRefusedError, match="show-access-token") as caught:
        org.identity()
    assert "spent" not in str(caught.value)


def test_a_session_that_is_refused_even_when_new_is_refused(start: Start, log_in: LogIn) -> None:
    fake = start()
    fake.fault("GET /query/", act.say(401, "INVALID_SESSION_ID", "Session expired or invalid"), times=None)
    with pytest.raises(LoginRefusedError, match=r"my\.salesforce\.com"):
        log_in(fake).identity()


def test_an_app_that_the_user_has_not_approved_is_refused_without_a_warning(start: Start, log_in: LogIn) -> None:
    fake = start()
    refused = {"error": "invalid_grant", "error_description": "user hasn't approved this consumer"}
    fake.fault("POST /services/oauth2/token", act.say_json(400, refused))
    with pytest.raises(LoginRefusedError, match="Pre-authorize"):
        log_in(fake)


@pytest.mark.parametrize("answer", [{"access_token": "t"}, {}, {"instance_url": "https://x"}])
def test_an_answer_that_is_no_login_is_refused(start: Start, log_in: LogIn, answer: dict[str, str]) -> None:
    fake = start()
    fake.fault("POST /services/oauth2/token", act.say_json(200, answer))
    with pytest.raises(LoginRefusedError, match="did not answer the login"):
        log_in(fake)


def test_an_api_that_is_off_is_refused_in_every_form(start: Start, log_in: LogIn) -> None:
    fake = start(api_enabled=False)
    for form in FORMS:
        with pytest.raises(LoginRefusedError, match="API Enabled"):
            log_in(fake, form).identity()


def test_a_certificate_that_is_not_trusted_is_told(start: Start, patience: RetryPolicy) -> None:
    environ = start().env()
    del environ["REQUESTS_CA_BUNDLE"]
    with pytest.raises(ConnectionFailedError, match="REQUESTS_CA_BUNDLE"):
        login(environ=environ, patience=patience)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Hostname mismatch, certificate is not valid for 'acme.my.salesforce.com'.", "is for another host"),
        ("IP address mismatch, certificate is not valid for '127.0.0.2'.", "is for another host"),
        ("certificate has expired", "Check the clock"),
        ("certificate is not yet valid", "Check the clock"),
        ("self-signed certificate in certificate chain", "REQUESTS_CA_BUNDLE"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told(said: str, sentence: str) -> None:
    told = why_untrusted(
        "acme.my.salesforce.com", f"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {said}", WORDS
    )
    assert "The certificate of acme.my.salesforce.com is not trusted" in told
    assert sentence in told


def test_a_port_without_tls_is_told_at_once(patience: RetryPolicy, waits: list[float]) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        host = f"127.0.0.1:{server.server_port}"
        environ = {"SF_INSTANCE_URL": f"https://{host}", "SF_CLIENT_ID": "i", "SF_CLIENT_SECRET": "s"}
        with pytest.raises(ConnectionFailedError, match=f"{host} does not speak TLS"):
            login(environ=environ, patience=patience)
    assert not waits


def test_the_authority_may_come_from_ssl_cert_file(start: Start) -> None:
    environ = start().env()
    environ["SSL_CERT_FILE"] = environ.pop("REQUESTS_CA_BUNDLE")
    assert login(environ=environ).identity()


def test_requests_ca_bundle_goes_before_ssl_cert_file(start: Start) -> None:
    environ = {**start().env(), "SSL_CERT_FILE": "/nowhere.pem"}
    assert login(environ=environ).identity()


def test_a_host_that_does_not_answer_is_told_at_once(start: Start, patience: RetryPolicy, waits: list[float]) -> None:
    fake = start()
    fake.close()
    environ = {name: value for name, value in fake.env().items() if name != "REQUESTS_CA_BUNDLE"}
    with pytest.raises(ConnectionFailedError, match="cannot be reached"):
        login(environ=environ, patience=patience)
    assert not waits


def test_a_netrc_does_not_replace_the_session(
    start: Start, log_in: LogIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="ascii")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", os.fspath(netrc))
    fake = start()
    assert requests.utils.get_netrc_auth(fake.url) == ("somebody", "else")
    log_in(fake, "jwt").identity()
    assert {entry.authorization for entry in fake.requests} == {"", "Bearer"}


def test_no_secret_is_logged(start: Start, log_in: LogIn, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    fake = start()
    with caplog.at_level(logging.DEBUG):
        for form in FORMS:
            export(log_in(fake, form), AuditConfig(), tmp_path / form, batches=Batches(rest_rows=0))
    secrets = [*fake.state.sessions._users, *(fake.env(form).get(name, "-") for form, name in SECRETS)]
    assert not [secret for secret in secrets if secret in caplog.text]


SECRETS = [
    ("client_credentials", "SF_CLIENT_SECRET"),
    ("password", "SF_PASSWORD"),
    ("password", "SF_SECURITY_TOKEN"),
]


def test_the_version_is_the_nearest_on_offer(start: Start, log_in: LogIn) -> None:
    fake = start()
    fake.fault(
        "GET /services/data/", act.say_json(200, [{"version": "60.0"}, {"version": "61.0"}, {"version": "70.0"}])
    )
    assert log_in(fake).api_version == "61.0"


def test_an_org_that_sends_us_elsewhere_is_not_followed(start: Start, log_in: LogIn) -> None:
    fake = start()
    fake.fault("GET /services/data/", act.say_html(302, Location="https://acme--new.my.salesforce.com/services/data/"))
    with pytest.raises(ConnectionFailedError, match="sends us on to acme--new"):
        log_in(fake)


def test_a_session_is_sent_to_its_org_only(start: Start, log_in: LogIn) -> None:
    org, other = log_in(start()), start()
    org.http.get_adapter("https://")._verify = False
    with pytest.warns(Warning, match="Unverified"):
        org.http.get(f"{other.url}/services/data/")
    assert [entry.authorization for entry in other.requests] == [""]


def test_plain_http_has_no_way_out(start: Start, log_in: LogIn) -> None:
    with pytest.raises(requests.exceptions.InvalidSchema):
        log_in(start()).http.get("http://127.0.0.1/services/data/")


def test_an_error_of_the_org_that_repeats_a_credential_shows_none(start: Start) -> None:
    fake = start()
    for form, name in SECRETS:
        secret = fake.env(form)[name]
        fake.fault("POST /services/*/token", act.say_json(400, {"error": f"bad {secret}", "error_description": secret}))
        fake.fault("POST /services/Soap/*/*", act.say_xml(403, f"BAD_{secret}", f"no {secret}"))
        with pytest.raises(AuditError) as caught:
            login(environ=fake.env(form))
        assert secret not in str(caught.value)


def test_a_password_of_another_script_is_sent_as_it_is(start: Start) -> None:
    with pytest.raises(LoginRefusedError, match="INVALID_LOGIN"):
        login(environ={**start().env("password"), "SF_PASSWORD": "\u043f\u0430\u0440\u043e\u043b\u044c <&>"})


def test_a_header_that_cannot_be_sent_is_told_without_it(start: Start, log_in: LogIn) -> None:
    org = log_in(start())
    with pytest.raises(ConnectionFailedError, match="cannot be sent") as caught:
        org.http.get(f"{org.url}/services/data/", auth=_Signed())
    assert "m4rked" not in str(caught.value)
    assert caught.value.__suppress_context__


class _Signed(requests.auth.AuthBase):
    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = "Bearer m4rked\rm4rked"
        return request


@pytest.mark.parametrize("form", [form for form in FORMS if form != "token"])
def test_a_login_that_gives_the_same_session_again_has_ended(start: Start, log_in: LogIn, form: str) -> None:
    fake = start()
    org = log_in(fake, form)
    fixed = fake.token()
    org.http.auth.accept(org.host, fixed, lambda: fixed, org.http.auth._ended)
    fake.expire_sessions()
    with pytest.raises(LoginRefusedError, match="gives the same one again") as caught:
        org.identity()
    assert fixed not in str(caught.value)


def test_a_token_that_ends_in_the_middle_of_an_export_is_told_and_the_export_can_go_on(
    start: Start, exported: Callable
) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", act.expire_sessions(), nth=6)
    with pytest.raises(LoginRefusedError, match="SF_ACCESS_TOKEN has ended") as caught:
        exported(fake, "token")
    assert "the same command resumes from there" in str(caught.value)
    assert exported(fake, "token").manifest.objects["Contact"].rows == N_CONTACTS
