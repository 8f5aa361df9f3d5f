"""What a tool of the MCP server is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gatelight.accounts.principal import ApiPrincipal
from gatelight.accounts.schemas import CamelModel
from gatelight.services import Services

Run = Callable[[Services, ApiPrincipal, Any], Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """`run` gets the checked `arguments`, works in a thread and answers JSON (or its bytes).

    `writes`: it changes the project. `public`: a public key alone may call it.
    """

    name: str
    description: str
    arguments: type[CamelModel]
    run: Run
    writes: bool = False
    destroys: bool = False
    public: bool = False

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the arguments."""
        return self.arguments.model_json_schema(by_alias=True)


def allowed(tools: tuple[Tool, ...], principal: ApiPrincipal) -> dict[str, Tool]:
    """The tools this key may call, by name."""
    every = principal.scope == "project"
    return {tool.name: tool for tool in tools if every or tool.public}
