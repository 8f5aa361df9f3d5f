"""`gatelight verify`: four calls as two users, read back through the public API."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gatelight.cli.bootstrap import read_bootstrap
from gatelight.gateway.config import GatewayConfigError
from gatelight.gateway.launch import reachable, render
from gatelight.gateway.models import DEMO_MODEL
from gatelight.settings import Settings

TRACE_HEADER = "x-gatelight-trace-id"
ARRIVAL_SECONDS = 30.0
CALL_SECONDS = 120.0
# For model lists that name no exact model: provider prefix or pattern -> one that exists.
_USUAL = {
    "openai/*": "openai/gpt-4o-mini",
    "anthropic/*": "anthropic/claude-haiku-4-5",
    "gemini/*": "gemini/gemini-2.5-flash",
    "mistral/*": "mistral/mistral-small-latest",
    "groq/*": "groq/llama-3.1-8b-instant",
}
_NOT_CHAT = re.compile(
    r"embed|whisper|tts|image|dall|rerank|moderation|audio|realtime", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where to call and whom as."""

    server: str
    gateway: str
    public_key: str
    secret_key: str
    master_key: str
    user_key: str
    model: str | None


@dataclass(slots=True)
class Outcome:
    """One call, as the gateway answered it and as the server shows it. Cost in USD, seconds."""

    caller: str
    input: str
    problems: list[str] = field(default_factory=list)
    status: int | None = None
    trace_id: str | None = None
    answer: str | None = None
    user: str | None = None
    recorded: str | None = None
    model: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None
    latency: float | None = None
    level: str | None = None


class VerifyError(Exception):
    """Nothing could be verified at all; the message says why."""


