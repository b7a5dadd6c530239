"""What to do, the most effective first: each action with its effect in words, and what its findings are."""

from typing import Final, NamedTuple

from audit.reports.view.call_texts import CallRate, calls_of_action
from audit.reports.view.figures import counted, findings_address, share, share_figure
from audit.reports.view.models import NextAction
from audit.result.results import Action, Audit, Results

N_FIRST: Final = 3
"""Actions that are shown where there is no room for all."""


class FirstAction(NamedTuple):
    """One of the most effective actions, with readiness before and after it."""

    title: str
    calls: str
    """How many it makes ready, with a comma behind; empty without call history."""
    before: str
    after: str


def first_actions(results: Results) -> tuple[FirstAction, ...]:
    """Return the most effective actions, as mail, terminal and notebook name them."""
    return tuple(
        FirstAction(
            action.title,
            calls_of_action(action, results.calls),
            share(action.readiness_before),
            share(action.readiness_after),
        )
        for action in results.actions[:N_FIRST]
    )


def actions_of(result: Audit) -> tuple[NextAction, ...]:
    """Return what to do, the most effective first."""
    return tuple(_action(result, rank, action) for rank, action in enumerate(result.results.actions, 1))


def _change(action: Action) -> str:
    return "Leaves each number on one record: takes it out of" if action.relation else "Changes"


def _action(result: Audit, rank: int, action: Action) -> NextAction:
    key = f"actions.{rank - 1}"
    before = share_figure(f"{key}.readiness_before", "Readiness now", action.readiness_before)
    after = share_figure(f"{key}.readiness_after", "Readiness after", action.readiness_after)
    changed = f"{counted(action.values, 'phone field')} on {counted(action.records, 'record')}"
    ready = counted(action.numbers_made_ready, "number")
    rate = CallRate.of(result.results.calls) if result.results.calls else None
    calls = rate.value(action.calls) if rate and action.calls is not None else None
    with_calls = f" with {rate.noun(action.calls)}" if rate and action.calls else ""
    return NextAction(
        action_id=action.action_id,
        rank=rank,
        title=action.title,
        how=action.how,
        effect=f"{_change(action)} {changed} and makes {ready}{with_calls} ready.",
        before=before,
        after=after,
        values=action.values,
        records=action.records,
        numbers_made_ready=action.numbers_made_ready,
        calls=calls,
        href=findings_address(f"action:{action.action_id}"),
        sheet=result.rules[action.rule_ids[0]].sheet if action.rule_ids else "Actions",
    )
