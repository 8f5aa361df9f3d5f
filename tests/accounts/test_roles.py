"""The permission table."""

from __future__ import annotations

import pytest

from gatelight.accounts.access import effective_role
from gatelight.accounts.roles import RIGHTS, Right, Role, allows, at_least, check, check_grant
from gatelight.errors import Forbidden

VIEWER = {"organization:read", "members:read", "project:read", "ingestion:read", "alerts:read"}
MEMBER = VIEWER | {
    "scores:write",
    "traces:write",
    "views:share",
    "dashboards:write",
    "apiKeys:read",
    "prompts:write",
    "datasets:write",
    "annotation:write",
    "comments:write",
    "playground:run",
    "alerts:write",
}
ADMIN = MEMBER | {
    "organization:update",
    "members:write",
    "project:create",
    "project:update",
    "apiKeys:write",
    "traces:delete",
    "jobs:read",
    "jobs:write",
    "prices:write",
    "scoreConfigs:write",
    "llmConnections:write",
}
OWNER = ADMIN | {"organization:delete", "organization:keys", "project:delete"}


@pytest.mark.parametrize(
    ("role", "rights"),
    [("OWNER", OWNER), ("ADMIN", ADMIN), ("MEMBER", MEMBER), ("VIEWER", VIEWER), ("NONE", set())],
)
def test_who_may_what(role: str, rights: set[str]) -> None:
    for right in Right:
        assert allows(Role(role), right) is (right.value in rights), right


def test_every_right_is_someones_and_stronger_roles_have_all_of_weaker_ones() -> None:
    assert RIGHTS[Role.OWNER] == frozenset(Right)
    for stronger, weaker in zip(Role, list(Role)[1:], strict=False):
        assert RIGHTS[stronger] >= RIGHTS[weaker]
        assert at_least(stronger, weaker)
        assert not at_least(weaker, stronger)


def test_check_names_role_and_right() -> None:
    check(Role.ADMIN, Right.API_KEYS_WRITE)
    with pytest.raises(Forbidden, match=r"VIEWER.*apiKeys:write"):
        check(Role.VIEWER, Right.API_KEYS_WRITE)


def test_nobody_grants_above_their_own_role() -> None:
    check_grant(Role.ADMIN, Role.ADMIN, Role.NONE)
    with pytest.raises(Forbidden):
        check_grant(Role.ADMIN, Role.VIEWER, Role.OWNER)


@pytest.mark.parametrize(
    ("in_organization", "in_project", "effective"),
    [
        ("MEMBER", None, "MEMBER"),
        ("MEMBER", "ADMIN", "ADMIN"),
        ("ADMIN", "VIEWER", "VIEWER"),
        ("ADMIN", "NONE", "NONE"),
        ("NONE", "MEMBER", "MEMBER"),
        ("NONE", None, "NONE"),
        ("OWNER", "NONE", "OWNER"),
    ],
)
def test_the_projects_role_stands_in_place(
    in_organization: str, in_project: str | None, effective: str
) -> None:
    given = Role(in_project) if in_project else None
    assert effective_role(Role(in_organization), given) is Role(effective)
