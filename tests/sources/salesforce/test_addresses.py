import pytest

from audit.errors import UsageError
from audit.sources.salesforce.addresses import org_address


@pytest.mark.parametrize(
    "text", ["http://acme.my.salesforce.com", "HTTP://acme.my.salesforce.com", "ftp://acme", "<https://acme>"]
)
def test_an_address_without_tls_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="https address"):
        org_address(text, "SF_INSTANCE_URL")


@pytest.mark.parametrize(
    "text",
    [
        "https://",
        "https://u:p@acme.my.salesforce.com",
        "https://u@acme.my.salesforce.com",
        "https://@acme.my.salesforce.com",
        "https://acme:port",
        "https://[x",
        "https://[1.2",
        "https://acme..my.salesforce.com",
        "https://.acme.my.salesforce.com",
        "https://acme.my.salesforce.com..",
        "https://-acme.my.salesforce.com",
        "https://acme-.my.salesforce.com",
        f"https://{'a' * 64}.my.salesforce.com",
        f"https://{'a.' * 130}com",
        "https://acme.my.salesforce.com:99999",
        "https://acme.my.salesforce.com:0",
        "https://acme.my.salesforce.com:-1",
        "https://acme.my.salesforce.com:44\u00b2",
        "https://acme.my.salesforce.com\\lightning",
        "https://acme,my.salesforce.com",
        "https://b\u00fccher.my.salesforce.com",
        "https://acme.my.salesf\u043erce.com",
        "https://acme\u3002my.salesforce.com",
        "https://\u2026.my.salesforce.com",
        "https//acme.my.salesforce.com",
        "https:/acme.my.salesforce.com",
        "https:acme.my.salesforce.com",
        "https",
        "https:",
        "/",
        ".",
        "",
        "*.my.salesforce.com",
        "https://https://acme.my.salesforce.com",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not the address"):
        org_address(text, "SF_INSTANCE_URL")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://acme.my.salesforce.com/", "https://acme.my.salesforce.com"),
        ("acme.my.salesforce.com", "https://acme.my.salesforce.com"),
        ("https://127.0.0.1:8443", "https://127.0.0.1:8443"),
        ("https://acme.my.salesforce.com:443/home", "https://acme.my.salesforce.com"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("//acme.my.salesforce.com", "https://acme.my.salesforce.com"),
        ("HTTPS://Acme.My.Salesforce.com", "https://acme.my.salesforce.com"),
        ("https://acme.my.salesforce.com.", "https://acme.my.salesforce.com"),
        ("https://acme.my.salesforce.com:8443/lightning?x=1#y", "https://acme.my.salesforce.com:8443"),
        ("https://acme.my.salesforce.com:", "https://acme.my.salesforce.com"),
        ("https://acme_test.example.com", "https://acme_test.example.com"),
        ("https.example.com", "https://https.example.com"),
        ("httpsacme.my.salesforce.com", "https://httpsacme.my.salesforce.com"),
    ],
)
def test_host_and_port_of_an_address_are_kept(text: str, url: str) -> None:
    assert org_address(text, "").url == url
    assert org_address(text, "").message is None


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://acme.lightning.force.com/lightning/page/home", "acme.my.salesforce.com"),
        ("https://acme--uat.sandbox.lightning.force.com", "acme--uat.sandbox.my.salesforce.com"),
        ("https://acme.my.salesforce-setup.com", "acme.my.salesforce.com"),
        ("acme.lightning.force.com/one/one.app#/home", "acme.my.salesforce.com"),
        ("https://acme.lightning.force.com:443", "acme.my.salesforce.com"),
        ("https://acme.file.force.com", "acme.my.salesforce.com"),
    ],
)
def test_the_address_of_the_pages_is_put_right_with_a_message(text: str, host: str) -> None:
    address = org_address(text, "SF_INSTANCE_URL")
    assert address.host == host
    assert host in address.message


@pytest.mark.parametrize("inside", [" ", "\t", "\n", "\r\n", "\x00", "\u00a0", "\u200b", "\udce9"])
def test_an_address_with_a_space_or_control_character_is_refused(inside: str) -> None:
    with pytest.raises(UsageError, match="space or control character"):
        org_address(f"https://acme{inside}.my.salesforce.com", "SF_INSTANCE_URL")


@pytest.mark.parametrize("text", ["https://ada:m4rked@acme.com", "https://x?m4rked=1@y", "https://m4rked m4rked"])
def test_nothing_of_what_is_refused_is_quoted(text: str) -> None:
    try:
        told = org_address(text, "SF_INSTANCE_URL").url
    except UsageError as error:
        told = str(error)
    assert "m4rked" not in told
