"""Fill an event store with synthetic traces, straight inside the engine, for read benchmarks.

`python benchmarks/read_fixture.py --data-dir DIR --observations 1000000`

Traces of five observations (a root span, two generations, a tool, a retriever) are spread evenly
over the thirty days before now. One row in fifty is stored twice, as by a late update. Inputs
are 2 KB, outputs 1 KB, previews 200 characters. Every fourth trace has a score.
"""

from __future__ import annotations

import argparse
import time
from decimal import Decimal
from pathlib import Path

from gatelight.events.engine import EventEngine

SPAN_MICROS = 30 * 24 * 3600 * 1_000_000
PER_TRACE = 5
BLOCK = 20_000
COSTS = 100

_TRACE_TIME = (
    "toInt64({end:Int64} - intDiv({span:Int64}, {traces:Int64}) * ({traces:Int64} - toInt64(t)))"
)
_INPUT = (
    'concat(\'{"messages":[{"role":"user","content":"\', toString(cityHash64(n)), \' \', '
    "repeat(concat('question ', toString(n % 977), ' about the harbour lights; '), 58), '\"}]}')"
)
_OUTPUT = "concat(toString(cityHash64(n, 1)), repeat(' the light is seen from the pier', 31))"

_OBSERVATIONS = f"""
INSERT INTO observations (project_id, trace_id, id, type, parent_observation_id, is_root,
  start_time, end_time, completion_start_time, name, level, environment, trace_name, user_id,
  session_id, tags, release, model, model_parameters, usage_details, tokens, usage_convention,
  cost_details, total_cost, cost_source, metadata, input, output, input_preview, output_preview,
  input_length, output_length, source, sdk_name, event_time, created_at, updated_at, row_version)
SELECT {{project:String}}, concat('t', lower(hex(cityHash64(t, 7)))) AS trace,
  concat(trace, '-', toString(k)), ['SPAN','GENERATION','GENERATION','TOOL','RETRIEVER'][k + 1],
  if(k = 0, '', concat(trace, '-0')), k = 0,
  fromUnixTimestamp64Micro(time + k * 300000, 'UTC') AS start,
  fromUnixTimestamp64Micro(time + k * 300000 + 100000 + n % 900000, 'UTC'),
  if(k IN (1, 2), start + toIntervalMillisecond(80), NULL),
  ['request','answer','check','search','fetch'][k + 1],
  if(n % 50 = 3, 'ERROR', 'DEFAULT'), if(t % 10 = 0, 'staging', 'production'),
  concat('flow-', toString(t % 20)), concat('user-', toString(t % 500)),
  if(t % 3 = 0, concat('session-', toString(intDiv(t, 9))), ''),
  [concat('team-', toString(t % 7))], concat('r', toString(t % 5)),
  if(k IN (1, 2), ['claude-sonnet-4-5','gpt-4o','gpt-4o-mini','gemini-2.5-pro'][t % 4 + 1], ''),
  if(k IN (1, 2), '{{"temperature":0.2,"max_tokens":1024}}', ''),
  CAST(if(k IN (1, 2), map('input', 400 + n % 700, 'output', 90 + n % 300,
    'total', 490 + n % 700 + n % 300), map()), 'Map(LowCardinality(String), UInt64)') AS usage,
  usage, if(k IN (1, 2), 'exclusive', ''),
  CAST(if(k IN (1, 2), map('output', {{costs:Array(Decimal(38, 12))}}[n % {COSTS} + 1],
    'total', {{costs:Array(Decimal(38, 12))}}[n % {COSTS} + 1]), map()),
    'Map(LowCardinality(String), Decimal(38, 12))') AS cost,
  if(k IN (1, 2), cost['total'], NULL), if(k IN (1, 2), 'computed', ''),
  map('customer', concat('c', toString(t % 100)), 'step', toString(k)),
  {_INPUT} AS i, {_OUTPUT} AS o, substring(i, 1, 200), substring(o, 1, 200), length(i), length(o),
  'otel', 'python', start, start, start, 1 + {{version:UInt64}}
FROM (SELECT number AS n, intDiv(number, {PER_TRACE}) AS t, number % {PER_TRACE} AS k,
  {_TRACE_TIME} AS time FROM numbers({{first:UInt64}}, {{count:UInt64}}))
WHERE {{version:UInt64}} = 0 OR n % 50 = 0
"""

