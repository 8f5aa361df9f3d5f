"""Bodies of the media endpoints."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from gatelight.accounts.schemas import CamelModel
from gatelight.core.storable import PlainText
from gatelight.core.time import parse_iso, to_datetime
from gatelight.media.content_types import UPLOADABLE
from gatelight.media.queries import Place


def _digest(text: str) -> str:
    try:
        if len(base64.b64decode(text, validate=True)) == 32:
            return text
    except (binascii.Error, ValueError):
        pass
    raise ValueError("expected a SHA-256 digest in standard base64 (44 characters)")


def _content_type(text: str) -> str:
    if text not in UPLOADABLE:
        raise ValueError("this content type cannot be uploaded")
    return text


def _moment(value: Any) -> Any:
    return to_datetime(parse_iso(value)) if isinstance(value, str) else value


EventId = Annotated[PlainText, Field(max_length=800)]
DatasetId = Annotated[PlainText, Field(max_length=255)]


class UploadIn(CamelModel):
    """What will be uploaded (`contentLength` in bytes), and where it is used: in a trace, an
    observation of it, or a dataset item."""

    content_type: Annotated[str, AfterValidator(_content_type)]
    content_length: Annotated[int, Field(gt=0, lt=2**63)]
    sha256_hash: Annotated[str, Field(alias="sha256Hash"), AfterValidator(_digest)]
    field: Literal["input", "output", "metadata", "expectedOutput"]
    trace_id: EventId | None = None
    observation_id: EventId | None = None
    dataset_id: DatasetId | None = None
    dataset_item_id: DatasetId | None = None

    @model_validator(mode="after")
    def _is_used_somewhere(self) -> UploadIn:
        if bool(self.trace_id) == bool(self.dataset_id):
            raise ValueError("either traceId or datasetId is required")
        return self

    @property
    def place(self) -> Place:
        return Place(
            self.field,
            self.trace_id or "",
            self.observation_id or "",
            self.dataset_id or "",
            self.dataset_item_id or "",
        )


class UploadedIn(CamelModel):
    """How an upload went."""

    uploaded_at: Annotated[datetime, BeforeValidator(_moment)]
    upload_http_status: Annotated[int, Field(ge=100, le=999)]
    upload_http_error: PlainText | None = None
    upload_time_ms: Annotated[int, Field(ge=0, lt=2**63)] | None = None
