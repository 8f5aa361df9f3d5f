"""Shared traces: one flag of a trace opens this trace, and nothing else, to everybody."""

from __future__ import annotations

from typing import Any

from gatelight.core.patch import Origin, Submission, TracePatch
from gatelight.errors import NotFound
from gatelight.media.queries import used_in_trace
from gatelight.media.service import announced
from gatelight.records.tables.media import Media
from gatelight.services import Services
from gatelight.ui.trace import service

Body = dict[str, Any]

_PRIVATE_OF_TRACE = ("userId", "sessionId", "bookmarked")
_PRIVATE_OF_OBSERVATION = (
    "userId",
    "sessionId",
    "gatewayKeyAlias",
    "gatewayKeyHash",
    "gatewayUserId",
    "gatewayTeamId",
    "gatewayTeamAlias",
    "gatewayCallId",
)
_PRIVATE_OF_SCORE = ("authorUserId", "queueId", "configId", "executionTraceId", "sessionId")


_PRIVATE_METADATA = "user_api_key"
"""What the gateway notes about the caller's key and its owner begins with this."""


def set_public(services: Services, project_id: str, trace_id: str, public: bool) -> None:
    """Stored when this returns. Raises NotFound, and what the writer raises."""
    service.find_trace(services, project_id, trace_id)
    patch = TracePatch(
        project_id=project_id,
        id=trace_id,
        event_time=services.clock.now(),
        is_create=False,
        origin=Origin(sdk_name="gatelight-ui"),
        fields={"public": public},
    )
    services.writer.submit_and_wait(
        Submission(project_id=project_id, origin=patch.origin, patches=[patch], size=200)
    )


def check_public(services: Services, project_id: str, trace_id: str) -> None:
    """Raises NotFound, the same for a trace that is not shared as for one that is not there."""
    try:
        shared = service.find_trace(services, project_id, trace_id).public
    except NotFound:
        shared = False
    if not shared:
        raise NotFound("There is no shared trace at this address.")


def shared_tree(services: Services, project_id: str, trace_id: str) -> Body:
    """As `service.get_tree`, without who it was and who judged it. Raises NotFound."""
    check_public(services, project_id, trace_id)
    tree = service.get_tree(services, project_id, trace_id)
    return _without(tree, _PRIVATE_OF_TRACE) | {
        "scores": [_without(score, _PRIVATE_OF_SCORE) for score in tree["scores"]]
    }


def shared_observation(
    services: Services, project_id: str, trace_id: str, observation_id: str
) -> Body:
    """As `service.get_observation`, without people and keys. Raises NotFound."""
    check_public(services, project_id, trace_id)
    body = service.get_observation(services, project_id, trace_id, observation_id)
    return _without(body, _PRIVATE_OF_OBSERVATION)


def shared_media(services: Services, project_id: str, trace_id: str, media_id: str) -> Media:
    """A file that the trace or one of its observations uses. Raises NotFound."""
    check_public(services, project_id, trace_id)
    with services.database.reader() as session:
        used = used_in_trace(session, project_id, media_id, trace_id)
    if not used:
        raise NotFound("Media not found")
    return announced(services, project_id, media_id)


def _without(body: Body, names: tuple[str, ...]) -> Body:
    metadata = body.get("metadata")
    kept = body | {name: None for name in names if name in body}
    if isinstance(metadata, dict):
        kept["metadata"] = {
            key: value for key, value in metadata.items() if not key.startswith(_PRIVATE_METADATA)
        }
    return kept
