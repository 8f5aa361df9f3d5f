"""The page and its files under the run-time base path, and the addresses SDKs print."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.whole_app import WholeApp, whole_app

from gatelight.accounts.sessions import COOKIE
from gatelight.ui import files, page_code
from gatelight.ui.first_requests import OPENED

pytestmark = pytest.mark.long

HTML = (
    '<!doctype html><head><base href="/"><meta property="csp-nonce" nonce=""></head>'
    '<script src="./assets/app-1.js"></script>'
)
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


def test_every_page_sent_has_a_nonce_of_its_own(
    built: Path, start: Callable[[str], WholeApp]
) -> None:
    app = start("/langfuse")
    nonces = set()
    for _ in range(2):
        answer = app.client.get("/langfuse/")
        policy = answer.headers["content-security-policy"]
        nonce = policy.split("style-src 'self' 'nonce-")[1].split("'")[0]
        assert len(nonce) > 20 and f'nonce="{nonce}"' in answer.text
        assert policy.count("nonce-") == 1
        nonces.add(nonce)
    assert len(nonces) == 2


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


def test_a_page_says_what_it_will_ask_first(built: Path, start: Callable[[str], WholeApp]) -> None:
    session, app = "/api/auth/session", start("/langfuse")
    for address, asked in (
        ("/", [session]),
        (
            "/project/p/traces",
            [session, "/api/projects/p/explore/traces/rows?from=7d&limit=50"],
        ),
        ("/project/p/traces?q=level:error", [session]),
        (
            "/project/a%20b/observations",
            [session, "/api/projects/a%20b/explore/observations/rows?from=7d&limit=50"],
        ),
        ("/project/p/traces/t?observation=o", [session, "/api/projects/p/traces/t"]),
        (
            "/project/p/traces/a%2Fb%20c'%3CX:1",
            [session, "/api/projects/p/traces/a%2Fb%20c'%3CX%3A1"],
        ),
        ("/public/traces/p/t", []),
    ):
        expected = [f"<{each}>; rel=preload; as=fetch; crossorigin" for each in asked]
        page = f"/langfuse{address}"
        assert app.client.get(page).headers.get("link", "") == ", ".join(expected[:1]), address
        headers = app.client.get(page, headers={"Cookie": f"{COOKIE}=any"}).headers
        assert headers.get("link", "") == ", ".join(expected), address


def test_a_page_names_the_files_of_its_code(built: Path, start: Callable[[str], WholeApp]) -> None:
    """Those of the entry are in the page anyway; what is imported twice is named once."""
    (built / ".vite").mkdir()
    (built / page_code.MANIFEST).write_text(
        json.dumps(
            {
                "index.html": {"file": "assets/app-1.js", "css": ["assets/app.css"]},
                "src/pages/Trace.tsx": {
                    "file": "assets/trace.js",
                    "imports": ["_tree.js", "index.html", "_bars.js"],
                },
                "_tree.js": {"file": "assets/tree.js", "imports": ["index.html"]},
                "_bars.js": {
                    "file": "assets/bars.js",
                    "imports": ["_tree.js"],
                    "css": ["assets/bars.css"],
                },
            }
        )
    )
    app = start("/langfuse")
    text = app.client.get("/langfuse/project/p/traces/t?observation=o").text
    named = re.findall(r'<link rel="(\w+)"(?: as="style")? crossorigin href="./([^"]+)">', text)
    assert named == [
        ("modulepreload", "assets/trace.js"),
        ("modulepreload", "assets/tree.js"),
        ("modulepreload", "assets/bars.js"),
        ("preload", "assets/bars.css"),
    ]
    for other in ("project/p/traces", "project/p/users", "sign-in", ""):
        assert "preload" not in app.client.get(f"/langfuse/{other}").text
    answer = app.client.get(f"/langfuse/{page_code.MANIFEST}")
    assert "assets/trace.js" not in answer.text


@pytest.mark.parametrize("source", [page.source for page in OPENED if page.source])
def test_every_page_whose_code_is_named_has_been_built(source: str) -> None:
    names = re.findall(r'href="./([^"]+)"', page_code.code_links(source, files.FOLDER))
    assert len(names) > 1
    assert set(names) <= set(files.built_files(files.FOLDER))
