"""`/v2` evaluators and evaluation rules: the rows of `/unstable`, seen through stable ids.

An evaluator's id is that of its first version; names are unique here, because `/unstable` finds
evaluators by name.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from gatelight.evals import queries
from gatelight.evals.schemas import AssignmentIn as NamedAssignment
from gatelight.evals.schemas import EvaluatorReference
from gatelight.evals.service import check_room, checked_assignments, plain
from gatelight.evals.stable_schemas import (
    AssignmentIn,
    CodeIn,
    EvaluatorChangeIn,
    JudgeIn,
    MetadataChangeIn,
    RuleChangeIn,
    RuleIn,
    definition_of,
    evaluator_out,
    rule_out,
    version_out,
)
from gatelight.records.base import utc_now
from gatelight.records.context import RecordServices
from gatelight.records.tables.evals import EvaluationRule, EvaluatorVersion
from gatelight.unstable_errors import Problem

Body = dict[str, Any]
Evaluators = dict[str, list[EvaluatorVersion]]
"""Versions, oldest first, by the evaluator's id."""


def create_evaluator(services: RecordServices, project_id: str, body: JudgeIn | CodeIn) -> Body:
    """Raises Problem (409) for a name in use."""
    with services.database.session() as session:
        services.database.lock(session, f"evaluators of {project_id}")
        _check_name(session, project_id, body.name)
        row = EvaluatorVersion(
            project_id=project_id,
            name=body.name,
            version=1,
            type=body.type,
            definition=definition_of(body, body.description),
        )
        session.add(row)
        session.flush()
        return evaluator_out([row], [])


def list_evaluators(
    services: RecordServices, project_id: str, limit: int, cursor: str | None
) -> Body:
    """Newest first. Raises Problem (400) for a bad cursor."""
    with services.database.reader() as session:
        found = list(_evaluators(session, project_id).values())
        rules = list(queries.all_rules(session, project_id))
    found.sort(key=lambda versions: (versions[0].created_at, versions[0].id), reverse=True)
    return _page([evaluator_out(versions, rules) for versions in found], limit, cursor)


def get_evaluator(services: RecordServices, project_id: str, evaluator_id: str) -> Body:
    """Raises Problem (404)."""
    with services.database.reader() as session:
        return _shown(session, project_id, evaluator_id)


def list_versions(
    services: RecordServices, project_id: str, evaluator_id: str, limit: int, cursor: str | None
) -> Body:
    """Newest first. Raises Problem: 404, 400 for a bad cursor."""
    with services.database.reader() as session:
        versions = _versions(session, project_id, evaluator_id)
    return _page([version_out(row) for row in reversed(versions)], limit, cursor)


def change_evaluator(
    services: RecordServices, project_id: str, evaluator_id: str, body: EvaluatorChangeIn
) -> Body:
    """Another name or description, or a new version. Raises Problem: 404, 409 for a name in use,
    400 for another type."""
    with services.database.session() as session:
        services.database.lock(session, f"evaluators of {project_id}")
        versions = _versions(session, project_id, evaluator_id)
        if body.name is not None and body.name != versions[-1].name:
            _check_name(session, project_id, body.name)
            _rename(session, project_id, versions, body.name)
        newest = versions[-1]
        described = "description" in body.model_fields_set
        description = body.description if described else newest.definition.get("description")
        if isinstance(body, MetadataChangeIn):
            kept = {name: text for name, text in newest.definition.items() if name != "description"}
            newest.definition = kept | ({} if description is None else {"description": description})
            newest.updated_at = utc_now()
        elif body.type != newest.type:
            raise Problem(400, "invalid_body", f"The type of this evaluator is {newest.type}.")
        else:
            session.add(
                EvaluatorVersion(
                    project_id=project_id,
                    name=newest.name,
                    version=newest.version + 1,
                    type=newest.type,
                    definition=definition_of(body, description),
                )
            )
        session.flush()
        return _shown(session, project_id, evaluator_id)


def delete_evaluator(services: RecordServices, project_id: str, evaluator_id: str) -> Body:
    """With all its versions. Raises Problem: 404, 409 while rules name it."""
    with services.database.session() as session:
        services.database.lock(session, f"evaluators of {project_id}")
        versions = _versions(session, project_id, evaluator_id)
        if queries.uses_of_evaluators(session, project_id)[versions[-1].name]:
            raise Problem(
                409, "conflict", "Evaluation rules name this evaluator: change them first."
            )
        for version in versions:
            session.delete(version)
    return {"id": evaluator_id}


