"""SQL of scheduled exports."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gatelight.records.tables.blob_exports import BlobExport
from gatelight.records.tables.projects import Project


def exports_of(session: Session, organization_id: str) -> list[BlobExport]:
    """Of every project of the organisation, oldest first."""
    return list(
        session.scalars(
            select(BlobExport)
            .join(Project, Project.id == BlobExport.project_id)
            .where(Project.organization_id == organization_id)
            .order_by(BlobExport.created_at, BlobExport.id)
        )
    )


def find_export(session: Session, organization_id: str, export_id: str) -> BlobExport | None:
    return session.scalars(
        select(BlobExport)
        .join(Project, Project.id == BlobExport.project_id)
        .where(Project.organization_id == organization_id, BlobExport.id == export_id)
    ).one_or_none()


def export_of_project(session: Session, project_id: str) -> BlobExport | None:
    return session.scalars(
        select(BlobExport).where(BlobExport.project_id == project_id)
    ).one_or_none()
