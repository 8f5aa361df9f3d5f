"""A store of an earlier schema is brought up to date when it is opened, with what it holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import sys
import time
from pathlib import Path
from gatelight.events import engine as engines, schema
from gatelight.events.insert import insert_rows
from gatelight.events.rows import ObservationRow
from gatelight.events.traces import trace_summaries

def row(id_):
    usage = {} if id_ == "silent" else {"total": 7}
    return ObservationRow(project_id="p", trace_id="t", id=id_, start_time=1, usage_details=usage)

engine = engines.EventEngine(path=Path(sys.argv[1]))
engines.STEPS = schema.STEPS[:5]
engine.migrate()
insert_rows(engine, observations=[row("old"), row("silent")])
assert engine.schema_step() == 5
engines.STEPS = schema.STEPS
for _ in range(2):
    engine.migrate()
assert engine.schema_step() == schema.STEPS[-1][0]
insert_rows(engine, observations=[row("new")])
found = engine.query("SELECT id, total_tokens FROM observations FINAL ORDER BY id")
assert [tuple(each.values()) for each in found] == [("new", 7), ("old", 7), ("silent", None)], found
orders = "SELECT DISTINCT name FROM system.projection_parts WHERE active AND table = 'observations'"
until = time.monotonic() + 30
while {row["name"] for row in engine.query(orders)} != {"by_id", "summary_by_trace"}:
    assert time.monotonic() < until, engine.query(orders)
    time.sleep(0.05)
assert trace_summaries(engine, "p", ["t"])["t"].observation_ids == ["new", "old", "silent"]
engine.close()
"""


def test_rows_of_before_have_the_columns_and_orders_of_today(tmp_path: Path) -> None:
    """In a process of its own: there is one embedded engine in each."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(tmp_path)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
