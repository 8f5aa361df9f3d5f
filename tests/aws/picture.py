"""The whole of a deployment in AWS's stand-in, made by `terraform apply` of deploy/terraform.

`aws_picture` is made once for a test session; making it takes about a minute and a half, in which
the provider mostly waits. A test that changes something puts it back.

    from tests.aws.picture import aws_picture  # in a conftest

What the stand-in cannot do is done here or left out: the CloudFront Function is made through
boto3, because the old provider does not know it; targets are registered by hand, because services
have no tasks there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from scripts import cloudfront
from tests.aws.backport import backport
from tests.aws.moto import REGION, Aws, running_moto
from tests.aws.terraform import TERRAFORM, Terraform

from gatelight.deploy.aws_names import SERVER_PORT, AwsNames

SECRETS = {
    "database-password": "databasepassword1234",
    "secret-key": "secret-key-of-the-picture",
    "salt": "salt-of-the-picture",
    "langfuse-public-key": "pk-lf-picture",
    "langfuse-secret-key": "sk-lf-picture",
    "gateway-master-key": "sk-gl-master-picture",
    "virtual-key": "sk-gl-picture",
    "first-user-password": "correct horse battery",
    "metrics-token": "metrics-token-of-the-picture",
    "grafana-password": "grafana-password-of-the-picture",
    "clickhouse-url": "https://gatelight:secret@clickhouse.example.com:8443/gatelight",
    "origin": "origin-secret-of-the-picture",
}
ENDPOINTS = [
    "applicationautoscaling",
    "cloudfront",
    "cloudwatch",
    "cloudwatchlogs",
    "ec2",
    "ecs",
    "efs",
    "elb",
    "iam",
    "rds",
    "s3",
    "secretsmanager",
    "servicediscovery",
    "sts",
]


@dataclass
class Picture:
    """A deployment. `terraform` has its state; `names` says how its parts are called."""

    aws: Aws
    names: AwsNames
    terraform: Terraform
    size: str
    variables: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The stand-in's address: `AWS_ENDPOINT_URL`."""
        return self.aws.url

    def client(self, service: str) -> Any:
        return self.aws.client(service)

    def environment(self) -> dict[str, str]:
        """Variables with which a process that uses boto3 finds the deployment."""
        return self.aws.environment()

    def resources(self) -> list[dict[str, Any]]:
        """Everything in the state, modules and all."""
        found: list[dict[str, Any]] = []
        waiting = [self.terraform.show()["values"]["root_module"]]
        while waiting:
            module = waiting.pop()
            found += [r for r in module.get("resources", ()) if r["mode"] == "managed"]
            waiting += module.get("child_modules", ())
        return found


def provider_block(url: str) -> str:
    endpoints = "\n".join(f'    {name} = "{url}"' for name in ENDPOINTS)
    return f"""
  region = var.region
  access_key = "testing"
  secret_key = "testing"
  skip_credentials_validation = true
  skip_metadata_api_check = true
  s3_force_path_style = true
  endpoints {{
{endpoints}
  }}"""


def network(aws: Aws) -> dict[str, Any]:
    """The account's own VPC, as the environment's variables."""
    ec2 = aws.client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}])
    ids = sorted(subnet["SubnetId"] for subnet in subnets["Subnets"])
    return {"vpc_id": vpc["VpcId"], "public_subnet_ids": ids, "private_subnet_ids": ids}


def variables(aws: Aws, size: str) -> dict[str, Any]:
    """What an operator would write into terraform.tfvars."""
    return {
        "region": REGION,
        "size": size,
        "tasks_in_public_subnets": size == "small",
        "image_repository": f"123456789012.dkr.ecr.{REGION}.amazonaws.com/gatelight",
        "image_tag": "0.1.0",
        "public_url": "https://llm.example.com",
        "first_user_email": "owner@example.com",
        "bedrock_models": {
            "claude": "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "nova": "amazon.nova-lite-v1:0",
        },
        "direct_cidrs": ["192.0.2.0/24"],
        "secrets": SECRETS,
        "media_bucket": "gatelight-media-picture" if size == "large" else "",
        "protected": False,
        **network(aws),
    }


@contextmanager
def picture(folder: Path, size: str = "small") -> Iterator[Picture]:
    """Apply deploy/terraform to a stand-in of its own."""
    with running_moto(folder) as aws:
        yield apply(aws, folder, size)


def apply(aws: Aws, folder: Path, size: str) -> Picture:
    environment = backport(TERRAFORM, folder / "terraform", provider_block(aws.url))
    given = variables(aws, size)
    (environment / "terraform.tfvars.json").write_text(json.dumps(given))
    terraform = Terraform(environment)
    terraform.init()
    terraform.run("apply", "-auto-approve", "-no-color", "-input=false", "-parallelism=40")
    made = Picture(aws, AwsNames(), terraform, size, given)
    _add_function(made)
    _register_targets(made)
    return made


def _add_function(made: Picture) -> None:
    made.client("cloudfront").create_function(
        Name=made.names.cloudfront_function,
        FunctionConfig={"Comment": "Gatelight's path table", "Runtime": "cloudfront-js-2.0"},
        FunctionCode=cloudfront.function().encode(),
    )


def _register_targets(made: Picture) -> None:
    """ECS would: one address for each part."""
    elb = made.client("elbv2")
    for number, part in enumerate(("server", "gateway", "monitoring"), start=10):
        name = made.names.target_group(part)  # type: ignore[arg-type]
        group = elb.describe_target_groups(Names=[name])["TargetGroups"][0]
        elb.register_targets(
            TargetGroupArn=group["TargetGroupArn"],
            Targets=[{"Id": f"172.31.0.{number}", "Port": group.get("Port", SERVER_PORT)}],
        )


@pytest.fixture(scope="session")
def aws_picture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Picture]:
    """The small deployment."""
    with picture(tmp_path_factory.mktemp("picture")) as made:
        yield made
