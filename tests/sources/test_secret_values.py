import base64
import html
import json
import urllib.parse
from pathlib import Path

import pytest

from audit.cli.app import main
from audit.cli.console import defect, print_error
from audit.cli.run_log import run_log
from audit.reports.text import rule_help
from audit.sources.secret_values import HIDDEN, masked, remember, remember_environment

MARKED = "m4rk'd/s\u00e9cret+\"<&>\\"


@pytest.fixture(autouse=True)
def _known() -> None:
    remember(MARKED)


@pytest.mark.parametrize(
    "written",
    [
        MARKED,
        repr(MARKED),
        repr(MARKED.encode()),
        repr(MARKED.encode("latin-1")),
        json.dumps(MARKED),
        json.dumps(MARKED, ensure_ascii=False),
        urllib.parse.quote(MARKED),
        urllib.parse.quote(MARKED, safe=""),
        urllib.parse.quote(MARKED, safe="").lower(),
        urllib.parse.quote_plus(MARKED),
        urllib.parse.urlencode({"x": MARKED}),
        html.escape(MARKED),
        html.escape(MARKED, quote=False),
        base64.b64encode(MARKED.encode()).decode(),
    ],
)
def test_a_secret_is_hidden_in_whatever_form_a_library_quotes_it(written: str) -> None:
    shown = masked(f"Invalid header value {written} for url")
    assert HIDDEN in shown
    assert not [part for part in ("m4rk", "cret", "bTRyaydk") if part in shown.replace(HIDDEN, "")]


@pytest.mark.parametrize(
    "text",
    [
        "Session 00D5Y000001abcd!AQEAQ.m4rked_unknown is gone",
        "url /services?sid=00D5Y000001abcd%21AQEAQm4rked",
        "assertion eyJhbGciOi.eyJm4rked.sig_m4rked",
        "b'Bearer m4rked-of-nobody'",
        "{'Authorization': 'Basic bTRya2VkOm00cmtlZDEy'}",
        "refresh 5Aep861m4rkedm4rkedm4rked",
        "force://PlatformCLI::m4rked@acme.my.salesforce.com",
        "body access_token=m4rked&x=1",
        "-----BEGIN RSA PRIVATE KEY-----\nm4rked\nm4rked\n-----END RSA PRIVATE KEY----- end",
        "-----BEGIN PRIVATE KEY----- m4rked cut off",
    ],
)
def test_what_looks_like_a_secret_is_hidden_though_nobody_named_it(text: str) -> None:
    assert HIDDEN in masked(text)
    assert "m4rked" not in masked(text)
    assert "bTRya2Vk" not in masked(text)


@pytest.mark.parametrize(
    "text", ["Basic authentication failed.", "The bearer of this", "Run `sf org login web --alias acme`.", "", "abc"]
)
def test_plain_words_are_left_alone(text: str) -> None:
    remember("", "abc", " ")
    assert masked(text) == text


def test_the_lines_of_a_key_are_hidden_one_by_one() -> None:
    remember("-----BEGIN PRIVATE KEY-----\nMIIEm4rkedline00000one\nMIIEm4rkedline00000two\n-----END PRIVATE KEY-----\n")
    assert masked("line 2: MIIEm4rkedline00000two") == f"line 2: {HIDDEN}"


def test_what_the_environment_holds_is_known_proxies_too() -> None:
    remember_environment(
        {
            "SF_PASSWORD": "m4rked-one\r\n",
            "SALESFORCE_CLIENT_SECRET": "m4rked-two",
            "PHONE_AUDIT_SMTP_PASSWORD": "m4rked-three",
            "HTTPS_PROXY": "http://ada:m4rked-four@proxy.example.com:8080",
            "all_proxy": "[m4rked-five",
            "SF_JWT_KEY_FILE": "-----BEGIN EC PRIVATE KEY-----\nm4rked-sixsixsix",
            "HOME": "/home/ada",
        }
    )
    for word in ("one", "two", "three", "four", "sixsixsix"):
        assert "m4rked" not in masked(f"x m4rked-{word} [m4rked-five")
    assert masked("/home/ada") == "/home/ada"


def test_nothing_secret_is_printed_or_logged(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    print_error(f"phone-audit: {MARKED} and {MARKED.encode()!r}")
    with run_log(tmp_path / "run.log") as log:
        log.event("note", text=f"{MARKED!r}")
    written = capsys.readouterr().err + (tmp_path / "run.log").read_text(encoding="utf-8")
    assert written.count(HIDDEN) == 3
    assert "m4rk" not in written


def test_a_failure_that_nobody_foresaw_is_one_line_without_its_own_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError(MARKED)

    monkeypatch.setattr(rule_help, "_rule_list", fail)
    assert main(["rules"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("phone-audit: A defect of phone-audit: KeyError in reports/text/rule_help.py, line ")
    assert len(told.splitlines()) == 1
    assert "m4rk" not in told


def test_the_place_of_a_failure_outside_of_the_program_is_not_named() -> None:
    assert "KeyError. An earlier report" in defect(KeyError("x"))


def test_a_log_tells_the_kind_of_a_failure_that_nobody_foresaw(tmp_path: Path) -> None:
    with pytest.raises(KeyError), run_log(tmp_path / "run.log"):
        raise KeyError(MARKED)
    last = json.loads((tmp_path / "run.log").read_text(encoding="utf-8").splitlines()[-1])
    assert (last["kind"], last["exit_code"]) == ("KeyError", 1)
