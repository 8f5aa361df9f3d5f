"""Abandoned generators that set context variables when they are collected, under load."""

from __future__ import annotations

import os
import subprocess
import sys

from gatelight.gateway.launch import RUNTIME

# Without `collect_between_steps` this dies on CPython 3.11 in well under a second.
_LOAD = """
import asyncio, contextvars, gc, weakref
from gatelight_runtime.garbage import EVERY_SECONDS, collect_between_steps

hot = contextvars.ContextVar("hot")
variables = [contextvars.ContextVar(f"v{number}") for number in range(40)]
made = weakref.WeakSet()

class Holder:
    pass

def left_open():
    hot.set(object())
    try:
        yield
    finally:
        for each in variables:
            each.set(object())
        hot.set(object())

def abandon():
    holder = Holder()
    holder.me, holder.generator = holder, left_open()
    next(holder.generator)
    made.add(holder)

async def main():
    collect_between_steps(asyncio.get_running_loop())
    for _ in range(100):
        for number in range(200):
            abandon()
            for each in variables:
                each.set(number)
        await asyncio.sleep(EVERY_SECONDS * 2)
    for _ in range(500):
        if len(made) < 600:
            break
        await asyncio.sleep(EVERY_SECONDS)
    print(len(made) < 600)

gc.set_threshold(50, 5, 5)
asyncio.run(main())
"""


def test_what_is_left_open_is_collected_and_nobody_dies() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOAD],
        env=os.environ | {"PYTHONPATH": str(RUNTIME)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr
