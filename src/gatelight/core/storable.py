"""JSON values from requests that every store and the answer's encoder can take."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, StringConstraints

from gatelight.core.json import MAX_DEPTH, Json, deeper_than


def storable(value: Json) -> Json:
    """`value` as it will be read back (NaN and infinities become null).

    Raises ValueError for what the encoder refuses: integers beyond 64 bits, half a surrogate pair,
    nesting beyond MAX_DEPTH levels.
    """
    if deeper_than(value, MAX_DEPTH):
        raise ValueError(f"JSON is nested more than {MAX_DEPTH} levels deep")
    try:
        return orjson.loads(orjson.dumps(value))
    except (orjson.JSONEncodeError, UnicodeError) as error:
        raise ValueError(f"JSON cannot be stored: {error}") from error


StorableJson = Annotated[Any, AfterValidator(storable)]
"""Any JSON value a request may carry, in a pydantic model."""

StorableText = Annotated[str, AfterValidator(storable)]
"""Text that is kept as JSON."""

PlainText = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""Text without NUL, which PostgreSQL cannot keep."""
