"""`gatelight doctor --aws` over the deployment Terraform makes: healthy, then with one fault at a
time planted in it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from botocore.stub import Stubber
from tests.aws.picture import Picture
from typer.testing import CliRunner

from gatelight.cli.main import app
from gatelight.deploy.aws_names import AwsNames
from gatelight.doctor import aws_tasks
from gatelight.doctor.aws_deployment import Deployment

pytestmark = pytest.mark.slow

Plant = Callable[[Picture], Any]
"""A context manager: the fault is there inside it."""


class _Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"status":"OK","version":"0.1.0"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Stands for the public address, which leads nowhere here."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Healthy)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def doctor(picture: Picture, *options: str) -> tuple[int, dict[str, Any]]:
    environment = picture.environment()
    done = CliRunner().invoke(app, ["doctor", "--aws", "--json", *options], env=environment)
    return done.exit_code, json.loads(done.output)


def problems(report: dict[str, Any]) -> list[dict[str, str]]:
    return [finding for finding in report["findings"] if finding["status"] == "problem"]


def test_a_healthy_deployment(aws_picture: Picture, url: str) -> None:
    code, report = doctor(aws_picture, "--url", url)
    assert problems(report) == []
    assert (code, report["ok"]) == (0, True)
    checks = {finding["check"] for finding in report["findings"]}
    for part in ("server", "gateway", "monitoring"):
        for what in ("tasks", "environment", "targets", "log", "secrets"):
            assert f"{part}: {what}" in checks
    assert {"security group, port 8080", "CloudFront", "API"} <= checks


@contextmanager
def no_tasks(picture: Picture) -> Iterator[None]:
    ecs, names = picture.client("ecs"), picture.names
    where = {"cluster": names.cluster, "service": names.service("gateway")}
    ecs.update_service(**where, desiredCount=0)
    yield
    ecs.update_service(**where, desiredCount=1)


@contextmanager
def no_targets(picture: Picture) -> Iterator[None]:
    elb = picture.client("elbv2")
    group = elb.describe_target_groups(Names=[picture.names.target_group("server")])
    arn = group["TargetGroups"][0]["TargetGroupArn"]
    health = elb.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
    targets = [{key: each["Target"][key] for key in ("Id", "Port")} for each in health]
    elb.deregister_targets(TargetGroupArn=arn, Targets=targets)
    for target in targets:  # moto goes on listing those it has deregistered
        assert target
    yield
    elb.register_targets(TargetGroupArn=arn, Targets=targets)


@contextmanager
def lost_traces_in_the_log(picture: Picture) -> Iterator[None]:
    logs, group = picture.client("logs"), picture.names.log_group("gateway")
    logs.create_log_stream(logGroupName=group, logStreamName="planted")
    line = "ERROR gatelight.start-check: start check FAILED: the server answers 401"
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": f"GET /v1/models {n}"} for n in range(5)]
    logs.put_log_events(
        logGroupName=group,
        logStreamName="planted",
        logEvents=[*events, {"timestamp": now, "message": line}],
    )
    yield
    logs.delete_log_stream(logGroupName=group, logStreamName="planted")


@contextmanager
def other_containers(picture: Picture, change: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """The gateway's service with another task definition."""
    ecs, names = picture.client("ecs"), picture.names
    where = {"cluster": names.cluster, "service": names.service("gateway")}
    before = ecs.describe_services(cluster=names.cluster, services=[names.service("gateway")])
    used = before["services"][0]["taskDefinition"]
    definition = ecs.describe_task_definition(taskDefinition=used)["taskDefinition"]
    (container,) = definition["containerDefinitions"]
    change(container)
    made = ecs.register_task_definition(
        family=definition["family"],
        containerDefinitions=[container],
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu=definition["cpu"],
        memory=definition["memory"],
    )["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(**where, taskDefinition=made)
    yield
    ecs.update_service(**where, taskDefinition=used)


def variable_missing(picture: Picture) -> Any:
    def change(container: dict[str, Any]) -> None:
        kept = [each for each in container["secrets"] if each["name"] != "LANGFUSE_SECRET_KEY"]
        container["secrets"] = kept

    return other_containers(picture, change)


def secret_in_plain(picture: Picture) -> Any:
    def change(container: dict[str, Any]) -> None:
        name = "GATELIGHT_GATEWAY_MASTER_KEY"
        container["secrets"] = [each for each in container["secrets"] if each["name"] != name]
        container["environment"].append({"name": name, "value": "sk-plain"})

    return other_containers(picture, change)


def host_without_scheme(picture: Picture) -> Any:
    def change(container: dict[str, Any]) -> None:
        name = "LANGFUSE_HOST"
        container["secrets"] = [each for each in container["secrets"] if each["name"] != name]
        container["environment"].append({"name": name, "value": "server.gatelight.internal:3000"})

    return other_containers(picture, change)


def group_of(picture: Picture) -> dict[str, Any]:
    name = picture.names.load_balancer_security_group("server")
    found = picture.client("ec2").describe_security_groups(
        Filters=[{"Name": "group-name", "Values": [name]}]
    )
    group: dict[str, Any] = found["SecurityGroups"][0]
    return group


@contextmanager
def port_closed(picture: Picture) -> Iterator[None]:
    ec2, group = picture.client("ec2"), group_of(picture)
    rules = group["IpPermissions"]
    ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=rules)
    yield
    ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=rules)


