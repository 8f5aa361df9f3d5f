"""API keys of projects and organisations: made (the secret is seen once), listed, deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from gatelight.accounts.key_cache import key_cache
from gatelight.accounts.key_format import display_secret, hash_secret, new_key_pair
from gatelight.errors import Conflict, InvalidRequest, NotFound
from gatelight.records.base import utc_now
from gatelight.records.context import RecordServices
from gatelight.records.secrets import salt_of
from gatelight.records.tables.projects import ApiKey, Organization, Project


def create_key(
    services: RecordServices,
    *,
    project_id: str | None = None,
    organization_id: str | None = None,
    note: str | None = None,
    expires_at: datetime | None = None,
    created_by: str | None = None,
    pair: tuple[str, str] | None = None,
) -> tuple[ApiKey, str]:
    """A new key of a project or of an organisation (give one of the two), and its secret.

    `pair` is a predefined `(public key, secret key)` of any shape. Raises NotFound when the owner
    is not there, Conflict when the public key exists, InvalidRequest when `expires_at` is past or
    the pair cannot be sent as Basic credentials.
    """
    if expires_at is not None and expires_at <= utc_now():
        raise InvalidRequest("expiresAt lies in the past.")
    public_key, secret = pair or new_key_pair()
    check_pair(public_key, secret)
    key = ApiKey(
        project_id=project_id,
        organization_id=organization_id,
        public_key=public_key,
        secret_hash=hash_secret(secret, salt_of(services.settings)),
        display_secret=display_secret(secret),
        note=note or None,
        created_by=created_by,
        expires_at=expires_at,
    )
    try:
        with services.database.session() as session:
            _check_owner(session, project_id, organization_id)
            session.add(key)
    except Conflict as error:
        raise Conflict("An API key with this public key exists already.") from error
    key_cache(services).clear()
    return key, secret


def check_pair(public_key: str, secret: str) -> None:
    """Raises InvalidRequest for keys that HTTP Basic cannot carry: empty, or a colon or a control
    character in the public key."""
    if not public_key or not secret or ":" in public_key or not public_key.isprintable():
        raise InvalidRequest("A public key has 1 to 255 printable characters and no colon.")
    if len(public_key) > 255:
        raise InvalidRequest("A public key has at most 255 characters.")


def list_keys(
    services: RecordServices, *, project_id: str | None = None, organization_id: str | None = None
) -> list[ApiKey]:
    """The keys of a project or of an organisation, newest first."""
    with services.database.reader() as session:
        return list(
            session.scalars(
                select(ApiKey)
                .where(*_owned_by(project_id, organization_id))
                .order_by(ApiKey.created_at.desc(), ApiKey.id)
            )
        )


def find_key(services: RecordServices, wanted: str) -> ApiKey:
    """The key with this id or public key, of any owner: for the instance's operator. Raises
    NotFound."""
    with services.database.reader() as session:
        key = session.scalar(
            select(ApiKey).where(or_(ApiKey.id == wanted, ApiKey.public_key == wanted))
        )
    if key is None:
        raise NotFound(f"There is no API key {wanted}.")
    return key


def change_note(
    services: RecordServices, key_id: str, note: str | None, *, project_id: str
) -> ApiKey:
    """Raises NotFound for a key of another project."""
    with services.database.session() as session:
        key = _owned(session, key_id, project_id, None)
        key.note = note or None
        return key


def delete_key(
    services: RecordServices,
    key_id: str,
    *,
    project_id: str | None = None,
    organization_id: str | None = None,
) -> None:
    """Refused at once by this process; by others within `key_cache.FOUND_FOR`. Raises NotFound for
    a key of another owner."""
    with services.database.session() as session:
        session.delete(_owned(session, key_id, project_id, organization_id))
    key_cache(services).clear()


def _check_owner(session: Session, project_id: str | None, organization_id: str | None) -> None:
    if project_id is not None and session.get(Project, project_id) is None:
        raise NotFound("Project not found.")
    if organization_id is not None and session.get(Organization, organization_id) is None:
        raise NotFound("Organization not found.")


def _owned_by(
    project_id: str | None, organization_id: str | None
) -> tuple[ColumnElement[bool], ...]:
    return (ApiKey.project_id == project_id, ApiKey.organization_id == organization_id)


def _owned(
    session: Session, key_id: str, project_id: str | None, organization_id: str | None
) -> ApiKey:
    key = session.scalar(
        select(ApiKey).where(ApiKey.id == key_id, *_owned_by(project_id, organization_id))
    )
    if key is None:
        raise NotFound("API key not found.")
    return key
