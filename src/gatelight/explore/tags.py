"""Tags given to traces by hand."""

from __future__ import annotations

from collections.abc import Sequence

from gatelight.core.patch import Origin, Patch, Submission, TracePatch
from gatelight.events.traces import locate_traces, trace_rows
from gatelight.services import Services


def tag_traces(
    services: Services, project_id: str, trace_ids: Sequence[str], tags: Sequence[str]
) -> int:
    """Add tags to traces, as one more event of each; how many there are. Unknown ids are left out.

    Raises what the writer raises.
    """
    engine, now = services.events, services.clock.now()
    keys = locate_traces(engine, project_id, trace_ids)
    known = [row.id for row in trace_rows(engine, project_id, keys, payload=False)]
    if not known:
        return 0
    origin = Origin(source="api")
    patches: list[Patch] = [
        TracePatch(
            project_id=project_id,
            id=trace_id,
            event_time=now,
            is_create=False,
            origin=origin,
            fields={"tags": list(tags)},
        )
        for trace_id in known
    ]
    services.writer.submit_and_wait(
        Submission(project_id=project_id, origin=origin, patches=patches, size=200 * len(patches))
    )
    return len(known)
