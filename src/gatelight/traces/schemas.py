"""Bodies the trace endpoints take."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class DeleteTraces(BaseModel):
    """`DELETE /api/public/traces`."""

    model_config = ConfigDict(populate_by_name=True)

    trace_ids: Annotated[
        list[Annotated[str, Field(min_length=1)]],
        Field(alias="traceIds", min_length=1, max_length=1000),
    ]
