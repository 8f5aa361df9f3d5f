"""What the doctor looks at on this machine, in order."""

from __future__ import annotations

from functools import partial

from gatelight.doctor import machine, processes, stores
from gatelight.doctor.finding import Check, Finding, ok, problem
from gatelight.doctor.processes import Keys, Process
from gatelight.gateway.config import GatewayConfigError
from gatelight.gateway.launch import reachable, render
from gatelight.settings import Settings


def local_checks(
    settings: Settings, server: str, keys: Keys, *, call: bool
) -> list[tuple[str, Check]]:
    """`server` is the address of the server; `call`: make one through the gateway."""
    gateway = settings.gateway_url or (
        f"http://{reachable(settings.gateway_host)}:{settings.gateway_port}"
    )
    edge = f"http://{reachable(settings.edge_host)}:{settings.edge_port}"
    found: list[tuple[str, Check]] = []
    try:
        rendered = render(settings)
    except GatewayConfigError as error:
        broken = str(error)
        found.append(("gateway.yaml", lambda: [_broken(broken)]))
        rendered = None
    traced = rendered is None or "langfuse" in rendered.tracing
    found += [
        ("settings", lambda: [_settings(settings)]),
        ("versions", lambda: machine.versions(settings, traced=traced)),
        ("disk", lambda: machine.disk(settings)),
        ("secret files", lambda: machine.files(settings)),
        ("record store", lambda: stores.record_store(settings)),
        ("event store", lambda: stores.event_store(settings)),
        ("media", lambda: stores.media(settings)),
    ]
    for process in (
        Process("server", server, "/api/public/health", "GATELIGHT_PORT"),
        Process("gateway", gateway, "/health/liveliness", "GATELIGHT_GATEWAY_PORT"),
        Process("edge", edge, "/healthz", "GATELIGHT_EDGE_PORT"),
    ):
        found.append((process.name, partial(processes.answers, process)))
    found.append(("clock", lambda: machine.clock(settings, server)))
    if rendered is not None:
        found.append(("gateway's callbacks", lambda: processes.callbacks(rendered)))
    found.append(("gateway's project keys", lambda: processes.recording_keys(server, keys)))
    if call and rendered is not None and rendered.tracing:
        model = rendered.check_model
        found.append(
            (
                "a call through the gateway",
                lambda: processes.round_trip(server, gateway, keys, model),
            )
        )
    found += [
        ("refused events", lambda: stores.refused_events(settings)),
        ("failed jobs", lambda: stores.failed_jobs(settings)),
    ]
    return found


def _settings(settings: Settings) -> Finding:
    references = settings.references
    said = f"data in {settings.data_dir.absolute()}"
    if references:
        said += f"; {len(references)} read from Secrets Manager"
    return ok("settings", said)


def _broken(said: str) -> Finding:
    return problem("gateway.yaml", said, "Correct the file; see gateway.example.yaml.")
