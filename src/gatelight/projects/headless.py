"""Head-less set-up from `LANGFUSE_INIT_*`, the same at every start.

What is missing is made; names, passwords and secrets that are there already stay. A set of
variables that does not fit together is logged, never fatal (reference: headless init).
"""

from __future__ import annotations

import hmac
import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from gatelight.accounts.key_cache import key_cache
from gatelight.accounts.key_format import display_secret, hash_secret
from gatelight.accounts.passwords import hash_password
from gatelight.accounts.roles import Role
from gatelight.accounts.service import add_user
from gatelight.errors import InvalidRequest
from gatelight.projects.keys import check_pair
from gatelight.records.context import RecordServices
from gatelight.records.secrets import salt_of
from gatelight.records.tables.accounts import User
from gatelight.records.tables.projects import (
    ApiKey,
    Organization,
    OrganizationMembership,
    Project,
)
from gatelight.settings import Settings

log = logging.getLogger(__name__)


def provision(services: RecordServices) -> None:
    """Make the organisation, project, API key and user the settings name."""
    settings = services.settings
    if not settings.init_org_id:
        if settings.init_project_id or settings.init_user_email:
            log.warning("LANGFUSE_INIT_ORG_ID is not set: the other LANGFUSE_INIT_* do nothing")
        return
    with services.database.session() as session:
        services.database.lock(session, "users")
        _organization(session, settings)
        if settings.init_project_id:
            if _project(session, settings):
                _key(session, settings, salt_of(settings))
        elif settings.init_project_public_key or settings.init_project_secret_key:
            log.warning("LANGFUSE_INIT_PROJECT_ID is not set: no project or API key is made")
        _user(session, settings)
    key_cache(services).clear()


def _organization(session: Session, settings: Settings) -> None:
    if session.get(Organization, settings.init_org_id) is None:
        session.add(Organization(id=settings.init_org_id, name=settings.init_org_name))
        session.flush()


def _project(session: Session, settings: Settings) -> bool:
    """Whether the project is there, in the organisation it should be in."""
    project = session.get(Project, settings.init_project_id)
    if project is None:
        session.add(
            Project(
                id=settings.init_project_id,
                organization_id=settings.init_org_id,
                name=settings.init_project_name,
                retention_days=settings.init_project_retention or None,
            )
        )
        session.flush()
        return True
    if project.organization_id != settings.init_org_id:
        log.warning(
            "project %s belongs to organization %s, not to %s: left alone",
            project.id,
            project.organization_id,
            settings.init_org_id,
        )
        return False
    return True


def _key(session: Session, settings: Settings, salt: str) -> None:
    public_key = settings.init_project_public_key
    secret = settings.init_project_secret_key.get_secret_value()
    if not public_key and not secret:
        return
    try:
        check_pair(public_key, secret)
    except InvalidRequest as error:
        log.warning("LANGFUSE_INIT_PROJECT_PUBLIC_KEY and _SECRET_KEY: %s", error.message)
        return
    key = session.scalar(select(ApiKey).where(ApiKey.public_key == public_key))
    secret_hash = hash_secret(secret, salt)
    if key is None:
        session.add(
            ApiKey(
                project_id=settings.init_project_id,
                public_key=public_key,
                secret_hash=secret_hash,
                display_secret=display_secret(secret),
                note="Provisioned API key",
            )
        )
        return
    if key.project_id != settings.init_project_id:
        log.warning("API key %s moves to project %s", public_key, settings.init_project_id)
        key.project_id, key.organization_id = settings.init_project_id, None
    if not hmac.compare_digest(key.secret_hash, secret_hash):
        log.warning(
            "API key %s exists with another secret than LANGFUSE_INIT_PROJECT_SECRET_KEY "
            "(or GATELIGHT_SALT changed): delete the key to have it made anew",
            public_key,
        )


def _user(session: Session, settings: Settings) -> None:
    email = settings.init_user_email.strip().lower()
    password = settings.init_user_password.get_secret_value()
    if not email and not password:
        return
    if not email or not password:
        log.warning("LANGFUSE_INIT_USER_EMAIL and _PASSWORD go together: no user is made")
        return
    user = session.scalar(select(User).where(User.email == email))
    if user is None:
        user = add_user(
            session,
            email=email,
            name=settings.init_user_name,
            password_hash=hash_password(password),
        )
        session.flush()
    if session.get(OrganizationMembership, (settings.init_org_id, user.id)) is None:
        session.add(
            OrganizationMembership(
                organization_id=settings.init_org_id, user_id=user.id, role=Role.OWNER
            )
        )
