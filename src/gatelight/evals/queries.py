"""SQL of evaluators and evaluation rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gatelight.records.tables.evals import EvaluationRule, EvaluatorVersion
from gatelight.unstable_errors import Problem


def newest_versions(session: Session, project_id: str) -> dict[str, EvaluatorVersion]:
    """The newest version of each evaluator by name."""
    rows = session.scalars(
        select(EvaluatorVersion)
        .where(EvaluatorVersion.project_id == project_id)
        .order_by(EvaluatorVersion.version)
    )
    return {row.name: row for row in rows}


def uses_of_evaluators(session: Session, project_id: str) -> Counter[str]:
    """How many rules name each evaluator."""
    found = session.scalars(
        select(EvaluationRule.assignments).where(EvaluationRule.project_id == project_id)
    )
    return Counter(each["name"] for assignments in found for each in assignments)


def version_by_id(session: Session, project_id: str, evaluator_id: str) -> EvaluatorVersion:
    row = session.scalar(
        select(EvaluatorVersion).where(
            EvaluatorVersion.project_id == project_id, EvaluatorVersion.id == evaluator_id
        )
    )
    if row is None:
        raise Problem(404, "resource_not_found", "Evaluator not found.")
    return row


def rule_by_id(session: Session, project_id: str, rule_id: str) -> EvaluationRule:
    row = session.scalar(
        select(EvaluationRule).where(
            EvaluationRule.project_id == project_id, EvaluationRule.id == rule_id
        )
    )
    if row is None:
        raise Problem(404, "resource_not_found", "Evaluation rule not found.")
    return row


def check_rule_name(session: Session, project_id: str, name: str) -> None:
    if session.scalar(
        select(EvaluationRule.id).where(
            EvaluationRule.project_id == project_id, EvaluationRule.name == name
        )
    ):
        raise Problem(409, "name_conflict", "An evaluation rule has this name already.")


def versions_named(session: Session, project_id: str, name: str) -> Sequence[EvaluatorVersion]:
    """All versions of an evaluator, oldest first."""
    return session.scalars(
        select(EvaluatorVersion)
        .where(EvaluatorVersion.project_id == project_id, EvaluatorVersion.name == name)
        .order_by(EvaluatorVersion.version)
    ).all()


def all_versions(session: Session, project_id: str) -> Sequence[EvaluatorVersion]:
    """Every version of every evaluator, oldest first."""
    return session.scalars(
        select(EvaluatorVersion)
        .where(EvaluatorVersion.project_id == project_id)
        .order_by(EvaluatorVersion.version)
    ).all()


def all_rules(session: Session, project_id: str) -> Sequence[EvaluationRule]:
    """Newest first; there are at most a few hundred."""
    return session.scalars(
        select(EvaluationRule)
        .where(EvaluationRule.project_id == project_id)
        .order_by(EvaluationRule.created_at.desc(), EvaluationRule.id)
    ).all()


def rules_page(
    session: Session, project_id: str, offset: int, limit: int
) -> Sequence[EvaluationRule]:
    """Newest first."""
    return session.scalars(
        select(EvaluationRule)
        .where(EvaluationRule.project_id == project_id)
        .order_by(EvaluationRule.created_at.desc(), EvaluationRule.id)
        .offset(offset)
        .limit(limit)
    ).all()


def count_rules(session: Session, project_id: str) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(EvaluationRule)
            .where(EvaluationRule.project_id == project_id)
        )
        or 0
    )
