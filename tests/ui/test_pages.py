"""The page and its files under the run-time base path, and the addresses SDKs print."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.whole_app import WholeApp, whole_app

from gatelight.ui import files

HTML = '<!doctype html><head><base href="/"></head><script src="./assets/app-1.js"></script>'
SCRIPT = "console.log('a')\n" * 50


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(HTML)
    (folder / "assets" / "app-1.js").write_text(SCRIPT)
    (folder / "theme.js").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr(files, "FOLDER", folder)
    return folder


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], WholeApp]]:
    with ExitStack() as stack:
        yield lambda base: stack.enter_context(whole_app(tmp_path / "data", base_path=base))


@pytest.mark.parametrize("base", ["/langfuse", "/", "/a/b"])
def test_one_build_serves_any_base_path(
    built: Path, start: Callable[[str], WholeApp], base: str
) -> None:
    app = start(base)
    prefix = base.rstrip("/")
    for address in ("/", "/project/p/traces", "/project/p/traces/x%2Fy?observation=o", "/sign-in"):
        answer = app.client.get(prefix + address)
        assert answer.status_code == 200
        assert f'<base href="{prefix}/">' in answer.text
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy
        assert "unsafe" not in policy and "http" not in policy
    script = app.client.get(f"{prefix}/assets/app-1.js")
    assert script.text == SCRIPT
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    assert "immutable" not in app.client.get(f"{prefix}/theme.js").headers["cache-control"]


def test_files_are_sent_compressed_to_who_takes_it(
    built: Path, start: Callable[[str], WholeApp]
) -> None:
    app = start("/langfuse")
    with app.client.stream("GET", "/langfuse/assets/app-1.js") as answer:
        body = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(body).decode() == SCRIPT
    plain = app.client.get("/langfuse/assets/app-1.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers


def test_links_the_sdks_print(built: Path, start: Callable[[str], WholeApp]) -> None:
    app = start("/langfuse")
    for link in ("/project/p/traces/a%2Fb?observation=o", "/project/p/sessions/s%20s"):
        answer = app.client.get(link, follow_redirects=False)
        assert answer.status_code == 307
        assert answer.headers["location"] == f"/langfuse{link}"
        assert app.client.get(f"/langfuse{link}").status_code == 200
    assert app.client.get("/", follow_redirects=False).headers["location"] == "/langfuse/"
    assert app.client.get("/langfuse", follow_redirects=False).headers["location"] == "/langfuse/"


@pytest.mark.parametrize(
    "path",
    [
        "/elsewhere",
        "/langfusex/",
        "/langfuse/assets/gone.js",
        "/langfuse/assets/%2e%2e/%2e%2e/secret.txt",
    ],
)
def test_nothing_else_is_served(built: Path, start: Callable[[str], WholeApp], path: str) -> None:
    answer = start("/langfuse").client.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"] == "LangfuseNotFoundError"


@pytest.mark.parametrize("base", ["/langfuse", "/"])
def test_the_api_keeps_its_own_refusals(
    built: Path, start: Callable[[str], WholeApp], base: str
) -> None:
    app = start(base)
    assert app.client.get("/api/public/ingestion").status_code == 405
    for path in ("/api", "/api/nothing", "/api/public/nothing"):
        answer = app.client.get(path)
        assert answer.status_code == 404
        assert "json" in answer.headers["content-type"]
    assert app.client.post("/project/p/traces").status_code == 405


def test_a_server_without_the_build_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: Callable[[str], WholeApp]
) -> None:
    monkeypatch.setattr(files, "FOLDER", tmp_path / "nothing")
    answer = start("/langfuse").client.get("/langfuse/")
    assert answer.status_code == 503
    assert "make install" in answer.text
    assert answer.headers["content-type"].startswith("text/html")
