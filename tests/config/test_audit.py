"""The settings: what each accepts, and what the message says of what it does not."""

from pathlib import Path
from typing import Any

import pytest

from audit.config.audit import AuditConfig, FixSettings
from audit.config.profile import SHIPPED_PROFILES, Profile
from audit.errors import ExitCode, UsageError


@pytest.fixture
def from_toml(tmp_path: Path) -> Any:
    def read(text: str) -> AuditConfig:
        path = tmp_path / "phone-audit.toml"
        path.write_text(text, encoding="utf-8")
        return AuditConfig.from_file(path)

    return read


def refusal(from_toml: Any, text: str) -> str:
    with pytest.raises(UsageError) as refused:
        from_toml(text)
    assert refused.value.exit_code == ExitCode.USAGE
    return str(refused.value).partition("phone-audit.toml: ")[2]


def test_an_empty_file_is_the_default(from_toml: Any) -> None:
    assert from_toml("") == AuditConfig()


def test_the_default_profile_is_what_the_vendor_documents() -> None:
    profile = AuditConfig().profile
    assert profile == SHIPPED_PROFILES["aircall"]
    assert profile.model_dump() == {
        "name": "aircall",
        "object_order": ("Contact", "Lead", "Account", "PersonAccount"),
        "match_slots": ("phone", "mobile", "home", "assistant", "other"),
        "sync_slots": ("phone", "mobile"),
        "sync_objects": ("Contact", "Lead", "Account", "PersonAccount"),
        "mobile_needs_e164_phone": True,
        "date_field": "LastModifiedDate",
        "policy": "any",
        "probe": None,
        "asked_as": None,
        "measured": None,
    }


def test_the_other_profiles_differ_in_one_thing_each() -> None:
    default = SHIPPED_PROFILES["aircall"].model_dump()

    def differences(name: str) -> dict[str, Any]:
        return {key: value for key, value in SHIPPED_PROFILES[name].model_dump().items() if value != default[key]}

    assert set(SHIPPED_PROFILES) == {"aircall", "aircall-phone-mobile", "aircall-legacy"}
    assert differences("aircall-phone-mobile") == {
        "name": "aircall-phone-mobile",
        "match_slots": ("phone", "mobile"),
    }
    assert differences("aircall-legacy") == {
        "name": "aircall-legacy",
        "object_order": ("Contact", "Account", "Lead", "PersonAccount"),
    }


@pytest.mark.parametrize("name", list(SHIPPED_PROFILES))
def test_a_profile_may_be_a_name(from_toml: Any, name: str) -> None:
    assert from_toml(f'profile = "{name}"').profile == SHIPPED_PROFILES[name]


def test_settings_of_a_profile_stand_in_place_of_those_of_the_shipped_one(from_toml: Any) -> None:
    profile = from_toml('[profile]\nname = "aircall-legacy"\npolicy = "exact"').profile
    assert profile == SHIPPED_PROFILES["aircall-legacy"].model_copy(update={"policy": "exact"})


def test_settings_of_a_profile_without_a_name_change_the_default(from_toml: Any) -> None:
    assert from_toml('[profile]\nsync_objects = ["Contact"]').profile == Profile(sync_objects=("Contact",))


