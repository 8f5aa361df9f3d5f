"""What LiteLLM's scripts send, in our terms.

Fields that would change what a key may do and that we do not have are refused by name: a limit that
is silently not kept is worse than an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from pydantic import ValidationError

from gatelight.budgets.service import put_budget
from gatelight.errors import InvalidRequest
from gatelight.records.base import utc_now
from gatelight.services import Services
from gatelight.spend import queries as spend_queries
from gatelight.spend.charges import Target
from gatelight.spend.periods import Period
from gatelight.virtual_keys.fields import Fields, KeyFields, TeamFields, UserFields

Body = dict[str, Any]
F = TypeVar("F", bound=Fields)

_OURS = {
    "key_alias": "alias",
    "user_id": "user_id",
    "team_id": "team_id",
    "models": "models",
    "tags": "tags",
    "rpm_limit": "requests_per_minute",
    "tpm_limit": "tokens_per_minute",
    "blocked": "blocked",
    "metadata": "metadata",
    "user_email": "email",
    "user_alias": "name",
    "user_role": "role",
    "team_alias": "name",
}
_BUDGET = frozenset({"max_budget", "soft_budget", "budget_duration"})
_ELSEWHERE = frozenset(
    [
        "key",
        "keys",
        "key_name",
        "key_type",
        "duration",
        "auto_create_key",
        "send_invite_email",
        "teams",
        "members",
        "members_with_roles",
    ]
)
"""Handled where they belong, or without effect on what may be called."""
_DURATION = re.compile(r"(\d{1,6})(s|m|h|d|w|mo)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "mo": 30 * 86400}
_PERIODS = {
    "1d": Period.DAY,
    "24h": Period.DAY,
    "daily": Period.DAY,
    "7d": Period.WEEK,
    "1w": Period.WEEK,
    "weekly": Period.WEEK,
    "30d": Period.MONTH,
    "31d": Period.MONTH,
    "1mo": Period.MONTH,
    "monthly": Period.MONTH,
}


def key_fields(body: Body) -> KeyFields:
    """Raises InvalidRequest."""
    given = _given(body, {"key_alias", "user_id", "team_id", "tags"})
    if "duration" in body:
        given["expires_at"] = expiry(body["duration"])
    return _read(KeyFields, given)


def user_fields(body: Body) -> UserFields:
    """Raises InvalidRequest."""
    return _read(UserFields, _given(body, {"user_email", "user_alias", "user_role"}))


def team_fields(body: Body) -> TeamFields:
    """Raises InvalidRequest."""
    return _read(TeamFields, _given(body, {"team_alias"}))


def text(body: Body, name: str) -> str:
    """A field that must be there. Raises InvalidRequest."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidRequest(f"`{name}` is missing.")
    return value


def texts(body: Body, name: str) -> list[str]:
    """A list of texts, empty when absent. Raises InvalidRequest."""
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise InvalidRequest(f"`{name}` must be a list of strings.")
    return value


def members(body: Body) -> list[tuple[str, str]]:
    """`members_with_roles` or `member`: (user id, role) each. Raises InvalidRequest."""
    value = body.get("members_with_roles") or body.get("member") or []
    found = value if isinstance(value, list) else [value]
    read: list[tuple[str, str]] = []
    for each in found:
        if not isinstance(each, dict) or not isinstance(each.get("user_id"), str):
            raise InvalidRequest("A member is `{user_id, role}`.")
        read.append((each["user_id"], str(each.get("role") or "user")))
    return read


def set_budget(services: Services, project_id: str, target: Target, body: Body) -> None:
    """The budget that `max_budget`, `soft_budget` and `budget_duration` name, if any. What is not
    named stays. Raises InvalidRequest."""
    if not _BUDGET & {name for name, value in body.items() if value is not None}:
        return
    with services.database.reader() as session:
        there = spend_queries.budgets_of(session, project_id, [target])
    period = (
        period_of(body["budget_duration"])
        if body.get("budget_duration")
        else Period(there[0].period)
        if there
        else Period.TOTAL
    )
    before = next((each for each in there if each.period == period), there[0] if there else None)
    soft = before.soft_limit if before else None
    hard = before.hard_limit if before else None
    put_budget(
        services,
        project_id,
        target,
        period,
        soft_limit=usd(body, "soft_budget", soft),
        hard_limit=usd(body, "max_budget", hard),
    )


def usd(body: Body, name: str, otherwise: Decimal | None = None) -> Decimal | None:
    """Raises InvalidRequest."""
    value = body.get(name)
    if value is None:
        return otherwise
    try:
        if isinstance(value, bool):
            raise InvalidOperation
        return Decimal(str(value))
    except InvalidOperation:
        raise InvalidRequest(f"`{name}` must be a number of US dollars.") from None


def period_of(duration: object) -> Period:
    """Raises InvalidRequest for what is no day, week or month."""
    period = _PERIODS.get(str(duration).strip().lower())
    if period is None:
        raise InvalidRequest(
            f"`budget_duration` {duration!r}: budgets here last a calendar day (`1d`), week (`7d`) "
            "or month (`1mo`), in UTC; leave it out for one that never resets."
        )
    return period


def expiry(duration: object) -> datetime | None:
    """`30d`, `12h`, `1mo`, …; null: never. Raises InvalidRequest."""
    if duration is None:
        return None
    match = _DURATION.fullmatch(str(duration))
    if match is None:
        raise InvalidRequest("`duration` is a number with s, m, h, d, w or mo: `30d`.")
    return utc_now() + timedelta(seconds=int(match[1]) * _SECONDS[match[2]])


def _given(body: Body, own: set[str]) -> Body:
    common = {"models", "rpm_limit", "tpm_limit", "blocked", "metadata"}
    known = own | common | _BUDGET | _ELSEWHERE | {"user_id", "team_id"}
    others = sorted(
        name for name, value in body.items() if name not in known and value not in (None, [], {})
    )
    if others:
        raise InvalidRequest(f"Not supported by Gatelight: {', '.join(others)}.")
    return {_OURS[name]: body[name] for name in own | common if name in body}


def _read(kind: type[F], values: Mapping[str, Any]) -> F:
    given = {
        name: value
        for name, value in values.items()
        if value is not None or name.endswith("_minute") or name == "expires_at"
    }
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        theirs = {ours: name for name, ours in _OURS.items()}
        where = ".".join(theirs.get(str(part), str(part)) for part in first["loc"])
        raise InvalidRequest(f"{where}: {first['msg']}") from None
