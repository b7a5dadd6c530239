import pytest
from typer.main import get_command

from audit.cli.app import app, main
from audit.config.setting_errors import OPTIONS_OF_RUN
from audit.errors import ExitCode


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "--ouy", "x"], "There is no option --ouy. Did you mean --out? See phone-audit run --help."),
        (["run", "--wxyz"], "There is no option --wxyz. See phone-audit run --help."),
        (
            ["demo", "--csv", "x"],
            (
                "There is no option --csv here; phone-audit run and phone-audit verify have it. "
                "See phone-audit demo --help."
            ),
        ),
        (
            ["run", "--policy", "national"],
            (
                "Invalid value for '--policy': 'national' is not one of 'exact', 'digits', 'any', 'measured'. "
                "See phone-audit run --help."
            ),
        ),
        (["rnu"], "No such command 'rnu'. Did you mean 'run'? See phone-audit --help."),
        (
            ["run", "my (old) export/"],
            (
                "Not understood: my (old) export/. Put --csv before the path of an export: "
                'phone-audit run --csv "my (old) export/". See phone-audit run --help.'
            ),
        ),
        (
            ["explain", "+1", "212"],
            "Not understood: 212. Put quotation marks around a text with spaces. See phone-audit explain --help.",
        ),
        (["explain"], "Missing argument 'NUMBER'. See phone-audit explain --help."),
        (
            ["run"],
            (
                "Nothing to audit was given. Add --csv PATH, --org ALIAS, --env or --snapshot DIR; "
                "phone-audit demo needs none."
            ),
        ),
        (["run", "--csv", "x", "--org", "y"], "One of --csv and --org is enough: leave out the other."),
        (
            ["run", "--csv", "x", "--org", "y", "--env"],
            "One of --csv, --org and --env is enough: leave out the others.",
        ),
        (["check"], "No org was given. Add --org ALIAS or --env."),
        (["export", "--out", "x", "--org", "y", "--env"], "One of --org and --env is enough: leave out the other."),
    ],
)
def test_a_wrong_command_line_ends_in_a_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"phone-audit: {sentence}\n")


def test_what_the_settings_call_an_option_of_run_is_one() -> None:
    run = get_command(app).commands["run"]  # type: ignore[attr-defined]
    options = {name for parameter in run.params for name in parameter.opts}
    assert {f"--{name.replace('_', '-')}" for name in OPTIONS_OF_RUN} <= options
