"""CONTRIBUTING is followed to the letter in a copy of the tree, and the tests name what is missing on the way."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
COPIED = ("audit", "docs", "sample_data", "scripts", "templates", "tests", "pyproject.toml", "README.md")
CHAPTER = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Add a rule\n")[1].split("\n## ")[0]
STEPS = dict(re.findall(r"^`(\S+)`\n\n```\w+\n(.*?)```", CHAPTER, re.MULTILINE | re.DOTALL))
"""By file, what the chapter writes into it."""
RULE_FILE, REGISTRY, RULE_TEST, CASE, EXPECTED = STEPS
MODULE = Path(RULE_FILE).stem
RULE_ID = MODULE.replace("_", "-")

OF_REGISTRY, OF_CASES = "tests/findings/rules/test_registry.py", "tests/test_sample_data.py"
OF_PAGES, OF_README = "tests/test_reference_docs.py", "tests/test_readme.py"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("_shipped"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=tree, capture_output=True, text=True, check=False, env=environment
    )


def failures(tree: Path, *tests: str) -> str:
    """Return what the tests that fail say; nothing if all pass."""
    done = run(tree, "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return done.stdout if done.returncode else ""


def write(tree: Path, name: str) -> None:
    assert not (tree / name).exists()
    (tree / name).write_text(STEPS[name], encoding="utf-8")


def add_to_registry(path: Path) -> None:
    import_line, rule_line = STEPS[REGISTRY].splitlines(keepends=True)
    text = path.read_text(encoding="utf-8")
    for before, line in (
        ("from audit.findings.rules import (\n", import_line),
        ("RULES: tuple[Rule, ...] = (\n", rule_line),
    ):
        assert text.count(before) == 1
        text = text.replace(before, before + line)
    path.write_text(text, encoding="utf-8")


def test_a_rule_is_added_by_the_steps_and_what_is_missing_is_named(tree: Path) -> None:
    write(tree, RULE_FILE)
    assert f"'{MODULE}'" in failures(tree, OF_REGISTRY)

    add_to_registry(tree / REGISTRY)
    told = failures(tree, OF_REGISTRY, f"{OF_CASES}::test_every_rule_has_a_case_unless_it_needs_a_larger_org")
    assert f"test_it_has_a_test_of_its_name[{RULE_ID}]" in told
    assert f"['{RULE_ID}'] == []" in told

    write(tree, RULE_TEST)
    write(tree, CASE)
    told = failures(tree, OF_REGISTRY, RULE_TEST, f"{OF_CASES}::test_the_audit_finds_nothing_by_accident")
    assert f"('{RULE_ID}', " in told
    assert OF_REGISTRY not in told

    with (tree / EXPECTED).open("a", encoding="utf-8") as file:
        file.write(STEPS[EXPECTED])
    told = failures(tree, OF_CASES, OF_PAGES, f"{OF_README}::test_the_table_of_rules_is_the_registry")
    assert "test_the_table_of_rules_is_the_registry" in told
    assert "test_the_page_is_current[rules.md" in told
    assert OF_CASES not in told

    assert run(tree, "scripts.reference_docs").returncode == 0
    assert failures(tree, OF_PAGES, OF_README) == "", "nothing is missing, and no transcript changes"