def create_rule(services: RecordServices, project_id: str, body: RuleIn) -> Body:
    """Raises Problem: 404 for unknown evaluators, 409 for a name in use or too many rules, 400 for
    mappings that do not fit."""
    with services.database.session() as session:
        services.database.lock(session, f"evaluators of {project_id}")
        check_room(session, project_id)
        queries.check_rule_name(session, project_id, body.name)
        rule = EvaluationRule(
            project_id=project_id,
            name=body.name,
            target="observation",
            enabled=body.enabled,
            sampling=1.0 if body.sampling is None else body.sampling,
            filters=plain(body.filter or []),
            assignments=_assigned(session, project_id, body.evaluator_assignments),
        )
        session.add(rule)
        session.flush()
        return rule_out(rule, _ids(session, project_id))


def list_rules(services: RecordServices, project_id: str, limit: int, cursor: str | None) -> Body:
    """Newest first. Raises Problem (400) for a bad cursor."""
    with services.database.reader() as session:
        ids = _ids(session, project_id)
        found = [rule_out(rule, ids) for rule in queries.all_rules(session, project_id)]
    return _page(found, limit, cursor)


def get_rule(services: RecordServices, project_id: str, rule_id: str) -> Body:
    """Raises Problem (404)."""
    with services.database.reader() as session:
        rule = queries.rule_by_id(session, project_id, rule_id)
        return rule_out(rule, _ids(session, project_id))


def change_rule(
    services: RecordServices, project_id: str, rule_id: str, body: RuleChangeIn
) -> Body:
    """Raises as `create_rule`, and 404 for unknown rules."""
    with services.database.session() as session:
        services.database.lock(session, f"evaluators of {project_id}")
        rule = queries.rule_by_id(session, project_id, rule_id)
        if body.name is not None and body.name != rule.name:
            queries.check_rule_name(session, project_id, body.name)
            rule.name = body.name
        if body.enabled is not None:
            rule.enabled = body.enabled
        if body.sampling is not None:
            rule.sampling = body.sampling
        if body.filter is not None:
            rule.filters = plain(body.filter)
        if body.evaluator_assignments is not None:
            rule.assignments = _assigned(session, project_id, body.evaluator_assignments)
        session.flush()
        return rule_out(rule, _ids(session, project_id))


def _evaluators(session: Session, project_id: str) -> Evaluators:
    by_name: dict[str, list[EvaluatorVersion]] = {}
    for row in queries.all_versions(session, project_id):
        by_name.setdefault(row.name, []).append(row)
    return {versions[0].id: versions for versions in by_name.values()}


def _versions(session: Session, project_id: str, evaluator_id: str) -> list[EvaluatorVersion]:
    """Oldest first; the id of any version leads to its evaluator. Raises Problem (404)."""
    row = queries.version_by_id(session, project_id, evaluator_id)
    return list(queries.versions_named(session, project_id, row.name))


def _shown(session: Session, project_id: str, evaluator_id: str) -> Body:
    versions = _versions(session, project_id, evaluator_id)
    return evaluator_out(versions, list(queries.all_rules(session, project_id)))


def _ids(session: Session, project_id: str) -> dict[str, str]:
    return {
        versions[-1].name: evaluator_id
        for evaluator_id, versions in _evaluators(session, project_id).items()
    }


def _check_name(session: Session, project_id: str, name: str) -> None:
    if queries.versions_named(session, project_id, name):
        raise Problem(409, "conflict", f"{name!r} is the name of another evaluator.")


def _rename(
    session: Session, project_id: str, versions: Sequence[EvaluatorVersion], name: str
) -> None:
    """Rules name evaluators, so they change too."""
    old = versions[-1].name
    for version in versions:
        version.name = name
    for rule in queries.all_rules(session, project_id):
        if any(each["name"] == old for each in rule.assignments):
            rule.assignments = [
                each | {"name": name} if each["name"] == old else each for each in rule.assignments
            ]


def _assigned(session: Session, project_id: str, wanted: list[AssignmentIn]) -> list[Body]:
    named = []
    for each in wanted:
        evaluator = _versions(session, project_id, each.evaluator_id)[-1]
        reference = EvaluatorReference(name=evaluator.name)
        named.append(NamedAssignment(evaluator=reference, mapping=each.variable_mapping))
    return checked_assignments(named, queries.newest_versions(session, project_id))


def _page(rows: list[Body], limit: int, cursor: str | None) -> Body:
    """Behind the row whose id `cursor` holds; from the start when it is gone."""
    start = 0
    if cursor:
        try:
            last = base64.b64decode(cursor.replace(" ", "+"), validate=True).decode()
        except (binascii.Error, ValueError):
            raise Problem(400, "invalid_query", "Invalid cursor format") from None
        start = next((place for place, row in enumerate(rows, 1) if row["id"] == last), 0)
    shown = rows[start : start + limit]
    more = start + limit < len(rows)
    meta = {"cursor": base64.b64encode(shown[-1]["id"].encode()).decode()} if more else {}
    return {"data": shown, "meta": meta}