_TRACES = f"""
INSERT INTO traces (project_id, id, timestamp, name, user_id, session_id, release, environment,
  tags, metadata, input, output, input_preview, output_preview, input_length, output_length,
  source, sdk_name, event_time, created_at, updated_at, row_version)
SELECT {{project:String}}, concat('t', lower(hex(cityHash64(t, 7)))),
  fromUnixTimestamp64Micro(time, 'UTC') AS at, concat('flow-', toString(t % 20)),
  concat('user-', toString(t % 500)),
  if(t % 3 = 0, concat('session-', toString(intDiv(t, 9))), ''), concat('r', toString(t % 5)),
  if(t % 10 = 0, 'staging', 'production'), [concat('team-', toString(t % 7))],
  map('customer', concat('c', toString(t % 100))),
  {_INPUT} AS i, {_OUTPUT} AS o, substring(i, 1, 200), substring(o, 1, 200), length(i), length(o),
  'otel', 'python', at, at, at, 1 + {{version:UInt64}}
FROM (SELECT number AS n, number AS t, {_TRACE_TIME} AS time
  FROM numbers({{first:UInt64}}, {{count:UInt64}}))
WHERE {{version:UInt64}} = 0 OR n % 50 = 0
"""

_SCORES = f"""
INSERT INTO scores (project_id, id, timestamp, trace_id, name, data_type, value, environment,
  event_time, created_at, updated_at, row_version)
SELECT {{project:String}}, concat('s', toString(t)), fromUnixTimestamp64Micro(time, 'UTC') AS at,
  concat('t', lower(hex(cityHash64(t, 7)))), 'quality', 'NUMERIC', (t % 11) / 10,
  if(t % 10 = 0, 'staging', 'production'), at, at, at, 1 + {{version:UInt64}}
FROM (SELECT number AS n, number AS t, {_TRACE_TIME} AS time
  FROM numbers({{first:UInt64}}, {{count:UInt64}}))
WHERE t % 4 = 0 AND {{version:UInt64}} = 0
"""


def fill(engine: EventEngine, project_id: str, observations: int) -> None:
    """Insert that many observations, with their traces and scores, into one project."""
    traces = observations // PER_TRACE
    end = time.time_ns() // 1_000
    for sql, rows, block in (
        (_OBSERVATIONS, observations, BLOCK),
        (_TRACES, traces, BLOCK),
        (_SCORES, traces, BLOCK),
    ):
        for first in range(0, rows, block):
            for version in (0, 1):
                engine.command(
                    sql,
                    {
                        "project": project_id,
                        "first": first,
                        "count": min(block, rows - first),
                        "version": version,
                        "end": end,
                        "span": SPAN_MICROS,
                        "traces": traces,
                        "costs": [Decimal(17 * step) / 100_000 for step in range(COSTS)],
                    },
                )


def settle(engine: EventEngine) -> None:
    """Wait for the merges of what was inserted: reads are measured on an idle machine."""
    quiet = 0
    while quiet < 3:
        time.sleep(1)
        merging = engine.query("SELECT count() AS merges FROM system.merges")[0]["merges"]
        quiet = 0 if merging else quiet + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--project", default="benchmark")
    parser.add_argument("--observations", type=int, default=1_000_000)
    arguments = parser.parse_args()
    engine = EventEngine(path=arguments.data_dir / "events")
    engine.migrate()
    fill(engine, arguments.project, arguments.observations)
    settle(engine)
    engine.close()


if __name__ == "__main__":
    main()
