"""SQL of comments."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gatelight.records.tables.comments import Comment


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
