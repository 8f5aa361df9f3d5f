"""The CloudFront Function and behaviours against the edge's own path table.

The function runs in njs, which has the language of `cloudfront-js-2.0` and no more; and in
QuickJS, which can stop a function that does not end. That CloudFront itself runs it is not tested.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

import pytest
from scripts import cloudfront
from tests.deploy.tools import tool_python
from tests.edge.test_paths import CLOSED, spellings

from gatelight.edge.paths import route, table

BASE = cloudfront.BASE_PATH
FUNCTION = (cloudfront.OUT / "paths.js").read_text()
BEHAVIOURS = json.loads((cloudfront.OUT / "paths.json").read_text())
ORIGINS = {"server": "server", "grafana": "server", "gateway": "gateway"}
MOST_BYTES = 10 * 1024
"""CloudFront's limit."""
NAMED = ["/key", "/KEY/x", "//key/x", "/%6bey/x", "/langfuse", "//api/public/health", "/", "*"]
NAMED += ["/%61pi/public/x", "/q/../api//../v1/z", "/v1/../api/x", "/api/..//v1/x", "/v1/x%00y"]
NAMED += ["/api%2Fpublic/x", "/v1%2fchat", "/%C3%A9", "/%ff", "/v1/%E2%84%AAey", "/constructor"]
NAMED += ["/v1/__proto__", "/V1/models", "/grafana/d/x", "//grafana/", "/" + "%25" * 20 + "6bey"]


@dataclass(frozen=True)
class Answer:
    """What the function makes of a path: an answer of its own, or the path it passes on."""

    status: int
    path: str
    location: str


def run_function(paths: Iterable[str], query: dict[str, Any] | None = None) -> dict[str, Answer]:
    """In njs, all paths in one process."""
    njs = shutil.which("njs")
    if njs is None:
        pytest.fail("njs is missing; install it: apt-get install njs")
    listed = list(paths)
    events = json.dumps([{"request": {"uri": p, "querystring": query or {}}} for p in listed])
    show = (
        "EVENTS.forEach(e => { const r = handler(e); console.log(JSON.stringify([r.statusCode || 0,"
        " r.uri || '', r.headers && r.headers.location ? r.headers.location.value : ''])); })"
    )
    ran = subprocess.run(
        [njs, "-q", "-"],
        input=f"{FUNCTION}\nconst EVENTS = {events};\n{show}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    lines = ran.stdout.splitlines()
    assert len(lines) == len(listed), lines[:3]
    return {p: Answer(*json.loads(line)) for p, line in zip(listed, lines, strict=True)}


def origin_of(path: str) -> str:
    """As CloudFront chooses: the first pattern that matches, else the default behaviour."""
    found = (row for row in BEHAVIOURS if fnmatchcase(path, row["pattern"]))
    return str(next(found, {"origin": "gateway"})["origin"])


def normalized(path: str) -> str:
    """RFC 3986, 6.2.2: escapes of unreserved characters read, dot segments removed."""
    plain = re.sub(
        "%[0-9A-Fa-f]{2}",
        lambda e: c if re.match("[A-Za-z0-9._~-]", c := unquote(e[0], "latin-1")) else e[0],
        path,
    )
    parts: list[str] = []
    for part in plain.removeprefix("/").split("/"):
        if part == "..":
            del parts[-1:]
        elif part != ".":
            parts.append(part)
    return "/" + "/".join(parts)


def probes() -> list[str]:
    rows = [row.prefix + below for row in table(BASE) for below in ("", "/", "/x", "x", "//x")]
    misspelt = [path for name in CLOSED for path in spellings(name)]
    return list(dict.fromkeys([*rows, *misspelt, *NAMED]))


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    paths = probes()
    found = run_function(paths)
    again = {a.location for a in found.values() if a.location} - set(paths)
    return found | run_function(sorted(again))


def test_the_files_are_written_from_the_table() -> None:
    assert cloudfront.main(["--check"]) == 0


def test_administration_is_refused_in_every_spelling(answers: dict[str, Answer]) -> None:
    closed = [path for path in probes() if route(path, BASE).target == "blocked"]
    assert len(closed) > 1000
    assert {answers[path].status for path in closed} == {403}


def test_every_path_goes_where_the_edge_sends_it(answers: dict[str, Answer]) -> None:
    """What CloudFront writes otherwise is asked for again; never does an origin get another's."""
    refused = []
    for path in probes():
        expected, got = route(path, BASE), answers[path]
        for _ in range(3):
            if not got.location or expected.target == "redirect":
                break
            path, got = got.location, answers[got.location]  # noqa: PLW2901
        if expected.target in ORIGINS and got.status == 404:
            refused.append(path)
            continue
        if expected.target in ORIGINS:
            assert got.status == 0, path
            assert unquote(got.path) == unquote(expected.path)
            for read in (path, normalized(path)):
                assert origin_of(read) == ORIGINS[expected.target], path
        else:
            kind = {"blocked": 403, "edge": 200, "missing": 404, "redirect": 308}[expected.target]
            assert got.status == kind, path
            assert expected.target != "redirect" or got.location == expected.path
    # Stricter than the edge only where a slash of the prefix itself is escaped.
    assert all("%2f" in path.lower() for path in refused), refused


def test_what_the_issue_names() -> None:
    found = run_function([*NAMED, "/api/public/health", "/v1/chat/completions"])
    for path in ("/key", "/KEY/x", "//key/x", "/%6bey/x", "/v1/%E2%84%AAey"):
        assert found[path].status == 403, path
    assert found["/langfuse"] == Answer(308, "", "/langfuse/")
    assert found["//api/public/health"] == Answer(308, "", "/api/public/health")
    assert found["/api/public/health"] == Answer(0, "/api/public/health", "")
    assert found["/v1/chat/completions"] == Answer(0, "/v1/chat/completions", "")
    assert {p["pattern"] for p in BEHAVIOURS} >= {
        "/v1/*",
        "/langfuse/*",
        "/_next/*",
        "/api/*",
        "/grafana/*",
    }


def test_a_redirect_keeps_the_query() -> None:
    query = {
        "a": {"value": "1%20", "multiValue": [{"value": "1%20"}, {"value": "2"}]},
        "b": {"value": ""},
    }
    assert run_function(["/"], query)["/"].location == "/langfuse/?a=1%20&a=2&b"


def test_it_is_what_cloudfront_allows() -> None:
    assert len(FUNCTION.encode()) < MOST_BYTES
    assert not re.search(r"\b(eval|Function|require|import|process|setTimeout)\(", FUNCTION)
    assert len(BEHAVIOURS) <= 25, "CloudFront's quota, unless raised"


@pytest.mark.slow
def test_it_ends_on_every_path_in_a_second_engine() -> None:
    """QuickJS, with a limit of time and memory for each call."""
    driver = """
import json, sys, quickjs
code, paths = json.load(sys.stdin)
context = quickjs.Context()
context.set_memory_limit(2 * 1024 * 1024)
context.set_time_limit(1)
context.eval(code)
call = context.get("handler")
call_json = context.eval("(uri) => JSON.stringify(handler({request: {uri: uri}}))")
print(json.dumps([json.loads(call_json(path)).get("statusCode", 0) for path in paths]))
"""
    paths = probes()
    ran = subprocess.run(
        [tool_python("deploy"), "-c", driver],
        input=json.dumps([FUNCTION, paths]),
        capture_output=True,
        text=True,
        check=True,
    )
    expected = run_function(paths)
    assert json.loads(ran.stdout) == [expected[path].status for path in paths]
