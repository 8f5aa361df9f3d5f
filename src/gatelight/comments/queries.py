"""SQL of comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gatelight.records.tables.comments import Comment

_IDS_AT_ONCE = 5000


class CommentFilter(NamedTuple):
    """Empty text leaves a condition out."""

    object_type: str = ""
    object_id: str = ""
    author_user_id: str = ""


def find_comment(session: Session, project_id: str, comment_id: str) -> Comment | None:
    return session.scalars(
        select(Comment).where(Comment.project_id == project_id, Comment.id == comment_id)
    ).one_or_none()


def page_of_comments(
    session: Session, project_id: str, wanted: CommentFilter, limit: int, offset: int
) -> tuple[list[Comment], int]:
    """Newest first, and how many there are."""
    conditions = [Comment.project_id == project_id]
    if wanted.object_type:
        conditions.append(Comment.object_type == wanted.object_type)
    if wanted.object_id:
        conditions.append(Comment.object_id == wanted.object_id)
    if wanted.author_user_id:
        conditions.append(Comment.author_user_id == wanted.author_user_id)
    total = session.scalar(select(func.count()).select_from(Comment).where(*conditions)) or 0
    rows = session.scalars(
        select(Comment)
        .where(*conditions)
        .order_by(Comment.created_at.desc(), Comment.id)
        .limit(limit)
        .offset(offset)
    )
    return list(rows), total


def count_by_object(
    session: Session, project_id: str, object_type: str, object_ids: Sequence[str]
) -> dict[str, int]:
    """How many comments each of these objects has; objects without are absent."""
    counts: dict[str, int] = {}
    for first in range(0, len(object_ids), _IDS_AT_ONCE):
        found = session.execute(
            select(Comment.object_id, func.count())
            .where(
                Comment.project_id == project_id,
                Comment.object_type == object_type,
                Comment.object_id.in_(object_ids[first : first + _IDS_AT_ONCE]),
            )
            .group_by(Comment.object_id)
        )
        counts.update((object_id, count) for object_id, count in found)
    return counts
