"""Bodies of evaluators and evaluation rules, as the wire writes them."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso
from gatelight.core.storable import PlainText, StorableJson
from gatelight.core.time import from_datetime, to_iso
from gatelight.records.tables.evals import EvaluationRule, EvaluatorVersion

NOT_RUN = "Stored, but not run yet: this version of Gatelight does not run evaluators."

EvaluatorName = Annotated[PlainText, StringConstraints(min_length=1, max_length=255)]
LongText = Annotated[PlainText, StringConstraints(min_length=1, max_length=200_000)]
ShortText = Annotated[PlainText, StringConstraints(min_length=1, max_length=1000)]
EvaluatorType = Literal["llm_as_judge", "code"]
Target = Literal["observation", "experiment"]
MappingSource = Literal[
    "input", "output", "metadata", "tool_calls", "expected_output", "experiment_item_metadata"
]
_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_.]*)\s*\}\}")


def variables_of(prompt: str) -> list[str]:
    """The `{{variables}}` of a prompt in order, each once."""
    return list(dict.fromkeys(_VARIABLE.findall(prompt)))


def prompt_text(prompt: str | list[Any]) -> str:
    """A judge's prompt as one text; `/v2` stores a list of messages."""
    if isinstance(prompt, str):
        return prompt
    return "\n\n".join(message["content"] for message in prompt)


def variables_of_prompt(prompt: str | list[Any]) -> list[str]:
    return variables_of(prompt_text(prompt))


class Mapping(CamelModel):
    """Where a variable's text comes from."""

    variable: ShortText
    source: MappingSource
    json_path: ShortText | None = None


Mappings = Annotated[list[Mapping], Field(max_length=100)]


class ModelConfig(CamelModel):
    provider: ShortText
    model: ShortText


class Described(CamelModel):
    description: LongText


class NumericScore(Described):
    min_value: float | None = Field(None, allow_inf_nan=False)
    max_value: float | None = Field(None, allow_inf_nan=False)


class CategoricalScore(Described):
    categories: Annotated[list[ShortText], Field(min_length=1, max_length=100)]
    should_allow_multiple_matches: bool


class NumericOutput(CamelModel):
    data_type: Literal["NUMERIC"]
    reasoning: Described
    score: NumericScore


class BooleanOutput(CamelModel):
    data_type: Literal["BOOLEAN"]
    reasoning: Described
    score: Described


class CategoricalOutput(CamelModel):
    data_type: Literal["CATEGORICAL"]
    reasoning: Described
    score: CategoricalScore


Output = Annotated[
    NumericOutput | BooleanOutput | CategoricalOutput, Field(discriminator="data_type")
]


class JudgeIn(CamelModel):
    """An evaluator that asks a model. A name that exists gets a new version."""

    type: Literal["llm_as_judge"] = "llm_as_judge"
    name: EvaluatorName
    prompt: LongText
    output_definition: Output
    evaluator_model: ModelConfig | None = Field(None, alias="modelConfig")
    mapping: Mappings | None = None


class CodeIn(CamelModel):
    """An evaluator that is a program. A name that exists gets a new version."""

    type: Literal["code"]
    name: EvaluatorName
    source_code: LongText
    source_code_language: Literal["PYTHON", "TYPESCRIPT"]


EvaluatorIn = JudgeIn | CodeIn


class Filter(CamelModel):
    """One condition; all must hold."""

    type: Literal[
        "datetime",
        "string",
        "number",
        "stringOptions",
        "categoryOptions",
        "arrayOptions",
        "stringObject",
        "numberObject",
        "boolean",
        "null",
    ]
    column: ShortText
    operator: ShortText
    key: ShortText | None = None
    value: StorableJson = None


class EvaluatorReference(CamelModel):
    name: EvaluatorName
    type: EvaluatorType | None = None


class AssignmentIn(CamelModel):
    evaluator: EvaluatorReference | None = None
    name: EvaluatorName | None = None
    type: EvaluatorType | None = None
    mapping: Mappings | None = None

    @model_validator(mode="after")
    def _named(self) -> AssignmentIn:
        if self.evaluator is None and self.name is None:
            raise ValueError("an assignment names its evaluator")
        return self

    @property
    def wanted(self) -> EvaluatorReference:
        return self.evaluator or EvaluatorReference(name=self.name or "", type=self.type)


Assignments = Annotated[list[AssignmentIn], Field(min_length=1, max_length=20)]
Sampling = Annotated[float, Field(ge=0, le=1)]
Filters = Annotated[list[Filter], Field(max_length=100)]


