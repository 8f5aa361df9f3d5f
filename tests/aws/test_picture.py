"""What `terraform apply` made of deploy/terraform, looked at through AWS's own interfaces."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.aws.picture import SECRETS, Picture

from gatelight.deploy.aws_names import (
    GATEWAY_HEALTH_PATH,
    GATEWAY_LISTENER_PORT,
    GATEWAY_PORT,
    ORIGIN_HEADER,
    SECRET_VARIABLES,
    SERVER_HEALTH_PATH,
    SERVER_LISTENER_PORT,
    SERVER_PORT,
    TAG,
    Part,
)

pytestmark = pytest.mark.slow
PARTS: tuple[Part, ...] = ("server", "gateway", "monitoring")
# Moto does not keep these, so the second plan would set them again.
FORGOTTEN = {
    "aws_security_group_rule",  # descriptions
    "aws_db_instance",  # Performance Insights
    "aws_db_parameter_group",  # parameters
    "aws_ecs_service",  # the grace period
    "aws_cloudfront_distribution",
}


def task_definition(picture: Picture, part: Part) -> dict[str, Any]:
    """The one its service runs: other tests register more of the family."""
    ecs, names = picture.client("ecs"), picture.names
    services = ecs.describe_services(cluster=names.cluster, services=[names.service(part)])
    used = services["services"][0]["taskDefinition"]
    found = ecs.describe_task_definition(taskDefinition=used)
    definition: dict[str, Any] = found["taskDefinition"]
    return definition


def container(picture: Picture, part: Part, name: str = "") -> dict[str, Any]:
    containers = task_definition(picture, part)["containerDefinitions"]
    return next(c for c in containers if c["name"] == (name or picture.names.container(part)))


def test_every_service_runs_under_its_name(aws_picture: Picture) -> None:
    names = aws_picture.names
    found = aws_picture.client("ecs").describe_services(
        cluster=names.cluster, services=[names.service(part) for part in PARTS]
    )
    assert found["failures"] == []
    for service in found["services"]:
        assert service["runningCount"] == service["desiredCount"] == 1
        assert service["launchType"] == "FARGATE"


def test_two_tasks_never_share_the_embedded_store(aws_picture: Picture) -> None:
    states = [r for r in aws_picture.resources() if r["type"] == "aws_ecs_service"]
    most = {r["values"]["name"]: r["values"]["deployment_maximum_percent"] for r in states}
    assert most[aws_picture.names.service("server")] == 100
    assert most[aws_picture.names.service("gateway")] == 200


def test_listeners_let_in_whom_they_should(aws_picture: Picture) -> None:
    elb, names = aws_picture.client("elbv2"), aws_picture.names
    balancer = elb.describe_load_balancers(Names=[names.load_balancer])["LoadBalancers"][0]
    listeners = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    by_port = {listener["Port"]: listener for listener in listeners}
    assert set(by_port) == {GATEWAY_LISTENER_PORT, SERVER_LISTENER_PORT}
    for listener in listeners:
        assert listener["DefaultActions"][0]["FixedResponseConfig"]["StatusCode"] == "403"
        for rule in elb.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]:
            fields = {condition["Field"] for condition in rule["Conditions"]}
            assert rule["IsDefault"] or fields & {"http-header", "source-ip"}
            for condition in rule["Conditions"]:
                if condition["Field"] == "http-header":
                    header = condition["HttpHeaderConfig"]
                    assert header["HttpHeaderName"] == ORIGIN_HEADER
                    assert header["Values"] == [SECRETS["origin"]]


def test_target_groups_ask_the_health_paths(aws_picture: Picture) -> None:
    elb, names = aws_picture.client("elbv2"), aws_picture.names
    for part, port, path in (
        ("server", SERVER_PORT, SERVER_HEALTH_PATH),
        ("gateway", GATEWAY_PORT, GATEWAY_HEALTH_PATH),
    ):
        group = elb.describe_target_groups(Names=[names.target_group(part)])["TargetGroups"][0]
        assert (group["Port"], group["HealthCheckPath"]) == (port, path)
        health = elb.describe_target_health(TargetGroupArn=group["TargetGroupArn"])
        assert len(health["TargetHealthDescriptions"]) == 1


def test_only_cloudfront_and_named_networks_reach_the_load_balancer(aws_picture: Picture) -> None:
    ec2, names = aws_picture.client("ec2"), aws_picture.names
    for part, port in (("gateway", 80), ("server", 8080)):
        name = names.load_balancer_security_group(part)  # type: ignore[arg-type]
        group = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": [name]}])
        rules = group["SecurityGroups"][0]["IpPermissions"]
        assert {rule["FromPort"] for rule in rules} == {port}
        prefixes = [p for rule in rules for p in rule["PrefixListIds"]]
        networks = [r["CidrIp"] for rule in rules for r in rule["IpRanges"]]
        assert len(prefixes) == 1 and networks == ["192.0.2.0/24"]


def test_tasks_get_their_secrets_and_nobody_elses(aws_picture: Picture) -> None:
    manager, names = aws_picture.client("secretsmanager"), aws_picture.names
    listed = {s["ARN"]: s["Name"] for s in manager.list_secrets(MaxResults=100)["SecretList"]}
    for part in PARTS:
        containers = task_definition(aws_picture, part)["containerDefinitions"]
        got = {
            entry["name"]: listed[entry["valueFrom"]]
            for each in containers
            for entry in each.get("secrets", ())
        }
        expected = {v: names.secret(s) for v, s in SECRET_VARIABLES[part].items()}
        assert got == expected
        plain = json.dumps([each.get("environment") for each in containers])
        assert not any(value in plain for value in SECRETS.values())
        assert {listed[arn] for arn in readable_secrets(aws_picture, part)} == set(got.values())
    url = manager.get_secret_value(SecretId=names.secret("database-url"))["SecretString"]
    assert url.startswith("postgresql://gatelight:databasepassword1234@")
    host = manager.get_secret_value(SecretId=names.secret("langfuse-host"))["SecretString"]
    assert host == f"http://server.{names.private_domain}:{SERVER_PORT}"


def policy(picture: Picture, role: str, name: str) -> list[dict[str, Any]]:
    found = picture.client("iam").get_role_policy(RoleName=role, PolicyName=name)
    document: dict[str, Any] = found["PolicyDocument"]
    return list(document["Statement"])


def readable_secrets(picture: Picture, part: Part) -> list[str]:
    role = f"{picture.names.service(part)}-execution"
    statement = next(s for s in policy(picture, role, "start") if s["Sid"] == "Secrets")
    assert statement["Action"] == "secretsmanager:GetSecretValue"
    return list(statement["Resource"])


def test_rights_name_their_resources(aws_picture: Picture) -> None:
    names = aws_picture.names
    for part in PARTS:
        for statement in policy(aws_picture, f"{names.service(part)}-execution", "start"):
            assert statement["Sid"] == "Images" or statement["Resource"] != "*"
        for statement in policy(aws_picture, names.service(part), "run"):
            actions = statement["Action"]
            assert statement["Resource"] != "*"
            assert not any("*" in a for a in ([actions] if isinstance(actions, str) else actions))
    by_sid = {s["Sid"]: s for s in policy(aws_picture, names.service("gateway"), "run")}
    assert set(by_sid["Models"]["Resource"]) == {
        "arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0",
        "arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0",
    }
    assert by_sid["Profiles"]["Resource"].endswith(
        ":123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
    )


def test_the_gateway_serves_the_bedrock_models(aws_picture: Picture) -> None:
    from gatelight.gateway.config import render

    environment = {e["name"]: e["value"] for e in container(aws_picture, "gateway")["environment"]}
    import yaml

    rendered = render(yaml.safe_load(environment["GATEWAY_YAML"]), {})
    models = {m["model_name"]: m["litellm_params"] for m in rendered.document["model_list"]}
    assert models["nova"]["model"] == "bedrock/amazon.nova-lite-v1:0"
    assert rendered.tracing == {"langfuse"}


def test_containers_are_closed(aws_picture: Picture) -> None:
    for part in PARTS:
        for each in task_definition(aws_picture, part)["containerDefinitions"]:
            assert each["readonlyRootFilesystem"] is True
            assert re.fullmatch(r"\d+:\d+", each["user"]) and not each["user"].startswith("0:")
            assert each["healthCheck"]["command"][0].startswith("CMD")
            group = each["logConfiguration"]["options"]["awslogs-group"]
            assert group == aws_picture.names.log_group(part)
    definition = task_definition(aws_picture, "server")
    assert (definition["cpu"], definition["memory"]) == ("512", "1024")
    volume = next(v for v in definition["volumes"] if v["name"] == "data")
    assert volume["efsVolumeConfiguration"]["transitEncryption"] == "ENABLED"


def test_cloudfront_has_the_behaviours_of_the_path_table(aws_picture: Picture) -> None:
    cloudfront = aws_picture.client("cloudfront")
    found = cloudfront.list_distributions()["DistributionList"]["Items"]
    distribution = next(d for d in found if d["Comment"] == aws_picture.names.cloudfront_comment)
    patterns = {
        b["PathPattern"]: b["TargetOriginId"] for b in distribution["CacheBehaviors"]["Items"]
    }
    assert patterns["/v1/*"] == "gateway"
    assert {patterns[p] for p in ("/api/*", "/langfuse/*", "/_next/*", "/grafana/*")} == {"server"}
    assert distribution["DefaultCacheBehavior"]["TargetOriginId"] == "gateway"


def test_every_resource_that_can_is_tagged(aws_picture: Picture) -> None:
    untagged = [
        resource["address"]
        for resource in aws_picture.resources()
        if "tags" in resource["values"]
        and (resource["values"]["tags"] or {}).get(TAG) != aws_picture.names.name
    ]
    assert untagged == []


def test_a_second_plan_changes_nothing(aws_picture: Picture) -> None:
    aws_picture.terraform.run("plan", "-no-color", "-lock=false", "-input=false", "-out=again")
    changes = aws_picture.terraform.show("again")["resource_changes"]
    changed = [c for c in changes if c["change"]["actions"] != ["no-op"]]
    assert {c["type"] for c in changed} <= FORGOTTEN
    assert {tuple(c["change"]["actions"]) for c in changed} <= {("update",)}


def test_the_large_size_is_planned(aws_picture: Picture) -> None:
    """Planned from nothing by the real provider, whose checks of values it passes."""
    terraform = aws_picture.terraform
    wanted = {"size": "large", "media_bucket": "gatelight-media", "tasks_in_public_subnets": False}
    given = [part for name, value in wanted.items() for part in ("-var", f"{name}={value}".lower())]
    given += ["-state=nothing.tfstate", "-lock=false", "-input=false", "-no-color", "-out=large"]
    terraform.run("plan", *given)
    planned = [
        change["change"]["after"] | {"type": change["type"]}
        for change in terraform.show("large")["resource_changes"]
        if change["change"]["actions"] == ["create"]
    ]
    services = {p["name"]: p for p in planned if p["type"] == "aws_ecs_service"}
    assert services["gatelight-server"]["desired_count"] == 2
    assert services["gatelight-server"]["deployment_minimum_healthy_percent"] == 100
    limits = {p["resource_id"]: p["max_capacity"] for p in planned if "max_capacity" in p}
    assert limits["service/gatelight/gatelight-server"] == 6
    assert any(p["type"] == "aws_s3_bucket" for p in planned)
    databases = {p["identifier"] for p in planned if p["type"] == "aws_db_instance"}
    assert databases == {"gatelight", "gatelight-replica-1"}
