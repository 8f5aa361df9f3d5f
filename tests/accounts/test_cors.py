"""Browser SDKs post to the public API from any page; nothing else may be read across origins."""

from __future__ import annotations

from collections.abc import Callable

from tests.account_app import Person

PAGE = "https://shop.example"


def test_preflight_of_the_browser_sdk(browser: Callable[[], Person]) -> None:
    asked = (
        "authorization,content-type,x-langfuse-public-key,x-langfuse-sdk-name,"
        "x-langfuse-sdk-version,x-langfuse-sdk-integration"
    )
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        answer = browser().client.options(
            "/api/public/ingestion",
            headers={
                "origin": PAGE,
                "access-control-request-method": method,
                "access-control-request-headers": asked,
            },
        )
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == PAGE
        allowed = answer.headers["access-control-allow-headers"].lower().replace(" ", "")
        assert set(asked.split(",")) <= set(allowed.split(","))
        assert method in answer.headers["access-control-allow-methods"]
        assert "access-control-allow-credentials" not in answer.headers


def test_answers_and_errors_carry_the_origin(browser: Callable[[], Person]) -> None:
    answer = browser().post("/api/public/scores", headers={"origin": PAGE})
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert "origin" in answer.headers["vary"].lower()


def test_routes_for_people_stay_closed(browser: Callable[[], Person]) -> None:
    person = browser().sign_up("ada")
    for path in ("/api/auth/session", "/api/organizations", "/api/publicity"):
        answer = person.get(path, headers={"origin": PAGE})
        assert "access-control-allow-origin" not in answer.headers
        preflight = person.client.options(
            path, headers={"origin": PAGE, "access-control-request-method": "POST"}
        )
        assert "access-control-allow-origin" not in preflight.headers
