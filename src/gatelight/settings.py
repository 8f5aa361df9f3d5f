"""Every setting of Gatelight, declared once: name, type, default, sentence.

`docs/settings.md` is generated from this file (`make docs`); a test fails when they
differ. `GATELIGHT_<NAME>` sets a field, except where `validation_alias` names another variable
(`LANGFUSE_INIT_*`, which people's compose files already carry). Any of them may be a reference to
a secret (`gatelight.aws.secrets`), read when the settings are made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import quote, unquote, urlsplit

from pydantic import (
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from gatelight.aws.secrets import SecretUnreadable, is_reference, read_secret


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
    database_password: SecretStr = Field(
        SecretStr(""),
        description="Password of the record store, in place of the one in the address: for a "
        "secret that holds nothing else, such as RDS makes.",
    )
    clickhouse_url: SecretStr = Field(
        SecretStr(""),
        description="Event store: `http(s)://user:password@host:8123/database`. "
        "Empty means the embedded engine in the data directory.",
    )
    clickhouse_cluster: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_.-]*$",
        description="Cluster of that server (`remote_servers`) whose shards and replicas hold the "
        "tables. Empty: plain tables on the server itself.",
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

    secrets_refresh_seconds: int = Field(
        300,
        ge=5,
        description="Seconds between two looks of the gateway at the secrets its variables refer "
        "to; when one has changed, it starts anew.",
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
    gateway_url: str = Field(
        "",
        description="Address at which the server reaches the gateway (playground, test calls). "
        "Empty means the gateway's host and port.",
    )
    playground_calls_per_minute: int = Field(
        60, ge=1, description="Calls one person may make from the playground in a minute."
    )
    gateway_venv: Path | None = Field(
        None,
        description="Virtual environment of the gateway. Empty means the one `make install` makes.",
    )
    gateway_keys_kept_seconds: int = Field(
        900,
        ge=0,
        description="Seconds the gateway goes on accepting virtual keys it knows while the server "
        "does not answer. Keys it does not know are refused with 503 meanwhile.",
    )
    gateway_when_server_is_away: Literal["allow", "refuse"] = Field(
        "allow",
        description="What the gateway does with calls of keys that have budgets or rate limits "
        "while the server does not answer: `allow` them as long as what was left when it last "
        "answered is not spent, or `refuse` them with 503.",
    )
    init_virtual_key: SecretStr = Field(
        SecretStr(""),
        description="A virtual key of the gateway made at start in the head-less project, for the "
        "user `test-user`, when the project has no key of that name.",
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

    # --- jobs
    job_workers: int = Field(
        4,
        ge=0,
        le=64,
        description="Jobs (retention, alerts, exports, …) this process runs at once. 0 leaves them "
        "to other processes of the same record store.",
    )

    # --- metrics
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Bearer token that `/metrics` asks for. Empty: it answers callers in "
        "`GATELIGHT_METRICS_NETWORKS` that come without a proxy.",
    )
    metrics_networks: str = Field(
        "127.0.0.0/8,::1/128",
        description="Comma-separated networks that may read `/metrics` without a token.",
    )
    metrics_max_projects: int = Field(
        100, ge=0, description="Projects that have series of their own; others are `other`."
    )
    metrics_max_models: int = Field(
        50, ge=0, description="Models of a project that have series of their own."
    )
    metrics_max_users: int = Field(
        50,
        ge=0,
        description="Users of a project that have series of their own. 0 leaves users out.",
    )
    metrics_max_series: int = Field(
        1000,
        ge=1,
        description="Combinations of project, model and user that have series of their own.",
    )
    grafana_url: str = Field(
        "",
        description="Address of a Grafana that has the dashboards of `deploy/grafana`, such as "
        "`https://grafana.example.com`. Charts then link to it.",
    )

    grafana_upstream: str = Field(
        "",
        description="Address at which the edge reaches a Grafana, which it then serves at "
        "`/grafana/` (Grafana: `GF_SERVER_SERVE_FROM_SUB_PATH=true`). Empty: it serves none.",
    )

    # --- notices
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="SMTP server for e-mail: `smtp://user:password@host:587` (TLS when offered; "
        "`?tls=required` insists) or `smtps://host:465`. Empty: no e-mail is sent.",
    )
    email_from: str = Field("Gatelight <gatelight@localhost>", description="Sender of e-mail.")
    outbound_allowed_networks: str = Field(
        "",
        description="Comma-separated private networks (`10.1.0.0/16`) that addresses typed by "
        "users, such as webhooks, may lie in. Others than public addresses are refused.",
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
        description="Days after which that project's events are deleted; none keeps them.",
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

    _references: dict[str, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _secrets_read(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """References replaced by what they stand for. Raises SecretUnreadable (not a ValueError:
        pydantic would print the other settings beside it)."""
        if not isinstance(data, dict):
            return handler(data)
        plain, references = dict(data), {}
        for key, value in data.items():
            text = value.get_secret_value() if isinstance(value, SecretStr) else value
            if isinstance(text, str) and is_reference(text):
                name = cls._field_of(key)
                references[name] = text
                plain[key] = _read(cls.variable(name), text)
        made = handler(plain)
        made._references = references
        return made

    @classmethod
    def _field_of(cls, key: str) -> str:
        """The field that `key`, a name or an alias, sets."""
        if key in cls.model_fields:
            return key
        aliases = {field.validation_alias: name for name, field in cls.model_fields.items()}
        return aliases.get(key, key)

    @classmethod
    def variable(cls, name: str) -> str:
        """The environment variable that sets a field."""
        field = cls.model_fields.get(name)
        return str((field and field.validation_alias) or f"GATELIGHT_{name.upper()}")

    @property
    def references(self) -> dict[str, str]:
        """References by field, of those settings that are one."""
        return dict(self._references)

    def fresh(self, name: str) -> str:
        """A setting's text, asked anew where it is a reference. Raises SecretUnreadable."""
        if name in self._references:
            return _read(self.variable(name), self._references[name], again=True)
        value = getattr(self, name)
        return value.get_secret_value() if isinstance(value, SecretStr) else str(value)

    @field_validator("base_path")
    @classmethod
    def _normal_base_path(cls, value: str) -> str:
        """`/`, empty and trailing slashes all mean what a person expects."""
        trimmed = value.strip("/")
        return f"/{trimmed}" if trimmed else ""

    @property
    def resolved_database_url(self) -> str:
        """SQLAlchemy URL of the record store."""
        url = self.database_url
        if not url:
            return f"sqlite:///{(self.data_dir / 'records.db').resolve()}"
        if (password := self.database_password.get_secret_value()) and "@" in url:
            parts = urlsplit(url)
            user = parts.netloc.rpartition("@")[0].partition(":")[0]
            host = parts.netloc.rpartition("@")[2]
            url = parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()
        if url.startswith(("postgresql://", "postgres://")):
            return "postgresql+psycopg://" + url.split("://", 1)[1]
        return url

    def fresh_database_password(self) -> str | None:
        """The record store's password, asked anew; None where no reference gives it. Raises
        SecretUnreadable."""
        if "database_password" in self._references:
            return self.fresh("database_password")
        if "database_url" in self._references:
            return unquote(urlsplit(self.fresh("database_url")).password or "")
        return None

    @property
    def resolved_public_url(self) -> str:
        """Public address without a trailing slash."""
        return (self.public_url or f"http://{self.edge_host}:{self.edge_port}").rstrip("/")

    def page_url(self, path: str) -> str:
        """Public address of a page of the UI, such as `/project/{id}/traces/{id}`."""
        return f"{self.resolved_public_url}{self.base_path}{path}"

    @property
    def resolved_server_url(self) -> str:
        """Address at which other processes of this host reach the server."""
        return (self.server_url or f"http://{self.host}:{self.port}").rstrip("/")


def _read(variable: str, reference: str, *, again: bool = False) -> str:
    try:
        return read_secret(reference, again=again)
    except SecretUnreadable as error:
        raise SecretUnreadable(f"{variable}: {error}") from error
