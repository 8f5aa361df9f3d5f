"""Every setting of Gatelight, declared once: name, type, default, sentence.

`docs/settings.md` is generated from this file (`make docs`); a test fails when they
differ. `GATELIGHT_<NAME>` sets a field, except where `validation_alias` names another variable
(`LANGFUSE_INIT_*`, which people's compose files already carry).
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once at start; passed down, never read again from the environment."""

    model_config = SettingsConfigDict(
        env_prefix="GATELIGHT_", extra="ignore", populate_by_name=True, env_ignore_empty=True
    )

    # --- where things are
    data_dir: Path = Field(
        Path(".gatelight"),
        description="Folder of the embedded stores, secrets and generated files.",
    )
    database_url: str = Field(
        "",
        description="Record store: `sqlite:///path` or `postgresql://user:password@host/db`. "
        "Empty means `records.db` in the data directory.",
    )
    clickhouse_url: SecretStr = Field(
        SecretStr(""),
        description="Event store: `http(s)://user:password@host:8123/database`. "
        "Empty means the embedded engine in the data directory.",
    )
    base_path: str = Field("/langfuse", description="Path under which the UI is served.")
    public_url: str = Field(
        "", description="Address users reach the edge at. Empty means the edge's own address."
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Key that signs sessions and encrypts secrets. Made and kept in the data "
        "directory when absent; set it when several servers share a database.",
    )
    media_url: str = Field(
        "",
        description="Where media are kept: a folder, or `s3://bucket/prefix` (credentials and "
        "region as boto3 finds them: `AWS_ACCESS_KEY_ID`, `AWS_REGION`, a task's role, …). "
        "Empty means `media` in the data directory.",
    )
    media_s3_endpoint: str = Field(
        "",
        description="Address of an S3-compatible server other than AWS; clients upload to and "
        "download from it directly.",
    )
    salt: SecretStr = Field(
        SecretStr(""),
        description="Salt of API-key hashes. Made and kept in the data directory when absent.",
    )

    # --- processes
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(3000, description="Port the server listens on.")
    otlp_grpc_host: str = Field(
        "", description="Address OTLP over gRPC listens on. Empty means the server's host."
    )
    otlp_grpc_port: int = Field(
        4317,
        description="Port of OTLP over gRPC: traces, logs and metrics, with the keys of the API. "
        "0 takes a free one, -1 turns it off.",
    )
    gateway_host: str = Field("127.0.0.1", description="Address the gateway listens on.")
    gateway_port: int = Field(4000, description="Port the gateway listens on.")
    edge_host: str = Field("127.0.0.1", description="Address the edge listens on.")
    edge_port: int = Field(8080, description="Port the edge listens on.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Lowest level that is logged."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="`text` for people, `json` for log collectors."
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Comma-separated addresses whose `X-Forwarded-*` headers are believed.",
    )

    # --- gateway
    gateway_config: Path | None = Field(
        None,
        description="The operator's `gateway.yaml` (LiteLLM model list and settings). "
        "Empty means `gateway.yaml` in the working directory when there is one, "
        "else a demonstration model.",
    )
    gateway_master_key: SecretStr = Field(
        SecretStr(""),
        description="Master key of the gateway. Made and kept in the data directory when absent.",
    )
    gateway_venv: Path | None = Field(
        None,
        description="Virtual environment of the gateway. Empty means the one `make install` makes.",
    )
    server_url: str = Field(
        "",
        description="Address at which the gateway reaches the server. "
        "Empty means the server's host and port.",
    )

    # --- limits
    max_body_bytes: int = Field(
        64 * 1024 * 1024, description="Largest request body in bytes after decompression."
    )
    json_body_bytes: int = Field(
        8 * 1024 * 1024,
        description="Largest JSON body in bytes of the batch, score and single-entity endpoints. "
        "SDKs keep theirs below 4.5 MB.",
    )
    ingest_queue_bytes: int = Field(
        128 * 1024 * 1024,
        description="Bytes of decoded events that may wait for the writer before 429 is answered.",
    )
    ingest_queue_events: int = Field(
        50_000, description="Events that may wait for the writer before 429 is answered."
    )
    media_max_bytes: int = Field(1_000_000_000, description="Largest single media file in bytes.")
    media_extraction: bool = Field(
        True,
        description="Whether base64 in events is moved to media and replaced by a reference.",
    )
    refused_events_kept: int = Field(
        10_000, description="Refused and altered events kept per project; the oldest go first."
    )
    event_store_memory_bytes: int = Field(
        400 * 1024 * 1024, description="Memory ceiling of the embedded event engine in bytes."
    )

    # --- accounts
    signup_enabled: bool = Field(
        True, description="Whether people may sign up. The first user always can."
    )
    session_max_age: int = Field(
        30 * 24 * 3600, description="Seconds a log-in lasts without being renewed."
    )
    login_attempts_per_minute: int = Field(
        10, description="Log-in attempts allowed per minute for one address and one e-mail."
    )

    # --- head-less set-up, named as in Langfuse
    init_org_id: str = Field(
        "", validation_alias="LANGFUSE_INIT_ORG_ID", description="Organisation made at start."
    )
    init_org_name: str = Field(
        "Provisioned Org", validation_alias="LANGFUSE_INIT_ORG_NAME", description="Its name."
    )
    init_project_id: str = Field(
        "", validation_alias="LANGFUSE_INIT_PROJECT_ID", description="Project made at start."
    )
    init_project_name: str = Field(
        "Provisioned Project",
        validation_alias="LANGFUSE_INIT_PROJECT_NAME",
        description="Its name.",
    )
    init_project_retention: int | None = Field(
        None,
        ge=0,
        validation_alias="LANGFUSE_INIT_PROJECT_RETENTION",
        description="Days written on that project as its retention (`retentionDays` of the API).",
    )
    init_project_public_key: str = Field(
        "",
        validation_alias="LANGFUSE_INIT_PROJECT_PUBLIC_KEY",
        description="Public key made at start for that project.",
    )
    init_project_secret_key: SecretStr = Field(
        SecretStr(""),
        validation_alias="LANGFUSE_INIT_PROJECT_SECRET_KEY",
        description="Secret key that goes with it.",
    )
    init_user_email: str = Field(
        "",
        validation_alias="LANGFUSE_INIT_USER_EMAIL",
        description="User made at start, owner of that organisation.",
    )
    init_user_name: str = Field(
        "Provisioned User", validation_alias="LANGFUSE_INIT_USER_NAME", description="Their name."
    )
    init_user_password: SecretStr = Field(
        SecretStr(""),
        validation_alias="LANGFUSE_INIT_USER_PASSWORD",
        description="Their password.",
    )

    @field_validator("base_path")
    @classmethod
    def _normal_base_path(cls, value: str) -> str:
        """`/`, empty and trailing slashes all mean what a person expects."""
        trimmed = value.strip("/")
        return f"/{trimmed}" if trimmed else ""

    @property
    def resolved_database_url(self) -> str:
        """SQLAlchemy URL of the record store."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'records.db').resolve()}"
        if self.database_url.startswith(("postgresql://", "postgres://")):
            return "postgresql+psycopg://" + self.database_url.split("://", 1)[1]
        return self.database_url

    @property
    def resolved_public_url(self) -> str:
        """Public address without a trailing slash."""
        return (self.public_url or f"http://{self.edge_host}:{self.edge_port}").rstrip("/")

    @property
    def resolved_server_url(self) -> str:
        """Address at which other processes of this host reach the server."""
        return (self.server_url or f"http://{self.host}:{self.port}").rstrip("/")