def test_every_setting_can_be_given(from_toml: Any) -> None:
    config = from_toml(
        """
        region = "GB"
        redact = true
        include_converted_leads = true
        placeholders = ["none given"]
        [countries]
        "Old Blighty" = "GB"
        [custom_fields]
        include = ["Contact.Direct_Line__c"]
        exclude = ["PersonAccount.Fax_Phone__pc"]
        [severity]
        not-e164 = "notice"
        [[suppress]]
        number = "+12125550100"
        reason = "our own line"
        expires = 2030-01-31
        [report]
        rows_per_sheet = 300
        [fix]
        mobile_to_phone = "move"
        custom_fields = { "Contact.Direct_Line__c" = "other" }
        """
    )
    assert (config.region, config.redact, config.include_converted_leads) == ("GB", True, True)
    assert (config.countries, config.placeholders) == ({"Old Blighty": "GB"}, ("none given",))
    assert config.custom_fields.include == ("Contact.Direct_Line__c",)
    assert config.severity == {"not-e164": "notice"}
    assert config.suppress[0].expires is not None
    assert config.report.rows_per_sheet == 300
    assert config.fix == FixSettings(mobile_to_phone="move", custom_fields={"Contact.Direct_Line__c": "other"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "regoin = 'GB'",
            "unknown key regoin. Did you mean region? Valid keys here: aircall, countries,",
        ),
        (
            "[profile]\npolcy = 'any'",
            "unknown key profile.polcy. Did you mean policy? Valid keys here: asked_as, date_field,",
        ),
        ("[report]\nxyz = 1", "unknown key report.xyz. Valid keys here: rows_per_sheet."),
        (
            "[[suppress]]\nreason = 'x'\nrule = 'y'\nrecrod = 'z'",
            (
                "unknown key suppress.recrod (entry 1). Did you mean record? Valid keys here: expires, number, reason, "
                "record,"
            ),
        ),
        ("[custom_fields]\nincluded = []", "unknown key custom_fields.included. Did you mean include?"),
    ],
)
def test_an_unknown_key_names_the_valid_ones(from_toml: Any, text: str, message: str) -> None:
    assert refusal(from_toml, text).startswith(message)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("region = 44", "region:"),
        ("redact = 'perhaps'", "redact:"),
        ("countries = { Blighty = 44 }", "countries.Blighty:"),
        ("severity = { not-e164 = 'fatal' }", "severity.not-e164:"),
        ("[custom_fields]\ninclude = ['Direct_Line__c']", "custom_fields.include (entry 1):"),
        ("[report]\nrows_per_sheet = 0", "report.rows_per_sheet:"),
        ("[profile]\npolicy = 'strict'", "profile.policy:"),
        ("[profile]\nmatch_slots = ['custom']", "profile.match_slots (entry 1):"),
        ("profile = 3", "profile:"),
        ("[[suppress]]\nrule = 'not-e164'\nreason = ''", "suppress.reason (entry 1):"),
        ("[[suppress]]\nrule = 'not-e164'", "suppress.reason (entry 1):"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_key(from_toml: Any, text: str, key: str) -> None:
    assert refusal(from_toml, text).startswith(key)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("profile = 'air'", "profile: no profile 'air'; there are aircall, aircall-phone-mobile, aircall-legacy."),
        (
            "[profile]\nobject_order = ['Contact']",
            "profile: object_order must name each of Contact, Lead, Account, PersonAccount once.",
        ),
        ("[[suppress]]\nreason = 'x'", "suppress (entry 1): a suppression needs a rule, a number or a record."),
        (
            "[fix.custom_fields]\n'Lead.Direct__c' = 'home'",
            "fix: Lead has no home field; it has phone, mobile.",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_in_words(from_toml: Any, text: str, message: str) -> None:
    assert refusal(from_toml, text) == message


def test_a_file_that_is_no_toml_is_refused(from_toml: Any) -> None:
    with pytest.raises(UsageError, match="is not valid TOML"):
        from_toml("region = GB")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "phone-audit.toml"
    path.write_bytes(b"region = '\xff'")
    with pytest.raises(UsageError, match="is not valid TOML"):
        AuditConfig.from_file(path)


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Cannot read the configuration .*missing\.toml: No such file"):
        AuditConfig.from_file(tmp_path / "missing.toml")


def test_the_command_line_stands_in_place_of_the_file(from_toml: Any) -> None:
    config = from_toml("region = 'GB'\nredact = true\nprofile = 'aircall-legacy'")
    overridden = config.with_overrides(region="US", redact=None, profile=None)
    assert (overridden.region, overridden.redact) == ("US", True)
    assert overridden.profile == SHIPPED_PROFILES["aircall-legacy"]


def test_a_profile_of_the_command_line_replaces_the_whole_profile(from_toml: Any) -> None:
    config = from_toml("[profile]\npolicy = 'exact'")
    assert config.with_overrides(profile="aircall-legacy").profile == SHIPPED_PROFILES["aircall-legacy"]


def test_nothing_given_on_the_command_line_changes_nothing() -> None:
    config = AuditConfig(region="GB")
    assert config.with_overrides(region=None) is config


def test_a_mistake_on_the_command_line_is_said_to_be_there() -> None:
    with pytest.raises(UsageError, match=r"^On the command line: redact: "):
        AuditConfig().with_overrides(redact="perhaps")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"regoin": "US"}, "unknown key regoin. Did you mean region?"),
        ({"self": "US"}, "unknown key self."),
        ({"region": 1}, "region: "),
        ({"fix": {"rows": 1}}, "unknown key fix.rows."),
    ],
)
def test_a_mistake_in_a_script_is_told_in_one_line(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        AuditConfig(**settings)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_a_configuration_goes_through_json_and_back() -> None:
    config = AuditConfig.model_validate(
        {"region": "GB", "profile": "aircall-legacy", "suppress": [{"rule": "x", "reason": "y"}]}
    )
    assert AuditConfig.model_validate(config.model_dump(mode="json")) == config


def test_a_byte_order_mark_is_no_part_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_bytes(b"\xef\xbb\xbfregion = 'GB'\n")
    assert AuditConfig.from_file(tmp_path / "audit.toml").region == "GB"


def test_settings_nested_beyond_all_measure_are_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_text(f"region = {'[' * 20_000}")
    with pytest.raises(UsageError, match="nested too deeply"):
        AuditConfig.from_file(tmp_path / "audit.toml")
