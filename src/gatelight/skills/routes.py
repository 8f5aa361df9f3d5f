"""`/api/public/unstable/skills`."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.time import to_datetime
from gatelight.error_shapes import errors_as
from gatelight.errors import InvalidRequest, json_response
from gatelight.events.paging import invalid, read_count, read_page, read_time
from gatelight.prompts.references import MAX_VERSION
from gatelight.prompts.schemas import PRODUCTION
from gatelight.prompts.service import BY_KEY
from gatelight.services import ServicesDep
from gatelight.skills import service
from gatelight.skills.queries import ListFilter
from gatelight.skills.schemas import (
    SkillDeletedAnswer,
    SkillLabelsIn,
    SkillListAnswer,
    SkillTagsIn,
    SkillTextsAnswer,
    SkillVersionAnswer,
    SkillVersionIn,
)
from gatelight.unstable_errors import RESPONSES, unstable_error

router = APIRouter(
    prefix="/api/public/unstable/skills",
    tags=["Skills"],
    route_class=errors_as(unstable_error),
    responses=RESPONSES,
)

MAX_HASHES = 50
Text = Annotated[str | None, Query()]
Version = Annotated[int, Path(ge=1, le=MAX_VERSION)]
_HASH = re.compile(r"[A-Za-z0-9+/]{43}=")


@router.get("", summary="List skills", response_model=SkillListAnswer)
def get_skills(
    principal: ProjectKey,
    services: ServicesDep,
    name: Text = None,
    search: Annotated[str | None, Query(description="Part of a name or description.")] = None,
    tag: Text = None,
    page: Text = None,
    limit: Text = None,
    from_updated_at: Annotated[str | None, Query(alias="fromUpdatedAt")] = None,
    to_updated_at: Annotated[str | None, Query(alias="toUpdatedAt")] = None,
) -> Response:
    """Names in alphabetical order, with what their newest versions say."""
    wanted = read_page(page, limit)
    start, end = (
        None if moment is None else to_datetime(moment)
        for moment in (
            read_time("fromUpdatedAt", from_updated_at),
            read_time("toUpdatedAt", to_updated_at),
        )
    )
    rows, total = service.list_skills(
        services,
        principal.project_id,
        ListFilter(name or "", search or "", tag or "", start, end),
        wanted,
    )
    meta = wanted.meta(total) | {"hasNextPage": wanted.number * wanted.limit < total}
    return json_response({"data": rows, "meta": meta})


@router.post("", summary="Create a skill version", response_model=SkillVersionAnswer)
def post_skill(principal: ProjectKey, services: ServicesDep, body: SkillVersionIn) -> Response:
    """Creates the next version of the skill that the frontmatter of `SKILL.md` names, or its first
    one. A file whose text the project already has may be sent as its hash alone."""
    created_by = principal.user_id or BY_KEY
    return json_response(service.create_version(services, principal.project_id, body, created_by))


@router.get("/files/content", summary="Read texts of files", response_model=SkillTextsAnswer)
def get_texts(
    principal: ProjectKey,
    services: ServicesDep,
    hashes: Annotated[
        str,
        Query(
            alias="sha256Hashes",
            description="One to 50 hashes in base64 from lists of files, with commas between.",
        ),
    ],
) -> Response:
    """Texts by their SHA-256. 404 when the project does not have one of them."""
    # an unescaped + arrives as a space
    wanted = list(dict.fromkeys(word.replace(" ", "+") for word in hashes.strip().split(",")))
    if len(wanted) > MAX_HASHES or not all(_HASH.fullmatch(word) for word in wanted):
        raise invalid("sha256Hashes", f"expected 1 to {MAX_HASHES} SHA-256 hashes in base64")
    return json_response({"data": service.read_texts(services, principal.project_id, wanted)})


@router.get("/{skill_name}", summary="Get a skill", response_model=SkillVersionAnswer)
def get_skill(
    principal: ProjectKey,
    services: ServicesDep,
    skill_name: str,
    version: Text = None,
    label: Text = None,
) -> Response:
    """One version by number or by label, without either the one with the label `production`."""
    if version and label:
        raise InvalidRequest("Ask for a version or for a label, not for both.")
    number = read_count("version", version, 0, 1, MAX_VERSION) if version else None
    return json_response(
        service.read_version(
            services, principal.project_id, skill_name, number, label or PRODUCTION
        )
    )


@router.patch("/{skill_name}", summary="Set tags of a skill", response_model=SkillVersionAnswer)
def patch_skill(
    principal: ProjectKey, services: ServicesDep, skill_name: str, body: SkillTagsIn
) -> Response:
    """All versions have these tags; answers with the newest one."""
    return json_response(service.set_tags(services, principal.project_id, skill_name, body.tags))


@router.patch(
    "/{skill_name}/versions/{version}",
    summary="Set labels of a skill version",
    response_model=SkillVersionAnswer,
)
def patch_version(
    principal: ProjectKey,
    services: ServicesDep,
    skill_name: str,
    version: Version,
    body: SkillLabelsIn,
) -> Response:
    """The version has these labels and no others; they are taken off its other versions. `latest`
    is always on the newest one."""
    return json_response(
        service.set_labels(services, principal.project_id, skill_name, version, body.labels)
    )


@router.delete(
    "/{skill_name}/versions/{version}",
    summary="Delete a skill version",
    response_model=SkillDeletedAnswer,
)
def delete_version(
    principal: ProjectKey, services: ServicesDep, skill_name: str, version: Version
) -> Response:
    """With its labels and the texts no other version has; the last version takes the name along."""
    service.delete_version(services, principal.project_id, skill_name, version)
    return json_response({"deleted": True})
