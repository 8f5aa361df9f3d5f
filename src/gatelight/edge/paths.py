"""The path table: which process answers which public path. The only copy.

`route` judges a path in every spelling an upstream could read it in (percent-decoded any number
of times, doubled slashes, dot segments, backslashes, letter case) before it picks a target, so
that no spelling of an administration route slips through. What it hands on is the path as the
client wrote it, with only literal doubled slashes and dot segments resolved: a `%2F` inside a
prompt name stays a `%2F`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote

Target = Literal["server", "gateway", "grafana", "blocked", "redirect", "edge", "missing"]

HEALTH_PATH = "/healthz"
MOST_DECODINGS = 8
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Row:
    """`prefix` covers itself and everything below it. `sentence` is for people."""

    prefix: str
    target: Target
    sentence: str


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes. `path` is the raw path to send on, or where a redirect leads."""

    target: Target
    path: str
    sentence: str


_OPENAI_API = "Model calls in OpenAI's or Anthropic's format."
_GATEWAY_ROWS = tuple(
    Row(f"/{name}", "gateway", sentence)
    for names, sentence in (
        ("v1 v1beta v2/rerank", _OPENAI_API),
        (
            "chat completions embeddings models responses images audio moderations rerank files "
            "batches fine_tuning assistants threads vector_stores engines videos ocr containers "
            "rag",
            "The same calls without the version, as some clients send them.",
        ),
        (
            "anthropic openai gemini vertex_ai vertex-ai bedrock azure azure_ai cohere mistral "
            "openrouter",
            "Calls passed through in the provider's own format.",
        ),
        ("health/liveliness health/liveness health/readiness", "Health of the gateway."),
    )
    for name in names.split()
)
# First segments of LiteLLM's administration routes, also behind a version (`/v1/model/info`):
# keys, people and money; models, settings and machinery; its pages.
_ADMINISTRATION = """
key user users team organization customer end_user budget spend global provider access_group
invitation onboarding login logout sso scim jwt session audit
model model_group model_hub config credentials settings callbacks cache router auto_router
adaptive_router fallback tag policy policies guardrails prompts agents agent tools toolset
search_tools mcp mcp-rest cost cost_optimization management coordination_redis schedule reload
alerting email queue active add update delete get upload memory workflows lens debug otel-spans
memory-usage-in-mem-cache memory-usage-in-mem-cache-items traces logs rust_control_plane
plugin-proxy gateway lazy test utils
ui fallback_login metrics health routes docs redoc swagger openapi.json litellm public
"""
_VERSIONS = ("v1", "v1beta", "v2", "v3")
_BLOCKED_ROWS = tuple(
    Row(f"{version}/{name}", "blocked", "Administration of the gateway: its own port only.")
    for name in _ADMINISTRATION.split()
    for version in ("", *(f"/{version}" for version in _VERSIONS))
)


@lru_cache(maxsize=8)
def table(base_path: str) -> tuple[Row, ...]:
    """Every row, first match wins except that the longest prefix is tried first.

    `base_path` is the UI's (`/langfuse`, or empty when the UI is at the root).
    """
    pages = [Row(base_path, "server", "The UI, and the API below it.")] if base_path else []
    rows = (
        *pages,
        Row("/api", "server", "The Langfuse API, the UI's own API and OTLP."),
        Row(
            "/generated/api/openapi.yml", "server", "The API's description, where Langfuse has it."
        ),
        Row("/.well-known/mcp.json", "server", "Where the MCP server is."),
        Row("/_next", "server", "Static files, where older links expect them."),
        Row("/project", "server", "Links to traces and sessions as the SDKs print them."),
        Row("/public/traces", "server", "Links to traces that are shared with everybody."),
        Row("/grafana", "grafana", "Grafana, where there is one."),
        Row(HEALTH_PATH, "edge", "Health of the edge itself."),
        *_GATEWAY_ROWS,
        *_BLOCKED_ROWS,
    )
    return tuple(sorted(rows, key=lambda row: -len(row.prefix)))


def route(raw_path: str, base_path: str) -> Route:
    """Where `raw_path` goes: the path as sent, percent-encoded, without its query."""
    if not raw_path.startswith("/"):
        return Route("missing", raw_path, "Not a path.")
    path = _resolved(raw_path)
    seen = _spellings(path)
    if any(_CONTROL.search(spelling) for spelling in seen):
        return Route("missing", path, "A path has no control characters.")
    for spelling in seen:
        row = _find(_resolved(spelling.replace("\\", "/")).lower(), base_path)
        # A path that is read one way here and another way upstream is refused in either case.
        if row is not None and row.target == "blocked":
            return Route("blocked", path, row.sentence)
    if base_path and path == base_path:
        return Route("redirect", f"{base_path}/", "The UI's address ends in a slash.")
    if path == "/" and base_path:
        return Route("redirect", f"{base_path}/", "The front page is the UI.")
    row = _find(seen[1] if len(seen) > 1 else seen[0], base_path)
    if row is not None:
        return Route(row.target, path, row.sentence)
    if not base_path:
        return Route("server", path, "The UI is at the root: everything else is its page.")
    return Route("missing", path, "Nothing is served here.")


def _find(path: str, base_path: str) -> Row | None:
    for row in table(base_path):
        if path.startswith(row.prefix) and path[len(row.prefix) : len(row.prefix) + 1] in ("", "/"):
            return row
    return None


def _spellings(path: str) -> list[str]:
    """`path` as it is and after each round of percent-decoding, until nothing changes."""
    seen = [path]
    for _ in range(MOST_DECODINGS):
        decoded = unquote(seen[-1], errors="replace")
        if decoded == seen[-1]:
            return seen
        seen.append(decoded)
    return [*seen, "\x00"]  # deeper than any honest client encodes: refused


def _resolved(path: str) -> str:
    """Doubled slashes collapsed, `.` and `..` resolved; a trailing slash stays."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    directory = path.endswith(("/", "/.", "/.."))
    return "/" + "/".join(parts) + ("/" if directory and parts else "")
