from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.events.filters.text.conftest import Matching
from tests.store import Store


@pytest.fixture
def some(store: Store) -> None:
    store.add(
        traces=[
            store.trace_row(id="a", name="chat", tags=["eu", "x y"], metadata={"team": "search"}),
            store.trace_row(id="b", name="chat bot", tags=["us"], metadata={"team.x": "ads"}),
            store.trace_row(id="c", name="health", bookmarked=True),
            store.trace_row(id="d"),
        ],
        observations=[
            store.observation_row(
                trace_id="a",
                model="gpt-4o",
                level="ERROR",
                gateway_user_id="anna",
                gateway_team_id="platform",
            ),
            store.observation_row(trace_id="b", model="o3", level="WARNING", type="GENERATION"),
        ],
        scores=[
            store.score_row(trace_id="a", name="ok", data_type="BOOLEAN", value=1),
            store.score_row(trace_id="b", name="mood", data_type="CATEGORICAL", string_value="sad"),
            store.score_row(trace_id="b", name="q", value=0.5),
        ],
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("name:chat", {"a"}),
        ('name:"chat bot"', {"b"}),
        ('name:(chat OR "chat bot")', {"a", "b"}),
        ('name:chat,"chat bot"', {"a", "b"}),
        ("-name:chat", {"b", "c", "d"}),
        ("name:chat*", {"a", "b"}),
        ("-name:chat*", {"c", "d"}),
        ("name:*bot", {"b"}),
        ("-name:*bot", {"a", "c", "d"}),
        ("name:*HAT*", {"a", "b"}),
        ('name:"chat*"', set()),
        ("-name:*", {"d"}),
        ("tag:eu", {"a"}),
        ('tag:eu tag:"x y"', {"a"}),
        ("tag:eu tag:us", set()),
        ("-tag:eu,us", {"c", "d"}),
        ("tag:e*", {"a"}),
        ("model:gpt-4o", {"a"}),
        ("model:gpt*", {"a"}),
        ("type:generation", {"b"}),
        ("level:(error OR warning)", {"a", "b"}),
        ("gatewayUser:anna", {"a"}),
        ("gatewayTeam:platform", {"a"}),
        ("gatewayUser:other", set()),
        ("metadata.team=search", {"a"}),
        ("-metadata.team=search", {"b", "c", "d"}),
        ("metadata.team.x:ads", {"b"}),
        ("metadata.team:sea*", {"a"}),
        ("bookmarked:true", {"c"}),
        ("-bookmarked:yes", {"a", "b", "d"}),
        ("observations=1", {"a", "b"}),
        ("score.ok:true", {"a"}),
        ("score.mood:sad", {"b"}),
        ("score.q=0.5", {"b"}),
        ("env:default", {"a", "b", "c", "d"}),
        ("userId:*", set()),
        ("", {"a", "b", "c", "d"}),
    ],
)
@pytest.mark.usefixtures("some")
def test_is_one_of(traces: Matching, query: str, expected: set[str]) -> None:
    assert traces(query) == expected


def test_observations_of_a_gateway_key_s_owner(store: Store, observations: Matching) -> None:
    store.add(
        observations=[
            store.observation_row(id="o", gateway_user_id="anna", gateway_team_id="platform"),
            store.observation_row(id="p"),
        ]
    )
    assert observations("gatewayUser:anna gatewayTeam:platform") == {"o"}
    assert observations("-gatewayUser:anna") == {"p"}


@pytest.mark.parametrize(
    ("query", "problem", "marked"),
    [
        ("level:red", "level is one of DEBUG, DEFAULT, ERROR, WARNING", "red"),
        ("name:a*b", "a * stands only at the start or the end", "a*b"),
        ("name:chat*,b", "name: takes one value", "b"),
        ("bookmarked:maybe", "expected true or false", "maybe"),
        ("-cost:1", "cost cannot be turned round; compare it by < or >", "-cost:1"),
        ("time:today", "time is compared by < or >", "time:today"),
        ("metadata:x", "metadata needs a name after a dot", "metadata:x"),
        ("name.first:x", "name has no parts; leave .first out", "name.first:x"),
    ],
)
def test_mistakes(mistake: Callable[[str], tuple[str, str]], query: str, problem: str, marked: str):
    assert mistake(query) == (problem, marked)
