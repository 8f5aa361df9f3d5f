"""Skills as the wire writes them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso, JsonObject, PageMeta
from gatelight.core.storable import PlainText
from gatelight.core.time import from_datetime, to_iso
from gatelight.prompts.references import LATEST
from gatelight.prompts.schemas import CommitMessage, Labels, Tags
from gatelight.skills.queries import Found, Listed

MAX_FILES = 200
MAX_CONTENT = 500_000
MANIFEST = "SKILL.md"


def checked_path(path: str) -> str:
    """A relative path with `/` between its parts. Raises ValueError."""
    parts = path.split("/")
    if any(part in ("", ".", "..") or part != part.strip() for part in parts) or "\\" in path:
        raise ValueError("a path is relative, with / between its parts and no . or .. among them")
    return path


FilePath = Annotated[
    str,
    StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$"),
    AfterValidator(checked_path),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]


class FileIn(CamelModel):
    """A file of a new version: its `content`, or `sha256Hash` of a text the project already has."""

    path: FilePath
    content: Annotated[PlainText, StringConstraints(max_length=MAX_CONTENT)] | None = None
    sha256_hash: Sha256 | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> FileIn:
        if (self.content is None) == (self.sha256_hash is None):
            raise ValueError("a file has content or sha256Hash, one of them")
        return self


class SkillVersionIn(CamelModel):
    """The whole folder; the name comes from the frontmatter of its SKILL.md."""

    files: Annotated[list[FileIn], Field(min_length=1, max_length=MAX_FILES)]
    commit_message: CommitMessage | None = None

    @model_validator(mode="after")
    def _a_folder(self) -> SkillVersionIn:
        paths = [file.path for file in self.files]
        if len(set(paths)) < len(paths):
            raise ValueError("each path occurs once")
        if MANIFEST not in paths:
            raise ValueError(f"a skill needs a file {MANIFEST}")
        return self


class SkillTagsIn(CamelModel):
    tags: Tags


class SkillLabelsIn(CamelModel):
    labels: Labels

    @model_validator(mode="after")
    def _latest_moves_by_itself(self) -> SkillLabelsIn:
        # `latest` is among what a read shows, and may come back
        self.labels = [label for label in dict.fromkeys(self.labels) if label != LATEST]
        return self


class SkillFileAnswer(Answer):
    id: str
    path: str
    blob_id: str
    sha256_hash: str
    content_type: str
    content_length: int


class SkillVersionAnswer(Answer):
    """One version and the list of its files; `labels` has `latest` on the newest one."""

    id: str
    created_at: Iso
    updated_at: Iso
    project_id: str
    created_by: str
    name: str
    description: str
    frontmatter: JsonObject
    version: int
    tags: list[str]
    labels: list[str]
    commit_message: str | None
    files: list[SkillFileAnswer]


class SkillMetaAnswer(Answer):
    name: str
    description: str
    tags: list[str]
    latest_version: int
    latest_version_created_at: Iso
    latest_version_last_updated_at: Iso
    production_version: int | None


class SkillPageMeta(PageMeta):
    has_next_page: bool


class SkillListAnswer(Answer):
    data: list[SkillMetaAnswer]
    meta: SkillPageMeta


class SkillTextAnswer(Answer):
    sha256_hash: str
    content: str


class SkillTextsAnswer(Answer):
    data: list[SkillTextAnswer]


class SkillDeletedAnswer(Answer):
    deleted: bool


def version_out(found: Found, labels: list[str]) -> dict[str, Any]:
    version = found.version
    return {
        "id": version.id,
        "createdAt": to_iso(from_datetime(version.created_at)),
        "updatedAt": to_iso(from_datetime(version.updated_at)),
        "projectId": version.project_id,
        "createdBy": version.created_by,
        "name": found.skill.name,
        "description": version.description,
        "frontmatter": version.frontmatter,
        "version": version.version,
        "tags": found.skill.tags,
        "labels": labels,
        "commitMessage": version.commit_message,
        "files": [
            {
                "id": file.id,
                "path": file.path,
                "blobId": file.blob_id,
                "sha256Hash": sha256,
                "contentType": file.content_type,
                "contentLength": length,
            }
            for file, sha256, length in found.files
        ],
    }


def meta_out(listed: Listed) -> dict[str, Any]:
    latest = listed.latest
    return {
        "name": listed.skill.name,
        "description": latest.description,
        "tags": listed.skill.tags,
        "latestVersion": latest.version,
        "latestVersionCreatedAt": to_iso(from_datetime(latest.created_at)),
        "latestVersionLastUpdatedAt": to_iso(from_datetime(latest.updated_at)),
        "productionVersion": listed.production,
    }
