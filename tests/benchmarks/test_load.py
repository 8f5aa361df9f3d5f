"""The load generator sends what it says, comes back when asked to, and stops at anything else."""

from __future__ import annotations

import itertools

import pytest
from benchmarks.load import request_head, run_load
from benchmarks.measure import Measure, percentile
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tests.fakes.serve import serving

from benchmarks import bodies


class Target:
    """Answers 429 to every third request; keeps the bodies it accepted."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.accepted: list[bytes] = []
        self._count = itertools.count(1)
        self.app = Starlette(routes=[Route("/in", self.take, methods=["POST"])])

    async def take(self, request: Request) -> Response:
        body = await request.body()
        if next(self._count) % 3 == 0:
            return Response(status_code=429, headers={"Retry-After": "0.01"})
        self.accepted.append(body)
        return Response("{}", status_code=self.status)


def load(target: Target, requests: int, connections: int, first: int = 0) -> tuple[int, int]:
    with serving(target.app) as url:
        port = int(url.rsplit(":", 1)[1])
        result = run_load(
            port,
            request_head("/in", port, {"Content-Type": "text/plain"}),
            lambda number: b"body %d" % number,
            requests=requests,
            connections=connections,
            accepted=lambda status, answer: status == 200 and answer == b"{}",
            first=first,
        )
    assert len(result.latencies) == requests
    return result.requests, result.retries


def test_every_body_is_accepted_once() -> None:
    target = Target()
    requests, retries = load(target, 40, 4, first=7)
    assert requests == 40
    assert retries >= 10
    assert sorted(target.accepted) == sorted(b"body %d" % number for number in range(7, 47))


def test_any_other_answer_stops_the_run() -> None:
    with pytest.raises(RuntimeError, match="answer 500"):
        load(Target(status=500), 4, 1)


@pytest.mark.parametrize("build", [bodies.batch_template, bodies.otlp_template])
def test_bodies_of_two_numbers_share_no_id(build) -> None:  # type: ignore[no-untyped-def]
    template = build(3)
    assert bodies.MARKER in template
    first, second = bodies.unique(template, 1), bodies.unique(template, 2)
    assert len(first) == len(template)
    assert bodies.MARKER not in first
    assert first != second


def test_promises() -> None:
    half = Measure(what="x", value=5, unit="s", baseline_value=10, lowest_ratio=0.4)
    assert (half.ratio, half.holds) == (0.5, True)
    assert not Measure(what="x", value=3, unit="s", baseline_value=10, lowest_ratio=0.4).holds
    assert not Measure(what="x", value=701, unit="MB", highest=700).holds
    assert percentile([1.0, 2.0, 3.0, 4.0], 99) == 4.0
    assert percentile(list(range(1, 101)), 50) == 51
