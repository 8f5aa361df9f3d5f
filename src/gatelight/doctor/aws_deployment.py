"""A deployment in AWS as the doctor's checks read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gatelight.aws.clients import client
from gatelight.deploy.aws_names import AwsNames, Part


@dataclass(frozen=True)
class Deployment:
    """`services` are ECS's by their name."""

    names: AwsNames
    region: str
    services: dict[str, Any]

    def client(self, service: str) -> Any:
        return client(service, region_name=self.region)

    def service(self, part: Part) -> dict[str, Any] | None:
        """The part's ECS service, unless it is absent or being removed."""
        found: dict[str, Any] | None = self.services.get(self.names.service(part))
        return found if found and found.get("status") != "INACTIVE" else None

    def containers(self, part: Part) -> list[dict[str, Any]]:
        """Of the task definition in use, else of the newest."""
        service = self.service(part)
        wanted = service["taskDefinition"] if service else self.names.service(part)
        found = self.client("ecs").describe_task_definition(taskDefinition=wanted)
        containers: list[dict[str, Any]] = found["taskDefinition"]["containerDefinitions"]
        return containers

    def variables(self, part: Part) -> dict[str, str]:
        """Plain variables of the part's containers."""
        return {
            entry["name"]: entry["value"]
            for container in self.containers(part)
            for entry in container.get("environment", ())
        }
