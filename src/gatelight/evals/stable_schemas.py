"""Bodies of `/v2/evaluators` and `/v2/evaluation-rules`, as the newest SDKs write them.

They are the evaluators and rules of `/unstable` (schemas.py) in other words: here a prompt is a
list of messages, an evaluator has one id for all its versions, and a rule names evaluators by id.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso
from gatelight.core.storable import PlainText
from gatelight.core.time import from_datetime, to_iso
from gatelight.evals.schemas import (
    NOT_RUN,
    EvaluatorName,
    EvaluatorType,
    Filters,
    LongText,
    Mappings,
    ModelConfig,
    Sampling,
    ShortText,
    variables_of_prompt,
)
from gatelight.records.tables.evals import EvaluationRule, EvaluatorVersion

Body = dict[str, Any]
Description = Annotated[PlainText, StringConstraints(max_length=5000)]
Instructions = Annotated[PlainText, StringConstraints(max_length=20_000)]


class Message(CamelModel):
    role: Literal["system", "user", "assistant"]
    content: LongText


Prompt = LongText | Annotated[list[Message], Field(min_length=1, max_length=100)]


class OutputIn(CamelModel):
    score_reasoning_instructions: Instructions | None = None
    score_value_instructions: Instructions | None = None


class NumericIn(OutputIn):
    data_type: Literal["NUMERIC"]
    min_value: float | None = Field(None, allow_inf_nan=False)
    max_value: float | None = Field(None, allow_inf_nan=False)


class BooleanIn(OutputIn):
    data_type: Literal["BOOLEAN"]


class CategoricalIn(OutputIn):
    data_type: Literal["CATEGORICAL"]
    categories: Annotated[list[ShortText], Field(min_length=1, max_length=100)]
    should_allow_multiple_matches: bool


Output = Annotated[NumericIn | BooleanIn | CategoricalIn, Field(discriminator="data_type")]


class JudgeDefinition(CamelModel):
    type: Literal["llm_as_judge"]
    prompt: Prompt
    evaluator_model: ModelConfig | None = Field(None, alias="modelConfig")
    variable_mapping: Mappings | None = None
    output_definition: Output


class CodeDefinition(CamelModel):
    type: Literal["code"]
    source_code: LongText
    source_code_language: Literal["PYTHON", "TYPESCRIPT"]


class JudgeIn(JudgeDefinition):
    name: EvaluatorName
    description: Description | None = None


class CodeIn(CodeDefinition):
    name: EvaluatorName
    description: Description | None = None


EvaluatorIn = Annotated[JudgeIn | CodeIn, Field(discriminator="type")]


class MetadataChangeIn(CamelModel):
    """A new name or description; `description: null` clears it. The definition stays."""

    type: Literal[None] = None
    name: EvaluatorName | None = None
    description: Description | None = None


class JudgeChangeIn(JudgeDefinition):
    """A whole new definition: the evaluator's next version."""

    name: EvaluatorName | None = None
    description: Description | None = None


class CodeChangeIn(CodeDefinition):
    """A whole new definition: the evaluator's next version."""

    name: EvaluatorName | None = None
    description: Description | None = None


EvaluatorChangeIn = JudgeChangeIn | CodeChangeIn | MetadataChangeIn


class AssignmentIn(CamelModel):
    evaluator_id: ShortText
    variable_mapping: Mappings | None = None


Assignments = Annotated[list[AssignmentIn], Field(min_length=1, max_length=20)]


class RuleIn(CamelModel):
    name: EvaluatorName
    enabled: bool
    sampling: Sampling | None = None
    filter: Filters | None = None
    evaluator_assignments: Assignments


class RuleChangeIn(CamelModel):
    """What is left out stays."""

    name: EvaluatorName | None = None
    enabled: bool | None = None
    sampling: Sampling | None = None
    filter: Filters | None = None
    evaluator_assignments: Assignments | None = None

    @model_validator(mode="after")
    def _changes(self) -> RuleChangeIn:
        if not self.model_fields_set:
            raise ValueError("send what is to change")
        return self


class VersionOut(Answer):
    """`prompt`, `variables`, `variableMapping`, `modelConfig` (null: the project's default model)
    and `outputDefinition` of a judge; `sourceCode` and `sourceCodeLanguage` of a program."""

    id: str
    version: int
    type: EvaluatorType
    created_at: Iso
    created_by: None
    prompt: list[Any] = Field(default_factory=list)
    variables: list[str] = Field(default_factory=list)
    variable_mapping: list[Any] | None = None
    evaluator_model: dict[str, Any] | None = Field(None, alias="modelConfig")
    output_definition: dict[str, Any] = Field(default_factory=dict)
    source_code: str = ""
    source_code_language: str = ""


class RuleOfEvaluator(Answer):
    evaluation_rule_id: str
    variable_mapping_override: list[Any] = Field(default_factory=list)


