from pathlib import Path

import pytest

from audit.config.audit import AuditConfig
from audit.errors import UsageError


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("region = 5", 'region: must be text in quotation marks, "like this".'),
        ('redact = "maybe"', "redact: must be true or false, without quotation marks."),
        ('custom_fields = "Fax__c"', "custom_fields: is no single value: its settings go below a line with its name"),
        ('[mail]\nport = "abc"', "mail.port: must be a whole number, such as 5."),
        ("[mail]\nport = 2.5", "mail.port: must be a whole number, such as 5."),
        ('[mail]\nto = "ops"', 'mail.to: must be a list in brackets, such as ["…", "…"].'),
        ('[mail]\nto = ["a@x.example", "ops"]', "mail.to (entry 2): 'ops' is not one mail address."),
        ("[mail]\nmax_bytes = 5", "mail.max_bytes: must be 100,000 or more."),
        ("[mail]\ntimeout = 0", "mail.timeout: must be more than 0."),
        ('[mail]\nonly_if = "now"', 'mail.only_if: must be "always", "changed", "worse" or "failed".'),
        ("[mail]\npassword_file = 3", "mail.password_file: must be the name of a file, in quotation marks."),
        ('[severity]\nnot-e164 = "bad"', 'severity.not-e164: must be "error", "warning" or "notice".'),
        ('[[suppress]]\nrule = "shared-line"', "suppress.reason (entry 1): is missing."),
        ('[[suppress]]\nrule = "shared-line"\nreason = ""', "suppress.reason (entry 1): is empty."),
        (
            '[[suppress]]\nrule = "shared-line"\nreason = "x"\nexpires = "soon"',
            "suppress.expires (entry 1): must be a date, such as 2027-03-31.",
        ),
        ("[gates]\nreadiness = 80", "gates.readiness.go: must be 1 or less (0.9 is 90%)."),
        ("regoin = 5", "unknown key regoin. Did you mean region? Valid keys here: "),
        ("[calls]\nfile = 5", "unknown key calls. It is an option of the command: phone-audit run --calls. Valid keys"),
        ('time_zone = "UTC"', "unknown key time_zone. It is an option of the command: phone-audit run --time-zone."),
        ("[fix]\nunknown = true", "unknown key fix.unknown. Valid keys here: "),
    ],
)
def test_a_wrong_setting_is_told_as_one_would_write_it(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "phone-audit.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        AuditConfig.from_file(path)
    assert str(raised.value).startswith(f"In the configuration {path}: {said}")
