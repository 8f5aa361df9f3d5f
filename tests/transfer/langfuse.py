"""Langfuse 2, 3 and 4 as a source: small servers with the endpoints each version has.

What a version has and lacks, its limits and its shapes follow the wire reference; the data is the
same in each.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

AUTH = "Basic " + base64.b64encode(b"pk-lf-old:sk-lf-old").decode()
LONG = "y" * 900
DATASET = {"id": "dataset-id", "name": "ds", "description": None, "metadata": {"d": 1}}
TIMES = {"createdAt": "2026-05-01T00:00:00.000Z", "updatedAt": "2026-06-01T00:00:00.000Z"}


def moment(n: int) -> str:
    return f"2026-04-{1 + n % 28:02}T12:{n % 60:02}:00.000Z"


def traces(number: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"trace-{n}",
            "timestamp": moment(n),
            "name": f"name-{n}",
            "input": {"q": n},
            "output": "done",
            "sessionId": f"session-{n % 3}",
            "release": None,
            "version": "1",
            "userId": "u",
            "metadata": {"long": LONG, "n": n},
            "tags": ["x"],
            "public": False,
            "environment": "default",
            **TIMES,
        }
        for n in range(number)
    ]


def observations(number: int) -> list[dict[str, Any]]:
    """A generation for each trace, without a parent."""
    return [
        {
            "id": f"observation-{n}",
            "traceId": f"trace-{n}",
            "type": "GENERATION",
            "name": "call",
            "startTime": moment(n),
            "endTime": None,
            "completionStartTime": None,
            "model": "some-model",
            "modelParameters": {"temperature": 1},
            "input": "in",
            "output": "out",
            "metadata": {"long": LONG},
            "version": "1",
            "level": "DEFAULT",
            "statusMessage": None,
            "parentObservationId": None,
            "promptName": None,
            "promptVersion": None,
            "usageDetails": {"input": 3, "output": 4, "total": 7},
            "costDetails": {"input": 0.5, "output": 0.25, "total": 0.75},
            "usage": {"input": 3, "output": 4, "total": 7, "unit": "TOKENS"},
            "calculatedTotalCost": 0.75,
            "environment": "default",
            **TIMES,
        }
        for n in range(number)
    ]


def scores() -> list[dict[str, Any]]:
    common = {"timestamp": moment(0), "metadata": {}, "configId": None, "comment": None, **TIMES}
    common |= {"source": "EVAL", "environment": "default", "observationId": None}
    return [
        common
        | {"id": "s1", "traceId": "trace-0", "name": "n", "value": 1.5, "dataType": "NUMERIC"},
        common
        | {"id": "s2", "traceId": "trace-0", "name": "c", "value": 0, "stringValue": "good"}
        | {"dataType": "CATEGORICAL"},
        common
        | {"id": "s3", "traceId": "trace-1", "name": "b", "value": 1, "stringValue": "True"}
        | {"dataType": "BOOLEAN", "source": "API"},
    ]


@dataclass
class FakeLangfuse:
    """`version` 2, 3 or 4. `fail_after`: pages of events answered before everything is refused (to
    interrupt a copy). `asked` are all requests."""

    version: int
    number: int = 230
    fail_after: int = 10**9
    largest_page: int = 100
    busy: int = 0
    asked: list[str] = field(default_factory=list)
    url: str = ""

    # --- answers

    def answer(self, request: Request) -> Response:
        path = request.url.path.removeprefix("/api/public")
        self.asked.append(f"{path}?{request.url.query}")
        if request.headers.get("authorization") != AUTH:
            return JSONResponse({"message": "Invalid credentials"}, 401)
        if len(self.event_pages()) > self.fail_after:
            return JSONResponse({"message": "gone"}, 401)
        if self.busy:
            self.busy -= 1
            return JSONResponse({"message": "slow down"}, 429, {"Retry-After": "0.01"})
        if self.is_missing(path):
            return JSONResponse({"message": "not available", "error": "LangfuseNotFoundError"}, 404)
        return self.found(path, request)

    def event_pages(self) -> list[str]:
        """Requests for whole pages of traces or observations."""
        lists = ("/traces?", "/observations?", "/v2/observations?")
        return [each for each in self.asked if each.startswith(lists) and "limit=100" in each]

    def is_missing(self, path: str) -> bool:
        first = ("/traces", "/observations", "/sessions", "/scores", "/v2/scores")
        if self.version == 4:
            return path.startswith(first) or path.endswith("/runs") or "/runs/" in path
        missing = ["/v2/observations", "/v3/scores", "/experiments", "/experiment-items"]
        if self.version == 2:
            missing += ["/v2/scores", "/v2/datasets", "/dataset-items"]
        return path.startswith(tuple(missing))

    def found(self, path: str, request: Request) -> Response:
        query = request.query_params
        match path:
            case "/projects":
                return JSONResponse({"data": [{"id": "old", "name": "Old"}]})
            case "/health":
                return JSONResponse({"status": "OK", "version": f"{self.version}.0.0"})
            case "/traces":
                return self.paged(self.within(traces(self.number), "timestamp", request), request)
            case "/observations":
                rows = self.within(observations(self.number), "startTime", request)
                return self.paged(rows, request)
            case "/v2/observations":
                return self.v2_observations(request)
            case "/scores" | "/v2/scores":
                return self.paged(self.within(scores(), "timestamp", request), request)
            case "/v3/scores":
                return self.by_cursor([self.v3(row) for row in scores()], request)
            case "/sessions":
                return self.paged([{"id": f"session-{n}"} for n in range(3)], request)
            case "/v2/prompts":
                meta = {"name": "p", "versions": [1], "labels": ["production"], "tags": []}
                return self.paged([meta], request)
            case "/v2/prompts/p":
                prompt = {"name": "p", "version": 1, "type": "text", "prompt": "hi", "tags": []}
                labels = ["production", "latest"]
                return JSONResponse(prompt | {"config": {}, "labels": labels})
            case "/v2/datasets" | "/datasets":
                return self.paged([DATASET | TIMES], request)
            case "/datasets/ds":
                return JSONResponse(DATASET | {"items": self.items(), "runs": ["run"]})
            case "/dataset-items":
                assert query["datasetName"] == "ds"
                return self.paged(self.items(), request)
            case "/datasets/ds/runs":
                return self.paged([self.run()], request)
            case "/datasets/ds/runs/run":
                return JSONResponse(self.run())
            case "/experiments":
                row = {"id": "run-id", "name": "run", "description": "r", "datasetId": "dataset-id"}
                rows = [row] if query.get("datasetId") == "dataset-id" else []
                return self.by_cursor(rows, request)
            case "/experiment-items":
                row = {"experimentItemId": "item-1", "traceId": "trace-1", "startTime": moment(1)}
                return self.by_cursor([row], request)
            case "/score-configs" | "/models":
                return self.paged([], request)
        return JSONResponse({"message": "no such page"}, 404)

    def items(self) -> list[dict[str, Any]]:
        return [
            {"id": f"item-{n}", "status": "ACTIVE", "input": {"n": n}, "expectedOutput": None}
            | {"metadata": None, "sourceTraceId": None, "datasetName": "ds", **TIMES}
            for n in range(2)
        ]

    def run(self) -> dict[str, Any]:
        link = {"datasetItemId": "item-1", "traceId": "trace-1", "observationId": None, **TIMES}
        run = {"id": "run-id", "name": "run", "description": "r", "metadata": None}
        return run | {"datasetRunItems": [link]}

    def v3(self, row: dict[str, Any]) -> dict[str, Any]:
        value = {"CATEGORICAL": row.get("stringValue"), "BOOLEAN": bool(row["value"])}
        gone = ("traceId", "observationId", "stringValue")
        bare = {key: each for key, each in row.items() if key not in gone}
        subject = {"kind": "trace", "id": row["traceId"]}
        return bare | {"value": value.get(row["dataType"], row["value"]), "subject": subject}

    def v2_observations(self, request: Request) -> Response:
        """Cut metadata, raw input and output, trace attributes on every row; a trace that is older
        than this version stands as an observation of its own above its root."""
        expanded = request.query_params.get("expandMetadata", "").split(",")
        rows = []
        told = zip(observations(self.number), traces(self.number), strict=True)
        for row, trace in told:
            on_row = {"traceName": trace["name"], "userId": "u", "tags": ["x"]}
            on_row |= {"sessionId": trace["sessionId"], "public": False, "release": None}
            own = dict(row) | {"providedModelName": row["model"]} | on_row
            own["parentObservationId"] = f"t-{trace['id']}"
            for name in ("model", "usage", "calculatedTotalCost"):
                del own[name]
            above = own | {"id": f"t-{trace['id']}", "type": "SPAN", "parentObservationId": None}
            above |= {"input": json.dumps(trace["input"]), "output": trace["output"]}
            above |= {"metadata": trace["metadata"], "usageDetails": {}, "costDetails": {}}
            rows += [above, own]
        for row in rows:
            row["metadata"] = {
                key: value[:200] if isinstance(value, str) and key not in expanded else value
                for key, value in row["metadata"].items()
            }
        rows = self.within(rows, "startTime", request)
        return self.by_cursor(sorted(rows, key=lambda row: row["startTime"], reverse=True), request)

    # --- lists

    def within(self, rows: list[Any], name: str, request: Request) -> list[Any]:
        query = request.query_params
        suffix = "StartTime" if name == "startTime" else "Timestamp"
        low, high = query.get(f"from{suffix}", ""), query.get(f"to{suffix}", "9")
        return [row for row in rows if low <= row[name] < high]

    def paged(self, rows: list[Any], request: Request) -> Response:
        page, limit = (int(request.query_params.get(key, 1)) for key in ("page", "limit"))
        if limit > self.largest_page:
            return JSONResponse({"message": "Request timed out"}, 422)
        if limit > 100 or page < 1:
            return JSONResponse({"message": "Invalid request data"}, 400)
        meta = {"page": page, "limit": limit, "totalItems": len(rows)}
        meta["totalPages"] = -(-len(rows) // limit)
        return JSONResponse({"data": rows[::-1][(page - 1) * limit : page * limit], "meta": meta})

    def by_cursor(self, rows: list[Any], request: Request) -> Response:
        start = int(request.query_params.get("cursor", "0"))
        end = start + int(request.query_params.get("limit", "50"))
        meta = {"cursor": str(end)} if end < len(rows) else {}
        return JSONResponse({"data": rows[start:end], "meta": meta})

    @contextmanager
    def serving(self) -> Iterator[FakeLangfuse]:
        """Listen on a free port of this machine."""
        app = Starlette(routes=[Route("/{path:path}", self.answer)])
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        try:
            yield self
        finally:
            server.should_exit = True
            thread.join()
