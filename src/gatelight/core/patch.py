"""A patch: what one accepted event adds to one entity, ready for the writer."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from gatelight.core.log_record import LogRecord
from gatelight.core.metric_point import MetricPoint
from gatelight.core.observation import ObservationFields
from gatelight.core.score import ScoreFields
from gatelight.core.time import Micros
from gatelight.core.trace import TraceFields

Source = Literal["ingestion", "otel", "api", "import"]


class Origin(msgspec.Struct, frozen=True):
    """Who sent an event: the key and the client; kept on every row."""

    public_key: str = ""
    sdk_name: str = ""
    sdk_version: str = ""
    source: Source = "api"


class _Patch(msgspec.Struct, kw_only=True):
    """`event_time` orders merging; `is_create` breaks ties (creates go first).

    `complete` promises that no other event will ever be merged into this entity before it
    (an exported OpenTelemetry span): the writer then need not read the stored row.
    """

    project_id: str
    id: str
    event_time: Micros
    is_create: bool = True
    complete: bool = False
    origin: Origin = Origin()


class TracePatch(_Patch):
    fields: TraceFields


class ObservationPatch(_Patch):
    fields: ObservationFields


class ScorePatch(_Patch):
    fields: ScoreFields


Patch: TypeAlias = TracePatch | ObservationPatch | ScorePatch


class Note(msgspec.Struct, kw_only=True):
    """A refused or altered event, kept for the project's *Ingestion* page.

    `kind`: refused (nothing stored) or altered (stored, but not as sent). `detail` ≤ 4 KB of text.
    """

    kind: Literal["refused", "altered"]
    reason: str
    event_id: str = ""
    event_type: str = ""
    entity_id: str = ""
    detail: str = ""


class Submission(msgspec.Struct, kw_only=True):
    """Everything one request hands to the writer; stored as a whole or answered with an error."""

    project_id: str
    origin: Origin
    patches: list[Patch] = msgspec.field(default_factory=list)
    logs: list[LogRecord] = msgspec.field(default_factory=list)
    metric_points: list[MetricPoint] = msgspec.field(default_factory=list)
    notes: list[Note] = msgspec.field(default_factory=list)
    size: int = 0
    """Bytes this submission occupies while it waits (the decoded body's size is close enough)."""

    @property
    def events(self) -> int:
        """How many entities, log records and metric points it adds to."""
        return len(self.patches) + len(self.logs) + len(self.metric_points)
