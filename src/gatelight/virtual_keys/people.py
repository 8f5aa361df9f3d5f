"""Users and teams of the gateway."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from gatelight.core.ids import new_id
from gatelight.errors import Conflict, NotFound
from gatelight.records.context import RecordServices
from gatelight.records.tables.virtual_keys import GatewayTeam, GatewayTeamMember, GatewayUser
from gatelight.spend.charges import Target
from gatelight.spend.queries import delete_budgets_of
from gatelight.virtual_keys import queries
from gatelight.virtual_keys.fields import TeamFields, UserFields


def user_for(session: Session, project_id: str, user_id: str) -> GatewayUser:
    """The user, made when it is not there."""
    user = session.get(GatewayUser, (project_id, user_id))
    if user is None:
        user = GatewayUser(project_id=project_id, id=user_id)
        session.add(user)
        session.flush()
    return user


def create_user(
    services: RecordServices, project_id: str, user_id: str | None, fields: UserFields
) -> GatewayUser:
    """Raises Conflict when there is one with this id."""
    user = GatewayUser(project_id=project_id, id=user_id or new_id())
    _set(user, fields.model_dump())
    try:
        with services.database.session() as session:
            session.add(user)
    except Conflict as error:
        raise Conflict(f"There is a user {user.id} already.") from error
    return user


def list_users(services: RecordServices, project_id: str) -> list[GatewayUser]:
    """Newest first."""
    with services.database.reader() as session:
        return queries.users(session, project_id)


def find_user(services: RecordServices, project_id: str, user_id: str) -> GatewayUser:
    """Raises NotFound."""
    with services.database.reader() as session:
        return _user(session, project_id, user_id)


def change_user(
    services: RecordServices, project_id: str, user_id: str, fields: UserFields
) -> GatewayUser:
    """Raises NotFound."""
    with services.database.session() as session:
        user = _user(session, project_id, user_id)
        _set(user, fields.changes())
        return user


def delete_user(services: RecordServices, project_id: str, user_id: str) -> None:
    """The user with keys, memberships and budgets. Raises NotFound."""
    with services.database.session() as session:
        user = _user(session, project_id, user_id)
        keys = queries.keys(session, project_id, user_id=user_id)
        targets = [Target("key", key.id) for key in keys] + [Target("user", user_id)]
        delete_budgets_of(session, project_id, targets)
        session.delete(user)


def create_team(
    services: RecordServices,
    project_id: str,
    team_id: str | None,
    fields: TeamFields,
    members: Iterable[tuple[str, str]] = (),
) -> GatewayTeam:
    """`members`: (user id, role), made when they are not there. Raises Conflict when there is a
    team with this id."""
    team = GatewayTeam(project_id=project_id, id=team_id or new_id())
    _set(team, fields.model_dump())
    team.name = team.name or team.id
    try:
        with services.database.session() as session:
            session.add(team)
            session.flush()
            for user_id, role in members:
                _add_member(session, project_id, team.id, user_id, role)
    except Conflict as error:
        raise Conflict(f"There is a team {team.id} already.") from error
    return team


def list_teams(services: RecordServices, project_id: str) -> list[GatewayTeam]:
    """Newest first."""
    with services.database.reader() as session:
        return queries.teams(session, project_id)


def find_team(services: RecordServices, project_id: str, team_id: str) -> GatewayTeam:
    """Raises NotFound."""
    with services.database.reader() as session:
        return _team(session, project_id, team_id)


def change_team(
    services: RecordServices, project_id: str, team_id: str, fields: TeamFields
) -> GatewayTeam:
    """Raises NotFound."""
    with services.database.session() as session:
        team = _team(session, project_id, team_id)
        _set(team, {k: v for k, v in fields.changes().items() if k != "name" or v})
        return team


def delete_team(services: RecordServices, project_id: str, team_id: str) -> None:
    """The team with its keys and budgets; its users stay. Raises NotFound."""
    with services.database.session() as session:
        team = _team(session, project_id, team_id)
        keys = queries.keys(session, project_id, team_id=team_id)
        targets = [Target("key", key.id) for key in keys] + [Target("team", team_id)]
        delete_budgets_of(session, project_id, targets)
        session.delete(team)


def members_of(
    services: RecordServices,
    project_id: str,
    *,
    team_id: str | None = None,
    user_id: str | None = None,
) -> list[GatewayTeamMember]:
    """Memberships of a team, of a user, or of all."""
    with services.database.reader() as session:
        return queries.members(session, project_id, team_id=team_id, user_id=user_id)


def add_members(
    services: RecordServices, project_id: str, team_id: str, members: Iterable[tuple[str, str]]
) -> None:
    """(user id, role) each; who is a member gets the role. Raises NotFound."""
    with services.database.session() as session:
        _team(session, project_id, team_id)
        for user_id, role in members:
            _add_member(session, project_id, team_id, user_id, role)


def remove_member(services: RecordServices, project_id: str, team_id: str, user_id: str) -> None:
    """Raises NotFound for an unknown team."""
    with services.database.session() as session:
        _team(session, project_id, team_id)
        queries.delete_member(session, project_id, team_id, user_id)


def _add_member(session: Session, project_id: str, team_id: str, user_id: str, role: str) -> None:
    user_for(session, project_id, user_id)
    session.merge(
        GatewayTeamMember(
            project_id=project_id,
            team_id=team_id,
            user_id=user_id,
            role="admin" if role == "admin" else "user",
        )
    )


def _user(session: Session, project_id: str, user_id: str) -> GatewayUser:
    user = session.get(GatewayUser, (project_id, user_id))
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    return user


def _team(session: Session, project_id: str, team_id: str) -> GatewayTeam:
    team = session.get(GatewayTeam, (project_id, team_id))
    if team is None:
        raise NotFound(f"There is no team {team_id}.")
    return team


def _set(entity: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(entity, "details" if name == "metadata" else name, value)
