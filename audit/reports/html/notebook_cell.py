"""What a notebook shows of an audit: one screen with no script and no colors of its own, for light and dark themes."""

from audit.reports.templates import rendered
from audit.reports.view.counters import counters_of
from audit.reports.view.figures import share
from audit.reports.view.headline import heading_of, sentence_of_readiness
from audit.reports.view.next_actions import first_actions
from audit.reports.view.search_basis_text import basis_mark
from audit.reports.view.trend_section import sentence_of, since_text
from audit.reports.view.visible_text import shown_text
from audit.result.results import Results


def notebook_cell(results: Results) -> str:
    """Return HTML with whose data it is, the three counts, readiness, what changed, and what to do first."""
    heading = heading_of(results)
    return rendered(
        "notebook.html.j2",
        title=heading.title,
        org=shown_text(heading.org),
        scope=f"{heading.scope}. {heading.moment}",
        counters=counters_of(results),
        readiness=share(results.scores.readiness),
        sentence=sentence_of_readiness(results.scores.readiness),
        basis=basis_mark(results),
        trend=f"{since_text(results.trend)}: {sentence_of(results.trend)}" if results.trend else "",
        actions=first_actions(results),
    )
