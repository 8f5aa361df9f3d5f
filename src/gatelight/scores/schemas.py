"""Query parameters of the score lists, read into searches; and the v3 cursor."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

import orjson

from gatelight.core.score import SCORE_DATA_TYPES, SCORE_SOURCES
from gatelight.core.time import parse_iso, to_datetime
from gatelight.errors import InvalidRequest
from gatelight.events.filters import Filter, merge_filters, parse_filters
from gatelight.events.filters.score_columns import SCORE_FILTER_COLUMNS, TRACE
from gatelight.events.paging import read_choice, read_count, read_time, read_words
from gatelight.events.score_wire import V3_GROUPS
from gatelight.events.scores import Comparison, ScoreKey, ScoreSearch

V1_TYPES = ("NUMERIC", "CATEGORICAL", "BOOLEAN")
"""Data types of the v1 list: the SDKs that read it know no others."""

V2_FIELDS = ("score", "trace")


@dataclass(frozen=True, slots=True)
class ListParameters:
    """The parameters of the v1 and v2 lists as they came; lists may be comma-separated."""

    user_id: str | None = None
    name: str | None = None
    from_timestamp: str | None = None
    to_timestamp: str | None = None
    environment: list[str] | None = None
    source: str | None = None
    operator: str | None = None
    value: str | None = None
    score_ids: list[str] | None = None
    config_id: str | None = None
    queue_id: str | None = None
    data_type: str | None = None
    trace_tags: list[str] | None = None
    session_id: str | None = None
    dataset_run_id: str | None = None
    trace_id: str | None = None
    observation_id: list[str] | None = None
    filter: str | None = None


def read_search(parameters: ListParameters, version: Literal["v1", "v2"]) -> ScoreSearch:
    """What the v1 and v2 lists look for. Raises InvalidRequest or InvalidData."""
    simple = _simple_filters(parameters)
    explicit = parse_filters(parameters.filter)
    comparison = _comparison(parameters)
    if any(SCORE_FILTER_COLUMNS.find(item.column).id == "value" for item in explicit):
        comparison = None
    return ScoreSearch(
        filters=tuple(merge_filters(simple, explicit, SCORE_FILTER_COLUMNS)),
        types=V1_TYPES if version == "v1" else (),
        of_traces=version == "v1",
        comparison=comparison,
    )


def read_v2_fields(values: list[str] | None, search: ScoreSearch) -> bool:
    """Whether v2 rows carry their trace. Raises InvalidRequest where they must and do not."""
    words = read_words(values) or V2_FIELDS
    unknown = [word for word in words if word not in V2_FIELDS]
    if unknown:
        raise InvalidRequest(f"fields must be of {', '.join(V2_FIELDS)}, not {unknown[0][:100]}")
    if TRACE in words:
        return True
    if TRACE in SCORE_FILTER_COLUMNS.sources(search.filters):
        raise InvalidRequest(
            "Filters on the trace (userId, traceTags) need `trace` in the fields parameter"
        )
    return False


def _simple_filters(parameters: ListParameters) -> list[Filter]:
    filters = [
        *_equal("userId", parameters.user_id),
        *_equal("name", parameters.name),
        *_equal("configId", parameters.config_id),
        *_equal("queueId", parameters.queue_id),
        *_equal("sessionId", parameters.session_id),
        *_equal("datasetRunId", parameters.dataset_run_id),
        *_equal("traceId", parameters.trace_id),
        *_equal("source", read_choice("source", parameters.source, SCORE_SOURCES)),
        *_equal("dataType", read_choice("dataType", parameters.data_type, SCORE_DATA_TYPES)),
        *_any_of("environment", read_words(parameters.environment)),
        *_any_of("id", read_words(parameters.score_ids)),
        *_any_of("observationId", read_words(parameters.observation_id)),
        *_times(parameters.from_timestamp, parameters.to_timestamp),
    ]
    if tags := read_words(parameters.trace_tags):
        filters.append(Filter("arrayOptions", "trace_tags", "all of", tags))
    return filters


def _comparison(parameters: ListParameters) -> tuple[Comparison, float] | None:
    if not parameters.operator and not parameters.value:
        return None
    if not parameters.operator or not parameters.value:
        raise InvalidRequest("operator and value must be given together")
    if parameters.operator not in get_args(Comparison):
        raise InvalidRequest(
            f"operator must be one of {' '.join(get_args(Comparison))}, "
            f"not {parameters.operator[:100]}"
        )
    return cast(Comparison, parameters.operator), _number("value", parameters.value)


def _equal(column: str, text: str | None) -> list[Filter]:
    return [Filter("string", column, "=", text)] if text else []


def _any_of(column: str, words: list[str]) -> list[Filter]:
    return [Filter("stringOptions", column, "any of", words)] if words else []


def _times(start: str | None, end: str | None) -> list[Filter]:
    times = ((">=", read_time("fromTimestamp", start)), ("<", read_time("toTimestamp", end)))
    return [
        Filter("datetime", "timestamp", operator, time)
        for operator, time in times
        if time is not None
    ]


def _number(parameter: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if number - number != 0:  # not a number, or infinite
        raise InvalidRequest(f"{parameter} must be a number, not {text[:100]}")
    return number


# --- v3


V3_PARAMETERS: dict[str, str] = {
    "id": "id",
    "name": "name",
    "source": "source",
    "dataType": "dataType",
    "environment": "environment",
    "configId": "configId",
    "queueId": "queueId",
    "authorUserId": "authorUserId",
    "traceId": "traceId",
    "sessionId": "sessionId",
    "observationId": "observationId",
    "experimentId": "datasetRunId",
}
"""Comma-separated parameters of v3 and the column each one filters."""

_V3_OTHERS = (
    "limit",
    "cursor",
    "fields",
    "value",
    "valueMin",
    "valueMax",
    "fromTimestamp",
    "toTimestamp",
)
_V3_VALUE_TYPES = ("NUMERIC", "BOOLEAN", "CATEGORICAL")
_TRUTHS = {"true": 1.0, "1": 1.0, "false": 0.0, "0": 0.0}


@dataclass(frozen=True, slots=True)
class V3Question:
    """One page of the v3 list; `groups` are the field groups beyond core."""

    search: ScoreSearch
    limit: int
    after: ScoreKey | None
    groups: frozenset[str] = field(default_factory=frozenset)


def read_v3(query: Iterable[tuple[str, str]]) -> V3Question:
    """The v3 list's query string (repeated keys add up). Raises InvalidRequest or InvalidData."""
    given: dict[str, list[str]] = {}
    for name, text in query:
        _check_v3_name(name)
        given.setdefault(name, []).append(text)
    words = {name: read_words(values) for name, values in given.items()}
    words = {name: values for name, values in words.items() if values}
    for name, known in (("source", SCORE_SOURCES), ("dataType", SCORE_DATA_TYPES)):
        if name in words:
            words[name] = [read_choice(name, word, known) or "" for word in words[name]]
    _check_v3_subjects(words)
    filters = [
        *_times(_last(given, "fromTimestamp"), _last(given, "toTimestamp")),
        *_value_range(words),
    ]
    for name, column in V3_PARAMETERS.items():
        filters += _any_of(column, words.get(name, []))
    numbers, texts = _values(words)
    filters += _any_of("stringValue", texts)
    return V3Question(
        search=ScoreSearch(filters=tuple(filters), values=tuple(numbers)),
        limit=read_count("limit", _last(given, "limit"), 50, 1, 100),
        after=read_cursor(_last(given, "cursor")),
        groups=_groups(words),
    )


