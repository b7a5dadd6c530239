"""What the prepared load files would change, and what they leave to people."""

from collections.abc import Mapping
from typing import Final

from audit.reports.view.figures import count_figure, counted, share_figure
from audit.reports.view.labels import CHANGE_LABELS, FORMATS, SCORE_LABELS, TASK_LABELS, label_of, labels_of
from audit.reports.view.models import Figure, FigureRow, FigureTable, LoadFiles
from audit.result.results import FixFigures, Results

_BEFORE_AND_AFTER: Final = ("Before", "After")


def load_files_of(results: Results) -> LoadFiles | None:
    """Return what the load files would change; None when there are none."""
    fixes = results.fixes
    if fixes is None or not fixes.records:
        return None
    return LoadFiles(
        before=share_figure("fixes.scores_before.readiness", "Readiness now", fixes.scores_before.readiness),
        after=share_figure("fixes.scores_after.readiness", "Readiness after loading", fixes.scores_after.readiness),
        sentence=_sentence(fixes),
        promises=_promises(fixes),
        tables=tuple(table for table in (_scores(fixes), *_counts(fixes), _rules(results, fixes)) if table.rows),
    )


def _sentence(fixes: FixFigures) -> str:
    return (
        f"The files in the folder fixes change {counted(fixes.cells, 'phone field')} on "
        f"{counted(fixes.records, 'record')}, in {counted(len(fixes.steps), 'step')}. Nothing is loaded by this tool: "
        "fixes/README.md says how, and how to undo it."
    )


def _promises(fixes: FixFigures) -> tuple[str, ...]:
    """Return what loading does to calls and findings, the doubtful first."""
    touched = sum(step.touches for step in fixes.steps)
    sentences = (
        f"{counted(fixes.new_errors, 'new error')} and {counted(fixes.new_warnings, 'new warning')} would appear."
        if fixes.new_errors or fixes.new_warnings
        else "No error and no warning would be new.",
        f"{counted(fixes.winners_changed, 'number')} would reach another record than today."
        if fixes.winners_changed
        else "No call would reach another record than today.",
        f"{counted(fixes.intended_winners, 'number')} would reach the record that was asked for."
        if fixes.intended_winners
        else "",
        f"{counted(touched, 'record')} would be saved again as they are, so that they keep their calls."
        if touched
        else "",
        f"On {counted(fixes.closer_edits, 'shared number')} the load edits the record that gets the calls soon after "
        "another one. The next report will say that this may change any day, but no call goes elsewhere."
        if fixes.closer_edits
        else "",
    )
    return tuple(sentence for sentence in sentences if sentence)


def _scores(fixes: FixFigures) -> FigureTable:
    rows = tuple(
        FigureRow(
            label,
            tuple(
                share_figure(f"fixes.scores_{when}.{key}", label, getattr(scores, key))
                for when, scores in (("before", fixes.scores_before), ("after", fixes.scores_after))
            ),
        )
        for key, label in SCORE_LABELS.items()
    )
    return FigureTable("Scores before and after loading", "Score", _BEFORE_AND_AFTER, rows)


def _counts(fixes: FixFigures) -> tuple[FigureTable, ...]:
    changes = _table(
        "What the files change", "Change", "Fields", "fixes.changes", _labeled(fixes.changes, labels_of(CHANGE_LABELS))
    )
    people = {code: label_of(FORMATS, code) for code in fixes.left_for_people}
    left = _table(
        "Left for people: no file can fix these",
        "Spelling",
        "Fields",
        "fixes.left_for_people",
        _labeled(fixes.left_for_people, people),
    )
    tasks = _table(
        "What people have to do then, listed by owner in the sheet For people of the workbook",
        "Task",
        "Rows",
        "fixes.tasks_for_people",
        _labeled(fixes.tasks_for_people, labels_of(TASK_LABELS)),
    )
    return (changes, _steps(fixes), left, tasks)


def _labeled(counts: Mapping[str, int], labels: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    return {code: (labels.get(code, code), n) for code, n in counts.items() if n}


def _table(caption: str, first: str, heading: str, key: str, rows: Mapping[str, tuple[str, int]]) -> FigureTable:
    figures = (FigureRow(label, (count_figure(f"{key}.{code}", label, n),)) for code, (label, n) in rows.items())
    return FigureTable(caption, first, (heading,), tuple(figures))


def _steps(fixes: FixFigures) -> FigureTable:
    rows = {
        f"{place}.rows.{name}": (f"Step {step.step}: {name}.csv", n)
        for place, step in enumerate(fixes.steps)
        for name, n in step.rows.items()
    }
    return _table("Load in this order", "File", "Rows", "fixes.steps", rows)


def _rules(results: Results, fixes: FixFigures) -> FigureTable:
    titles = {rule.rule_id: rule.title for rule in results.rules}
    rows = tuple(
        FigureRow(titles.get(effect.rule_id, effect.rule_id), _effect(place, effect.before, effect.after))
        for place, effect in enumerate(fixes.rules)
    )
    return FigureTable("Findings before and after loading", "Finding", _BEFORE_AND_AFTER, rows)


def _effect(place: int, before: int, after: int) -> tuple[Figure, Figure]:
    key = f"fixes.rules.{place}"
    return count_figure(f"{key}.before", "Before", before), count_figure(f"{key}.after", "After", after)
