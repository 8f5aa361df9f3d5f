"""Comments as the wire writes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso
from gatelight.core.storable import PlainText, StorableText
from gatelight.core.time import from_datetime, to_iso
from gatelight.records.tables.comments import Comment

OBJECT_TYPES = ("TRACE", "OBSERVATION", "SESSION", "PROMPT")
MAX_ID_BYTES = 2000
"""Ids are part of an index; PostgreSQL takes no longer keys."""


def _short_enough(object_id: str) -> str:
    if len(object_id.encode()) > MAX_ID_BYTES:
        raise ValueError(f"the id is longer than {MAX_ID_BYTES} bytes")
    return object_id


ObjectId = Annotated[
    StorableText,
    StringConstraints(min_length=1, max_length=800, pattern=r"^[^\x00]*$"),
    AfterValidator(_short_enough),
]
Content = Annotated[
    PlainText, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)
]


class CommentIn(CamelModel):
    """`objectId` of a PROMPT is the id of one of its versions. Other keys are refused."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")

    project_id: str
    object_type: Literal["TRACE", "OBSERVATION", "SESSION", "PROMPT"]
    object_id: ObjectId
    content: Content
    author_user_id: Annotated[PlainText, StringConstraints(max_length=255)] | None = None


class CommentAnswer(Answer):
    id: str
    project_id: str
    created_at: Iso
    updated_at: Iso
    object_type: Literal["TRACE", "OBSERVATION", "SESSION", "PROMPT"]
    object_id: str
    content: str
    author_user_id: str | None


class MemberComment(CommentAnswer):
    """`authorName` is null for an author without an account here."""

    author_name: str | None
    may_delete: bool


def comment_out(row: Comment) -> dict[str, Any]:
    return {
        "id": row.id,
        "projectId": row.project_id,
        "createdAt": to_iso(from_datetime(row.created_at)),
        "updatedAt": to_iso(from_datetime(row.updated_at)),
        "objectType": row.object_type,
        "objectId": row.object_id,
        "content": row.content,
        "authorUserId": row.author_user_id,
    }
