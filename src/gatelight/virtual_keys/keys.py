"""Virtual keys: made (the secret is seen once), changed, blocked, replaced, deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from gatelight.core.gateway_keys import display_key, key_hash, new_key
from gatelight.errors import Conflict, InvalidRequest, NotFound
from gatelight.records.base import utc_now
from gatelight.records.context import RecordServices
from gatelight.records.tables.virtual_keys import GatewayTeam, VirtualKey
from gatelight.spend.charges import Target
from gatelight.spend.queries import delete_budgets_of
from gatelight.virtual_keys import queries
from gatelight.virtual_keys.fields import KeyFields
from gatelight.virtual_keys.people import user_for

MIN_SECRET, MAX_SECRET = 16, 512


def create_key(
    services: RecordServices,
    project_id: str,
    fields: KeyFields,
    *,
    secret: str | None = None,
    created_by: str | None = None,
) -> tuple[VirtualKey, str]:
    """A new key and its secret; `secret` is one of your own. Its user is made when it is not there.

    Raises NotFound for an unknown team, Conflict when alias or secret are taken, InvalidRequest for
    an expiry in the past and a secret too short to be one.
    """
    chosen = secret or new_key()
    if not MIN_SECRET <= len(chosen) <= MAX_SECRET or not chosen.isprintable():
        raise InvalidRequest(
            f"A key has {MIN_SECRET} to {MAX_SECRET} printable characters; leave it out to get one."
        )
    hashed = key_hash(chosen)
    key = VirtualKey(
        id=hashed,
        project_id=project_id,
        key_hash=hashed,
        display=display_key(chosen),
        alias=fields.alias or f"key-{hashed[:8]}",
        created_by=created_by,
    )
    try:
        with services.database.session() as session:
            _apply(session, key, fields, whole=True)
            session.add(key)
    except Conflict as error:
        raise Conflict(f"There is a key {key.alias} already, or one with this secret.") from error
    return key, chosen


def list_keys(
    services: RecordServices,
    project_id: str,
    *,
    user_id: str | None = None,
    team_id: str | None = None,
) -> list[VirtualKey]:
    """Newest first."""
    with services.database.reader() as session:
        return queries.keys(session, project_id, user_id=user_id, team_id=team_id)


def find_key(services: RecordServices, project_id: str, wanted: str) -> VirtualKey:
    """By id, alias, or the key itself. Raises NotFound."""
    with services.database.reader() as session:
        return _named(session, project_id, wanted)


def change_key(
    services: RecordServices, project_id: str, wanted: str, fields: KeyFields
) -> VirtualKey:
    """Raises as `create_key`, NotFound for an unknown key."""
    try:
        with services.database.session() as session:
            key = _named(session, project_id, wanted)
            _apply(session, key, fields, whole=False)
            return key
    except Conflict as error:
        raise Conflict(f"There is a key {fields.alias} already.") from error


def replace_secret(
    services: RecordServices, project_id: str, wanted: str, secret: str | None = None
) -> tuple[VirtualKey, str]:
    """A new secret for a key that stays what it is; the old one is refused from now on."""
    chosen = secret or new_key()
    with services.database.session() as session:
        key = _named(session, project_id, wanted)
        key.key_hash = key_hash(chosen)
        key.display = display_key(chosen)
        key.rotated_at = utc_now()
    return key, chosen


def delete_key(services: RecordServices, project_id: str, wanted: str) -> VirtualKey:
    """The key and its budgets; what it has spent stays in the ledger. Raises NotFound."""
    with services.database.session() as session:
        key = _named(session, project_id, wanted)
        delete_budgets_of(session, project_id, [Target("key", key.id)])
        session.delete(key)
        return key


def _named(session: Session, project_id: str, wanted: str) -> VirtualKey:
    key = queries.key_named(session, project_id, wanted)
    if key is None:
        raise NotFound("Key not found.")
    return key


def _apply(session: Session, key: VirtualKey, fields: KeyFields, *, whole: bool) -> None:
    values: dict[str, Any] = fields.model_dump() if whole else fields.changes()
    if values.get("expires_at") is not None and values["expires_at"] <= utc_now():
        raise InvalidRequest("The expiry lies in the past.")
    team_id = values.get("team_id")
    if team_id is not None and session.get(GatewayTeam, (key.project_id, team_id)) is None:
        raise NotFound(f"There is no team {team_id}.")
    if values.get("user_id") is not None:
        user_for(session, key.project_id, values["user_id"])
    for name, value in values.items():
        if name == "metadata":
            key.details = value
        elif name != "alias" or value is not None:
            setattr(key, name, value)
