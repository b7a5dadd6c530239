"""What the README of fixes/ says of this load, to the administrator who does it; the words are in the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markdown_it import MarkdownIt
from markupsafe import Markup

from audit.reports.templates import rendered
from audit.reports.view.counters import counts_after_loading
from audit.reports.view.figures import count, counted, moment, share
from audit.reports.view.labels import CHANGE_LABELS, FORMATS, SCORE_LABELS, TASK_LABELS
from audit.reports.view.load_files import changed_records, promises_of
from audit.reports.view.visible_text import shown_text
from audit.result.results import Audit, FixFigures, LoadStep, Results, RuleText


@dataclass(frozen=True)
class LoadFile:
    """A file that was written."""

    path: str
    """In the folder fixes, as step-1/Contact.csv."""
    rows: int
    fields: tuple[str, ...]
    clears: bool
    """It empties fields: only the Bulk API understands how."""

    @property
    def sobject(self) -> str:
        """The object to load it into."""
        return self.path.partition("/")[2].partition(".")[0]

    @property
    def folder(self) -> str:
        """The step, or the way back."""
        return self.path.partition("/")[0]


@dataclass(frozen=True)
class LoadInstructions:
    """What is loaded, what that changes, and which files take it back; a text is empty where there is none."""

    fields: str
    records: str
    n_steps: str
    changes: tuple[tuple[str, ...], ...]
    """Label, fields, meaning."""
    scores: tuple[tuple[str, ...], ...]
    """The three counts, then the scores: label, before, after."""
    promises: tuple[str, ...]
    """What loading does to calls and findings."""
    has_intended_winners: bool
    rules: tuple[tuple[str, ...], ...]
    """Title, id, findings before and after."""
    steps: tuple[LoadFile, ...]
    step_rows: tuple[tuple[str, ...], ...]
    """Step, path, rows, fields."""
    touches: str
    steps_clear: bool
    back: tuple[LoadFile, ...]
    back_clears: bool
    back_has_steps: bool


@dataclass(frozen=True)
class FixesReadme:
    """What the template shows."""

    version: str
    org: str
    moment: str
    masked: str
    """The fields that load files would change, in a redacted report, which has none; else empty."""
    load: LoadInstructions | None
    tasks: tuple[tuple[str, ...], ...]
    """What people have to do: label, how often, meaning."""
    formats: str
    """What is in the fields that are not in E.164 after the load."""


class ReadmeTexts(NamedTuple):
    """The same text twice."""

    markdown: str
    html: str
    """A page on its own, for who opens it by double-click."""


def readme(result: Audit, files: Sequence[LoadFile]) -> ReadmeTexts:
    """Return the README; ``files`` are those that were written, in the order in which they are loaded."""
    shown = _fixes_readme(result, files)
    markdown = rendered("fixes_readme.md.j2", readme=shown) + "\n"
    # an org's name is text: it makes neither tags nor links
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink"])
    body = Markup(parser.render(markdown))  # noqa: S704 - the parser has escaped it
    return ReadmeTexts(markdown, rendered("fixes_readme.html.j2", title=f"Load files · {shown.org}", body=body) + "\n")


def _fixes_readme(result: Audit, files: Sequence[LoadFile]) -> FixesReadme:
    results, figures = result.results, result.results.fixes
    planned = figures if result.fixes["record"].size else None
    tasks, formats = (figures.tasks_for_people, figures.left_for_people) if figures else ({}, {})
    return FixesReadme(
        version=results.tool.version,
        org=shown_text(results.source.org_name or results.source.location),
        moment=moment(results.generated_at),
        masked=counted(planned.cells, "field") if planned and not files else "",
        load=_load_instructions(results, planned, result.rules, files) if planned and files else None,
        tasks=tuple((TASK_LABELS[task].label, count(n), TASK_LABELS[task].meaning) for task, n in tasks.items() if n),
        formats=", ".join(f"{FORMATS[name].label} {count(n)}" for name, n in formats.items() if n),
    )


def _load_instructions(
    results: Results, figures: FixFigures, rules: Mapping[str, RuleText], files: Sequence[LoadFile]
) -> LoadInstructions:
    steps = tuple(file for file in files if file.folder.startswith("step-"))
    back = tuple(file for file in files if file not in steps)
    before, after = figures.scores_before, figures.scores_after
    words = {change: CHANGE_LABELS[change] for change, n in figures.changes.items() if n}
    return LoadInstructions(
        fields=counted(figures.cells, "field"),
        records=counted(changed_records(figures), "record"),
        n_steps=counted(len(figures.steps), "step"),
        changes=tuple((word.label, count(figures.changes[change]), word.meaning) for change, word in words.items()),
        scores=(
            *((f"{label} ({units})", then.text, now.text) for label, units, then, now in counts_after_loading(results)),
            *(
                (label, share(getattr(before, name)), share(getattr(after, name)))
                for name, label in SCORE_LABELS.items()
            ),
        ),
        promises=promises_of(results, figures),
        has_intended_winners=bool(figures.intended_winners),
        rules=tuple(
            (rules[rule.rule_id].title, rule.rule_id, count(rule.before), count(rule.after)) for rule in figures.rules
        ),
        steps=steps,
        step_rows=tuple(
            (file.folder.removeprefix("step-"), file.path, count(file.rows), ", ".join(file.fields)) for file in steps
        ),
        touches=_touches(figures.steps),
        steps_clear=any(file.clears for file in steps),
        back=back,
        back_clears=any(file.clears for file in back),
        back_has_steps=any(file.folder != "rollback" for file in back),
    )


def _touches(steps: Sequence[LoadStep]) -> str:
    touches = sum(step.touches for step in steps)
    verb = "saves" if touches == 1 else "save"
    return f"{counted(touches, 'row')} only {verb} a winner again, with the value that it has." if touches else ""
