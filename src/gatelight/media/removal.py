"""Media that nothing uses any more: their rows and their bytes are deleted."""

from __future__ import annotations

from collections.abc import Collection

from gatelight.media import queries
from gatelight.media.storage import folder_of, key_of, storage_of
from gatelight.services import Services


def remove_media_of_traces(services: Services, project_id: str, trace_ids: Collection[str]) -> None:
    """Forget that these traces used media, and delete those that nothing else uses.

    Raises ServiceUnavailable when the bytes cannot be reached; what is left is deleted by the next
    call for the same traces.
    """
    with services.database.reader() as session:
        used = queries.used_by_traces(session, project_id, trace_ids)
    for media_id in used:
        _release(services, project_id, media_id, trace_ids)


def _release(
    services: Services, project_id: str, media_id: str, trace_ids: Collection[str]
) -> None:
    """Bytes go before the row, under the lock that an announcement of the same bytes takes: so
    none can be told that bytes are there which then vanish."""
    with services.database.session() as session:
        services.database.lock(session, f"media:{project_id}:{media_id}")
        queries.forget_traces(session, project_id, media_id, trace_ids)
        if queries.is_used(session, project_id, media_id):
            return
        storage_of(services.settings).delete([key_of(project_id, media_id)])
        queries.delete_media(session, project_id, media_id)


def remove_files_of_project(services: Services, project_id: str) -> None:
    """Delete all bytes of a project; its rows go with the project. Raises ServiceUnavailable."""
    storage_of(services.settings).remove_folder(folder_of(project_id))
