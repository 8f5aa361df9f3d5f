"""One MCP request, answered by the official server; nothing is kept between requests.

Importing this takes over a second, so the route does it at the first request.
"""

from __future__ import annotations

from typing import Any

import anyio.to_thread
import orjson
from mcp import types
from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from pydantic import ValidationError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gatelight import __version__
from gatelight.accounts.principal import ApiPrincipal
from gatelight.errors import ApiError, InvalidData, issues_of
from gatelight.mcp_server.event_tools import EVENT_TOOLS
from gatelight.mcp_server.record_tools import RECORD_TOOLS
from gatelight.mcp_server.tool import Tool, allowed
from gatelight.services import Services
from gatelight.telemetry.logs import logger

TOOLS = (*EVENT_TOOLS, *RECORD_TOOLS)
INSTRUCTIONS = (
    "Traces, observations, scores, sessions, metrics, prices, prompts and datasets of one "
    "Gatelight project. Costs are US dollars, latencies seconds, times ISO 8601 in UTC."
)

_log = logger("mcp")


def described(tool: Tool) -> types.Tool:
    """A tool as the protocol lists it."""
    return types.Tool(
        name=tool.name,
        description=tool.description,
        input_schema=tool.schema(),
        annotations=types.ToolAnnotations(
            read_only_hint=not tool.writes, destructive_hint=tool.destroys
        ),
    )


def call(services: Services, principal: ApiPrincipal, tool: Tool, arguments: Any) -> bytes:
    """The tool's answer as JSON. Raises ApiError."""
    try:
        asked = tool.arguments.model_validate(arguments or {})
    except ValidationError as error:
        raise InvalidData(issues_of(list(error.errors(include_url=False)))) from None
    answer = tool.run(services, principal, asked)
    return answer if isinstance(answer, bytes) else orjson.dumps(answer)


def result(text: bytes, *, failed: bool = False) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=text.decode())], is_error=failed)


class McpAnswer(Response):
    """Answers one request of the Streamable HTTP transport, as JSON."""

    def __init__(self, services: Services, principal: ApiPrincipal, max_bytes: int) -> None:
        super().__init__()
        tools = allowed(TOOLS, principal)

        async def list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
            return types.ListToolsResult(tools=[described(tool) for tool in tools.values()])

        async def call_tool(_context: Any, params: types.CallToolRequestParams) -> Any:
            tool = tools.get(params.name)
            if tool is None:
                message = f"There is no tool {params.name[:100]!r} for this key."
                return result(orjson.dumps({"message": message}), failed=True)
            try:
                return result(
                    await anyio.to_thread.run_sync(
                        lambda: call(services, principal, tool, params.arguments)
                    )
                )
            except ApiError as error:
                return result(orjson.dumps(error.body()), failed=True)
            except Exception:
                _log.exception("tool failed", extra={"tool": tool.name})
                return result(orjson.dumps({"message": "Internal Server Error"}), failed=True)

        server: Server[Any] = Server(
            "gatelight",
            version=__version__,
            title="Gatelight",
            instructions=INSTRUCTIONS,
            on_list_tools=list_tools,
            on_call_tool=call_tool,
        )
        self._manager = StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=max_bytes
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._manager.run():
            await self._manager.handle_request(scope, receive, send)
