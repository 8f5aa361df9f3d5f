"""Who an API request speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal["project", "organization", "scores"]
"""`project` and `organization`: a key pair (Basic). `scores`: a project's public key alone
(Bearer), good for writing scores only."""


@dataclass(frozen=True, slots=True)
class ApiPrincipal:
    """An authenticated API key and what the client says of itself.

    `project_id` is empty for scope `organization`. The SDK fields are the client's headers as sent
    (`x-langfuse-sdk-name`, `-sdk-version`, `-ingestion-version`), empty when absent. `user_id` is
    set when a logged-in person stands in place of a key.
    """

    project_id: str
    organization_id: str
    public_key: str
    scope: Scope
    sdk_name: str
    sdk_version: str
    ingestion_version: str
    user_id: str = ""
