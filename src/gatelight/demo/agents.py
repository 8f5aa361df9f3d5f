"""Agents at work: sessions of a coding agent with tools and subagents, and a nightly report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from gatelight.demo.events import Event, Talk, failure_of, model_call, score, step, trace
from gatelight.demo.team import CAREFUL, LARGE, PEOPLE, QUICK, Moment, moments

TASKS = (
    (
        "The nightly build fails since Tuesday. Find out why.",
        "billing",
        "The runner's disk is full: the cache of Tuesday's release was never pruned.\n\n"
        "1. Prune the cache.\n2. Set a limit of 20 GB.",
    ),
    (
        "Prices with three decimals are rounded wrongly. Fix it.",
        "shop",
        "`Decimal` was made from a float. It is made from text now, and a test holds it:\n\n"
        '```python\nassert price("0.125") == Decimal("0.125")\n```',
    ),
    (
        "Add a filter for lamps by socket.",
        "shop",
        "Added `socket` to the filter, its index and the page. 14 tests pass.",
    ),
    (
        "Why is the search slow on Mondays?",
        "search",
        "The index is rebuilt on Monday at 9:00 UTC. It locks the table for four "
        "minutes; I moved it to 3:00.",
    ),
)
TOOLS = (
    (
        "read_file",
        {"path": "src/prices.py"},
        "42 def price(text):\n43     return Decimal(float(text))",
    ),
    ("run_tests", {"command": "pytest -q"}, "1 failed, 213 passed in 41.20s"),
    ("search_code", {"pattern": "Decimal\\("}, "src/prices.py:43\nsrc/tax.py:18"),
    ("edit_file", {"path": "src/prices.py", "line": 43}, "1 line changed"),
    ("read_log", {"build": 4812, "tail": 200}, "E: no space left on device"),
)
SYSTEM = "You work on the code of a shop. Use the tools. Say what you did in a few lines."


def coding(day: date, count: int) -> Iterator[list[Event]]:
    """Sessions of a coding agent: a turn is a trace of model calls with tools between them; the
    context grows from turn to turn and is compacted when it is large."""
    for opening in moments("code", day, count):
        dice = opening.dice
        task, repository, result = TASKS[dice.randrange(len(TASKS))]
        person = PEOPLE[dice.randrange(4)]
        context, at = dice.randrange(14_000, 22_000), opening.at
        for number in range(dice.randrange(3, 7)):
            turn = Moment(f"{opening.key}-{number}", at, dice)
            asked = task if number == 0 else dice.choice(("Go on.", "And the tests?", "Commit it."))
            events, context, took = _turn(turn, asked, result, context)
            head = trace(
                turn,
                "coding-agent",
                tags=("agent", repository),
                userId=person,
                sessionId=opening.key,
                input=asked,
                output=result,
                metadata={"repository": repository, "branch": "main", "turn": number + 1},
            )
            yield [head, *events]
            at += timedelta(seconds=took + dice.uniform(20, 400))
            if context > 120_000:
                context = dice.randrange(18_000, 26_000)


def _turn(turn: Moment, asked: str, result: str, context: int) -> tuple[list[Event], int, float]:
    """Events of one turn below its trace, the context after it, and its seconds."""
    dice = turn.dice
    talk: Talk = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": asked}]
    events: list[Event] = []
    at, cached = 0.15, round(context * 0.8)
    for number in range(dice.randrange(2, 6)):
        tool, given, answer = TOOLS[dice.randrange(len(TOOLS))]
        said = _asking(number, tool, given)
        call, took = model_call(
            turn,
            f"think-{number + 1}",
            at,
            CAREFUL,
            talk,
            said,
            tokens=(context, dice.randrange(60, 420)),
            cached=cached,
            parentObservationId=f"{turn.key}-coding-agent",
        )
        events.append(call)
        at += took + 0.05
        failed = dice.random() < 0.08
        tool_took = dice.uniform(0.05, 1.2) if tool != "run_tests" else dice.uniform(4, 30)
        output = "permission denied" if failed else answer
        events.append(
            step(
                turn,
                f"{tool}-{number + 1}",
                at,
                tool_took,
                kind="tool",
                parent="coding-agent",
                input=given,
                output=output,
                level="ERROR" if failed else "DEFAULT",
                statusMessage="permission denied" if failed else None,
            )
        )
        at += tool_took + 0.05
        talk = [*talk, said, {"role": "tool", "tool_call_id": f"call_{number}", "content": output}]
        cached, context = context, context + dice.randrange(900, 9_000)
    if dice.random() < 0.3:
        events += _explorer(turn, at)
        at += 9
    failure = failure_of(turn)
    final = {"role": "assistant", "content": result}
    call, took = model_call(
        turn,
        "answer",
        at,
        CAREFUL,
        talk,
        final,
        tokens=(context, 30 + len(result) // 3),
        cached=cached,
        failure=failure,
        parentObservationId=f"{turn.key}-coding-agent",
    )
    root = step(turn, "coding-agent", 0, at + took, kind="agent", input=asked, output=result)
    scores = [score(turn, "solved", 1 if dice.random() < 0.8 else 0)] if not failure else []
    return [root, *events, call, *scores], context, at + took


def _asking(number: int, tool: str, given: dict[str, Any]) -> dict[str, Any]:
    """A model's answer that calls a tool."""
    return {
        "role": "assistant",
        "content": None,
        "reasoning_content": f"I look with {tool} first; it should name the place.",
        "tool_calls": [
            {
                "id": f"call_{number}",
                "type": "function",
                "function": {"name": tool, "arguments": given},
            }
        ],
    }


