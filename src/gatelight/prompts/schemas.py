"""Prompts as the wire writes them."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, AnyJson, Iso, JsonObject, PageMeta, PageOf
from gatelight.core.storable import PlainText, StorableJson, StorableText
from gatelight.core.time import from_datetime, to_iso
from gatelight.prompts.queries import Found, Listed
from gatelight.prompts.references import LATEST

PRODUCTION = "production"
RESERVED_NAMES = frozenset({"new", "metrics", "prompt-detail"})
"""Names the UI's addresses use for other pages."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def checked_name(name: str) -> str:
    """A prompt's name; `/` makes folders. Raises ValueError."""
    if name.startswith("/") or name.endswith("/") or "//" in name:
        raise ValueError("a name neither begins nor ends with a slash, nor has two in a row")
    if "|" in name or "@@@" in name or _CONTROL.search(name):
        raise ValueError("a name has no '|', no '@@@' and no control characters")
    if name in RESERVED_NAMES:
        raise ValueError(f"{name!r} is reserved")
    return name


PromptName = Annotated[
    str, StringConstraints(min_length=1, max_length=500), AfterValidator(checked_name)
]
Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_\-.]+$", max_length=36)]
Labels = Annotated[list[Label], Field(max_length=100)]
Tag = Annotated[PlainText, StringConstraints(min_length=1, max_length=500)]
Tags = Annotated[list[Tag], Field(max_length=100)]
CommitMessage = Annotated[PlainText, StringConstraints(max_length=500)]


def checked_message(message: dict[str, Any]) -> dict[str, Any]:
    """A chat message (`role`, `content`) or a placeholder (`name`); other keys are kept.

    Raises ValueError.
    """
    kind = message.get("type")
    if kind == "placeholder":
        if not isinstance(message.get("name"), str) or not message["name"]:
            raise ValueError("a placeholder needs a name")
        return message
    if kind not in (None, "chatmessage"):
        raise ValueError("the type of a message is chatmessage or placeholder")
    if not isinstance(message.get("role"), str) or not isinstance(message.get("content"), str):
        raise ValueError("a message needs role and content, both text")
    return {key: value for key, value in message.items() if key != "type" or value is not None}


Messages = list[Annotated[dict[str, StorableJson], AfterValidator(checked_message)]]


class PromptIn(CamelModel):
    """A new version. Without `type` it is text. `tags` null keeps the name's tags."""

    name: PromptName
    type: Literal["text", "chat"] | None = None
    prompt: StorableText | Messages
    config: StorableJson = None
    labels: Labels | None = None
    tags: Tags | None = None
    commit_message: CommitMessage | None = None

    @model_validator(mode="after")
    def _type_fits(self) -> PromptIn:
        if self.is_chat != isinstance(self.prompt, list):
            wanted = "a list of messages" if self.is_chat else "text"
            raise ValueError(f"the prompt of type {self.type or 'text'} is {wanted}")
        return self

    @property
    def is_chat(self) -> bool:
        return self.type == "chat"


class LegacyPromptIn(PromptIn):
    """`isActive` is what the label `production` is now."""

    is_active: bool = False


class NewLabelsIn(CamelModel):
    new_labels: Labels

    @model_validator(mode="after")
    def _latest_moves_by_itself(self) -> NewLabelsIn:
        if LATEST in self.new_labels:
            raise ValueError(f"the label {LATEST!r} is always on the newest version")
        return self


class PromptAnswer(Answer):
    """One version. `prompt` is text, or messages and placeholders. `resolutionGraph` says which
    prompts were filled in, null when the text refers to none or was not resolved."""

    id: str
    created_at: Iso
    updated_at: Iso
    project_id: str
    created_by: str
    name: str
    version: int
    type: Literal["text", "chat"]
    prompt: str | list[JsonObject]
    config: AnyJson
    tags: list[str]
    labels: list[str]
    is_active: bool
    commit_message: str | None
    resolution_graph: JsonObject | None


class PromptMetaAnswer(Answer):
    """A name and those of its versions that the filters let through."""

    name: str
    type: Literal["text", "chat"]
    versions: list[int]
    labels: list[str]
    tags: list[str]
    last_updated_at: Iso
    last_config: AnyJson


class PromptListAnswer(PageOf[PromptMetaAnswer]):
    """`pagination` is `meta` again."""

    pagination: PageMeta


def prompt_out(
    found: Found, labels: list[str], prompt: Any, graph: dict[str, Any] | None
) -> dict[str, Any]:
    """One version as the wire's Prompt."""
    version = found.version
    return {
        "id": version.id,
        "createdAt": to_iso(from_datetime(version.created_at)),
        "updatedAt": to_iso(from_datetime(version.updated_at)),
        "projectId": version.project_id,
        "createdBy": version.created_by,
        "name": found.prompt.name,
        "version": version.version,
        "type": found.prompt.type,
        "prompt": prompt,
        "config": version.config,
        "tags": found.prompt.tags,
        "labels": labels,
        "isActive": PRODUCTION in labels,
        "commitMessage": version.commit_message,
        "resolutionGraph": graph,
    }


def prompt_meta_out(listed: Listed, labels: dict[str, list[str]], config: Any) -> dict[str, Any]:
    """A name in the list: the versions the filter let through, and the newest one's config."""
    held = [label for version in listed.versions for label in labels.get(version.id, ())]
    return {
        "name": listed.prompt.name,
        "type": listed.prompt.type,
        "versions": [version.version for version in listed.versions],
        "labels": held,
        "tags": listed.prompt.tags,
        "lastUpdatedAt": to_iso(
            from_datetime(max(version.updated_at for version in listed.versions))
        ),
        "lastConfig": config,
    }
