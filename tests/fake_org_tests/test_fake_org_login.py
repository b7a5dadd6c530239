"""The ways into the fake org, and who stays outside."""

import time
from pathlib import Path

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from simple_salesforce import SalesforceAuthenticationFailed, SalesforceLogin
from simple_salesforce.login import soap_login

from tests.fake_org import FakeOrg
from tests.fake_org_tests.asking import StartOrg, base, get, refused

BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def ask_token(org: FakeOrg, auth: tuple[str, str] | None = None, **form: str) -> requests.Response:
    with org.session() as session:
        del session.headers["Authorization"]
        return session.post(f"{org.url}/services/oauth2/token", data=form, auth=auth)


def assertion(org: FakeOrg, key: bytes | None = None, **claims: object) -> str:
    env = org.env("jwt")
    held = {
        "iss": env["SF_CLIENT_ID"],
        "sub": env["SF_USERNAME"],
        "aud": "https://login.salesforce.com",
        "exp": str(int(time.time()) + 180),
    }
    return jwt.encode({**held, **claims}, key or Path(env["SF_JWT_KEY_FILE"]).read_bytes(), algorithm="RS256")


def works(org: FakeOrg, token: str) -> bool:
    with org.session() as session:
        return session.get(f"{base(org)}/limits", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_client_credentials_open_the_org_by_header_and_by_form(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    env = org.env()
    client_id, secret = env["SF_CLIENT_ID"], env["SF_CLIENT_SECRET"]
    by_header = ask_token(org, (client_id, secret), grant_type="client_credentials").json()
    by_form = ask_token(org, grant_type="client_credentials", client_id=client_id, client_secret=secret).json()
    assert works(org, by_header["access_token"])
    assert works(org, by_form["access_token"])
    assert by_form["instance_url"] == org.url


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "client_credentials", "client_id": "x"}, "invalid_client_id"),
        ({"grant_type": "client_credentials", "client_id": "3MVG9.fake.org.consumer.key"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": BEARER, "assertion": "x"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "client_id": "PlatformCLI", "refresh_token": "x"}, "invalid_grant"),
    ],
)
def test_a_wrong_login_is_refused_by_name(start_org: StartOrg, folder: Path, form: dict[str, str], error: str) -> None:
    response = ask_token(start_org(folder), **form)
    assert (response.status_code, response.json()["error"]) == (400, error)


