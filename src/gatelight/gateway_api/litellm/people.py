"""`/user/*` and `/team/*`."""

from __future__ import annotations

from typing import Any

from gatelight.errors import InvalidRequest
from gatelight.gateway_api.litellm import requests
from gatelight.gateway_api.litellm.model import Call, Json, paged
from gatelight.gateway_api.litellm.shapes import (
    Spending,
    key_info,
    new_key,
    team_info,
    user_info,
)
from gatelight.records.tables.virtual_keys import GatewayTeam
from gatelight.spend.charges import Target
from gatelight.virtual_keys import keys, people
from gatelight.virtual_keys.fields import KeyFields, TeamFields

# --- users


def new_user(call: Call) -> Json:
    """The user, and a key of theirs unless `auto_create_key` is false."""
    services, project_id, body = call.services, call.project_id, call.body
    wanted = requests.text(body, "user_id") if body.get("user_id") else None
    user = people.create_user(services, project_id, wanted, requests.user_fields(body))
    requests.set_budget(services, project_id, Target("user", user.id), body)
    teams = [each if isinstance(each, str) else str(each) for each in body.get("teams") or []]
    for team_id in teams:
        people.add_members(services, project_id, team_id, [(user.id, "user")])
    told = user_info(user, teams, _spending(call))
    if body.get("auto_create_key") is False:
        return told | {"key": None}
    alias = body.get("key_alias") or None
    key, secret = keys.create_key(
        services,
        project_id,
        KeyFields(alias=alias, user_id=user.id, expires_at=requests.expiry(body.get("duration"))),
    )
    return new_key(key, secret, _spending(call)) | told | {"key": secret}


def get_user(call: Call) -> Json:
    user_id = call.query.get("user_id", "")
    if not user_id:
        raise InvalidRequest("`user_id` is missing.")
    user = people.find_user(call.services, call.project_id, user_id)
    spending = _spending(call)
    own = keys.list_keys(call.services, call.project_id, user_id=user_id)
    teams = _teams_of(call).get(user_id, [])
    return {
        "user_id": user_id,
        "user_info": user_info(user, teams, spending),
        "keys": [key_info(key, spending) for key in own],
        "teams": [
            _team(call, people.find_team(call.services, call.project_id, each), spending)
            for each in teams
        ],
    }


def list_users(call: Call) -> Json:
    found = people.list_users(call.services, call.project_id)
    if ids := [each for each in call.query.get("user_ids", "").split(",") if each]:
        found = [user for user in found if user.id in ids]
    if email := call.query.get("user_email", "").lower():
        found = [user for user in found if email in (user.email or "")]
    page, rows = paged(call, found, "page_size")
    spending, teams = _spending(call), _teams_of(call)
    return {
        "users": [user_info(user, teams.get(user.id, []), spending) for user in rows],
        "total": page.total,
        "page": page.number,
        "page_size": page.size,
        "total_pages": page.pages,
    }


def update_user(call: Call) -> Json:
    user_id = requests.text(call.body, "user_id")
    user = people.change_user(
        call.services, call.project_id, user_id, requests.user_fields(call.body)
    )
    requests.set_budget(call.services, call.project_id, Target("user", user_id), call.body)
    teams = _teams_of(call).get(user_id, [])
    return {"user_id": user_id, "data": user_info(user, teams, _spending(call))}


def delete_users(call: Call) -> int:
    wanted = requests.texts(call.body, "user_ids")
    if not wanted:
        raise InvalidRequest("`user_ids` is missing.")
    for user_id in wanted:
        people.delete_user(call.services, call.project_id, user_id)
    return len(wanted)


# --- teams


def new_team(call: Call) -> Json:
    body = call.body
    team = people.create_team(
        call.services,
        call.project_id,
        requests.text(body, "team_id") if body.get("team_id") else None,
        requests.team_fields(body),
        requests.members(body),
    )
    requests.set_budget(call.services, call.project_id, Target("team", team.id), body)
    return _team(call, team, _spending(call))


def get_team(call: Call) -> Json:
    team_id = call.query.get("team_id", "")
    if not team_id:
        raise InvalidRequest("`team_id` is missing.")
    team = people.find_team(call.services, call.project_id, team_id)
    spending = _spending(call)
    own = keys.list_keys(call.services, call.project_id, team_id=team_id)
    return {
        "team_id": team_id,
        "team_info": _team(call, team, spending),
        "keys": [key_info(key, spending) for key in own],
        "team_memberships": [],
    }


def list_teams(call: Call) -> list[Json]:
    spending = _spending(call)
    found = people.list_teams(call.services, call.project_id)
    if user_id := call.query.get("user_id"):
        of_user = _teams_of(call).get(user_id, [])
        found = [team for team in found if team.id in of_user]
    return [_team(call, team, spending) for team in found]


def update_team(call: Call) -> Json:
    team_id = requests.text(call.body, "team_id")
    team = people.change_team(
        call.services, call.project_id, team_id, requests.team_fields(call.body)
    )
    requests.set_budget(call.services, call.project_id, Target("team", team_id), call.body)
    return {"team_id": team_id, "data": _team(call, team, _spending(call))}


def delete_teams(call: Call) -> list[Json]:
    wanted = requests.texts(call.body, "team_ids")
    if not wanted:
        raise InvalidRequest("`team_ids` is missing.")
    for team_id in wanted:
        people.delete_team(call.services, call.project_id, team_id)
    return [{"team_id": team_id} for team_id in wanted]


def add_member(call: Call) -> Json:
    team_id = requests.text(call.body, "team_id")
    people.add_members(call.services, call.project_id, team_id, requests.members(call.body))
    return _found_team(call, team_id)


def delete_member(call: Call) -> Json:
    team_id = requests.text(call.body, "team_id")
    people.remove_member(
        call.services, call.project_id, team_id, requests.text(call.body, "user_id")
    )
    return _found_team(call, team_id)


def block_team(call: Call) -> Json:
    return _blocked(call, True)


def unblock_team(call: Call) -> Json:
    return _blocked(call, False)


def _blocked(call: Call, blocked: bool) -> Json:
    team_id = requests.text(call.body, "team_id")
    people.change_team(call.services, call.project_id, team_id, TeamFields(blocked=blocked))
    return _found_team(call, team_id)


def _found_team(call: Call, team_id: str) -> Json:
    team = people.find_team(call.services, call.project_id, team_id)
    return _team(call, team, _spending(call))


def _team(call: Call, team: GatewayTeam, spending: Spending) -> Json:
    found = people.members_of(call.services, call.project_id, team_id=team.id)
    return team_info(team, found, spending)


def _teams_of(call: Call) -> dict[str, list[str]]:
    """Team ids by user id."""
    teams: dict[str, list[Any]] = {}
    for member in people.members_of(call.services, call.project_id):
        teams.setdefault(member.user_id, []).append(member.team_id)
    return teams


def _spending(call: Call) -> Spending:
    return Spending(call.services, call.project_id, ["key", "user", "team"])
