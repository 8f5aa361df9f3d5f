"""What log records and metric points have in common: whom they belong to, times, and ids made of
their content, so that an export sent again is stored once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gatelight.core.environment import normal_environment
from gatelight.core.json import Json, to_text, to_typed_text
from gatelight.core.patch import Note
from gatelight.core.time import MAX_MICROS, Micros
from gatelight.core.trace import DEFAULT_ENVIRONMENT
from gatelight.ingest.conventions.langfuse import CONVENTION
from gatelight.ingest.conventions.values import first, text_of
from gatelight.ingest.otlp.context import ENVIRONMENT_NAMES
from gatelight.ingest.otlp.model import Attributes, Scoped

SESSION_NAMES = (*CONVENTION.session_id, "gen_ai.conversation.id")
USER_NAMES = (*CONVENTION.user_id, "enduser.id")
_ID_BYTES = 16


def typed_map(attributes: Attributes) -> dict[str, str]:
    """Attributes as they are stored: text that reads back as the value that was sent."""
    return {key: to_typed_text(value) for key, value in attributes.items() if value is not None}


def content_id(content: Json) -> str:
    """32 hex digits that are the same whenever `content` is."""
    text = to_text([content]).encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=_ID_BYTES).hexdigest()


class Repeats:
    """Ids of one export's items. Equal items of one export are kept apart by their count, which is
    the same when the export is sent again."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def id_of(self, content: Json) -> str:
        found = content_id(content)
        count = self._seen.get(found, 0)
        self._seen[found] = count + 1
        return f"{found}-{count}" if count else found


@dataclass(slots=True)
class Belonging:
    """Whom things of one scope belong to, unless their own attributes say otherwise."""

    resource: Attributes
    resource_attributes: dict[str, str]
    scope_name: str
    scope_version: str
    service_name: str
    session_id: str
    user_id: str
    environment: str
    fingerprint: str

    @staticmethod
    def of(group: Scoped) -> Belonging:
        resource = group.resource
        return Belonging(
            resource=resource,
            resource_attributes=typed_map(resource),
            scope_name=group.scope_name,
            scope_version=group.scope_version,
            service_name=text_of(resource.get("service.name")),
            session_id=text_of(first(resource, SESSION_NAMES)),
            user_id=text_of(first(resource, USER_NAMES)),
            environment=_environment(resource) or DEFAULT_ENVIRONMENT,
            fingerprint=content_id(
                [
                    sorted(typed_map(resource).items()),
                    group.scope_name,
                    group.scope_version,
                    sorted(typed_map(group.scope_attributes).items()),
                ]
            ),
        )

    def session_of(self, attributes: Attributes) -> str:
        return text_of(first(attributes, SESSION_NAMES)) or self.session_id

    def user_of(self, attributes: Attributes) -> str:
        return text_of(first(attributes, USER_NAMES)) or self.user_id

    def environment_of(self, attributes: Attributes) -> str:
        return _environment(attributes) or self.environment


def _environment(attributes: Attributes) -> str:
    found = first(attributes, ENVIRONMENT_NAMES)
    return normal_environment(text_of(found)) if found else ""


class Times:
    """Nanoseconds to the store's microseconds; counts what got the time of arrival instead."""

    def __init__(self, now: Micros, what: str) -> None:
        self._now = now
        self._what = what
        self._replaced = 0

    def required(self, *candidates_ns: int) -> Micros:
        """The first that was sent and can be stored, else the time of arrival."""
        for sent in candidates_ns:
            if 0 < (micros := sent // 1000) < MAX_MICROS:
                return micros
        self._replaced += 1
        return self._now

    def optional(self, sent_ns: int) -> Micros | None:
        micros = sent_ns // 1000
        return micros if 0 < micros < MAX_MICROS else None

    def notes(self, event_type: str) -> list[Note]:
        if not self._replaced:
            return []
        return [
            Note(
                kind="altered",
                reason=f"{self._replaced} {self._what} without a time between 1970 and 2100 got "
                "the time of arrival",
                event_type=event_type,
            )
        ]