def _last(given: Mapping[str, list[str]], name: str) -> str | None:
    return given[name][-1] if name in given else None


def _check_v3_name(name: str) -> None:
    if name in ("userId", "traceTags"):
        raise InvalidRequest(
            f"{name} is not supported by v3 scores: find the traces first, then use traceId"
        )
    if name not in V3_PARAMETERS and name not in _V3_OTHERS:
        raise InvalidRequest(
            f"Unknown query parameter {name[:100]}; known are "
            f"{', '.join((*V3_PARAMETERS, *_V3_OTHERS))}"
        )


def _check_v3_subjects(words: Mapping[str, list[str]]) -> None:
    if "observationId" in words and "traceId" not in words:
        raise InvalidRequest("observationId needs traceId")
    subjects = [name for name in ("traceId", "sessionId", "experimentId") if name in words]
    if len(subjects) > 1:
        raise InvalidRequest(f"{' and '.join(subjects)} exclude each other")


def _values(words: Mapping[str, list[str]]) -> tuple[list[float], list[str]]:
    """Numbers and texts the value may be."""
    values = words.get("value", [])
    if not values:
        return [], []
    types = set(words.get("dataType", []))
    if len(types) != 1 or not types <= set(_V3_VALUE_TYPES):
        raise InvalidRequest(f"value needs exactly one dataType of {', '.join(_V3_VALUE_TYPES)}")
    match types.pop():
        case "NUMERIC":
            return [_number("value", text) for text in values], []
        case "BOOLEAN":
            return [_truth(text) for text in values], []
        case _:
            return [], values


def _truth(text: str) -> float:
    number = _TRUTHS.get(text.lower())
    if number is None:
        raise InvalidRequest(f"value must be true or false, not {text[:100]}")
    return number


def _value_range(words: Mapping[str, list[str]]) -> list[Filter]:
    filters = []
    for name, operator in (("valueMin", ">="), ("valueMax", "<=")):
        if name not in words:
            continue
        if set(words.get("dataType", [])) != {"NUMERIC"}:
            raise InvalidRequest(f"{name} needs dataType=NUMERIC alone")
        filters.append(Filter("number", "value", operator, _number(name, ",".join(words[name]))))
    return filters


def _groups(words: Mapping[str, list[str]]) -> frozenset[str]:
    groups = words.get("fields", [])
    unknown = [group for group in groups if group not in V3_GROUPS]
    if unknown:
        raise InvalidRequest(f"fields must be of {', '.join(V3_GROUPS)}, not {unknown[0][:100]}")
    return frozenset(groups)


def write_cursor(key: ScoreKey) -> str:
    """Where the next page starts: base64url of JSON; opaque to clients."""
    time = to_datetime(key.timestamp).isoformat(timespec="microseconds")
    cursor = {"v": 1, "lastTimestamp": time, "lastId": key.id}
    return base64.urlsafe_b64encode(orjson.dumps(cursor)).decode().rstrip("=")


def read_cursor(text: str | None) -> ScoreKey | None:
    """Raises InvalidRequest for what `write_cursor` never wrote."""
    if not text:
        return None
    try:
        decoded = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor: Any = orjson.loads(decoded)
        if cursor["v"] != 1 or not isinstance(cursor["lastId"], str):
            raise ValueError
        return ScoreKey(parse_iso(cursor["lastTimestamp"]), cursor["lastId"])
    except (
        binascii.Error,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
    ):
        raise InvalidRequest("Invalid cursor format") from None
