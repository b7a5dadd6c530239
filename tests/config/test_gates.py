from pathlib import Path

import pytest

from audit.config.audit import AuditConfig
from audit.config.gates import ORIENTATION, PRESETS, Gates, RuleGate, ShareGate
from audit.errors import UsageError


def from_toml(folder: Path, text: str) -> AuditConfig:
    """Return the configuration that ``text`` is."""
    path = folder / "phone-audit.toml"
    path.write_text(text, encoding="utf-8")
    return AuditConfig.from_file(path)


def test_a_share_gate_is_a_fraction_or_two(tmp_path: Path) -> None:
    gates = from_toml(tmp_path, "[gates]\nreadiness = 0.9\ne164_share = { go = 0.9, no_go = 0.5 }").gates
    assert gates.readiness == ShareGate(go=0.9, no_go=0.9)
    assert gates.e164_share == ShareGate(go=0.9, no_go=0.5)


def test_the_lower_bound_of_a_share_may_be_left_out(tmp_path: Path) -> None:
    assert from_toml(tmp_path, "[gates]\nreadiness = { go = 0.9 }").gates.readiness == ShareGate(go=0.9, no_go=0.9)


def test_a_rule_gate_is_a_count_or_a_share(tmp_path: Path) -> None:
    rules = from_toml(tmp_path, "[gates.rules]\nnot-e164 = 10\ntwin-records = { share = 0.01 }").gates.rules
    assert rules == {"not-e164": RuleGate(count=10), "twin-records": RuleGate(share=0.01)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[gates]\nreadiness = 90", "gates.readiness.go: must be 1 or less .0.9 is 90%."),
        ("[gates]\nreadiness = { go = 0.5, no_go = 0.9 }", "must not be above go"),
        ('[gates]\nreadiness = "high"', "gates.readiness"),
        ("[gates]\nreadines = 0.9", "Did you mean readiness?"),
        ("[gates]\nrules = 3", "write .gates.rules."),
        ("[gates.rules]\nnot-e164 = 0.5", "share = 0.5"),
        ("[gates.rules]\nnot-e164 = {}", "needs a count or a share"),
        ("[gates.rules]\nnot-e164 = { counts = 3 }", "Did you mean count?"),
    ],
)
def test_a_gate_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        from_toml(tmp_path, text)


def test_without_gates_those_for_orientation_hold() -> None:
    assert Gates().in_force() is ORIENTATION
    assert not Gates().enforced


def test_own_gates_without_a_preset_are_all_there_is() -> None:
    gates = Gates(readiness=ShareGate(go=0.5, no_go=0.5))
    assert gates.in_force() == gates
    assert gates.enforced


def test_own_gates_hold_in_place_of_those_of_the_preset() -> None:
    own = ShareGate(go=0.5, no_go=0.5)
    in_force = Gates(preset="pre-rollout", readiness=own, rules={"not-e164": RuleGate(count=0)}).in_force()
    assert in_force.readiness == own
    assert in_force.e164_share == PRESETS["pre-rollout"].e164_share
    assert set(in_force.rules) == {"undetermined-winner", "not-e164"}


def test_a_drop_of_nothing_is_a_gate() -> None:
    assert Gates(readiness_drop=0.0).enforced


def test_a_preset_of_the_command_line_keeps_the_own_gates() -> None:
    config = AuditConfig(gates=Gates(no_new_errors=True)).with_preset("quarterly")
    assert config.gates == Gates(preset="quarterly", no_new_errors=True)
    assert config.with_preset(None) == config
