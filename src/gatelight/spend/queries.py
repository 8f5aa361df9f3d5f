"""SQL of the ledger and of budgets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import and_, delete, func, or_, select, tuple_
from sqlalchemy.orm import Session

from gatelight.records.tables.projects import Project
from gatelight.records.tables.spend import Budget, SpendDay, SpendEntry, SpendMark
from gatelight.spend.charges import Target


def projects_among(session: Session, ids: Collection[str]) -> set[str]:
    return set(session.scalars(select(Project.id).where(Project.id.in_(ids))))


def all_project_ids(session: Session) -> list[str]:
    return list(session.scalars(select(Project.id).order_by(Project.id)))


def entries(
    session: Session, project_id: str, observation_ids: Collection[str], call_ids: Collection[str]
) -> list[SpendEntry]:
    """Entries of these observations, and of these calls whatever observation they are."""
    return list(
        session.scalars(
            select(SpendEntry).where(
                SpendEntry.project_id == project_id,
                or_(
                    SpendEntry.observation_id.in_(observation_ids),
                    SpendEntry.call_id.in_(call_ids),
                ),
            )
        )
    )


def days(
    session: Session, project_id: str, keys: Collection[tuple[str, str, str]]
) -> dict[tuple[str, str, str], SpendDay]:
    """Rows by (scope, target, day)."""
    found = session.scalars(
        select(SpendDay).where(
            SpendDay.project_id == project_id,
            tuple_(SpendDay.scope, SpendDay.target, SpendDay.day).in_(list(keys)),
        )
    )
    return {(row.scope, row.target, row.day): row for row in found}


def spent_by_day(
    session: Session, project_id: str, targets: Collection[Target], since: date
) -> dict[Target, list[SpendDay]]:
    """Days of each target from `since` on, oldest first."""
    found = session.scalars(
        select(SpendDay)
        .where(
            SpendDay.project_id == project_id,
            tuple_(SpendDay.scope, SpendDay.target).in_([tuple(target) for target in targets]),
            SpendDay.day >= since.isoformat(),
        )
        .order_by(SpendDay.day)
    )
    days_of: dict[Target, list[SpendDay]] = {target: [] for target in targets}
    for row in found:
        days_of[Target(row.scope, row.target)].append(row)  # type: ignore[arg-type]
    return days_of


def totals_of_scope(
    session: Session, project_id: str, scope: str, since: date
) -> dict[str, tuple[Decimal, int, int]]:
    """Amount, calls and tokens of every target of a scope from `since` on."""
    rows = session.execute(
        select(
            SpendDay.target,
            func.sum(SpendDay.amount, type_=SpendDay.amount.type),
            func.sum(SpendDay.calls),
            func.sum(SpendDay.tokens),
        )
        .where(
            SpendDay.project_id == project_id,
            SpendDay.scope == scope,
            SpendDay.day >= since.isoformat(),
        )
        .group_by(SpendDay.target)
    )
    return {target: (amount, int(calls), int(tokens)) for target, amount, calls, tokens in rows}


def budgets_of(session: Session, project_id: str, targets: Iterable[Target]) -> list[Budget]:
    """Budgets of these targets."""
    conditions = [and_(Budget.scope == scope, Budget.target == id) for scope, id in targets]
    if not conditions:
        return []
    return list(
        session.scalars(
            select(Budget)
            .where(Budget.project_id == project_id, or_(*conditions))
            .order_by(Budget.created_at, Budget.id)
        )
    )


def all_budgets(session: Session, project_id: str) -> list[Budget]:
    return list(
        session.scalars(
            select(Budget)
            .where(Budget.project_id == project_id)
            .order_by(Budget.scope, Budget.created_at, Budget.id)
        )
    )


def delete_budgets_of(session: Session, project_id: str, targets: Sequence[Target]) -> None:
    """What had a budget is gone."""
    for target in targets:
        session.execute(
            delete(Budget).where(
                Budget.project_id == project_id,
                Budget.scope == target.scope,
                Budget.target == target.id,
            )
        )


def mark(session: Session, name: str) -> datetime | None:
    row = session.get(SpendMark, name)
    return None if row is None else row.until


def set_mark(session: Session, name: str, until: datetime) -> None:
    session.merge(SpendMark(name=name, until=until))


def prune_entries(session: Session, before: date) -> None:
    """Forget single calls of days long past; the days' sums stay."""
    session.execute(delete(SpendEntry).where(SpendEntry.day < before.isoformat()))
