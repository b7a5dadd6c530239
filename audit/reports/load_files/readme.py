"""What fixes/README.md says to the administrator who loads the files: what they do, how to load, how to undo."""

from collections.abc import Iterator, Mapping, Sequence

from audit.reports.load_files.instructions import (
    LoadFile,
    after_loading,
    before_loading,
    excel,
    loading,
    staying_clean,
    undoing,
)
from audit.reports.view.figures import count, counted, moment, share
from audit.reports.view.labels import CHANGE_LABELS, FORMATS, SCORE_LABELS, TASK_LABELS
from audit.reports.view.visible_text import shown_text
from audit.result.results import AuditResult, FixFigures, RuleText


def readme(result: AuditResult, files: Sequence[LoadFile]) -> str:
    """Return the text, in Markdown; ``files`` are those that were written, in the order in which they are loaded."""
    figures = result.results.fixes
    parts: list[Iterator[str]] = [_title(result)]
    if figures is None or not result.fixes["record"].size:
        parts.append(_nothing_to_load())
    elif not files:
        parts.append(_masked(figures))
    else:
        steps = [file for file in files if file.folder.startswith("step-")]
        back = [file for file in files if file not in steps]
        parts += [
            _in_short(figures),
            _effect(figures, result.rules),
            excel(),
            before_loading(),
            loading(figures.steps, steps),
            after_loading(),
            undoing(back, figures.intended_winners),
        ]
    if figures is not None:
        parts += [_left_for_people(figures)]
    parts += [staying_clean()]
    return "\n".join(line for part in parts for line in part) + "\n"


def _title(result: AuditResult) -> Iterator[str]:
    results = result.results
    org = shown_text(results.source.org_name or results.source.location)
    yield "# Load files"
    yield ""
    yield f"Made by phone-audit {results.tool.version} from {org}, as of {moment(results.generated_at)}."
    yield "The tool itself writes nothing to Salesforce: you load these files, or you do not."
    yield ""


def _nothing_to_load() -> Iterator[str]:
    yield "There is nothing to load: no phone field could be put right without a person looking at it."
    yield ""


def _masked(figures: FixFigures) -> Iterator[str]:
    yield (
        f"This report is redacted (`--redact`), so its numbers are masked and no load files were written. They would "
        f"change {counted(figures.cells, 'field')}. Run the audit without `--redact` to get them."
    )
    yield ""


def _in_short(figures: FixFigures) -> Iterator[str]:
    yield "## In short"
    yield ""
    yield (
        f"{counted(figures.cells, 'field')} of {counted(figures.records, 'record')} in "
        f"{counted(len(figures.steps), 'step')}. Nothing is deleted, no record is created, and `rollback` holds the "
        "old values of exactly the same fields."
    )
    yield ""
    yield "1. Read “Before you load”, and load one file into a sandbox first."
    yield "2. Load step 1, then step 2, and so on, without a long pause and without changing the order."
    yield "3. Run `phone-audit verify` (see “After the load”)."
    yield ""
    yield "| change | fields | what it does |"
    yield "|---|---:|---|"
    for change, n_fields in figures.changes.items():
        if n_fields:
            yield f"| {CHANGE_LABELS[change].label} | {count(n_fields)} | {CHANGE_LABELS[change].meaning} |"
    yield ""


def _effect(figures: FixFigures, rules: Mapping[str, RuleText]) -> Iterator[str]:
    yield "## What it changes, simulated"
    yield ""
    yield "| score | before | after |"
    yield "|---|---:|---:|"
    for name, label in SCORE_LABELS.items():
        before, after = getattr(figures.scores_before, name), getattr(figures.scores_after, name)
        yield f"| {label} | {share(before)} | {share(after)} |"
    yield ""
    yield f"- Numbers whose calls reach another record than before: {count(figures.winners_changed)}."
    if figures.intended_winners:
        yield f"- Numbers that get the winner you asked for: {count(figures.intended_winners)}."
    yield f"- New errors: {count(figures.new_errors)}; new warnings: {count(figures.new_warnings)}."
    if figures.closer_edits:
        yield (
            f"- {counted(figures.closer_edits, 'shared number')} will be reported as unstable-winner. It does no harm: "
            "the load itself edits the record that gets the calls and the next one within a week, in the right order."
        )
    if figures.rules:
        yield ""
        yield "| finding | before | after |"
        yield "|---|---:|---:|"
        for rule in figures.rules:
            yield f"| {rules[rule.rule_id].title} (`{rule.rule_id}`) | {count(rule.before)} | {count(rule.after)} |"
    if figures.changes["mobile_to_phone"] > figures.changes["mobile_cleared"]:
        yield ""
        yield "Phone and Mobile of a record hold the same number where one was copied: `same-number-twice` counts that."
    yield ""


def _left_for_people(figures: FixFigures) -> Iterator[str]:
    tasks = {task: n for task, n in figures.tasks_for_people.items() if n}
    formats = {name: n for name, n in figures.left_for_people.items() if n}
    if not tasks and not formats:
        return
    yield "## What no file can fix"
    yield ""
    yield "These need a person. `report.xlsx` lists them by owner, in the sheet “For people”."
    yield ""
    for task, n_rows in tasks.items():
        yield f"- {TASK_LABELS[task].label}: {count(n_rows)}. {TASK_LABELS[task].meaning}"
    if formats:
        told = ", ".join(f"{FORMATS[name].label} {count(n)}" for name, n in formats.items())
        yield ""
        yield f"Phone fields that are not in E.164 after the load: {told}."
    yield ""
