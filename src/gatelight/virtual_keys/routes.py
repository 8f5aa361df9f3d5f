"""`/api/projects/{id}/gateway/…`: virtual keys, users and teams, for logged-in people."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.accounts.schemas import MessageOut
from gatelight.core.time import to_datetime
from gatelight.records.tables.virtual_keys import VirtualKey
from gatelight.services import Services, ServicesDep
from gatelight.spend.periods import Period, first_day
from gatelight.spend.queries import totals_of_scope
from gatelight.virtual_keys import keys, people
from gatelight.virtual_keys.fields import KeyFields, TeamFields, UserFields
from gatelight.virtual_keys.schemas import (
    NewVirtualKeyOut,
    SpendOut,
    TeamIn,
    TeamOut,
    TeamsOut,
    UserIn,
    UserOut,
    UsersOut,
    VirtualKeyOut,
    VirtualKeysOut,
)

router = APIRouter(prefix="/api/projects/{project_id}/gateway", tags=["Gateway"])

Reader = Annotated[Member, Depends(require(Right.API_KEYS_READ))]
Writer = Annotated[Member, Depends(require(Right.API_KEYS_WRITE))]


@router.get("/keys", summary="List virtual keys")
def list_keys(project_id: str, services: ServicesDep, _member: Reader) -> VirtualKeysOut:
    """Newest first, each with what it spent this month. Needs role MEMBER."""
    spent = _spent(services, project_id, "key")
    found = keys.list_keys(services, project_id)
    return VirtualKeysOut(data=[_key(key, spent.get(key.id)) for key in found])


@router.post("/keys", summary="Create a virtual key", status_code=201)
def create_key(
    project_id: str, body: KeyFields, services: ServicesDep, member: Writer
) -> NewVirtualKeyOut:
    """The answer shows the key, this once. Its user is made when missing. Needs role ADMIN."""
    key, secret = keys.create_key(services, project_id, body, created_by=member.user.id)
    return NewVirtualKeyOut(**dict(_key(key, None)), secret=secret)


@router.patch("/keys/{key_id}", summary="Change a virtual key")
def change_key(
    project_id: str, key_id: str, body: KeyFields, services: ServicesDep, _member: Writer
) -> VirtualKeyOut:
    """What is not named stays; `blocked` refuses the key within 5 seconds. Needs role ADMIN."""
    key = keys.change_key(services, project_id, key_id, body)
    return _key(key, _spent(services, project_id, "key").get(key.id))


@router.post("/keys/{key_id}/rotate", summary="Replace the secret of a virtual key")
def rotate_key(
    project_id: str, key_id: str, services: ServicesDep, _member: Writer
) -> NewVirtualKeyOut:
    """The old secret is refused within 5 seconds. Needs role ADMIN."""
    key, secret = keys.replace_secret(services, project_id, key_id)
    spent = _spent(services, project_id, "key").get(key.id)
    return NewVirtualKeyOut(**dict(_key(key, spent)), secret=secret)


@router.delete("/keys/{key_id}", summary="Delete a virtual key")
def delete_key(project_id: str, key_id: str, services: ServicesDep, _member: Writer) -> MessageOut:
    """With its budgets; what it spent stays on record. Needs role ADMIN."""
    keys.delete_key(services, project_id, key_id)
    return MessageOut(message="Key deleted.")


@router.get("/users", summary="List users of the gateway")
def list_users(project_id: str, services: ServicesDep, _member: Reader) -> UsersOut:
    """Newest first, each with this month's spend. Needs role MEMBER."""
    spent = _spent(services, project_id, "user")
    owned = [key.user_id for key in keys.list_keys(services, project_id)]
    members = people.members_of(services, project_id)
    return UsersOut(
        data=[
            UserOut.model_validate(user).model_copy(
                update={
                    "keys": owned.count(user.id),
                    "teams": [each.team_id for each in members if each.user_id == user.id],
                    "spend": spent.get(user.id, SpendOut()),
                }
            )
            for user in people.list_users(services, project_id)
        ]
    )


