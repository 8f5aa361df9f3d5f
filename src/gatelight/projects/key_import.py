"""API keys of a Langfuse carried over by their hash: clients keep their keys, nobody has to know
the secrets. It needs the salt (`SALT` there, `GATELIGHT_SALT` here) to be the same."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from gatelight.accounts.key_cache import key_cache
from gatelight.errors import Conflict, InvalidRequest
from gatelight.projects.keys import check_pair
from gatelight.records.context import RecordServices
from gatelight.records.tables.projects import ApiKey, Project

_HASH = re.compile(r"[0-9a-f]{64}")
_NAMES = {
    "public_key": "publicKey",
    "hash": "fastHashedSecretKey",
    "display_secret": "displaySecretKey",
    "note": "note",
    "project_id": "projectId",
    "expires_at": "expiresAt",
}
"""Fields of HashedKey and their names in Langfuse's table; snake case is read too."""


@dataclass(frozen=True, slots=True)
class HashedKey:
    """A key without its secret. `hash`: hex sha256 of secret and salt (`key_format.hash_secret`);
    empty for a key Langfuse only has a slow hash of."""

    public_key: str
    hash: str
    display_secret: str = ""
    note: str = ""
    project_id: str = ""
    expires_at: datetime | None = None


def read_dump(path: Path) -> list[HashedKey]:
    """Rows of Langfuse's `api_keys` table: a CSV file with a header, a JSON list, or one JSON
    object a line. Raises InvalidRequest."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        if path.suffix.lower() == ".csv":
            rows: Iterable[Any] = csv.DictReader(text.splitlines())
        elif text.lstrip().startswith("["):
            rows = json.loads(text)
        else:
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        return [_from_row(row) for row in rows]
    except (ValueError, TypeError, AttributeError, csv.Error) as error:
        raise InvalidRequest(f"{path} is no dump of API keys: {error}") from error


def _from_row(row: Mapping[str, Any]) -> HashedKey:
    values = {
        field: str(row.get(_snake(name)) or row.get(name) or "").strip()
        for field, name in _NAMES.items()
    }
    if not values["public_key"]:
        raise ValueError("a row without public_key")
    expires = values.pop("expires_at")
    return HashedKey(**values, expires_at=read_expiry(expires))


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def read_expiry(text: str) -> datetime | None:
    """ISO 8601, or as PostgreSQL writes it; without a zone it is UTC. Raises ValueError."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def import_key(services: RecordServices, key: HashedKey, project_id: str) -> bool:
    """Add the key to the project; False when it is there already, with the same hash.

    Raises InvalidRequest for a hash that is none or a project that is not there, Conflict when the
    public key belongs to another secret or project.
    """
    digest = key.hash.lower()
    if not digest:
        raise InvalidRequest(
            f"{key.public_key}: has no fast hash. Langfuse makes it when the key is used; use it "
            "once there and dump the table again, or make a new key."
        )
    if not _HASH.fullmatch(digest):
        raise InvalidRequest(
            f"{key.public_key}: the hash is not 64 hexadecimal digits (a hash that begins with $2 "
            "is the slow one, which is of no use here)"
        )
    check_pair(key.public_key, digest)
    with services.database.session() as session:
        if session.get(Project, project_id) is None:
            raise InvalidRequest(f"{key.public_key}: there is no project {project_id}")
        known = session.scalar(select(ApiKey).where(ApiKey.public_key == key.public_key))
        if known is not None:
            if (known.secret_hash, known.project_id) != (digest, project_id):
                raise Conflict(
                    f"{key.public_key}: exists already, with another secret or in another project"
                )
            return False
        session.add(
            ApiKey(
                project_id=project_id,
                public_key=key.public_key,
                secret_hash=digest,
                display_secret=key.display_secret[:32] or "sk-...",
                note=key.note[:1000] or None,
                expires_at=key.expires_at,
            )
        )
    key_cache(services).clear()
    return True
