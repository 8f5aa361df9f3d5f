"""A trace's tree as compact JSON: one list for each property, words said once."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gatelight.core.time import to_iso
from gatelight.ui.trace.queries import MAX_NODES

Body = dict[str, Any]
_WORDS = ("type", "name", "level", "model")


def tree_body(table: pa.Table) -> Body:
    """`table` as `tree_columns` gives it.

    `parent` is the index of the parent or -1; `start` (microseconds after `origin`) and `took`
    (microseconds, null while it runs) are whole numbers; `type`, `name`, `level` and `model` are
    `{words, at}`: the different words, and for each observation the index of its own.
    """
    more = table.num_rows > MAX_NODES
    table = table.slice(0, MAX_NODES)
    ids: list[str] = table["id"].to_pylist()
    index = {one: at for at, one in enumerate(ids)}
    origin = pc.min(table["start"]).as_py() if ids else 0
    return {
        "id": ids,
        "parent": [index.get(parent, -1) for parent in table["parent"].to_pylist()],
        "origin": to_iso(origin) if ids else None,
        "start": pc.subtract(table["start"], origin).to_pylist(),
        "took": pc.subtract(table["ended"], table["start"]).to_pylist(),
        **{name: _words(table[name]) for name in _WORDS},
        "inputTokens": table["input_tokens"].to_pylist(),
        "outputTokens": table["output_tokens"].to_pylist(),
        "totalTokens": table["total_tokens"].to_pylist(),
        "cost": table["cost"].cast(pa.float64()).to_pylist(),
        "more": more,
    }


def latency_of(table: pa.Table) -> float:
    """Seconds from the first start to the last end."""
    if not table.num_rows:
        return 0.0
    ends = pc.coalesce(table["ended"], table["start"])
    return float(pc.max(ends).as_py() - pc.min(table["start"]).as_py()) / 1_000_000


def _words(column: pa.ChunkedArray) -> Body:
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], pa.string())
    coded = whole if pa.types.is_dictionary(whole.type) else pc.dictionary_encode(whole)
    return {"words": coded.dictionary.to_pylist(), "at": coded.indices.to_pylist()}
