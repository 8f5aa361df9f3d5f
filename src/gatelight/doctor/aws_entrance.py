"""The way into a deployment in AWS: secrets, security groups, CloudFront, and the API behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import httpx

from gatelight.deploy.aws_names import (
    GATEWAY_LISTENER_PORT,
    SECRET_VARIABLES,
    SERVER_HEALTH_PATH,
    SERVER_LISTENER_PORT,
    Part,
)
from gatelight.doctor.aws_deployment import Deployment
from gatelight.doctor.finding import Finding, note, ok, problem
from gatelight.edge.paths import table

EVERYBODY = ("0.0.0.0/0", "::/0")
PORTS: tuple[tuple[Literal["server", "gateway"], int], ...] = (
    ("server", SERVER_LISTENER_PORT),
    ("gateway", GATEWAY_LISTENER_PORT),
)
BEHIND_SERVER = ("server", "grafana")


def secrets(deployment: Deployment, part: Part) -> Iterator[Finding]:
    """Whether every secret the part takes is there, with a value. Values are not read."""
    check = f"{part}: secrets"
    manager = deployment.client("secretsmanager")
    wanted = sorted(set(SECRET_VARIABLES[part].values()))
    lacking = 0
    for secret in wanted:
        name = deployment.names.secret(secret)
        try:
            found = manager.describe_secret(SecretId=name)
        except manager.exceptions.ResourceNotFoundException:
            said = f"there is no secret {name}: tasks do not start"
            fix = "`gatelight aws secrets` makes values; then `terraform apply`."
        else:
            if found.get("DeletedDate"):
                said, fix = (
                    f"{name} is scheduled for deletion",
                    f"aws secretsmanager restore-secret --secret-id {name}",
                )
            elif not found.get("VersionIdsToStages"):
                said = f"{name} has no value: tasks do not start"
                fix = f"aws secretsmanager put-secret-value --secret-id {name} --secret-string …"
            else:
                continue
        lacking += 1
        yield problem(check, said, fix)
    if not lacking:
        yield ok(check, f"{len(wanted)} are there")


def security_groups(deployment: Deployment) -> Iterator[Finding]:
    """Whether the load balancer's ports are open, and for whom."""
    ec2 = deployment.client("ec2")
    for part, port in PORTS:
        check = f"security group, port {port}"
        name = deployment.names.load_balancer_security_group(part)
        found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": [name]}])
        if not found["SecurityGroups"]:
            yield problem(check, f"there is no security group {name}", "`terraform apply`.")
            continue
        rules = [
            rule for rule in found["SecurityGroups"][0]["IpPermissions"] if _covers(rule, port)
        ]
        open_to = [source for rule in rules for source in _sources(rule)]
        if not open_to:
            fix = "`terraform apply`, or allow CloudFront's prefix list on it: callers get 504."
            yield problem(check, f"{name} is not open on {port}", fix)
        elif any(source in EVERYBODY for source in open_to):
            fix = "Admit only CloudFront's prefix list and networks you name (direct_cidrs)."
            yield problem(check, f"{name} is open on {port} to everybody", fix)
        else:
            yield ok(check, f"{name} is open on {port} to {', '.join(open_to)}")


def _covers(rule: dict[str, Any], port: int) -> bool:
    if rule.get("IpProtocol") == "-1":
        return True
    return bool(rule.get("FromPort", 0) <= port <= rule.get("ToPort", -1))


def _sources(rule: dict[str, Any]) -> list[str]:
    return [
        *(each["PrefixListId"] for each in rule.get("PrefixListIds", ())),
        *(each["CidrIp"] for each in rule.get("IpRanges", ())),
        *(each["CidrIpv6"] for each in rule.get("Ipv6Ranges", ())),
        *(each["GroupId"] for each in rule.get("UserIdGroupPairs", ())),
    ]


def cloudfront(deployment: Deployment) -> Iterator[Finding]:
    """Whether every path of the table leads to its origin, and the function is there."""
    check = "CloudFront"
    front = deployment.client("cloudfront")
    comment = deployment.names.cloudfront_comment
    pages = front.get_paginator("list_distributions").paginate()
    listed = [item for page in pages for item in page["DistributionList"].get("Items", ())]
    ours = [item for item in listed if item.get("Comment") == comment]
    if not ours:
        fix = "`terraform apply`; the doctor knows it by its comment."
        yield problem(check, f"there is no distribution with the comment {comment}", fix)
        return
    distribution = ours[0]
    wrong = list(_wrong_behaviours(deployment, distribution))
    for said in wrong:
        yield problem(check, said, "`terraform apply`: it takes the path table (paths.json).")
    if not distribution.get("Enabled", True):
        yield problem(check, "the distribution is disabled", "Enable it: nobody gets in.")
        wrong.append("")
    function = deployment.names.cloudfront_function
    try:
        front.describe_function(Name=function)
    except front.exceptions.NoSuchFunctionExists:
        fix = "`terraform apply`: without it administration of the gateway is open to everybody."
        yield problem(check, f"there is no function {function}", fix)
    else:
        associated = distribution["DefaultCacheBehavior"].get("FunctionAssociations", {})
        if not associated.get("Quantity"):
            yield note(check, f"the list does not say whether {function} is attached")
        if not wrong:
            yield ok(check, f"{distribution['DomainName']}: every path leads to its origin")


def _wrong_behaviours(deployment: Deployment, distribution: dict[str, Any]) -> Iterator[str]:
    base_path = deployment.variables("server").get("GATELIGHT_BASE_PATH", "/langfuse")
    behaviours = {
        each["PathPattern"]: each["TargetOriginId"]
        for each in distribution.get("CacheBehaviors", {}).get("Items", ())
    }
    expected = {
        row.prefix + end: "server"
        for row in table(base_path)
        if row.target in BEHIND_SERVER
        for end in ("/*", "")
    }
    for pattern, origin in sorted({**expected, "/v1/*": "gateway"}.items()):
        if (found := behaviours.get(pattern)) != origin:
            yield f"{pattern} leads to {found or 'the default, the gateway'}, not to the {origin}"
    if distribution["DefaultCacheBehavior"]["TargetOriginId"] != "gateway":
        yield "the default behaviour does not lead to the gateway"


def api(deployment: Deployment, url: str = "") -> Iterator[Finding]:
    """Whether the server answers at its public address."""
    address = (url or deployment.variables("server").get("GATELIGHT_PUBLIC_URL", "")).rstrip("/")
    if not address:
        yield note("API", "the public address is not known", "Set GATELIGHT_PUBLIC_URL.")
        return
    try:
        answer = httpx.get(address + SERVER_HEALTH_PATH, timeout=15)
    except httpx.HTTPError as error:
        fix = "Does the name lead to the distribution? Are the server's targets healthy?"
        yield problem("API", f"{address} does not answer: {error!r}", fix)
        return
    if answer.is_success:
        yield ok("API", f"{address} answers, version {_version(answer)}")
    else:
        fix = "403: the function or the origin header. 502, 503, 504: see the server's targets."
        said = f"{address}{SERVER_HEALTH_PATH} answers {answer.status_code}"
        yield problem("API", said, fix)


def _version(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["version"])
    except (ValueError, KeyError, TypeError):
        return "unknown"