def _explorer(turn: Moment, at: float) -> list[Event]:
    """A subagent that reads around while the turn waits for it."""
    talk: Talk = [{"role": "user", "content": "Find every place that rounds prices."}]
    said = {"role": "assistant", "content": "Three: `prices.py:43`, `tax.py:18`, `export.py:91`."}
    call, _ = model_call(
        turn,
        "explore",
        at + 0.1,
        QUICK,
        talk,
        said,
        tokens=(turn.dice.randrange(4_000, 9_000), 80),
        parentObservationId=f"{turn.key}-explorer",
    )
    agent = step(turn, "explorer", at, 8.8, kind="agent", parent="coding-agent")
    return [agent, call]


def reports(day: date, count: int) -> Iterator[list[Event]]:
    """A report over yesterday's conversations: many small calls at once, one large one, a check."""
    for moment in moments("report", day, count):
        parts, events, longest = moment.dice.randrange(5, 12), [], 0.0
        for number in range(parts):
            talk: Talk = [
                {"role": "user", "content": f"Summarise conversation {number + 1} in a line."}
            ]
            said = {
                "role": "assistant",
                "content": "The customer asked for a delivery date and got it.",
            }
            call, took = model_call(
                moment,
                f"summarise-{number + 1}",
                0.2 + 0.03 * number,
                QUICK,
                talk,
                said,
                tokens=(moment.dice.randrange(300, 2_400), moment.dice.randrange(18, 60)),
                failure=failure_of(moment),
                parentObservationId=f"{moment.key}-nightly-report",
            )
            events.append(call)
            longest = max(longest, 0.2 + 0.03 * number + took)
        report = (
            "## Yesterday\n\n- 41 conversations, 3 cases opened\n- Most asked: **delivery dates**"
        )
        write, took = model_call(
            moment,
            "write-report",
            longest + 0.1,
            LARGE,
            [{"role": "user", "content": "Write the report of yesterday from these lines."}],
            {"role": "assistant", "content": report},
            tokens=(parts * 70, 340),
            parentObservationId=f"{moment.key}-nightly-report",
        )
        end = longest + 0.1 + took
        check = step(
            moment,
            "check-report",
            end + 0.05,
            0.4,
            kind="evaluator",
            parent="nightly-report",
            input=report,
            output={"has_figures": True, "length": len(report)},
        )
        root = step(moment, "nightly-report", 0, end + 0.5, kind="chain", output=report)
        head = trace(
            moment, "nightly-report", tags=("batch",), userId="report-robot", output=report
        )
        yield [head, root, *events, write, check]