def verify(
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder whose keys are used when none are given.")
    ] = None,
    server: Annotated[str | None, typer.Option(help="Address of the server.")] = None,
    gateway: Annotated[
        str | None, typer.Option(help="Address of the gateway; default the edge when it is up.")
    ] = None,
    public_key: Annotated[str | None, typer.Option(help="Public key of the project.")] = None,
    secret_key: Annotated[str | None, typer.Option(help="Secret key of the project.")] = None,
    master_key: Annotated[str | None, typer.Option(help="Master key of the gateway.")] = None,
    user_key: Annotated[str | None, typer.Option(help="Key of a second user.")] = None,
    model: Annotated[
        str | None, typer.Option(help="Model to call; default the first the gateway offers.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make four calls as two users and show what was recorded of each.

    Exits with 1 and the reason when anything is missing.
    """
    settings = Settings(**({"data_dir": data_dir} if data_dir else {}))  # type: ignore[arg-type]
    given = {
        "server": server,
        "gateway": gateway,
        "public_key": public_key,
        "secret_key": secret_key,
        "master_key": master_key,
        "user_key": user_key,
    }
    try:
        target = resolve_target(settings, {k: v for k, v in given.items() if v}, model)
        outcomes, captured = run(target)
    except (VerifyError, GatewayConfigError, ValueError) as error:
        typer.echo(json.dumps({"ok": False, "error": str(error)}) if as_json else str(error))
        raise typer.Exit(1) from None
    failed = [outcome for outcome in outcomes if outcome.problems]
    if as_json:
        report = {"ok": not failed, "traces": captured, "calls": [asdict(o) for o in outcomes]}
        typer.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _print(outcomes, captured)
    raise typer.Exit(1 if failed else 0)


def resolve_target(settings: Settings, given: dict[str, str], model: str | None) -> Target:
    """Fill in what was not given from the data directory. Raises VerifyError."""
    made = read_bootstrap(settings)
    known = {
        "public_key": made.public_key if made else "",
        "secret_key": made.secret_key if made else "",
        "master_key": _master_key(settings, made.gateway_master_key if made else ""),
        "user_key": made.test_user_key if made else "",
        "server": settings.server_url or f"http://{reachable(settings.host)}:{settings.port}",
    } | given
    if "gateway" not in known:
        own = f"http://{reachable(settings.gateway_host)}:{settings.gateway_port}"
        edge = f"http://{reachable(settings.edge_host)}:{settings.edge_port}"
        known["gateway"] = edge if _answers(f"{edge}/healthz") else own
    missing = sorted(name for name, value in known.items() if not value)
    if missing:
        options = ", ".join("--" + name.replace("_", "-") for name in missing)
        raise VerifyError(
            f"no keys in {settings.data_dir}: run `gatelight up` first, or give {options}"
        )
    return Target(**{name: value.rstrip("/") for name, value in known.items()}, model=model)


def run(target: Target) -> tuple[list[Outcome], int | None]:
    """The four calls and what became of them; the project's number of traces."""
    plan = (
        ("master", target.master_key, "Say hello in Italian"),
        ("master", target.master_key, "Count to 3"),
        ("test-user", target.user_key, "Say hello in Spanish"),
        ("test-user", target.user_key, "Count to 5"),
    )
    with (
        httpx.Client(base_url=target.gateway, timeout=CALL_SECONDS, trust_env=False) as gateway,
        httpx.Client(
            base_url=target.server,
            timeout=10,
            auth=(target.public_key, target.secret_key),
            trust_env=False,
        ) as server,
    ):
        model = target.model or _first_model(gateway, target.master_key)
        outcomes = [_call(gateway, caller, key, text, model) for caller, key, text in plan]
        for outcome in outcomes:
            if outcome.trace_id and not outcome.problems:
                _read_back(server, outcome)
        users = {(outcome.caller, outcome.user) for outcome in outcomes if outcome.user}
        if len({caller for caller, _ in users}) == 2 and len({user for _, user in users}) < 2:
            outcomes[-1].problems.append("both keys are recorded as the same user")
        return outcomes, _captured(server, outcomes)


def _call(client: httpx.Client, caller: str, key: str, text: str, model: str) -> Outcome:
    outcome = Outcome(caller=caller, input=text, model=model)
    body = {"model": model, "messages": [{"role": "user", "content": text}]}
    try:
        response = client.post(
            "/v1/chat/completions", json=body, headers={"authorization": f"Bearer {key}"}
        )
    except httpx.HTTPError as error:
        outcome.problems.append(f"the gateway at {client.base_url} did not answer: {error!r}")
        return outcome
    outcome.status = response.status_code
    outcome.trace_id = response.headers.get(TRACE_HEADER)
    if response.status_code != 200:
        outcome.problems.append(
            f"the gateway answered {response.status_code}: {response.text[:300]}"
        )
        return outcome
    outcome.answer = _at(response.json(), "choices", 0, "message", "content")
    if not outcome.trace_id:
        outcome.problems.append(f"the answer has no {TRACE_HEADER} header")
    return outcome


def _read_back(client: httpx.Client, outcome: Outcome) -> None:
    """Wait for the trace and its generation, then fill in and judge the outcome."""
    deadline = time.monotonic() + ARRIVAL_SECONDS
    seen = "nothing"
    while time.monotonic() < deadline:
        try:
            trace = client.get(f"/api/public/traces/{outcome.trace_id}")
            listed = client.get(
                "/api/public/observations",
                params={"traceId": str(outcome.trace_id), "type": "GENERATION"},
            )
        except httpx.HTTPError as error:
            seen = f"the server at {client.base_url} cannot be reached ({error!r})"
        else:
            seen = f"trace {trace.status_code}, observations {listed.status_code}"
            generations = listed.json().get("data") if listed.status_code == 200 else None
            if trace.status_code == 200 and generations:
                _judge(outcome, trace.json(), generations)
                return
            if 401 in (trace.status_code, listed.status_code):
                outcome.problems.append("the server refuses the project's keys")
                return
        time.sleep(0.1)
    outcome.problems.append(
        f"trace {outcome.trace_id} was not recorded in {ARRIVAL_SECONDS:.0f} s ({seen})"
    )


def _judge(outcome: Outcome, trace: dict[str, Any], generations: list[dict[str, Any]]) -> None:
    generation = generations[0]
    if len(generations) > 1:
        outcome.problems.append(f"{len(generations)} generations were recorded for one call")
    usage = generation.get("usageDetails") or {}
    outcome.user = trace.get("userId")
    outcome.recorded = _text(generation.get("output"))
    outcome.model = generation.get("model") or outcome.model
    outcome.input_tokens = usage.get("input", _at(generation, "usage", "input"))
    outcome.output_tokens = usage.get("output", _at(generation, "usage", "output"))
    cost = generation.get("calculatedTotalCost")
    outcome.cost = trace.get("totalCost") if cost is None else cost
    outcome.latency = generation.get("latency")
    outcome.level = generation.get("level")
    if outcome.input not in json.dumps(generation.get("input"), ensure_ascii=False):
        outcome.problems.append("the recorded input is not what was sent")
    if not outcome.answer or outcome.answer not in (outcome.recorded or ""):
        outcome.problems.append("the recorded output is not what was answered")
    for name in ("user", "model", "input_tokens", "output_tokens", "latency"):
        if not getattr(outcome, name) and not (name == "latency" and outcome.latency == 0):
            outcome.problems.append(f"no {name.replace('_', ' ')} was recorded")
    if outcome.cost is None:
        outcome.problems.append("no cost was recorded")
    if outcome.level != "DEFAULT":
        outcome.problems.append(f"recorded with level {outcome.level}")


def _captured(client: httpx.Client, outcomes: list[Outcome]) -> int | None:
    try:
        response = client.get("/api/public/traces", params={"limit": 10})
        total = _at(response.json(), "meta", "totalItems") if response.status_code == 200 else None
    except (httpx.HTTPError, ValueError):
        total = None
    expected = sum(1 for outcome in outcomes if outcome.recorded is not None)
    if total is None:
        outcomes[-1].problems.append("the list of traces cannot be read")
    elif total < expected:
        outcomes[-1].problems.append(f"the list counts {total} traces, at least {expected} exist")
    return total


def _first_model(client: httpx.Client, key: str) -> str:
    """A model the gateway offers. Raises VerifyError when it cannot be asked."""
    try:
        response = client.get("/v1/models", headers={"authorization": f"Bearer {key}"})
    except httpx.HTTPError as error:
        raise VerifyError(
            f"the gateway at {client.base_url} cannot be reached ({error!r}). Is `gatelight up` "
            "running?"
        ) from error
    if response.status_code != 200:
        raise VerifyError(
            f"the gateway at {client.base_url} answered {response.status_code} to /v1/models: "
            f"{response.text[:300]}"
        )
    names = [str(item.get("id")) for item in response.json().get("data", [])]
    exact = [name for name in names if "*" not in name and not _NOT_CHAT.search(name)]
    usual = [_USUAL[name] for name in names if name in _USUAL]
    if DEMO_MODEL in exact:
        return DEMO_MODEL
    if not exact and not usual:
        raise VerifyError(f"the gateway offers {names or 'no models'}: name one with --model")
    return (exact + usual)[0]


def _master_key(settings: Settings, made: str) -> str:
    """In the order the gateway itself uses."""
    written = render(settings).master_key
    return (
        written
        or settings.gateway_master_key.get_secret_value()
        or os.environ.get("LITELLM_MASTER_KEY")
        or made
    )


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=3, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _at(value: Any, *path: str | int) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _text(value: Any) -> str | None:
    content = _at(value, "content") if isinstance(value, dict) else value
    if content is None or isinstance(content, str):
        return content
    return json.dumps(content, ensure_ascii=False)


def _print(outcomes: list[Outcome], captured: int | None) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=120)
    table = Table(title="gatelight verify", box=box.SIMPLE_HEAD)
    for name in ("user", "input", "output", "model"):
        table.add_column(name, overflow="fold")
    for name in ("tokens", "cost $", "seconds", "status"):
        table.add_column(name, justify="right", no_wrap=True)
    for outcome in outcomes:
        counted = outcome.input_tokens is not None
        table.add_row(
            escape(outcome.user or f"({outcome.caller})"),
            outcome.input,
            escape(outcome.recorded or outcome.answer or ""),
            escape(outcome.model or ""),
            f"{outcome.input_tokens} + {outcome.output_tokens}" if counted else "",
            "" if outcome.cost is None else f"{outcome.cost:.8f}",
            "" if outcome.latency is None else f"{outcome.latency:.3f}",
            "[red]FAILED[/red]" if outcome.problems else "[green]ok[/green]",
        )
    console.print(table)
    console.print(f"Traces captured: {'unknown' if captured is None else captured}")
    for outcome in outcomes:
        for problem in outcome.problems:
            line = f"{outcome.caller}, {outcome.input!r}: {problem}"
            console.print(escape(line), style="red", soft_wrap=True)
    if not any(outcome.problems for outcome in outcomes):
        console.print("Everything was recorded.", style="green")
