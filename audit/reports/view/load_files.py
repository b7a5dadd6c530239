"""What the prepared load files would change, and what they leave to people."""

from collections.abc import Mapping
from typing import Final

from audit.reports.view.counters import counts_after_loading, loading_text
from audit.reports.view.figures import count, count_figure, counted, share_figure
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
        sentence=_sentence(results, fixes),
        promises=promises_of(results, fixes),
        tables=tuple(
            table for table in (_scores(results, fixes), *_counts(fixes), _rules(results, fixes)) if table.rows
        ),
    )


def _sentence(results: Results, fixes: FixFigures) -> str:
    counts = loading_text(results)
    return (
        f"The files in the folder fixes change {counted(fixes.cells, 'phone field')} on "
        f"{counted(changed_records(fixes), 'record')}, in {counted(len(fixes.steps), 'step')}."
        f"{f' After loading: {counts}.' if counts else ''} phone-audit never writes to Salesforce: fixes/README.html "
        "says how to load the files, and how to undo it."
    )


def changed_records(fixes: FixFigures) -> int:
    """Return how many records get another value: those that are loaded, less those that are saved as they are."""
    return fixes.records - _touched(fixes)


def _touched(fixes: FixFigures) -> int:
    return sum(step.touches for step in fixes.steps)


def promises_of(results: Results, fixes: FixFigures) -> tuple[str, ...]:
    """Return what loading does to calls and findings, the doubtful first."""
    touched = _touched(fixes)
    finds_all = results.profile.policy == "any"
    sentences = (
        new_findings_text(fixes),
        f"Calls on {counted(fixes.winners_changed, 'number')} would go to another record than today."
        if fixes.winners_changed
        else f"Every call{'' if finds_all else ' that finds a record today'} still goes to the same record.",
        f"Calls on {counted(fixes.intended_winners, 'number')} would go to the record that was asked for."
        if fixes.intended_winners
        else "",
        f"{counted(touched, 'more record is', 'more records are')} re-saved unchanged to stay most recently updated."
        if touched
        else "",
        f"{counted(fixes.closer_edits, 'shared number')} will show as “may change” next time: the load edits both "
        "records. No calls move."
        if fixes.closer_edits
        else "",
        f"On {counted(fixes.loaded_ties, 'number')} records are tied for the last edit. If Salesforce saves them at "
        "different moments, the last one gets the calls, and the next audit shows plain duplicates."
        if fixes.loaded_ties
        else "",
    )
    return tuple(sentence for sentence in sentences if sentence)


def new_findings_text(fixes: FixFigures) -> str:
    """Return what the next audit will count as new because of the load; those of closer edits are counted apart."""
    found = (("error", fixes.new_errors), ("warning", fixes.new_warnings), ("notice", fixes.new_notices))
    parts = [counted(n, f"new {severity}") for severity, n in found if n]
    if not parts:
        return "The load makes no new findings." if not fixes.closer_edits else ""
    total = sum(n for _, n in found)
    which = "All" if fixes.moved == total else count(fixes.moved)
    known = f" {which} of them are known already, on another field of the same record." if fixes.moved else ""
    besides = ", not counting “may change”" if fixes.closer_edits else ""
    only_notices = "" if fixes.new_errors or fixes.new_warnings else " Notices are good to know: nothing is broken."
    return f"The next audit will show {', '.join(parts)}{besides}.{known}{only_notices}"


def _scores(results: Results, fixes: FixFigures) -> FigureTable:
    counts = tuple(
        FigureRow(f"{label} ({units})", (before, after))
        for label, units, before, after in counts_after_loading(results)
    )
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
    return FigureTable(
        "Counts and scores before and after loading", "Count or score", _BEFORE_AND_AFTER, (*counts, *rows)
    )


def _counts(fixes: FixFigures) -> tuple[FigureTable, ...]:
    changes = _table(
        "What the files change", "Change", "Fields", "fixes.changes", _labeled(fixes.changes, labels_of(CHANGE_LABELS))
    )
    people = {code: label_of(FORMATS, code) for code in fixes.left_for_people}
    left = _table(
        "Left for people, by format",
        "Format",
        "Fields",
        "fixes.left_for_people",
        _labeled(fixes.left_for_people, people),
    )
    tasks = _table(
        "Still needs a person (sheet “For people”)",
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
