"""The first virtual key, from GATELIGHT_INIT_VIRTUAL_KEY, the same at every start."""

from __future__ import annotations

import logging

from gatelight.core.gateway_keys import key_hash
from gatelight.errors import ApiError
from gatelight.records.context import RecordServices
from gatelight.records.tables.projects import Project
from gatelight.records.tables.virtual_keys import VirtualKey
from gatelight.virtual_keys import keys, queries
from gatelight.virtual_keys.fields import KeyFields

FIRST_USER = "test-user"

log = logging.getLogger(__name__)


def provision_key(services: RecordServices) -> None:
    """Make the key in the head-less project unless there is one of its name or secret: one that was
    blocked, changed or given another secret stays so. Never fatal."""
    settings = services.settings
    secret = settings.init_virtual_key.get_secret_value()
    if not secret:
        return
    project_id = settings.init_project_id
    with services.database.reader() as session:
        if not project_id or session.get(Project, project_id) is None:
            log.warning("GATELIGHT_INIT_VIRTUAL_KEY needs the project of LANGFUSE_INIT_PROJECT_ID")
            return
        if queries.key_named(session, project_id, FIRST_USER):
            return
        if session.get(VirtualKey, key_hash(secret)) is not None:
            return
    try:
        keys.create_key(
            services, project_id, KeyFields(alias=FIRST_USER, user_id=FIRST_USER), secret=secret
        )
    except ApiError as error:
        log.warning("the first virtual key was not made: %s", error.message)
