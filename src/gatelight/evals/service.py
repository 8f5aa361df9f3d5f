"""Evaluators and evaluation rules of a project: stored and read; running them is not done here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy.orm import Session

from gatelight.evals import queries
from gatelight.evals.schemas import (
    AssignmentIn,
    EvaluatorIn,
    RuleChangeIn,
    RuleIn,
    assignments_of,
    evaluator_out,
    rule_out,
    variables_of_prompt,
)
from gatelight.events.paging import Page, listed
from gatelight.records.context import RecordServices
from gatelight.records.tables.evals import EvaluationRule, EvaluatorVersion
from gatelight.unstable_errors import Problem

Body = dict[str, Any]
MAX_RULES = 500


def create_evaluator(services: RecordServices, project_id: str, body: EvaluatorIn) -> Body:
    """The first version of a name, or its next one."""
    definition = body.model_dump(mode="json", by_alias=True, exclude={"name", "type"})
    with services.database.session() as session:
        services.database.lock(session, f"evaluators of {project_id}")
        newest = queries.newest_versions(session, project_id).get(body.name)
        if newest is not None and newest.type != body.type:
            raise Problem(409, "conflict", f"{body.name!r} is an evaluator of type {newest.type}.")
        row = EvaluatorVersion(
            project_id=project_id,
            name=body.name,
            version=1 if newest is None else newest.version + 1,
            type=body.type,
            definition=definition,
        )
        session.add(row)
        session.flush()
        return evaluator_out(row, queries.uses_of_evaluators(session, project_id)[row.name])


def list_evaluators(services: RecordServices, project_id: str, page: Page) -> Body:
    """The newest version of every name, newest first."""
    with services.database.reader() as session:
        rows = sorted(
            queries.newest_versions(session, project_id).values(),
            key=lambda row: (row.created_at, row.id),
            reverse=True,
        )
        uses = queries.uses_of_evaluators(session, project_id)
    shown = rows[page.offset : page.offset + page.limit]
    return listed([evaluator_out(row, uses[row.name]) for row in shown], page, len(rows))


def get_evaluator(services: RecordServices, project_id: str, evaluator_id: str) -> Body:
    """Any version by its id. Raises Problem (404)."""
    with services.database.reader() as session:
        row = queries.version_by_id(session, project_id, evaluator_id)
        return evaluator_out(row, queries.uses_of_evaluators(session, project_id)[row.name])


def delete_evaluator(services: RecordServices, project_id: str, evaluator_id: str) -> None:
    """With all its versions. Raises Problem: 404, 409 while rules name it."""
    with services.database.session() as session:
        services.database.lock(session, f"evaluators of {project_id}")
        row = queries.version_by_id(session, project_id, evaluator_id)
        if queries.uses_of_evaluators(session, project_id)[row.name]:
            raise Problem(
                409, "conflict", "Evaluation rules name this evaluator: change them first."
            )
        for version in queries.versions_named(session, project_id, row.name):
            session.delete(version)


def create_rule(services: RecordServices, project_id: str, body: RuleIn) -> Body:
    """Raises Problem: 404 for unknown evaluators, 409 for a name in use or too many rules, 400 for
    mappings that do not fit the evaluator's variables."""
    with services.database.session() as session:
        services.database.lock(session, f"evaluators of {project_id}")
        check_room(session, project_id)
        queries.check_rule_name(session, project_id, body.name)
        newest = queries.newest_versions(session, project_id)
        row = EvaluationRule(
            project_id=project_id,
            name=body.name,
            target=body.target,
            enabled=body.enabled,
            sampling=1.0 if body.sampling is None else body.sampling,
            filters=plain(body.filter or []),
            assignments=checked_assignments(assignments_of(body) or [], newest),
        )
        session.add(row)
        session.flush()
        return rule_out(row, newest)


def list_rules(services: RecordServices, project_id: str, page: Page) -> Body:
    """Newest first."""
    with services.database.reader() as session:
        total = queries.count_rules(session, project_id)
        rows = queries.rules_page(session, project_id, page.offset, page.limit)
        newest = queries.newest_versions(session, project_id)
    return listed([rule_out(row, newest) for row in rows], page, total)


def get_rule(services: RecordServices, project_id: str, rule_id: str) -> Body:
    """Raises Problem (404)."""
    with services.database.reader() as session:
        return rule_out(
            queries.rule_by_id(session, project_id, rule_id),
            queries.newest_versions(session, project_id),
        )


def change_rule(
    services: RecordServices, project_id: str, rule_id: str, body: RuleChangeIn
) -> Body:
    """Raises as `create_rule`, and 404 for unknown rules."""
    with services.database.session() as session:
        services.database.lock(session, f"evaluators of {project_id}")
        row = queries.rule_by_id(session, project_id, rule_id)
        newest = queries.newest_versions(session, project_id)
        if body.name is not None and body.name != row.name:
            queries.check_rule_name(session, project_id, body.name)
            row.name = body.name
        for field in ("target", "enabled", "sampling"):
            if (value := getattr(body, field)) is not None:
                setattr(row, field, value)
        if body.filter is not None:
            row.filters = plain(body.filter)
        if (wanted := assignments_of(body)) is not None:
            row.assignments = checked_assignments(wanted, newest)
        elif body.mapping is not None:
            first = AssignmentIn(name=row.assignments[0]["name"], mapping=body.mapping)
            row.assignments = [*checked_assignments([first], newest), *row.assignments[1:]]
        session.flush()
        return rule_out(row, newest)


def delete_rule(services: RecordServices, project_id: str, rule_id: str) -> None:
    """Raises Problem (404)."""
    with services.database.session() as session:
        session.delete(queries.rule_by_id(session, project_id, rule_id))


def check_room(session: Session, project_id: str) -> None:
    """Raises Problem (409) for a project with as many rules as there may be."""
    if queries.count_rules(session, project_id) >= MAX_RULES:
        raise Problem(409, "conflict", f"A project has at most {MAX_RULES} evaluation rules.")


def plain(values: list[Any]) -> list[Any]:
    return [value.model_dump(mode="json", by_alias=True) for value in values]


def checked_assignments(
    wanted: list[AssignmentIn], newest: dict[str, EvaluatorVersion]
) -> list[Body]:
    found = []
    for each in wanted:
        name = each.wanted.name
        row = newest.get(name)
        if row is None or each.wanted.type not in (None, row.type):
            raise Problem(404, "resource_not_found", "Evaluator not found.", evaluatorName=name)
        _check_mapping(each, row)
        mapping = None if each.mapping is None else plain(each.mapping)
        found.append({"name": name, "type": row.type, "mapping": mapping})
    names = [each["name"] for each in found]
    if len(set(names)) < len(names):
        raise Problem(400, "invalid_body", "An evaluator is named twice.")
    return found


def _check_mapping(assignment: AssignmentIn, row: EvaluatorVersion) -> None:
    """Every variable is mapped once, by the rule or by the evaluator's default."""
    mapped = assignment.mapping
    names = (
        [each["variable"] for each in row.definition.get("mapping") or ()]
        if mapped is None
        else [each.variable for each in mapped]
    )
    variables = variables_of_prompt(row.definition.get("prompt", ""))
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise Problem(
            400, "duplicate_variable_mapping", "A variable is mapped twice.", variables=twice
        )
    if unknown := [name for name in names if name not in variables]:
        raise Problem(
            400,
            "invalid_variable_mapping",
            "The evaluator has no such variable.",
            variables=unknown,
        )
    if missing := [name for name in variables if name not in names]:
        raise Problem(
            400, "missing_variable_mapping", "Variables are not mapped.", variables=missing
        )
