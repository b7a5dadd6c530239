import subprocess
import sys

import pytest

from audit.cli.app import COMMANDS, main

NAMES = [function.__name__ for functions in COMMANDS.values() for function in functions]
HEAVY = {"pandas", "numpy", "pyarrow", "openpyxl", "rich", "jinja2", "requests"}


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main([*arguments, "--help"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_has_a_line_to_type(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"\n    phone-audit {name}" in printed(capsys, name)


def test_the_help_names_every_command_with_its_whole_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(printed(capsys).split())
    for functions in COMMANDS.values():
        for function in functions:
            sentence = " ".join((function.__doc__ or "").partition("\n\n")[0].split())
            assert f"{function.__name__} {sentence}" in text


def test_options_are_shown_under_the_headings_that_they_name(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "run")
    _, _, gates = text.partition("\nPass or fail (exit code 10):\n")
    assert [line.split()[0] for line in gates.partition("\n\n")[0].splitlines() if line.startswith("  --")] == [
        "--fail-under",
        "--fail-on",
        "--preset",
    ]


def test_no_name_of_a_file_is_broken_by_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert "phone-audit.toml" in printed(capsys, "email")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["run", "--help"],
        ["--version"],
        ["rules"],
        ["rules", "not-e164"],
        ["rules", "not-e16"],
        ["run", "--ouy"],
        ["run"],
        ["run", "--csv", "x", "--org", "y"],
    ],
)
def test_help_and_refusals_load_no_table(arguments: list[str]) -> None:
    program = (
        "import sys; from audit.cli.app import main; main(sys.argv[1:]); print(sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True)
    loaded = {each.strip("' ") for each in done.stderr.splitlines()[-1].strip("[]").split(",")}
    assert "typer" in loaded
    assert not HEAVY & loaded
