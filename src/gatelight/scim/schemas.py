"""SCIM 2.0 users and messages (RFC 7643, RFC 7644)."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from gatelight.accounts.roles import Role
from gatelight.accounts.schemas import Email, Name, Password
from gatelight.core.answers import JsonObject
from gatelight.core.time import from_datetime, to_iso
from gatelight.errors import ApiError
from gatelight.records.tables.accounts import User

MEDIA_TYPE = "application/scim+json"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
BASE = "/api/public/scim"


class ScimProblem(ApiError):
    """An error with a SCIM word (`scimType`) for its kind."""

    def __init__(self, status: int, scim_type: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.scim_type = scim_type


def scim_response(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type=MEDIA_TYPE)


def error_response(error: ApiError) -> Response:
    """Any error in SCIM's envelope."""
    issues = getattr(error, "issues", None)
    detail = error.message
    if issues:
        shown = (f"{'.'.join(issue['path'])}: {issue['message']}" for issue in issues)
        detail = f"{detail}: {'; '.join(shown)}"
    kind = getattr(error, "scim_type", "") or {400: "invalidValue", 409: "uniqueness"}.get(
        error.status, ""
    )
    body = {"schemas": [ERROR], "status": str(error.status), "detail": detail}
    answer = scim_response(body | ({"scimType": kind} if kind else {}), error.status)
    answer.headers.update(error.headers)
    return answer


class _Scim(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class ScimNameIn(_Scim):
    formatted: Name | None = None
    given_name: str | None = Field(None, alias="givenName", max_length=100)
    family_name: str | None = Field(None, alias="familyName", max_length=100)


class ScimUserIn(_Scim):
    """A user to create or replace. `userName` is the e-mail address. `roles` (the first one counts)
    is the role in the organization, NONE when a new user has none."""

    user_name: Email = Field(alias="userName")
    name: ScimNameIn | None = None
    display_name: Name | None = Field(None, alias="displayName")
    active: bool = True
    password: Password | None = None
    roles: list[Any] | None = Field(None, max_length=20)

    def shown_name(self) -> str | None:
        """The name to keep, None when none was sent."""
        if self.name is not None:
            if self.name.formatted:
                return self.name.formatted
            parts = (self.name.given_name, self.name.family_name)
            joined = " ".join(part.strip() for part in parts if part and part.strip())
            if joined and joined.isprintable():
                return joined
        return self.display_name


class ScimPatchIn(_Scim):
    """`Operations` of `add` and `replace` (any letter case) on `active`, `roles`, `name` and
    `displayName`; other attributes of a user are accepted and not kept."""

    operations: list[dict[str, Any]] = Field(alias="Operations", max_length=100)


def role_of(values: Any) -> Role | None:
    """The role in a SCIM `roles` value: a list of words or of `{value}`. None when there is none.

    Raises ScimProblem.
    """
    if values is None or values == []:
        return None
    first = values[0] if isinstance(values, list) else values
    word = first.get("value") if isinstance(first, dict) else first
    try:
        return Role(str(word).upper())
    except ValueError:
        raise ScimProblem(
            400, "invalidValue", f"roles must be of {', '.join(Role)}, not {str(word)[:100]!r}"
        ) from None


def user_out(user: User, role: Role | None) -> JsonObject:
    """`role` None: removed from the organization, so not active."""
    return {
        "schemas": [USER],
        "id": user.id,
        "userName": user.email,
        "name": {"formatted": user.name},
        "displayName": user.name,
        "emails": [{"primary": True, "value": user.email, "type": "work"}],
        "active": role is not None,
        "roles": [] if role is None else [{"value": role.value, "primary": True}],
        "meta": {
            "resourceType": "User",
            "created": to_iso(from_datetime(user.created_at)),
            "lastModified": to_iso(from_datetime(user.updated_at)),
            "location": f"{BASE}/Users/{user.id}",
        },
    }


def list_out(resources: list[Any], total: int, start: int = 1) -> JsonObject:
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": resources,
    }