class RuleIn(CamelModel):
    """Either `evaluators`, or one `evaluator` with its `mapping`."""

    name: EvaluatorName
    target: Target
    enabled: bool
    evaluators: Assignments | None = None
    evaluator: EvaluatorReference | None = None
    mapping: Mappings | None = None
    sampling: Sampling | None = None
    filter: Filters | None = None

    @model_validator(mode="after")
    def _one_way(self) -> RuleIn:
        if (self.evaluators is None) == (self.evaluator is None):
            raise ValueError("send either evaluators or evaluator")
        return self


class RuleChangeIn(CamelModel):
    """What is left out stays."""

    name: EvaluatorName | None = None
    target: Target | None = None
    enabled: bool | None = None
    evaluators: Assignments | None = None
    evaluator: EvaluatorReference | None = None
    mapping: Mappings | None = None
    sampling: Sampling | None = None
    filter: Filters | None = None


def assignments_of(body: RuleIn | RuleChangeIn) -> list[AssignmentIn] | None:
    """The evaluators a body names in either way, None when it names none."""
    if body.evaluators is not None:
        return body.evaluators
    if body.evaluator is not None:
        return [AssignmentIn(evaluator=body.evaluator, mapping=body.mapping)]
    return None


class EvaluatorOut(Answer):
    """`variables`, `mapping`, `prompt`, `outputDefinition` and `modelConfig` of a judge (null: the
    project's default model); `sourceCode` and `sourceCodeLanguage` of a program."""

    id: str
    name: str
    version: int
    type: EvaluatorType
    variables: list[str]
    mapping: list[Any] | None
    evaluation_rule_count: int
    created_at: Iso
    updated_at: Iso
    prompt: str = ""
    output_definition: dict[str, Any] = Field(default_factory=dict)
    evaluator_model: dict[str, Any] | None = Field(None, alias="modelConfig")
    source_code: str = ""
    source_code_language: str = ""


class EvaluatorRef(Answer):
    id: str
    name: str
    type: EvaluatorType


class AssignmentOut(Answer):
    evaluator: EvaluatorRef
    mapping: list[Any] | None


class RuleOut(Answer):
    """`status` is `inactive` while evaluators are not run; `message` says so. `evaluator` and
    `mapping` are those of the first of `evaluators`."""

    id: str
    name: str
    evaluator: EvaluatorRef
    evaluators: list[AssignmentOut]
    target: Target
    enabled: bool
    status: Literal["active", "inactive", "paused"]
    paused_reason: str | None
    paused_message: str | None
    message: str
    sampling: float
    filter: list[Any]
    mapping: list[Any]
    created_at: Iso
    updated_at: Iso


def evaluator_out(row: EvaluatorVersion, rules: int) -> dict[str, Any]:
    """One version; `rules` is how many rules name it."""
    shown = {name: value for name, value in row.definition.items() if name != "description"}
    if "prompt" in shown:
        shown["prompt"] = prompt_text(shown["prompt"])
    return {
        "id": row.id,
        "name": row.name,
        "version": row.version,
        "type": row.type,
        "variables": variables_of_prompt(row.definition.get("prompt", "")),
        "mapping": None,
        "evaluationRuleCount": rules,
        "createdAt": to_iso(from_datetime(row.created_at)),
        "updatedAt": to_iso(from_datetime(row.updated_at)),
    } | shown


def rule_out(row: EvaluationRule, evaluators: dict[str, EvaluatorVersion]) -> dict[str, Any]:
    """`evaluators`: the newest versions by name."""
    assigned = [
        {
            "evaluator": {
                "id": evaluators[each["name"]].id,
                "name": each["name"],
                "type": evaluators[each["name"]].type,
            },
            "mapping": each["mapping"],
        }
        for each in row.assignments
    ]
    return {
        "id": row.id,
        "name": row.name,
        "evaluator": assigned[0]["evaluator"],
        "evaluators": assigned,
        "target": row.target,
        "enabled": row.enabled,
        "status": "inactive",
        "pausedReason": None,
        "pausedMessage": None,
        "message": NOT_RUN,
        "sampling": row.sampling,
        "filter": row.filters,
        "mapping": assigned[0]["mapping"] or [],
        "createdAt": to_iso(from_datetime(row.created_at)),
        "updatedAt": to_iso(from_datetime(row.updated_at)),
    }
