"""A look at an org before an export: may this login see what an audit needs? Exports nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from audit.config.audit import AuditConfig
from audit.errors import ExitCode, LoginRefusedError
from audit.sources.salesforce.api_errors import ApiError, explained
from audit.sources.salesforce.check_integration import integration_rows
from audit.sources.salesforce.check_row import CheckRow, Standing, listed
from audit.sources.salesforce.describe import OrgDescribe, look_at, query_of
from audit.sources.salesforce.org import Identity, Org
from audit.sources.salesforce.user_rights import login_views_all_data

_FEW_REQUESTS: Final = 1_000
"""API requests left below which an export of a large org may not finish."""


@dataclass(frozen=True)
class CheckReport:
    """What was found, and whether an audit can be made with this login."""

    rows: tuple[CheckRow, ...]
    verdict: str
    passed: bool

    @property
    def exit_code(self) -> ExitCode:
        """What the command ends with."""
        return ExitCode.DONE if self.passed else ExitCode.LOGIN_REFUSED


def check(org: Org, config: AuditConfig, lines: Mapping[str, str] | None = None) -> CheckReport:
    """Return what this login may see of ``org``, and what the org shows of the integration.

    ``lines`` are those of Aircall, name by digits. Raise LoginRefusedError when the login is not accepted at all.
    """
    with explained():
        identity = org.identity()
        try:
            look = look_at(org)
        except LoginRefusedError as error:
            rows = (*_login_rows(org, identity), CheckRow("Objects", str(error), "failed"))
            return CheckReport(rows, "The audit cannot be made with this login.", passed=False)
        objects = _object_rows(org, look, config)
        rows = (
            *_login_rows(org, identity),
            *_allowance_rows(org),
            *objects,
            _view_all(org),
            *integration_rows(org, identity, look, lines),
        )
    return CheckReport(rows, *_verdict(rows))


def _verdict(rows: Sequence[CheckRow]) -> tuple[str, bool]:
    failed, doubtful, notices = (
        ", ".join(row.topic for row in rows if row.standing == standing) for standing in ("failed", "warning", "notice")
    )
    of_integration = f" For the integration, see {notices}." if notices else ""
    if failed:
        return f"The audit cannot be made with this login: see {failed}.", False
    if doubtful:
        return f"The audit can be made, but not of everything: see {doubtful}.{of_integration}", True
    return f"The audit can be made.{of_integration}", True


def _login_rows(org: Org, identity: Identity) -> list[CheckRow]:
    kind = {True: "sandbox", False: "production", None: None}[identity.is_sandbox]
    about = ", ".join(part for part in (identity.org_name, identity.org_id, identity.edition, kind) if part)
    return [
        CheckRow("Login", f"{org.way}, as {identity.username or 'a user whose name the login does not tell'}"),
        CheckRow("Org", f"{about} at {org.url}"),
    ]


def _allowance_rows(org: Org) -> list[CheckRow]:
    version = CheckRow("API version", org.api_version)
    try:
        limits = org.get("limits")
    except ApiError:
        return [version, CheckRow("API use", "not visible to this user", "unknown")]
    rows = [version]
    for topic, name, enough in (
        ("API requests left", "DailyApiRequests", _FEW_REQUESTS),
        ("Bulk query jobs left", "DailyBulkV2QueryJobs", 10),
    ):
        allowance = limits.get(name) if isinstance(limits, Mapping) else None
        left, most = (allowance.get("Remaining"), allowance.get("Max")) if isinstance(allowance, Mapping) else (None, 0)
        if isinstance(left, int) and isinstance(most, int):
            few: Standing = "ok" if left >= enough else "warning"
            rows.append(CheckRow(topic, f"{left:,} of {most:,} in 24 hours", few))
    return rows


def _object_rows(org: Org, look: OrgDescribe, config: AuditConfig) -> list[CheckRow]:
    counted = org.approximate_counts(look.seen)
    rows = [CheckRow("Objects", warning, "warning") for warning in look.warnings]
    on = "on" if look.person_accounts else "off"
    n_visible = 0
    for audited, seen in look.audited_objects():
        present, hidden = seen.slot_fields(audited)
        n_visible += len(present)
        if audited == seen.sobject:
            rows.append(_size_row(org, audited, counted))
        rows.append(_fields_row(f"{audited} phone fields", present, hidden))
    rows.append(CheckRow("Person Accounts", on))
    custom = [
        f"{seen.sobject}.{name}"
        for seen in look.seen.values()
        for name in query_of(seen, config, owner_names=False).custom_fields
    ]
    rows.append(CheckRow("Custom phone fields", listed(custom) or "none"))
    if not n_visible:
        rows.append(CheckRow("Phone fields", "none is visible to this user: grant read access to them", "failed"))
    return rows


def _size_row(org: Org, sobject: str, counted: Mapping[str, int]) -> CheckRow:
    if sobject in counted:
        return CheckRow(f"{sobject} records", f"about {counted[sobject]:,}")
    try:
        return CheckRow(f"{sobject} records", f"{org.count(sobject):,} visible to this user")
    except ApiError:
        return CheckRow(f"{sobject} records", "the org does not tell", "unknown")


def _fields_row(topic: str, present: Sequence[str], hidden: Sequence[str]) -> CheckRow:
    seen = f"visible: {', '.join(present) or 'none'}"
    if not hidden:
        return CheckRow(topic, seen)
    return CheckRow(topic, f"{seen}; not visible: {', '.join(hidden)} (field-level security)", "warning")


def _view_all(org: Org) -> CheckRow:
    granted = login_views_all_data(org)
    if granted is None:
        return CheckRow("View All Data", "the org does not tell: rows may be hidden by sharing", "unknown")
    if granted:
        return CheckRow("View All Data", "granted")
    return CheckRow("View All Data", "not granted: only the rows shared with this user are audited", "warning")
