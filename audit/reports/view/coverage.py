"""What was read, what was left out and why, and what no audit of exported records can know."""

from collections.abc import Mapping
from typing import Final

from audit.domain import LOST_FORMATS, NO_NUMBER_FORMATS, SOBJECTS
from audit.reports.view.figures import count, count_figure, counted
from audit.reports.view.labels import OUT_OF_SCOPE, REACHES, RELATIONS, SEVERITIES, Word, label_of
from audit.reports.view.models import Column, Coverage, Figure, FigureRow, FigureTable, Listing
from audit.reports.view.record_labels import sobject_label
from audit.reports.view.visible_text import shown_text, visible_text
from audit.result.results import Results

ALWAYS_UNKNOWN: Final = (
    "Whether a number is in service: a valid number can still be disconnected or belong to someone else by now.",
    "Who may see what: a record that the integration's user cannot read is not found, however its number is stored.",
    "How fast Salesforce's search catches up: a record saved minutes ago may not be found yet.",
    "Fax numbers, and phone fields of other objects than Contact, Lead and Account.",
    "Whether a call took place: Contact Sync copies a contact only once there is a call on its number.",
)


def coverage_of(results: Results) -> Coverage:
    """Return what an audit covers and what it does not."""
    return Coverage(
        objects=_objects(results),
        lists=tuple(listing for listing in _lists(results) if listing.rows),
        not_checked=(*_not_checked(results), *ALWAYS_UNKNOWN),
        warnings=tuple(map(visible_text, results.warnings)),
    )


def _lists(results: Results) -> tuple[Listing, ...]:
    objects = results.source.objects
    left_out = tuple(
        (sobject_label(name), label_of(OUT_OF_SCOPE, reason), count(rows))
        for name, scope in objects.items()
        for reason, rows in scope.out_of_scope.items()
        if rows
    )
    fields = tuple(
        (sobject_label(name), ", ".join(scope.fields.present) or "none", ", ".join(scope.fields.hidden) or "none")
        for name, scope in objects.items()
    )
    countries = tuple(
        (shown_text(spelling.spelling), count(spelling.records)) for spelling in results.unknown_countries
    )
    return (
        Listing(
            "Rows left out",
            (_OBJECT, Column("reason", "Reason"), Column("rows", "Rows", "count")),
            left_out,
            len(left_out),
        ),
        Listing("Phone fields", (_OBJECT, Column("read", "Read"), Column("absent", "Not there")), fields, len(fields)),
        Listing(
            "Countries that are not known",
            (Column("spelling", "Country field", "name"), Column("records", "Records", "count")),
            countries,
            len(countries),
        ),
    )


_OBJECT: Final = Column("sobject", "Object")


def _objects(results: Results) -> FigureTable:
    rows = tuple(
        FigureRow(
            sobject_label(name),
            (
                count_figure(f"source.objects.{name}.read", "Read", scope.read),
                count_figure(f"source.objects.{name}.audited", "Audited", scope.audited),
                Figure("", "Left out", scope.read - scope.audited, count(scope.read - scope.audited)),
            ),
        )
        for name, scope in results.source.objects.items()
    )
    return FigureTable("Rows read, audited and left out", "Object", ("Read", "Audited", "Left out"), rows)


def _not_checked(results: Results) -> tuple[str, ...]:
    """Return sentences on what this very audit left unchecked, with counts."""
    objects = results.source.objects
    absent = [sobject_label(name) for name in SOBJECTS if name not in objects or not objects[name].read]
    sentences = [
        f"{', '.join(absent)}: no rows were read." if absent else "",
        *(
            f"{sobject_label(name)}: the fields {', '.join(scope.fields.hidden)} were not there to read."
            for name, scope in objects.items()
            if scope.fields.hidden and scope.read
        ),
        _values(results, LOST_FORMATS, "has a number that cannot be read", "have numbers that cannot be read"),
        _values(results, NO_NUMBER_FORMATS, "has no number at all", "have no number at all"),
        f"{counted(results.totals.values - results.totals.match_values, 'filled field')} outside the searched ones: "
        "calls are not matched on them."
        if results.totals.values > results.totals.match_values
        else "",
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _values(results: Results, formats: tuple[str, ...], one: str, many: str) -> str:
    n = sum(results.formats.get(code, 0) for code in formats)
    return f"{counted(n, 'phone field')} {one if n == 1 else many}." if n else ""


def code_tables(results: Results) -> tuple[FigureTable, ...]:
    """Return the findings of each rule, how records are reached and how the records of shared numbers relate."""
    return (
        _rules(results),
        _codes("How records are reached", "Records", "reach", results.reach, REACHES),
        _codes("Shared numbers by how their records relate", "Numbers", "relations", results.relations, RELATIONS),
    )


_OF_RULE: Final = {"findings": "Findings", "records": "Records", "suppressed": "Suppressed"}


def _rules(results: Results) -> FigureTable:
    """Return what each rule found, errors first; how many rules found nothing is said, not which."""
    in_order = sorted(enumerate(results.rules), key=lambda placed: list(SEVERITIES).index(placed[1].severity))
    rows = tuple(
        FigureRow(
            f"{SEVERITIES[rule.severity].label}: {rule.title} ({rule.rule_id})",
            tuple(
                count_figure(f"rules.{place}.{name}", label, getattr(rule, name)) for name, label in _OF_RULE.items()
            ),
        )
        for place, rule in in_order
        if rule.findings or rule.suppressed
    )
    n_others = len(results.rules) - len(rows)
    others = f" ({n_others} more found nothing)" if n_others else ""
    return FigureTable(f"Findings by rule{others}", "Rule", tuple(_OF_RULE.values()), rows)


def _codes(caption: str, heading: str, key: str, counts: Mapping[str, int], words: Mapping[str, Word]) -> FigureTable:
    rows = tuple(
        FigureRow(f"{word.label}: {word.meaning}", (count_figure(f"{key}.{code}", word.label, counts.get(code, 0)),))
        for code, word in words.items()
    )
    return FigureTable(caption, "What", (heading,), rows)