@contextmanager
def port_open_to_everybody(picture: Picture) -> Iterator[None]:
    ec2, group = picture.client("ec2"), group_of(picture)
    ranges = [{"CidrIp": "0.0.0.0/0"}]
    rules = [{"IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "IpRanges": ranges}]
    ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=rules)
    yield
    ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=rules)


@contextmanager
def secret_deleted(picture: Picture) -> Iterator[None]:
    manager, name = picture.client("secretsmanager"), picture.names.secret("salt")
    manager.delete_secret(SecretId=name, RecoveryWindowInDays=7)
    yield
    manager.restore_secret(SecretId=name)


@contextmanager
def behaviour_missing(picture: Picture) -> Iterator[None]:
    front = picture.client("cloudfront")
    listed = front.list_distributions()["DistributionList"]["Items"]
    comment = picture.names.cloudfront_comment
    (number,) = [each["Id"] for each in listed if each["Comment"] == comment]

    def put(items: list[dict[str, Any]]) -> None:
        found = front.get_distribution_config(Id=number)
        config = found["DistributionConfig"]
        config["CacheBehaviors"] = {"Quantity": len(items), "Items": items}
        front.update_distribution(Id=number, IfMatch=found["ETag"], DistributionConfig=config)

    before = front.get_distribution_config(Id=number)["DistributionConfig"]
    items = before["CacheBehaviors"]["Items"]
    put([each for each in items if each["PathPattern"] != "/api/*"])
    yield
    put(items)


@contextmanager
def function_missing(picture: Picture) -> Iterator[None]:
    front, name = picture.client("cloudfront"), picture.names.cloudfront_function
    found = front.describe_function(Name=name)
    code = front.get_function(Name=name)["FunctionCode"].read()
    front.delete_function(Name=name, IfMatch=found["ETag"])
    yield
    config = {"Comment": "Gatelight's path table", "Runtime": "cloudfront-js-2.0"}
    front.create_function(Name=name, FunctionConfig=config, FunctionCode=code)


FAULTS: dict[str, tuple[Plant, str, str]] = {
    "no tasks": (no_tasks, "gateway: tasks", "stopped: 0 tasks are wanted"),
    "no targets": (no_targets, "server: targets", "none is registered"),
    "lost traces": (lost_traces_in_the_log, "gateway: log", "the server answers 401"),
    "variable missing": (
        variable_missing,
        "gateway: environment",
        "LANGFUSE_SECRET_KEY is not set",
    ),
    "secret in plain": (
        secret_in_plain,
        "gateway: environment",
        "GATELIGHT_GATEWAY_MASTER_KEY stands in the task definition in plain text",
    ),
    "host without scheme": (host_without_scheme, "gateway: environment", "LANGFUSE_HOST is"),
    "port closed": (port_closed, "security group, port 8080", "is not open on 8080"),
    "port open": (port_open_to_everybody, "security group, port 8080", "to everybody"),
    "secret deleted": (secret_deleted, "server: secrets", "salt is scheduled for deletion"),
    "behaviour missing": (behaviour_missing, "CloudFront", "/api/* leads to the default"),
    "function missing": (function_missing, "CloudFront", "there is no function"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(
    aws_picture: Picture, url: str, fault: str
) -> None:
    plant, check, said = FAULTS[fault]
    with plant(aws_picture):
        code, report = doctor(aws_picture, "--url", url)
    assert code == 1
    (found,) = problems(report)
    assert found["check"] == check
    assert said in found["said"] and found["fix"]
    assert "sk-plain" not in json.dumps(report)


def test_an_address_that_does_not_answer(aws_picture: Picture) -> None:
    code, report = doctor(aws_picture, "--url", "http://127.0.0.1:1")
    assert code == 1 and [each["check"] for each in problems(report)] == ["API"]


def test_another_name_finds_nothing(aws_picture: Picture, url: str) -> None:
    code, report = doctor(aws_picture, "--name", "nowhere", "--url", url)
    assert code == 1
    assert "nowhere" in problems(report)[0]["said"] + problems(report)[0]["fix"]


def test_an_unhealthy_target(monkeypatch: pytest.MonkeyPatch, aws_picture: Picture) -> None:
    """The stand-in has only healthy ones, so its answer is AWS's by the service's own model."""
    elb = aws_picture.client("elbv2")
    deployment = Deployment(AwsNames(), "eu-west-1", {})
    monkeypatch.setattr(Deployment, "client", lambda _self, _service: elb)
    group = {"TargetGroupArn": "arn", "HealthCheckPath": "/api/public/health", "Port": 3000}
    state = {
        "State": "unhealthy",
        "Reason": "Target.Timeout",
        "Description": "Request timed out",
    }
    health = [{"Target": {"Id": "10.0.0.9", "Port": 3000}, "TargetHealth": state}]
    with Stubber(elb) as stub:
        stub.add_response("describe_target_groups", {"TargetGroups": [group]})
        stub.add_response("describe_target_health", {"TargetHealthDescriptions": health})
        (found,) = aws_tasks.targets(deployment, "server")
    assert found.status == "problem"
    assert found.said == "10.0.0.9 is unhealthy, Target.Timeout, Request timed out"
    assert "/api/public/health" in found.fix
