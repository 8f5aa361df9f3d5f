from __future__ import annotations

import pytest
from tests.scores.conftest import Get
from tests.store import Store


@pytest.fixture
def two(store: Store) -> Store:
    other = Store(store.engine, f"{store.project_id}-other")
    other.trace(id="t", user_id="theirs", tags=["theirs"])
    other.score(id="theirs", trace_id="t")
    store.trace(id="t", user_id="mine")
    store.score(id="mine", trace_id="t")
    return store


@pytest.mark.parametrize("path", ["/scores", "/v2/scores", "/v3/scores"])
def test_lists_show_the_own_project_only(two: Store, get: Get, path: str) -> None:
    assert [row["id"] for row in get(path).json()["data"]] == ["mine"]
    assert get(path, {"id" if "v3" in path else "scoreIds": "theirs"}).json()["data"] == []


@pytest.mark.parametrize("path", ["/scores", "/v2/scores"])
def test_traces_are_those_of_the_own_project(two: Store, get: Get, path: str) -> None:
    (row,) = get(path).json()["data"]
    assert (row["trace"]["userId"], row["trace"]["tags"]) == ("mine", [])
    for params in ({"userId": "theirs"}, {"traceTags": "theirs"}):
        assert get(path, params).json()["meta"]["totalItems"] == 0


@pytest.mark.parametrize("path", ["/scores/theirs", "/v2/scores/theirs"])
def test_single_scores_of_others_are_missing(two: Store, get: Get, path: str) -> None:
    assert get(path).status_code == 404
