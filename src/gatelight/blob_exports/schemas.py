"""Scheduled exports as the wire writes them; the secret only ever comes in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    SecretStr,
    StringConstraints,
    model_validator,
)

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso
from gatelight.core.storable import PlainText
from gatelight.core.time import from_datetime, to_iso
from gatelight.outbound.http import RefusedAddress, check_url
from gatelight.records.tables.blob_exports import BlobExport

Frequency = Literal["every_20_minutes", "hourly", "daily", "weekly"]
SECONDS: dict[Frequency, int] = {
    "every_20_minutes": 1200,
    "hourly": 3600,
    "daily": 24 * 3600,
    "weekly": 7 * 24 * 3600,
}
Mode = Literal["FULL_HISTORY", "FROM_TODAY", "FROM_CUSTOM_DATE"]
FileType = Literal["JSON", "CSV", "JSONL", "PARQUET"]
Source = Literal[
    "LEGACY_TRACES_OBSERVATIONS", "OBSERVATIONS_V2", "LEGACY_TRACES_AND_ENRICHED_OBSERVATIONS"
]
FieldGroup = Literal[
    "core",
    "basic",
    "time",
    "io",
    "metadata",
    "model",
    "usage",
    "prompt",
    "metrics",
    "tools",
    "trace_context",
]
Status = Literal["idle", "running", "queued", "up_to_date", "disabled", "error"]
ZONES = timedelta(hours=27)
"""A date that is today somewhere is not in the future."""
FIRST_DAY, LAST_DAY = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _web_address(url: str) -> str:
    try:
        return check_url(url)
    except RefusedAddress as error:
        raise ValueError(str(error)) from error


def _folder(prefix: str) -> str:
    if prefix and (not prefix.endswith("/") or prefix.startswith("/") or "//" in prefix):
        raise ValueError("a prefix ends with one slash and does not begin with one")
    if any(part in (".", "..") for part in prefix.split("/")):
        raise ValueError("a prefix has no . or .. among its parts")
    return prefix


class BlobExportIn(CamelModel):
    """`type`: S3, or S3_COMPATIBLE with an `endpoint` (MinIO, R2, Google's XML API). `prefix` ends
    with a slash. `exportStartDate` is for FROM_CUSTOM_DATE. Without `secretAccessKey` the stored
    one stays."""

    project_id: Annotated[PlainText, StringConstraints(min_length=1, max_length=255)]
    type: Literal["S3", "S3_COMPATIBLE", "AZURE_BLOB_STORAGE", "GOOGLE_CLOUD_STORAGE"]
    bucket_name: Annotated[
        str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$")
    ]
    endpoint: (
        Annotated[PlainText, StringConstraints(max_length=2000), AfterValidator(_web_address)]
        | None
    ) = None
    region: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True, pattern=r"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"
        ),
    ]
    access_key_id: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,255}$")] | None = None
    secret_access_key: Annotated[SecretStr, Field(min_length=1, max_length=2000)] | None = None
    prefix: (
        Annotated[
            str,
            StringConstraints(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$"),
            AfterValidator(_folder),
        ]
        | None
    ) = None
    export_frequency: Frequency
    enabled: bool
    force_path_style: bool
    file_type: FileType
    export_mode: Mode
    export_start_date: AwareDatetime | None = None
    compressed: bool | None = None
    export_source: Source | None = None
    export_field_groups: Annotated[list[FieldGroup], Field(max_length=50)] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> BlobExportIn:
        if self.type not in ("S3", "S3_COMPATIBLE"):
            raise ValueError(
                "buckets are reached by the S3 protocol: use S3 or S3_COMPATIBLE with an endpoint"
            )
        if self.type == "S3_COMPATIBLE" and self.endpoint is None:
            raise ValueError("S3_COMPATIBLE needs an endpoint")
        if self.export_mode == "FROM_CUSTOM_DATE":
            start = self.export_start_date
            if start is None or not FIRST_DAY <= start <= min(datetime.now(UTC) + ZONES, LAST_DAY):
                raise ValueError("FROM_CUSTOM_DATE needs an exportStartDate that is not to come")
        if self.export_field_groups is not None:
            if self.export_source is None:
                raise ValueError("exportFieldGroups needs exportSource")
            if self.export_field_groups and "core" not in self.export_field_groups:
                raise ValueError("exportFieldGroups must include core")
        return self


class BlobExportAnswer(Answer):
    id: str
    project_id: str
    type: str
    bucket_name: str
    endpoint: str | None
    region: str
    access_key_id: str | None
    prefix: str
    export_frequency: Frequency
    enabled: bool
    force_path_style: bool
    file_type: FileType
    export_mode: Mode
    export_start_date: Iso | None
    compressed: bool
    export_source: Source
    export_field_groups: list[FieldGroup] | None
    next_sync_at: Iso | None
    last_sync_at: Iso | None
    last_error: str | None
    last_error_at: Iso | None
    created_at: Iso
    updated_at: Iso


class BlobExportsAnswer(Answer):
    data: list[BlobExportAnswer]


class BlobExportStatusAnswer(Answer):
    """`lastSyncAt`: events before it are in the bucket."""

    id: str
    project_id: str
    sync_status: Status
    enabled: bool
    last_sync_at: Iso | None
    next_sync_at: Iso | None
    last_error: str | None
    last_error_at: Iso | None


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else to_iso(from_datetime(moment))


def blob_export_out(row: BlobExport, next_at: datetime | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "projectId": row.project_id,
        "type": row.type,
        "bucketName": row.bucket,
        "endpoint": row.endpoint,
        "region": row.region,
        "accessKeyId": row.access_key_id,
        "prefix": row.prefix,
        "exportFrequency": row.frequency,
        "enabled": row.enabled,
        "forcePathStyle": row.path_style,
        "fileType": row.file_type,
        "exportMode": row.mode,
        "exportStartDate": _iso(row.start_at) if row.mode == "FROM_CUSTOM_DATE" else None,
        "compressed": row.compressed,
        "exportSource": row.source,
        "exportFieldGroups": row.field_groups,
        "nextSyncAt": _iso(next_at),
        "lastSyncAt": _iso(row.exported_until),
        "lastError": row.last_error,
        "lastErrorAt": _iso(row.last_error_at),
        "createdAt": _iso(row.created_at),
        "updatedAt": _iso(row.updated_at),
    }


def status_out(row: BlobExport, next_at: datetime | None, status: Status) -> dict[str, Any]:
    return {
        "id": row.id,
        "projectId": row.project_id,
        "syncStatus": status,
        "enabled": row.enabled,
        "lastSyncAt": _iso(row.exported_until),
        "nextSyncAt": _iso(next_at),
        "lastError": row.last_error,
        "lastErrorAt": _iso(row.last_error_at),
    }
