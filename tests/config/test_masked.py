from audit.config.audit import AuditConfig, Suppression
from audit.config.masked import digits_masked, masked_config


def test_the_last_three_digits_of_a_number_stay() -> None:
    assert digits_masked("+1 (212) 555-0100") == "+• (•••) •••-•100"
    assert digits_masked("no digits") == "no digits"


def test_what_people_typed_into_the_configuration_is_masked() -> None:
    config = AuditConfig(
        countries={"Old Larkspur": "GB"},
        placeholders=("ask Ada",),
        suppress=(Suppression(rule="shared-line", number="+12125550100", reason="Ada said so"),),
    )
    masked = masked_config(config.model_dump(mode="json"))
    assert masked["countries"] == {"••• 1": "GB"}
    assert masked["placeholders"] == ["•••"]
    assert (masked["suppress"][0]["reason"], masked["suppress"][0]["number"]) == ("•••", "+••••••••100")
    assert masked["redact"]


def test_a_masked_configuration_stays_as_it_is() -> None:
    masked = masked_config(AuditConfig(countries={"Old Larkspur": "GB"}).model_dump(mode="json"))
    assert masked_config(masked) == masked
