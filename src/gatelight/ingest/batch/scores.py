"""A score body to the fields of a score: its subject, its type and its value (§2.5)."""

from __future__ import annotations

import math

from msgspec import UNSET

from gatelight.core.score import SCORE_SOURCES, ScoreFields
from gatelight.core.score_config import ConfigOf, ScoreConfig
from gatelight.core.time import Micros
from gatelight.ingest.batch.refusal import invalid
from gatelight.ingest.batch.structs import ScoreBody, ScoreRequest
from gatelight.ingest.batch.values import (
    Altered,
    checked_id,
    environment_of,
    metadata_of,
)

MAX_TEXT_LENGTH = 500
CORRECTION_NAME = "output"
MAX_AUTHOR_LENGTH = 255


def score_fields(
    body: ScoreBody, timestamp: Micros, altered: Altered, config_of: ConfigOf | None = None
) -> ScoreFields:
    """What is stored of the score; `timestamp` is when it was given. Raises Refused.

    Every field of the value is named, so that a score sent again with another type leaves nothing
    of the old value behind. A score that names a config has its data type and must fit it.
    """
    config = _config(body, config_of)
    data_type = body.data_type or (config.data_type if config else _inferred_type(body.value))
    fields: ScoreFields = {"timestamp": timestamp, "data_type": data_type, "source": "API"}
    _subject(body, fields)
    _value(body.value, data_type, fields)
    if data_type == "CORRECTION":
        _check_correction(body)
        fields["name"] = CORRECTION_NAME
    elif not body.name:
        raise invalid("A score needs a name", "body.name")
    else:
        fields["name"] = body.name
    if config is not None:
        _fit(config, fields)
    if body.comment is not UNSET:
        fields["comment"] = body.comment
    if body.config_id:
        fields["config_id"] = body.config_id
    if body.queue_id:
        fields["queue_id"] = body.queue_id
    if metadata := metadata_of(body.metadata, "body.metadata"):
        fields["metadata"] = metadata
    if body.environment is not None:
        fields["environment"] = environment_of(body.environment, altered)
    if isinstance(body, ScoreRequest) and body.source == "ANNOTATION":
        if not body.config_id and data_type != "CORRECTION":
            raise invalid("A score with source ANNOTATION needs a configId", "body.configId")
        fields["source"] = body.source
    return fields


def copied_fields(body: ScoreBody) -> ScoreFields:
    """How and by whom a score was made elsewhere: what a copy of it keeps. Other words in their
    place are ignored, as unknown keys are."""
    fields: ScoreFields = {}
    if isinstance(body.source, str) and body.source in SCORE_SOURCES:
        fields["source"] = body.source
    author = body.author_user_id
    if isinstance(author, str) and 0 < len(author) <= MAX_AUTHOR_LENGTH:
        fields["author_user_id"] = author
    return fields


def _config(body: ScoreBody, config_of: ConfigOf | None) -> ScoreConfig | None:
    if not body.config_id or config_of is None or body.data_type == "CORRECTION":
        return None
    config = config_of(body.config_id)
    if config is None:
        raise invalid("This project has no score config with this id", "body.configId")
    try:
        config.usable_for(body.name, body.data_type)
    except ValueError as error:
        raise invalid(str(error), "body.configId") from None
    return config


def _fit(config: ScoreConfig, fields: ScoreFields) -> None:
    try:
        fields["value"] = config.number_of(fields["value"], fields["string_value"])
    except ValueError as error:
        raise invalid(str(error), "body.value") from None


def _inferred_type(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise invalid("Expected a number or text", "body.value")
    return "CATEGORICAL" if isinstance(value, str) else "NUMERIC"


def _subject(body: ScoreBody, fields: ScoreFields) -> None:
    subjects = [bool(body.trace_id), bool(body.session_id), bool(body.dataset_run_id)]
    if sum(subjects) != 1:
        raise invalid("Exactly one of traceId, sessionId and datasetRunId must be set", "body")
    if body.observation_id and not body.trace_id:
        raise invalid("observationId needs a traceId", "body.observationId")
    if body.trace_id:
        fields["trace_id"] = checked_id(body.trace_id, "body.traceId")
    if body.observation_id:
        fields["observation_id"] = checked_id(body.observation_id, "body.observationId")
    if body.session_id:
        fields["session_id"] = body.session_id
    if body.dataset_run_id:
        fields["dataset_run_id"] = body.dataset_run_id


def _value(value: object, data_type: str, fields: ScoreFields) -> None:
    """CATEGORICAL scores have the number of their category, 0 when no config gives one."""
    number: float | None = None
    text: str | None = None
    long_text: str | None = None
    if data_type == "NUMERIC":
        if isinstance(value, bool):
            raise invalid("Expected a number", "body.value")
        number = _number(value)
    elif data_type == "BOOLEAN":
        number = _number(value)
        if number not in (0, 1):
            raise invalid("A BOOLEAN score is 0 or 1", "body.value")
        text = "True" if number else "False"
    elif data_type == "CATEGORICAL":
        number, text = 0.0, _text(value)
    elif data_type == "TEXT":
        text = _text(value)
        if len(text) > MAX_TEXT_LENGTH:
            raise invalid(f"A TEXT score has 1 to {MAX_TEXT_LENGTH} characters", "body.value")
    else:
        long_text = _text(value)
    fields["value"] = number
    fields["string_value"] = text
    fields["long_string_value"] = long_text


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise invalid("Expected a number", "body.value")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise invalid("Expected a finite number", "body.value")
    return number


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise invalid("Expected text that is not empty", "body.value")
    return value


def _check_correction(body: ScoreBody) -> None:
    if body.config_id:
        raise invalid("A CORRECTION has no score config", "body.configId")
    if not body.trace_id:
        raise invalid("A CORRECTION belongs to a trace or an observation", "body.traceId")