class EvaluatorOut(Answer):
    """The newest version with what holds for all. `status` is `paused` while evaluators are not
    run, `pausedMessage` says so."""

    id: str
    name: str
    description: str | None
    type: EvaluatorType
    created_by: None
    status: Literal["active", "paused"]
    paused_at: Iso
    paused_reason: str
    paused_message: str
    evaluation_rule_assignments: list[RuleOfEvaluator]
    created_at: Iso
    updated_at: Iso
    version_id: str
    version: int
    version_created_at: Iso
    version_created_by: None
    prompt: list[Any] = Field(default_factory=list)
    variables: list[str] = Field(default_factory=list)
    variable_mapping: list[Any] | None = None
    evaluator_model: dict[str, Any] | None = Field(None, alias="modelConfig")
    output_definition: dict[str, Any] = Field(default_factory=dict)
    source_code: str = ""
    source_code_language: str = ""


class AssignmentOut(Answer):
    evaluator_id: str
    variable_mapping: list[Any] | None


class RuleOut(Answer):
    """`message` says that rules are not run yet."""

    id: str
    name: str
    created_by: None
    enabled: bool
    sampling: float
    filter: list[Any]
    evaluator_assignments: list[AssignmentOut]
    created_at: Iso
    updated_at: Iso
    message: str


def definition_of(body: JudgeDefinition | CodeDefinition, description: str | None) -> Body:
    """What an evaluator's version stores: the words of `/unstable`, and the description."""
    if isinstance(body, CodeDefinition):
        found: Body = {
            "sourceCode": body.source_code,
            "sourceCodeLanguage": body.source_code_language,
        }
    else:
        sent = body.model_dump(mode="json", by_alias=True)
        output = dict(sent["outputDefinition"])
        reasoning = output.pop("scoreReasoningInstructions") or ""
        data_type, value = output.pop("dataType"), output.pop("scoreValueInstructions") or ""
        found = {
            "prompt": sent["prompt"],
            "modelConfig": sent["modelConfig"],
            "mapping": sent["variableMapping"],
            "outputDefinition": {
                "dataType": data_type,
                "reasoning": {"description": reasoning},
                "score": {"description": value} | output,
            },
        }
    return found | ({} if description is None else {"description": description})


def version_out(row: EvaluatorVersion) -> Body:
    return {
        "id": row.id,
        "version": row.version,
        "type": row.type,
        "createdAt": _iso(row.created_at),
        "createdBy": None,
    } | _definition_out(row)


def evaluator_out(versions: list[EvaluatorVersion], rules: list[EvaluationRule]) -> Body:
    """`versions` oldest first; `rules` newest first, all of the project."""
    first, newest = versions[0], versions[-1]
    assignments = [
        {"evaluationRuleId": rule.id}
        | ({"variableMappingOverride": each["mapping"]} if each["mapping"] is not None else {})
        for rule in rules
        for each in rule.assignments
        if each["name"] == newest.name
    ]
    return {
        "id": first.id,
        "name": newest.name,
        "description": newest.definition.get("description"),
        "type": newest.type,
        "createdBy": None,
        "status": "paused",
        "pausedAt": _iso(first.created_at),
        "pausedReason": "not_run",
        "pausedMessage": NOT_RUN,
        "evaluationRuleAssignments": assignments,
        "createdAt": _iso(first.created_at),
        "updatedAt": _iso(newest.updated_at),
        "versionId": newest.id,
        "version": newest.version,
        "versionCreatedAt": _iso(newest.created_at),
        "versionCreatedBy": None,
    } | _definition_out(newest)


def rule_out(rule: EvaluationRule, ids: dict[str, str]) -> Body:
    """`ids`: the evaluators' ids by name."""
    return {
        "id": rule.id,
        "name": rule.name,
        "createdBy": None,
        "enabled": rule.enabled,
        "sampling": rule.sampling,
        "filter": [
            {name: value for name, value in each.items() if name != "key" or value is not None}
            for each in rule.filters
        ],
        "evaluatorAssignments": [
            {"evaluatorId": ids[each["name"]], "variableMapping": each["mapping"]}
            for each in rule.assignments
        ],
        "createdAt": _iso(rule.created_at),
        "updatedAt": _iso(rule.updated_at),
        "message": NOT_RUN,
    }


def _definition_out(row: EvaluatorVersion) -> Body:
    stored = row.definition
    if row.type == "code":
        return {name: stored[name] for name in ("sourceCode", "sourceCodeLanguage")}
    prompt = stored["prompt"]
    output = stored["outputDefinition"]
    score = dict(output["score"])
    return {
        "prompt": [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt,
        "variables": variables_of_prompt(prompt),
        "variableMapping": stored["mapping"],
        "modelConfig": stored["modelConfig"],
        "outputDefinition": {
            "dataType": output["dataType"],
            "scoreReasoningInstructions": output["reasoning"]["description"] or None,
            "scoreValueInstructions": score.pop("description") or None,
            **score,
        },
    }


def _iso(moment: Any) -> str:
    return to_iso(from_datetime(moment))
