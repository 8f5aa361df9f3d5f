"""SQL of media and of where they are used."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from gatelight.records.tables.datasets import Dataset
from gatelight.records.tables.media import Media, MediaUse, trace_digest

UPLOADED = (200, 201)


class Place(NamedTuple):
    """A field that media are used in; ids that do not apply are ""."""

    field: str
    trace_id: str = ""
    observation_id: str = ""
    dataset_id: str = ""
    dataset_item_id: str = ""


def is_uploaded(media: Media) -> bool:
    return media.uploaded_at is not None and media.upload_status in UPLOADED


def find_media(session: Session, project_id: str, media_id: str) -> Media | None:
    return session.get(Media, (project_id, media_id))


def uploaded_media(
    session: Session, project_id: str, media_ids: Collection[str]
) -> dict[str, Media]:
    """Those of these media whose bytes have arrived, by id."""
    rows = session.scalars(
        select(Media).where(Media.project_id == project_id, Media.id.in_(list(media_ids)))
    )
    return {media.id: media for media in rows if is_uploaded(media)}


def add_uses(session: Session, project_id: str, media_id: str, places: Iterable[Place]) -> None:
    """Remember where media are used, each place once."""
    for place in dict.fromkeys(places):
        text = "\0".join((project_id, media_id, *place))
        use_id = hashlib.sha256(text.encode()).hexdigest()
        if session.get(MediaUse, use_id) is None:
            session.add(
                MediaUse(
                    id=use_id,
                    project_id=project_id,
                    media_id=media_id,
                    trace_digest=trace_digest(place.trace_id),
                    **place._asdict(),
                )
            )


def used_by_traces(session: Session, project_id: str, trace_ids: Collection[str]) -> list[str]:
    """Ids of media that these traces or their observations use."""
    return list(
        session.scalars(
            select(MediaUse.media_id)
            .where(MediaUse.project_id == project_id, _of_traces(trace_ids))
            .distinct()
            .order_by(MediaUse.media_id)
        )
    )


def _of_traces(trace_ids: Collection[str]) -> ColumnElement[bool]:
    return MediaUse.trace_digest.in_([trace_digest(each) for each in trace_ids if each])


def forget_traces(
    session: Session, project_id: str, media_id: str, trace_ids: Collection[str]
) -> None:
    session.execute(
        delete(MediaUse).where(
            MediaUse.project_id == project_id,
            MediaUse.media_id == media_id,
            _of_traces(trace_ids),
        )
    )


def is_used(session: Session, project_id: str, media_id: str) -> bool:
    return (
        session.scalar(
            select(MediaUse.id)
            .where(MediaUse.project_id == project_id, MediaUse.media_id == media_id)
            .limit(1)
        )
        is not None
    )


def delete_media(session: Session, project_id: str, media_id: str) -> None:
    session.execute(delete(Media).where(Media.project_id == project_id, Media.id == media_id))


def used_in_trace(session: Session, project_id: str, media_id: str, trace_id: str) -> bool:
    """Whether the trace or one of its observations uses the media."""
    found = session.scalar(
        select(MediaUse.id)
        .where(
            MediaUse.project_id == project_id,
            MediaUse.media_id == media_id,
            _of_traces([trace_id]),
        )
        .limit(1)
    )
    return bool(trace_id) and found is not None


def has_dataset(session: Session, project_id: str, dataset_id: str) -> bool:
    return (
        session.scalar(
            select(Dataset.id).where(Dataset.project_id == project_id, Dataset.id == dataset_id)
        )
        is not None
    )
