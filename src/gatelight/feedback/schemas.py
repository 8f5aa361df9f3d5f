"""Remarks as the wire writes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, StringConstraints

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso
from gatelight.core.storable import PlainText
from gatelight.core.time import from_datetime, to_iso
from gatelight.outbound.http import RefusedAddress, check_url
from gatelight.records.tables.feedback import Feedback

TargetType = Literal["skill", "mcp-tool", "cli", "docs", "public-api", "other"]


def _web_address(url: str) -> str:
    try:
        return check_url(url)
    except RefusedAddress as error:
        raise ValueError(str(error)) from error


class FeedbackIn(CamelModel):
    """`target` names the tool, command, endpoint or page that the remark is about."""

    target_type: TargetType
    target: Annotated[PlainText, StringConstraints(min_length=1, max_length=200)]
    feedback: Annotated[PlainText, StringConstraints(min_length=1, max_length=3000)]
    goal: Annotated[PlainText, StringConstraints(min_length=1, max_length=1500)] | None = None
    reference_url: (
        Annotated[PlainText, StringConstraints(max_length=2000), AfterValidator(_web_address)]
        | None
    ) = None


class FeedbackAnswer(Answer):
    id: str
    created_at: Iso
    target_type: TargetType
    target: str
    feedback: str
    goal: str | None
    reference_url: str | None


def feedback_out(row: Feedback) -> dict[str, Any]:
    return {
        "id": row.id,
        "createdAt": to_iso(from_datetime(row.created_at)),
        "targetType": row.target_type,
        "target": row.target,
        "feedback": row.feedback,
        "goal": row.goal,
        "referenceUrl": row.reference_url,
    }
