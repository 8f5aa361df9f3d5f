"""The convention itself; that Terraform follows it is tested with the picture in tests/aws."""

from __future__ import annotations

from gatelight.deploy.aws_names import SECRET_VARIABLES, AwsNames


def test_every_name_begins_with_the_deployments_own() -> None:
    names = AwsNames("acme-llm")
    made = [names.service("server"), names.target_group("gateway"), names.secret("salt")]
    made += [names.cluster, names.cloudfront_comment, names.load_balancer_security_group("server")]
    assert all(name.startswith("acme-llm") for name in made)
    assert names.log_group("gateway") == "/ecs/acme-llm/gateway"


def test_the_gateway_gets_what_it_traces_with() -> None:
    assert {"LANGFUSE_HOST", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY"} <= set(
        SECRET_VARIABLES["gateway"]
    )


def test_names_fit_the_shortest_limit_of_aws() -> None:
    """Target groups and load balancers: 32 characters."""
    names = AwsNames("gatelight-staging")
    assert len(names.target_group("monitoring")) <= 32
