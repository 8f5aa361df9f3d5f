"""Roles and what each may do: the one permission table.

A person has a role in an organisation; a role in one project of it, when given, stands in its
place (see `access`).
"""

from __future__ import annotations

from enum import StrEnum

from gatelight.errors import Forbidden


class Role(StrEnum):
    """Strongest first. NONE belongs to the organisation and sees only projects that give more."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    MEMBER = "MEMBER"
    VIEWER = "VIEWER"
    NONE = "NONE"


class Right(StrEnum):
    """Something a role may do; the part before the colon names what it is done to."""

    ORGANIZATION_READ = "organization:read"
    ORGANIZATION_UPDATE = "organization:update"
    ORGANIZATION_DELETE = "organization:delete"
    ORGANIZATION_KEYS = "organization:keys"
    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"
    PROJECT_CREATE = "project:create"
    PROJECT_READ = "project:read"
    PROJECT_UPDATE = "project:update"
    PROJECT_DELETE = "project:delete"
    API_KEYS_READ = "apiKeys:read"
    API_KEYS_WRITE = "apiKeys:write"
    INGESTION_READ = "ingestion:read"
    TRACES_WRITE = "traces:write"
    TRACES_DELETE = "traces:delete"
    VIEWS_SHARE = "views:share"
    SCORES_WRITE = "scores:write"
    PRICES_WRITE = "prices:write"
    PROMPTS_WRITE = "prompts:write"
    DATASETS_WRITE = "datasets:write"
    ANNOTATION_WRITE = "annotation:write"
    COMMENTS_WRITE = "comments:write"
    PLAYGROUND_RUN = "playground:run"
    JOBS_READ = "jobs:read"
    ALERTS_READ = "alerts:read"
    ALERTS_WRITE = "alerts:write"
    JOBS_WRITE = "jobs:write"
    DASHBOARDS_WRITE = "dashboards:write"
    SCORE_CONFIGS_WRITE = "scoreConfigs:write"
    LLM_CONNECTIONS_WRITE = "llmConnections:write"


_VIEWER = frozenset(
    {
        Right.ORGANIZATION_READ,
        Right.MEMBERS_READ,
        Right.PROJECT_READ,
        Right.INGESTION_READ,
        Right.ALERTS_READ,
    }
)
_MEMBER = _VIEWER | {
    Right.TRACES_WRITE,
    Right.VIEWS_SHARE,
    Right.SCORES_WRITE,
    Right.API_KEYS_READ,
    Right.PROMPTS_WRITE,
    Right.DATASETS_WRITE,
    Right.ANNOTATION_WRITE,
    Right.COMMENTS_WRITE,
    Right.PLAYGROUND_RUN,
    Right.DASHBOARDS_WRITE,
    Right.ALERTS_WRITE,
}
_ADMIN = _MEMBER | {
    Right.ORGANIZATION_UPDATE,
    Right.MEMBERS_WRITE,
    Right.PROJECT_CREATE,
    Right.PROJECT_UPDATE,
    Right.API_KEYS_WRITE,
    Right.TRACES_DELETE,
    Right.PRICES_WRITE,
    Right.JOBS_READ,
    Right.JOBS_WRITE,
    Right.SCORE_CONFIGS_WRITE,
    Right.LLM_CONNECTIONS_WRITE,
}
_OWNER = _ADMIN | {
    Right.ORGANIZATION_DELETE,
    Right.ORGANIZATION_KEYS,
    Right.PROJECT_DELETE,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: _OWNER,
    Role.ADMIN: _ADMIN,
    Role.MEMBER: _MEMBER,
    Role.VIEWER: _VIEWER,
    Role.NONE: frozenset(),
}

_STRENGTH = {role: -index for index, role in enumerate(Role)}


def allows(role: Role, right: Right) -> bool:
    return right in RIGHTS[role]


def check(role: Role, right: Right) -> None:
    """Raises Forbidden when `role` lacks `right`."""
    if not allows(role, right):
        raise Forbidden(f"Your role ({role}) does not allow this ({right}).")


def at_least(role: Role, other: Role) -> bool:
    """Whether `role` is as strong as `other` or stronger."""
    return _STRENGTH[role] >= _STRENGTH[other]


def check_grant(actor: Role, *roles: Role) -> None:
    """Nobody gives, takes or changes a role stronger than their own. Raises Forbidden."""
    for role in roles:
        if not at_least(actor, role):
            raise Forbidden(f"Your role ({actor}) cannot give or change the role {role}.")