def test_client_credentials_work_only_on_my_domain(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    with org.session() as session:
        host = {"Host": "login.salesforce.com"}
        form = {"grant_type": "client_credentials"}
        response = session.post(f"{org.url}/services/oauth2/token", data=form, headers=host)
    assert response.json()["error_description"] == "request not supported on this domain"


def test_a_signed_assertion_opens_the_org(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    granted = ask_token(org, grant_type=BEARER, assertion=assertion(org)).json()
    assert works(org, granted["access_token"])
    assert set(granted) == {"access_token", "scope", "instance_url", "id", "token_type"}


@pytest.mark.parametrize(
    ("claims", "description"),
    [
        ({"aud": "https://test.salesforce.com"}, "audience is invalid"),
        ({"iss": "someone"}, "client identifier invalid"),
        ({"sub": "someone@else.example"}, "user hasn't approved this consumer"),
        ({"exp": 1_000_000_000}, "expired authorization code"),
        ({"exp": 4_000_000_000}, "expired authorization code"),
    ],
)
def test_an_assertion_must_say_the_right_things(
    start_org: StartOrg, folder: Path, claims: dict[str, object], description: str
) -> None:
    org = start_org(folder)
    response = ask_token(org, grant_type=BEARER, assertion=assertion(org, **claims))
    assert response.json()["error_description"] == description


def test_an_assertion_of_another_key_is_refused(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signed = jwt.encode({"iss": "x"}, stranger, algorithm="RS256")
    assert ask_token(org, grant_type=BEARER, assertion=signed).json()["error"] == "invalid_grant"


def test_a_sandbox_wants_the_test_audience(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, is_sandbox=True)
    signed = assertion(org, aud="https://test.salesforce.com")
    assert ask_token(org, grant_type=BEARER, assertion=signed).status_code == 200


def soap(org: FakeOrg, password: str, version: str = "64.0") -> tuple[str, str]:
    body = (
        '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>'
        '<n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>ada.muster@fernsprech.example</n1:username>'
        f"<n1:password>{password}</n1:password></n1:login></env:Body></env:Envelope>"
    )
    headers = {"content-type": "text/xml", "SOAPAction": "login"}
    with org.session() as session:
        return soap_login(f"{org.url}/services/Soap/u/{version}", body, headers, None, session)


def test_a_form_may_come_in_chunks(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    form = [b"grant_type=refresh_token&client_id=PlatformCLI", b"&refresh_token=5Aep861.fake.refresh.token"]
    with org.session() as session:
        given = session.post(f"{org.url}/services/oauth2/token", data=iter(form))
    assert works(org, given.json()["access_token"])


def test_soap_login_opens_the_org_up_to_version_64(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    env = org.env("password")
    token, instance = soap(org, env["SF_PASSWORD"] + env["SF_SECURITY_TOKEN"])
    assert works(org, token)
    assert f"https://{instance}" == org.url
    with pytest.raises(SalesforceAuthenticationFailed, match="UNSUPPORTED_API_VERSION"):
        soap(org, env["SF_PASSWORD"] + env["SF_SECURITY_TOKEN"], version="65.0")


def test_soap_login_wants_password_and_security_token(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    with pytest.raises(SalesforceAuthenticationFailed, match="INVALID_LOGIN"):
        soap(org, org.env("password")["SF_PASSWORD"])
    trusting = start_org(folder, trusted_ip=True)
    assert works(trusting, soap(trusting, trusting.env("password")["SF_PASSWORD"])[0])


def test_simple_salesforce_logs_in_through_the_adapter(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    env = org.env("password")
    with org.session(every_host=True) as session:
        token, _ = SalesforceLogin(
            username=env["SF_USERNAME"],
            password=env["SF_PASSWORD"],
            security_token=env["SF_SECURITY_TOKEN"],
            session=session,
        )
    assert works(org, token)


@pytest.mark.parametrize("authorization", ["", "Bearer nonsense", "Basic eDp5"])
def test_a_call_without_a_good_token_is_refused(start_org: StartOrg, folder: Path, authorization: str) -> None:
    org = start_org(folder)
    with org.session() as session:
        response = session.get(f"{base(org)}/limits", headers={"Authorization": authorization})
    assert refused(response) == (401, "INVALID_SESSION_ID")


def test_a_whole_environment_leads_to_this_org_only(
    start_org: StartOrg, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SALESFORCE_ACCESS_TOKEN", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, "elsewhere")
    env = start_org(folder).process_env("token")
    assert "elsewhere" not in env.values()
    assert {"SF_ACCESS_TOKEN", "SF_INSTANCE_URL", "REQUESTS_CA_BUNDLE", "PATH"} <= set(env)


def test_the_lightning_host_is_no_place_for_a_token(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    with org.session(every_host=True) as session:
        there = session.get("https://acme.my.salesforce.com/services/data/v62.0/limits")
        elsewhere = session.get("https://acme.lightning.force.com/services/data/v62.0/limits")
    assert there.status_code == 200
    assert refused(elsewhere) == (401, "INVALID_SESSION_ID")


def test_sessions_end_on_cue(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    token = org.token()
    org.expire_sessions()
    assert not works(org, token)
    assert works(org, org.token())


def test_a_token_can_be_good_for_so_many_calls(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, token_uses=2)
    token = org.token()
    assert [works(org, token) for _ in range(3)] == [True, True, False]


def test_nobody_is_trusted_without_the_authority(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    with org.session() as session:
        session.verify = True
        with pytest.raises(requests.exceptions.SSLError):
            session.get(org.url)
    assert get(org, "/limits").status_code == 200
