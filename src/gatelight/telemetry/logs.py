"""Structured logs: one line an event, text for people or JSON for collectors."""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

import orjson

from gatelight.settings import Settings

request_facts: ContextVar[dict[str, str]] = ContextVar("request_facts")
"""What every line logged while a request is answered carries: `request`, and `trace` (the trace id
of W3C traceparent) when the caller sent one."""

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message"}


def logger(name: str) -> logging.Logger:
    """The logger `gatelight.<name>`; pass facts as `extra={…}`."""
    return logging.getLogger(f"gatelight.{name}")


def _facts(record: logging.LogRecord) -> dict[str, object]:
    own = {key: value for key, value in record.__dict__.items() if key not in _STANDARD}
    return {**request_facts.get({}), **own}


class JsonFormatter(logging.Formatter):
    """`{"time", "level", "logger", "message", …facts}` on one line."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(entry, default=str).decode()


class TextFormatter(logging.Formatter):
    """`12:00:00 info  message key=value`."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        facts = "".join(f" {key}={value}" for key, value in _facts(record).items())
        line = f"{time} {record.levelname.lower():7} {record.getMessage()}{facts}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def set_up_logs(settings: Settings) -> None:
    """Send every log of the process to standard error in the chosen form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for noisy in ("alembic", "httpx", "httpcore", "clickhouse_connect", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
