"""The page of a fleet: one file that loads nothing and has no script."""

from markupsafe import Markup

from audit.reports.html.page import content_policy
from audit.reports.templates import rendered, shipped_text
from audit.reports.view.captions import CAPTIONS
from audit.reports.view.league_texts import LeagueView


def render_league(view: LeagueView) -> str:
    """Return the page of a fleet; write it as UTF-8 with line feeds, else the hash of its policy does not fit."""
    style = shipped_text("report.css")
    return rendered(
        "league.html.j2",
        view=view,
        say=CAPTIONS,
        style=Markup(style),  # noqa: S704 - our own file, shipped with the package
        policy=content_policy(style, ""),
    )
