"""JSON Schemas of datasets: checked when they are set, and items against them.

Patterns run on RE2, whose time is linear, and references are resolved within the schema only: a
schema neither stalls the server nor makes it fetch anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import orjson
import re2
from jsonschema import Draft7Validator, SchemaError, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend, validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from gatelight.core.json import Json
from gatelight.errors import InvalidRequest

MAX_ERRORS = 10
MAX_MESSAGE = 300

Issue = dict[str, Any]
_VALUES = ("const", "default", "enum", "examples")
_UNUSABLE = (Unresolvable, RecursionError, ArithmeticError, ValueError, TypeError, re2.error)


@lru_cache(maxsize=1000)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def _found(pattern: str, text: str) -> bool:
    return _compiled(pattern).search(text) is not None


def _pattern(
    validator: Any, pattern: str, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    if validator.is_type(instance, "string") and not _found(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(
    validator: Any, patterns: dict[str, Any], instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    if not validator.is_type(instance, "object"):
        return
    for pattern, inner in patterns.items():
        for key, value in instance.items():
            if _found(pattern, key):
                yield from validator.descend(value, inner, path=key, schema_path=pattern)


def _additional_properties(
    validator: Any, allowed: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    if not validator.is_type(instance, "object"):
        return
    named, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    others = [
        key
        for key in instance
        if key not in named and not any(_found(pattern, key) for pattern in patterns)
    ]
    if validator.is_type(allowed, "object"):
        for key in others:
            yield from validator.descend(instance[key], allowed, path=key)
    elif not allowed and others:
        yield ValidationError(f"Additional properties are not allowed: {', '.join(others)}")


_OURS = {
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
}


@lru_cache(maxsize=200)
def _validator(schema_json: bytes) -> Validator:
    schema = orjson.loads(schema_json)
    kind: Any = extend(validator_for(schema, default=Draft7Validator), _OURS)  # type: ignore[no-untyped-call]
    made: Validator = kind(schema, registry=Registry())
    return made


def check_schema(schema: Json, field: str) -> None:
    """Raises InvalidRequest when `schema` is no JSON Schema items can be checked against."""
    if not isinstance(schema, dict) or not isinstance(schema.get("$schema", ""), str):
        raise InvalidRequest(f"{field} must be a JSON Schema object")
    try:
        validator_for(schema, default=Draft7Validator).check_schema(schema)
        keywords = set(_check_patterns(schema))
    except SchemaError as error:
        raise InvalidRequest(
            f"{field} is not a valid JSON Schema: {error.message[:MAX_MESSAGE]}"
        ) from None
    except re2.error as error:
        raise InvalidRequest(f"{field} has a pattern that RE2 does not accept: {error}") from None
    except _UNUSABLE as error:
        raise InvalidRequest(f"{field} is not a usable JSON Schema: {error}") from None
    if {"patternProperties", "unevaluatedProperties"} <= keywords:
        raise InvalidRequest(
            f"{field} uses patternProperties with unevaluatedProperties, which is not supported"
        )


def _check_patterns(schema: Json) -> Iterator[str]:
    """The keywords used anywhere. Raises re2.error for a pattern."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            yield key
            if key == "pattern" and isinstance(value, str):
                _compiled(value)
            if key == "patternProperties" and isinstance(value, dict):
                for pattern in value:
                    _compiled(pattern)
            if key not in _VALUES:
                yield from _check_patterns(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _check_patterns(value)


def issues_of(schema: Json, value: Json, field: str) -> list[Issue]:
    """What of `value` does not meet `schema` (None: everything does), at most MAX_ERRORS.

    Raises InvalidRequest when the schema cannot be applied (a reference out of it, one without
    end).
    """
    if schema is None:
        return []
    found: list[Issue] = []
    try:
        for error in _validator(orjson.dumps(schema)).iter_errors(value):
            found.append(
                {
                    "code": "invalid_schema",
                    "message": error.message[:MAX_MESSAGE],
                    "path": [field, *map(str, error.absolute_path)],
                }
            )
            if len(found) == MAX_ERRORS:
                break
    except _UNUSABLE as error:
        raise InvalidRequest(
            f"The dataset's schema cannot be applied to {field}: {str(error)[:MAX_MESSAGE]}"
        ) from None
    return found
