"""Every word and figure that a person will see in a report, decided in one place."""

from audit.reports.view.build_view import View, build_view

__all__ = ["View", "build_view"]
