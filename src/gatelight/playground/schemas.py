"""What the playground sends: one model call in OpenAI's terms, with the parameters it offers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gatelight.core.answers import Answer

Fraction = Annotated[float, Field(allow_inf_nan=False, ge=-2, le=2)]
Count = Annotated[int, Field(ge=1, le=10_000_000)]


class RunIn(BaseModel):
    """Names are OpenAI's, for they are passed on as they are; other keys are refused, so that
    nobody reaches settings of the gateway through here."""

    model_config = ConfigDict(extra="forbid")

    model: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    messages: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=2000)]
    stream: bool = True
    temperature: Fraction | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    presence_penalty: Fraction | None = None
    frequency_penalty: Fraction | None = None
    max_tokens: Count | None = None
    max_completion_tokens: Count | None = None
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None = None
    stop: Annotated[list[str], Field(max_length=16)] | None = None
    reasoning_effort: Annotated[str, StringConstraints(max_length=20)] | None = None
    tools: Annotated[list[dict[str, Any]], Field(max_length=200)] | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    response_format: dict[str, Any] | None = None

    def sent(self) -> dict[str, Any]:
        """The body for the gateway; a stream also tells its usage."""
        body = self.model_dump(exclude_none=True)
        if self.stream:
            body["stream_options"] = {"include_usage": True}
        return body


class ModelsAnswer(Answer):
    """Names a call may use; a name with `*` stands for any that fit it."""

    models: list[str]
