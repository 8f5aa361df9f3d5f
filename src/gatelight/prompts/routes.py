"""Prompts over HTTP. Names may contain slashes, escaped (`%2F`) or not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.time import to_datetime
from gatelight.errors import InvalidRequest, json_response
from gatelight.events.paging import listed, read_count, read_flag, read_page, read_time
from gatelight.prompts import service
from gatelight.prompts.queries import ListFilter
from gatelight.prompts.references import MAX_VERSION, Reference
from gatelight.prompts.schemas import (
    PRODUCTION,
    LegacyPromptIn,
    NewLabelsIn,
    PromptAnswer,
    PromptIn,
    PromptListAnswer,
)
from gatelight.services import Services, ServicesDep

router = APIRouter(tags=["Prompts"])

DEFAULT_LIMIT = 10
Text = Annotated[str | None, Query()]


@router.get("/api/public/v2/prompts", summary="List prompts", response_model=PromptListAnswer)
def get_prompts(
    principal: ProjectKey,
    services: ServicesDep,
    name: Text = None,
    label: Text = None,
    tag: Text = None,
    page: Text = None,
    limit: Text = None,
    from_updated_at: Annotated[str | None, Query(alias="fromUpdatedAt")] = None,
    to_updated_at: Annotated[str | None, Query(alias="toUpdatedAt")] = None,
) -> Response:
    """Names in alphabetical order, ten in a page. The filters choose versions: `versions`, `labels`
    and `lastConfig` are of those that pass. `pagination` repeats `meta`."""
    wanted = read_page(page, limit, DEFAULT_LIMIT)
    start, end = (
        None if moment is None else to_datetime(moment)
        for moment in (
            read_time("fromUpdatedAt", from_updated_at),
            read_time("toUpdatedAt", to_updated_at),
        )
    )
    rows, total = service.list_prompts(
        services,
        principal.project_id,
        ListFilter(name or "", label or "", tag or "", start, end),
        wanted,
    )
    return json_response(listed(rows, wanted, total) | {"pagination": wanted.meta(total)})


@router.post(
    "/api/public/v2/prompts",
    summary="Create a prompt version",
    status_code=201,
    response_model=PromptAnswer,
)
def post_prompt(principal: ProjectKey, services: ServicesDep, body: PromptIn) -> Response:
    """Creates the next version of `name`, or its first one. Its `labels` are taken off all the
    other versions; `latest` is always on the newest. `tags` belong to all versions: null keeps
    them, a list replaces them. The text may contain references to text prompts, at most five deep:
    `@@@langfusePrompt:name=…|version=…@@@` or `…|label=…@@@`."""
    created = service.create_version(
        services,
        principal.project_id,
        body,
        body.labels or [],
        principal.user_id or service.BY_KEY,
    )
    return json_response(created, 201)


@router.get(
    "/api/public/v2/prompts/{prompt_name:path}", summary="Get a prompt", response_model=PromptAnswer
)
def get_prompt(
    principal: ProjectKey,
    services: ServicesDep,
    prompt_name: str,
    version: Text = None,
    label: Text = None,
    resolve: Text = None,
) -> Response:
    """The version with the label `production`, or with the `version` or `label` asked for. With
    `resolve=false` references to other prompts stay as they are written."""
    return _read(services, principal.project_id, prompt_name, version, label, resolve)


@router.patch(
    "/api/public/v2/prompts/{prompt_name:path}/versions/{version}",
    summary="Add labels to a prompt version",
    response_model=PromptAnswer,
)
def patch_labels(
    principal: ProjectKey,
    services: ServicesDep,
    prompt_name: str,
    version: str,
    body: NewLabelsIn,
) -> Response:
    """Adds `newLabels` to the version and takes them off the others. `latest` cannot be moved."""
    return json_response(
        service.add_labels(
            services,
            principal.project_id,
            prompt_name,
            read_count("version", version, 0, 1, MAX_VERSION),
            body.new_labels,
        )
    )


@router.delete(
    "/api/public/v2/prompts/{prompt_name:path}", summary="Delete a prompt", status_code=204
)
def delete_prompt(
    principal: ProjectKey,
    services: ServicesDep,
    prompt_name: str,
    version: Text = None,
    label: Text = None,
) -> Response:
    """Deletes every version of the name, or those with `version` or `label`. Refused (400) while
    other prompts refer to one of them."""
    service.delete_prompt(
        services, principal.project_id, prompt_name, _number(version), label or None
    )
    return Response(status_code=204)


@router.get("/api/public/prompts", summary="Get a prompt (legacy)", response_model=PromptAnswer)
def get_prompt_legacy(
    principal: ProjectKey, services: ServicesDep, name: Text = None, version: Text = None
) -> Response:
    """As `GET /api/public/v2/prompts/{name}`, with the name in the query."""
    if not name:
        raise InvalidRequest("name is missing")
    return _read(services, principal.project_id, name, version, None, None)


@router.post(
    "/api/public/prompts",
    summary="Create a prompt version (legacy)",
    status_code=201,
    response_model=PromptAnswer,
)
def post_prompt_legacy(
    principal: ProjectKey, services: ServicesDep, body: LegacyPromptIn
) -> Response:
    """As `POST /api/public/v2/prompts`; `isActive` adds the label `production`."""
    labels = [*(body.labels or []), *([PRODUCTION] if body.is_active else [])]
    return json_response(service.create_version(services, principal.project_id, body, labels), 201)


def _read(
    services: Services,
    project_id: str,
    name: str,
    version: str | None,
    label: str | None,
    resolve: str | None,
) -> Response:
    if version and label:
        raise InvalidRequest("Send either version or label, not both")
    number = _number(version)
    wanted = Reference(name, number, None if number is not None else label or PRODUCTION)
    answer = service.read_prompt(
        services,
        project_id,
        wanted,
        resolve=read_flag("resolve", resolve) is not False,
    )
    return Response(answer, media_type="application/json")


def _number(version: str | None) -> int | None:
    return read_count("version", version, 0, 1, MAX_VERSION) or None
