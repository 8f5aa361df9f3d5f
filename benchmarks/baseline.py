"""The baseline of ingest: the same rows as typed columns, inserted in a loop and nothing else.

Runs in its own process (`python -m benchmarks.baseline DIR ROWS ROWS_PER_INSERT`) because the
embedded engine belongs to one process. Prints observations a second.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks import bodies
from gatelight.events.engine import EventEngine
from gatelight.events.insert import observation_table, trace_table
from gatelight.events.rows import ObservationRow, TraceRow

PREVIEW = 200


def tables(number: int, rows: int) -> tuple[pa.Table, pa.Table]:
    """Trace and observation rows of one insert, as the writer would build them."""
    rng = random.Random(number)
    now = time.time_ns() // 1000
    traces, observations = [], []
    for index in range(rows):
        trace_id = f"trace-{number:08d}-{index // bodies.PER_TRACE}"
        common: dict[str, Any] = {
            "project_id": "project-test",
            "event_time": now,
            "row_version": now,
        }
        common |= {"created_at": now, "updated_at": now, "name": "load", "user_id": "user"}
        if index % bodies.PER_TRACE == 0:
            traces.append(TraceRow(id=trace_id, timestamp=now, **common))
        given = bodies.text(rng, bodies.INPUT_BYTES)
        produced = bodies.text(rng, bodies.OUTPUT_BYTES)
        usage = {"input": 512, "output": 256, "total": 768}
        observations.append(
            ObservationRow(
                id=f"o-{number:08d}-{index}",
                trace_id=trace_id,
                type="GENERATION",
                start_time=now,
                end_time=now,
                model="gpt-4o-mini",
                usage_details=usage,
                provided_usage_details=usage,
                input=given,
                output=produced,
                input_preview=given[:PREVIEW],
                output_preview=produced[:PREVIEW],
                input_length=len(given),
                output_length=len(produced),
                **common,
            )
        )
    return trace_table(traces), observation_table(observations)


def insert_loop(folder: Path, rows: int, rows_per_insert: int) -> float:
    """Observations a second; building the columns is not counted. Every row has an id of its own:
    rows that replace each other would be merged away and cost less."""
    engine = EventEngine(path=folder, memory_bytes=400 * 1024 * 1024)
    engine.migrate()
    prepared = [tables(number, rows_per_insert) for number in range(rows // rows_per_insert)]
    began = time.perf_counter()
    for traces, observations in prepared:
        engine.insert("traces", traces)
        engine.insert("observations", observations)
    seconds = time.perf_counter() - began
    engine.close()
    return len(prepared) * rows_per_insert / seconds


def measure_baseline(folder: Path, rows: int, rows_per_insert: int) -> float:
    """`insert_loop` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.baseline", folder, rows, rows_per_insert]
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    print(insert_loop(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
