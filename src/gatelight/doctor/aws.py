"""What the doctor looks at in AWS, in order: a deployment named as `deploy/terraform` names it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from gatelight.aws.clients import client
from gatelight.aws.clients import region as region_of
from gatelight.deploy.aws_names import AwsNames, Part
from gatelight.doctor import aws_entrance, aws_tasks
from gatelight.doctor.aws_deployment import Deployment
from gatelight.doctor.finding import Check, Finding, ok, problem

PARTS: tuple[Part, ...] = ("server", "gateway", "monitoring")


def aws_checks(name: str, region: str = "", url: str = "") -> list[tuple[str, Check]]:
    """`url` is the public address; "" is what the server's task definition says."""
    from botocore.exceptions import BotoCoreError, ClientError

    place = region or region_of()
    names = AwsNames(name)
    try:
        account = client("sts", region_name=place).get_caller_identity()["Account"]
        made = client("ecs", region_name=place).describe_services(
            cluster=names.cluster, services=[names.service(part) for part in PARTS]
        )
    except (BotoCoreError, ClientError) as error:
        said = str(error)
        return [("AWS", lambda: [_unreachable(said, name, place)])]
    deployment = Deployment(
        names, place, {found["serviceName"]: found for found in made["services"]}
    )
    checks: list[tuple[str, Check]] = [
        ("AWS", lambda: [ok("AWS", f"account {account}, {place}, deployment {name}")])
    ]
    # Grafana and VictoriaMetrics are left out of some deployments
    parts = [part for part in PARTS if part != "monitoring" or deployment.service(part)]
    for look in (
        aws_tasks.running,
        aws_tasks.environment,
        aws_tasks.targets,
        aws_tasks.log_tail,
        aws_entrance.secrets,
    ):
        checks += [(f"{part}", partial(_checked, look, deployment, part)) for part in parts]
    checks.append(("security groups", lambda: aws_entrance.security_groups(deployment)))
    checks.append(("CloudFront", lambda: aws_entrance.cloudfront(deployment)))
    checks.append(("API", lambda: aws_entrance.api(deployment, url)))
    return checks


def _checked(look: aws_tasks.Look, deployment: Deployment, part: Part) -> Iterator[Finding]:
    yield from look(deployment, part)


def _unreachable(said: str, name: str, place: str) -> Finding:
    fix = (
        f"Check the credentials, --region ({place}) and --name ({name}); the doctor needs to read "
        "ECS, load balancers, logs, EC2, CloudFront and the list of secrets."
    )
    return problem("AWS", said[:500], fix)
