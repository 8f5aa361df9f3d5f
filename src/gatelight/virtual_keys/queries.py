"""SQL of users, teams and virtual keys of the gateway."""

from __future__ import annotations

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from gatelight.core.gateway_keys import key_hash
from gatelight.records.tables.virtual_keys import (
    GatewayTeam,
    GatewayTeamMember,
    GatewayUser,
    VirtualKey,
)


def key_by_hash(session: Session, project_id: str, hashed: str) -> VirtualKey | None:
    return session.scalar(
        select(VirtualKey).where(VirtualKey.project_id == project_id, VirtualKey.key_hash == hashed)
    )


def key_named(session: Session, project_id: str, wanted: str) -> VirtualKey | None:
    """The key with this id or alias, or whose secret in force this is."""
    return session.scalar(
        select(VirtualKey)
        .where(
            VirtualKey.project_id == project_id,
            or_(
                VirtualKey.id == wanted,
                VirtualKey.alias == wanted,
                VirtualKey.key_hash == key_hash(wanted),
            ),
        )
        .limit(1)
    )


def keys(
    session: Session, project_id: str, *, user_id: str | None = None, team_id: str | None = None
) -> list[VirtualKey]:
    """Newest first; of one user or team when named."""
    wanted = select(VirtualKey).where(VirtualKey.project_id == project_id)
    if user_id is not None:
        wanted = wanted.where(VirtualKey.user_id == user_id)
    if team_id is not None:
        wanted = wanted.where(VirtualKey.team_id == team_id)
    return list(session.scalars(wanted.order_by(VirtualKey.created_at.desc(), VirtualKey.id)))


def users(session: Session, project_id: str) -> list[GatewayUser]:
    return list(
        session.scalars(
            select(GatewayUser)
            .where(GatewayUser.project_id == project_id)
            .order_by(GatewayUser.created_at.desc(), GatewayUser.id)
        )
    )


def teams(session: Session, project_id: str) -> list[GatewayTeam]:
    return list(
        session.scalars(
            select(GatewayTeam)
            .where(GatewayTeam.project_id == project_id)
            .order_by(GatewayTeam.created_at.desc(), GatewayTeam.id)
        )
    )


def members(
    session: Session, project_id: str, *, team_id: str | None = None, user_id: str | None = None
) -> list[GatewayTeamMember]:
    """Of one team or user when named."""
    wanted = select(GatewayTeamMember).where(GatewayTeamMember.project_id == project_id)
    if team_id is not None:
        wanted = wanted.where(GatewayTeamMember.team_id == team_id)
    if user_id is not None:
        wanted = wanted.where(GatewayTeamMember.user_id == user_id)
    return list(
        session.scalars(wanted.order_by(GatewayTeamMember.created_at, GatewayTeamMember.user_id))
    )


def delete_member(session: Session, project_id: str, team_id: str, user_id: str) -> None:
    session.execute(
        delete(GatewayTeamMember).where(
            GatewayTeamMember.project_id == project_id,
            GatewayTeamMember.team_id == team_id,
            GatewayTeamMember.user_id == user_id,
        )
    )