@router.post("/users", summary="Create a user of the gateway", status_code=201)
def create_user(project_id: str, body: UserIn, services: ServicesDep, _member: Writer) -> UserOut:
    """An id is made when none is given. Needs role ADMIN."""
    fields = UserFields.model_validate(body.model_dump(exclude={"id"}))
    return UserOut.model_validate(people.create_user(services, project_id, body.id, fields))


@router.patch("/users/{user_id}", summary="Change a user of the gateway")
def change_user(
    project_id: str, user_id: str, body: UserFields, services: ServicesDep, _member: Writer
) -> UserOut:
    """What is not named stays. Needs role ADMIN."""
    return UserOut.model_validate(people.change_user(services, project_id, user_id, body))


@router.delete("/users/{user_id}", summary="Delete a user of the gateway")
def delete_user(
    project_id: str, user_id: str, services: ServicesDep, _member: Writer
) -> MessageOut:
    """With keys, memberships and budgets. Needs role ADMIN."""
    people.delete_user(services, project_id, user_id)
    return MessageOut(message="User deleted.")


@router.get("/teams", summary="List teams of the gateway")
def list_teams(project_id: str, services: ServicesDep, _member: Reader) -> TeamsOut:
    """Newest first, each with this month's spend. Needs role MEMBER."""
    spent = _spent(services, project_id, "team")
    owned = [key.team_id for key in keys.list_keys(services, project_id)]
    members = people.members_of(services, project_id)
    return TeamsOut(
        data=[
            TeamOut.model_validate(team).model_copy(
                update={
                    "keys": owned.count(team.id),
                    "members": [each.user_id for each in members if each.team_id == team.id],
                    "spend": spent.get(team.id, SpendOut()),
                }
            )
            for team in people.list_teams(services, project_id)
        ]
    )


@router.post("/teams", summary="Create a team of the gateway", status_code=201)
def create_team(project_id: str, body: TeamIn, services: ServicesDep, _member: Writer) -> TeamOut:
    """Members that are not there are made. Needs role ADMIN."""
    fields = TeamFields.model_validate(body.model_dump(exclude={"id", "members"}))
    members = [(each, "user") for each in body.members]
    team = people.create_team(services, project_id, body.id, fields, members)
    return TeamOut.model_validate(team).model_copy(update={"members": body.members})


@router.patch("/teams/{team_id}", summary="Change a team of the gateway")
def change_team(
    project_id: str, team_id: str, body: TeamFields, services: ServicesDep, _member: Writer
) -> TeamOut:
    """What is not named stays. Needs role ADMIN."""
    return TeamOut.model_validate(people.change_team(services, project_id, team_id, body))


@router.delete("/teams/{team_id}", summary="Delete a team of the gateway")
def delete_team(
    project_id: str, team_id: str, services: ServicesDep, _member: Writer
) -> MessageOut:
    """With its keys and budgets; its users stay. Needs role ADMIN."""
    people.delete_team(services, project_id, team_id)
    return MessageOut(message="Team deleted.")


@router.put("/teams/{team_id}/members/{user_id}", summary="Add a member to a team")
def put_member(
    project_id: str, team_id: str, user_id: str, services: ServicesDep, _member: Writer
) -> MessageOut:
    """Needs role ADMIN."""
    people.add_members(services, project_id, team_id, [(user_id, "user")])
    return MessageOut(message="Member added.")


@router.delete("/teams/{team_id}/members/{user_id}", summary="Take a member out of a team")
def delete_member(
    project_id: str, team_id: str, user_id: str, services: ServicesDep, _member: Writer
) -> MessageOut:
    """Needs role ADMIN."""
    people.remove_member(services, project_id, team_id, user_id)
    return MessageOut(message="Member removed.")


def _spent(services: Services, project_id: str, scope: str) -> dict[str, SpendOut]:
    first: date = first_day(Period.MONTH, to_datetime(services.clock.now()))
    with services.database.reader() as session:
        totals = totals_of_scope(session, project_id, scope, first)
    return {
        target: SpendOut(amount=amount, calls=calls, tokens=tokens)
        for target, (amount, calls, tokens) in totals.items()
    }


def _key(key: VirtualKey, spent: SpendOut | None) -> VirtualKeyOut:
    return VirtualKeyOut.model_validate(key).model_copy(update={"spend": spent or SpendOut()})
