"""How everything in AWS is called: the convention `deploy/terraform/` follows and `gatelight
doctor --aws` looks for. A test compares both.

Every name begins with the deployment's own (`name` of the Terraform modules, default `gatelight`),
so that several deployments fit one account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DEFAULT_NAME = "gatelight"
TAG = "gatelight:deployment"
"""Tag of every resource; its value is the deployment's name."""

GATEWAY_LISTENER_PORT = 80
SERVER_LISTENER_PORT = 8080
"""Ports of the load balancer. Grafana shares the server's, by path."""
GATEWAY_PORT = 4000
SERVER_PORT = 3000
GRAFANA_PORT = 3000
METRICS_PORT = 8428
"""Ports of the containers."""

SERVER_HEALTH_PATH = "/api/public/health"
GATEWAY_HEALTH_PATH = "/health/liveliness"
GRAFANA_HEALTH_PATH = "/api/health"
"""What the target groups ask; a container's own check asks the same."""

ORIGIN_HEADER = "x-gatelight-origin"
"""CloudFront sends it with the deployment's secret; the listeners refuse what comes without it."""

Part = Literal["server", "gateway", "monitoring"]
Secret = Literal[
    "database-url",
    "clickhouse-url",
    "secret-key",
    "salt",
    "langfuse-host",
    "langfuse-public-key",
    "langfuse-secret-key",
    "gateway-master-key",
    "virtual-key",
    "first-user-password",
    "metrics-token",
    "grafana-password",
]

SECRET_VARIABLES: dict[Part, dict[str, Secret]] = {
    "server": {
        "GATELIGHT_DATABASE_URL": "database-url",
        "GATELIGHT_SECRET_KEY": "secret-key",
        "GATELIGHT_SALT": "salt",
        "GATELIGHT_METRICS_TOKEN": "metrics-token",
        "GATELIGHT_GATEWAY_MASTER_KEY": "gateway-master-key",
        "GATELIGHT_INIT_VIRTUAL_KEY": "virtual-key",
        "LANGFUSE_INIT_USER_PASSWORD": "first-user-password",
        "LANGFUSE_INIT_PROJECT_PUBLIC_KEY": "langfuse-public-key",
        "LANGFUSE_INIT_PROJECT_SECRET_KEY": "langfuse-secret-key",
    },
    "gateway": {
        "LANGFUSE_HOST": "langfuse-host",
        "LANGFUSE_PUBLIC_KEY": "langfuse-public-key",
        "LANGFUSE_SECRET_KEY": "langfuse-secret-key",
        "GATELIGHT_GATEWAY_MASTER_KEY": "gateway-master-key",
    },
    "monitoring": {
        "GF_SECURITY_ADMIN_PASSWORD": "grafana-password",
        "GATELIGHT_METRICS_TOKEN": "metrics-token",
        "GATELIGHT_VIRTUAL_KEY": "virtual-key",
    },
}
"""Variables that a part's task definition takes from Secrets Manager. The server has
`GATELIGHT_CLICKHOUSE_URL` from `clickhouse-url` as well when its events are not embedded."""


@dataclass(frozen=True, slots=True)
class AwsNames:
    """Names of one deployment's resources."""

    name: str = DEFAULT_NAME

    @property
    def cluster(self) -> str:
        """The ECS cluster."""
        return self.name

    @property
    def load_balancer(self) -> str:
        return self.name

    @property
    def database(self) -> str:
        """Identifier of the RDS instance; replicas add `-replica-1`, …"""
        return self.name

    @property
    def cloudfront_comment(self) -> str:
        """Comment of the CloudFront distribution, which has no name of its own."""
        return self.name

    @property
    def cloudfront_function(self) -> str:
        return f"{self.name}-paths"

    @property
    def private_domain(self) -> str:
        """Cloud Map's name space, in which the server is `server.<this>`."""
        return f"{self.name}.internal"

    def service(self, part: Part) -> str:
        """The ECS service and the family of its task definition."""
        return f"{self.name}-{part}"

    def container(self, part: Part) -> str:
        """The part's own container; `monitoring` has `grafana` and `metrics` in its place."""
        return part

    def log_group(self, part: Part) -> str:
        return f"/ecs/{self.name}/{part}"

    def target_group(self, part: Part) -> str:
        return f"{self.name}-{part}"

    def security_group(self, part: Part) -> str:
        """Of the part's tasks."""
        return f"{self.name}-{part}"

    def load_balancer_security_group(self, part: Literal["server", "gateway"]) -> str:
        """Of the load balancer, one for each port: one group cannot hold CloudFront's addresses
        twice, as each address counts as a rule."""
        return f"{self.name}-alb-{part}"

    def secret(self, secret: Secret) -> str:
        """Name in Secrets Manager."""
        return f"{self.name}/{secret}"
