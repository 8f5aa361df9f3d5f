"""ECS's side of a deployment: tasks, what they were given, what they log, whether they answer."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

from gatelight.deploy.aws_names import SECRET_VARIABLES, Part
from gatelight.doctor.aws_deployment import Deployment
from gatelight.doctor.finding import Finding, note, ok, problem

Look = Callable[[Deployment, Part], Iterator[Finding]]

LOG_SECONDS = 3600
MOST_LOG_PAGES = 20
SHOWN_LINES = 3
TROUBLE = re.compile(
    r"start check FAILED"
    r"|(callback|langfuse|export|trace|span)[^\n]*"
    r"(error|exception|failed|refused|timed? ?out|unauthorized|dropp|\b40[13]\b|\b5\d\d\b)"
    r"|(error|exception|failed|unauthorized)[^\n]*(callback|langfuse|exporter)",
    re.IGNORECASE,
)
"""Lines that mean calls are not recorded. Looked for here and not by CloudWatch's filters, whose
syntax cannot say it."""


def running(deployment: Deployment, part: Part) -> Iterator[Finding]:
    check = f"{part}: tasks"
    service = deployment.service(part)
    names = deployment.names
    if service is None:
        said = f"there is no service {names.service(part)} in the cluster {names.cluster}"
        yield problem(check, said, "`terraform apply`, or give the right --name and --region.")
        return
    wanted, now = service["desiredCount"], service["runningCount"]
    said = f"{now} of {wanted} running"
    if wanted == 0:
        fix = f"aws ecs update-service --cluster {names.cluster} --service {names.service(part)} "
        yield problem(check, "stopped: 0 tasks are wanted", f"{fix}--desired-count 1")
    elif now < wanted:
        reason = _stopped_reason(deployment, part)
        last = f"; the last one stopped: {reason}" if reason else ""
        fix = f"Read its log: aws logs tail {names.log_group(part)} --since 1h"
        yield problem(check, said + last, fix)
    else:
        yield ok(check, said)
    for rollout in service.get("deployments", ()):
        if rollout.get("rolloutState") == "FAILED":
            why = rollout.get("rolloutStateReason") or "no reason given"
            yield problem(f"{part}: deployment", why, "Correct what the log says; apply again.")


def _stopped_reason(deployment: Deployment, part: Part) -> str:
    ecs, names = deployment.client("ecs"), deployment.names
    asked = {"cluster": names.cluster, "serviceName": names.service(part)}
    arns = ecs.list_tasks(**asked, desiredStatus="STOPPED")["taskArns"]
    if not arns:
        return ""
    (task, *_) = ecs.describe_tasks(cluster=names.cluster, tasks=arns[:1])["tasks"]
    reasons = [task.get("stoppedReason", "")]
    reasons += [each.get("reason", "") for each in task.get("containers", ())]
    return "; ".join(reason for reason in reasons if reason)


def environment(deployment: Deployment, part: Part) -> Iterator[Finding]:
    """Whether the tasks get every variable they need, and none of the secret ones in plain."""
    check = f"{part}: environment"
    containers = deployment.containers(part)
    secret = {entry["name"] for each in containers for entry in each.get("secrets", ())}
    plain = deployment.variables(part)
    needed = SECRET_VARIABLES[part]
    missing = sorted(needed.keys() - secret - plain.keys())
    shown = sorted(
        name
        for name in needed.keys() & plain.keys()
        if name != "LANGFUSE_HOST" and not plain[name].startswith("secretsmanager:")
    )
    for name in missing:
        fix = f"Give the container {name} from {deployment.names.secret(needed[name])}."
        yield problem(check, f"{name} is not set in the task definition", fix)
    for name in shown:
        secret_name = deployment.names.secret(needed[name])
        fix = f"Take it from {secret_name}: anyone who may read ECS sees it."
        yield problem(check, f"{name} stands in the task definition in plain text", fix)
    if part == "gateway" and "://" not in plain.get("LANGFUSE_HOST", "://"):
        host = plain["LANGFUSE_HOST"]
        yield problem(check, f"LANGFUSE_HOST is {host!r}", "Write it with http:// or https://.")
    elif not (missing or shown):
        yield ok(check, f"{len(needed)} secrets, {len(plain)} plain variables")


def targets(deployment: Deployment, part: Part) -> Iterator[Finding]:
    check = f"{part}: targets"
    elb, name = deployment.client("elbv2"), deployment.names.target_group(part)
    try:
        group = elb.describe_target_groups(Names=[name])["TargetGroups"][0]
    except elb.exceptions.TargetGroupNotFoundException:
        yield problem(check, f"there is no target group {name}", "`terraform apply`.")
        return
    found = elb.describe_target_health(TargetGroupArn=group["TargetGroupArn"])
    health = found["TargetHealthDescriptions"]
    bad = [each for each in health if each["TargetHealth"]["State"] not in ("healthy", "initial")]
    for each in bad:
        said = f"{each['Target']['Id']} is {_state(each)}"
        path = group.get("HealthCheckPath", "/")
        fix = f"Read the part's log. The load balancer asks {path} at port {group.get('Port')}."
        yield problem(check, said, fix)
    if not health:
        yield problem(
            check, "none is registered: callers get 503", "See the part's tasks and its log."
        )
    elif not bad:
        yield ok(check, f"{len(health)} registered, none unhealthy")


def _state(target: dict[str, Any]) -> str:
    state = target["TargetHealth"]
    parts = (state["State"], state.get("Reason", ""), state.get("Description", ""))
    return ", ".join(part for part in parts if part)


def log_tail(deployment: Deployment, part: Part) -> Iterator[Finding]:
    """Errors of the callback in the last hour's log."""
    check = f"{part}: log"
    logs, group = deployment.client("logs"), deployment.names.log_group(part)
    asked = {"logGroupName": group, "startTime": int((time.time() - LOG_SECONDS) * 1000)}
    lines = 0
    found: list[str] = []
    try:
        for number, page in enumerate(logs.get_paginator("filter_log_events").paginate(**asked)):
            for event in page.get("events", ()):
                lines += 1
                if TROUBLE.search(event["message"]):
                    found.append(event["message"].strip())
            if number + 1 >= MOST_LOG_PAGES:
                break
    except logs.exceptions.ResourceNotFoundException:
        yield problem(check, f"there is no log group {group}", "`terraform apply`.")
        return
    for line in found[-SHOWN_LINES:]:
        fix = f"docs/troubleshooting.md; all of it: aws logs tail {group} --since 1h"
        yield problem(check, line[:300], fix)
    if not found:
        said = f"{lines} lines in the last hour, none about lost traces"
        yield ok(check, said) if lines else note(check, "nothing was logged in the last hour")
