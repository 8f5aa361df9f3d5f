"""OTLP over gRPC: the three collector services, with the keys and the way in of the HTTP endpoints.

The library is imported when the server starts (about 20 MB); without a port it never is. Calls are
served by threads, so nothing here touches the event loop.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from gatelight.accounts.dependencies import authenticate, project_only
from gatelight.errors import ApiError, InvalidRequest, ServiceUnavailable, TooManyRequests
from gatelight.ingest.otlp.model import Malformed, Signal
from gatelight.ingestion.export import REFUSALS, check_ingestion_version, decoded, keep_refusal
from gatelight.services import Services
from gatelight.telemetry.logs import logger

THREADS = 16
MAX_CALLS = 256
"""Calls open at once; more are answered RESOURCE_EXHAUSTED."""
RECEIVE_SECONDS = 60
"""A call whose message has not come by then is ended: it holds one of the threads."""
STOP_SECONDS = 10

SERVICES: dict[str, Signal] = {
    "opentelemetry.proto.collector.trace.v1.TraceService": "traces",
    "opentelemetry.proto.collector.logs.v1.LogsService": "logs",
    "opentelemetry.proto.collector.metrics.v1.MetricsService": "metrics",
}
_CODES = {401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED"}
_EMPTY_RESPONSE = b""
"""An export response without a partial success: a message whose fields are all absent."""

_log = logger("ingestion.grpc")


class OtlpGrpcServer:
    """Start with `start()`, stop with `stop()`. A port that cannot be had is a warning: the rest of
    the server works without this one."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._server: Any = None
        self._threads: ThreadPoolExecutor | None = None
        self.port = 0
        """The port it listens on; 0 while it does not."""

    def start(self) -> None:
        settings = self._services.settings
        if settings.otlp_grpc_port < 0:
            return
        # The library's own line about a taken port says nothing of the setting; ours does.
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")
        import grpc  # type: ignore[import-untyped]

        host = settings.otlp_grpc_host or settings.host
        address = f"[{host}]" if ":" in host else host
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="otlp-grpc")
        server = grpc.server(
            self._threads,
            maximum_concurrent_rpcs=MAX_CALLS,
            options=[
                ("grpc.max_receive_message_length", settings.max_body_bytes),
                # Without this a second server would silently share the port with the first.
                ("grpc.so_reuseport", 0),
                ("grpc.keepalive_time_ms", 60_000),
                ("grpc.keepalive_timeout_ms", 20_000),
            ],
        )
        for name, signal in SERVICES.items():
            # Declared as streaming, which a unary client cannot tell: the call then begins before
            # its message is received, so a caller without a key is refused without reading it.
            method = grpc.stream_unary_rpc_method_handler(self._export(signal))
            server.add_generic_rpc_handlers(
                (grpc.method_handlers_generic_handler(name, {"Export": method}),)
            )
        try:
            self.port = server.add_insecure_port(f"{address}:{settings.otlp_grpc_port}")
        except RuntimeError:
            self._threads.shutdown()
            _log.warning(
                "OTLP over gRPC is off: cannot listen on %s:%d, which is probably taken. Another "
                "port: GATELIGHT_OTLP_GRPC_PORT=…, none: -1",
                address,
                settings.otlp_grpc_port,
            )
            return
        server.start()
        self._server = server
        _log.info("OTLP over gRPC listens on %s:%d", address, self.port)

    def stop(self) -> None:
        """Refuse new calls and wait for those under way, STOP_SECONDS at most."""
        if self._server is not None and self._threads is not None:
            self._server.stop(STOP_SECONDS).wait()
            self._threads.shutdown(wait=False)
            self._server, self.port = None, 0

    def _export(self, signal: Signal) -> Callable[[Iterator[bytes], Any], bytes]:
        def export(messages: Iterator[bytes], context: Any) -> bytes:
            try:
                self._store(signal, messages, context)
            except (ApiError, Malformed) as error:
                _refuse(context, error)
            except Exception as error:
                _log.error("an export failed", exc_info=error)
                _refuse(context, ApiError("Internal Server Error"))
            return _EMPTY_RESPONSE

        return export

    def _store(self, signal: Signal, messages: Iterator[bytes], context: Any) -> None:
        services = self._services
        headers = {
            key: value for key, value in context.invocation_metadata() if isinstance(value, str)
        }
        key = project_only(authenticate(services, headers))
        body = b""
        try:
            check_ingestion_version(key)
            body = _received(messages, context, services.settings.max_body_bytes)
            if body:
                services.writer.submit_and_wait(decoded(services, key, signal, body, "protobuf"))
        except REFUSALS as error:
            keep_refusal(services, key, signal, str(error), body)
            raise


def _received(messages: Iterator[bytes], context: Any, limit: int) -> bytes:
    """The call's one message; empty when the client ended the call without one. Raises
    InvalidRequest when it did not arrive whole: the library itself has answered then."""
    import grpc

    timer = threading.Timer(RECEIVE_SECONDS, context.cancel)
    timer.daemon = True
    timer.start()
    try:
        return next(messages, b"")
    except grpc.RpcError:
        raise InvalidRequest(
            f"The message did not arrive whole, or is larger than {limit} bytes"
        ) from None
    finally:
        timer.cancel()


def _refuse(context: Any, error: ApiError | Malformed) -> None:
    """End the call with the status of `error`, and when it should be sent again, say after how
    long, in both places where clients look."""
    import grpc

    message = str(error)
    if isinstance(error, TooManyRequests | ServiceUnavailable):
        code = grpc.StatusCode.UNAVAILABLE
        if isinstance(error, TooManyRequests):
            code = grpc.StatusCode.RESOURCE_EXHAUSTED
        seconds = int(error.headers["Retry-After"])
        context.set_trailing_metadata(_retry_metadata(code.value[0], message, seconds))
    elif isinstance(error, ApiError) and error.status >= 500:
        code = grpc.StatusCode.INTERNAL
    else:
        status = error.status if isinstance(error, ApiError) else 400
        # Not RESOURCE_EXHAUSTED for what is too large: exporters would send it again.
        code = getattr(grpc.StatusCode, _CODES.get(status, "INVALID_ARGUMENT"))
    context.abort(code, message)


def _retry_metadata(code: int, message: str, seconds: int) -> tuple[tuple[str, bytes], ...]:
    from google.protobuf.duration_pb2 import Duration
    from google.rpc.error_details_pb2 import RetryInfo  # type: ignore[import-untyped]
    from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]

    retry = RetryInfo(retry_delay=Duration(seconds=seconds))
    status = Status(code=code, message=message)
    status.details.add().Pack(retry)
    return (
        ("grpc-status-details-bin", status.SerializeToString()),
        ("google.rpc.retryinfo-bin", retry.SerializeToString()),
    )
