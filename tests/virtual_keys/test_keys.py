"""Keys, users and teams: secrets are seen once, names are unique, nothing crosses projects."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import text

from gatelight.core.gateway_keys import key_hash
from gatelight.errors import Conflict, InvalidRequest, NotFound
from gatelight.records.base import utc_now
from gatelight.virtual_keys import keys, people
from gatelight.virtual_keys.fields import KeyFields, TeamFields, UserFields
from gatelight.virtual_keys.headless import provision_key


def test_a_secret_is_kept_only_as_its_hash(services) -> None:
    key, secret = keys.create_key(services, "project", KeyFields(alias="ci", user_id="anna"))
    assert key.id == key.key_hash == key_hash(secret)
    assert secret not in key.display
    with services.database.reader() as session:
        stored = session.execute(text("SELECT * FROM virtual_keys")).one()
    assert secret not in str(stored)
    assert people.find_user(services, "project", "anna").role == "internal_user"


def test_a_key_is_found_by_id_alias_and_secret_in_its_project_only(services) -> None:
    key, secret = keys.create_key(services, "project", KeyFields(alias="ci"))
    for name in (key.id, "ci", secret):
        assert keys.find_key(services, "project", name).id == key.id
        with pytest.raises(NotFound):
            keys.find_key(services, "other", name)


def test_aliases_and_secrets_are_unique(services) -> None:
    keys.create_key(services, "project", KeyFields(alias="ci"), secret="sk-of-my-own-0000")
    with pytest.raises(Conflict):
        keys.create_key(services, "project", KeyFields(alias="ci"))
    with pytest.raises(Conflict):
        keys.create_key(services, "other", KeyFields(), secret="sk-of-my-own-0000")
    keys.create_key(services, "other", KeyFields(alias="ci"))


def test_a_replaced_secret_keeps_the_key(services) -> None:
    key, old = keys.create_key(services, "project", KeyFields(alias="ci", models=["gpt-*"]))
    again, new = keys.replace_secret(services, "project", "ci")
    assert (again.id, again.models, new == old) == (key.id, ["gpt-*"], False)
    assert keys.find_key(services, "project", new).id == key.id
    assert keys.list_keys(services, "project")[0].key_hash == key_hash(new)


def test_only_named_fields_change(services) -> None:
    keys.create_key(
        services, "project", KeyFields(alias="ci", tags=["blue"], requests_per_minute=5)
    )
    changed = keys.change_key(services, "project", "ci", KeyFields(blocked=True))
    assert (changed.blocked, changed.tags, changed.requests_per_minute) == (True, ["blue"], 5)
    changed = keys.change_key(services, "project", "ci", KeyFields(requests_per_minute=None))
    assert changed.requests_per_minute is None


def test_what_makes_no_sense_is_refused(services) -> None:
    with pytest.raises(InvalidRequest):
        keys.create_key(services, "project", KeyFields(expires_at=utc_now() - timedelta(1)))
    with pytest.raises(InvalidRequest):
        keys.create_key(services, "project", KeyFields(), secret="short")
    with pytest.raises(NotFound):
        keys.create_key(services, "project", KeyFields(team_id="no-such-team"))
    with pytest.raises(ValidationError):
        KeyFields(requests_per_minute=0)
    with pytest.raises(ValidationError):
        KeyFields.model_validate({"alias": "a", "colour": "blue"})


def test_users_and_teams_go_with_their_keys(services) -> None:
    people.create_team(services, "project", "t1", TeamFields(name="Team"), [("anna", "admin")])
    keys.create_key(services, "project", KeyFields(alias="a", user_id="anna"))
    keys.create_key(services, "project", KeyFields(alias="t", team_id="t1"))
    keys.create_key(services, "project", KeyFields(alias="free"))
    people.delete_user(services, "project", "anna")
    assert {key.alias for key in keys.list_keys(services, "project")} == {"t", "free"}
    assert people.members_of(services, "project", team_id="t1") == []
    people.delete_team(services, "project", "t1")
    assert {key.alias for key in keys.list_keys(services, "project")} == {"free"}


def test_users_and_teams_are_made_once_and_changed(services) -> None:
    people.create_user(services, "project", "anna", UserFields(email="A@example.com"))
    with pytest.raises(Conflict):
        people.create_user(services, "project", "anna", UserFields())
    changed = people.change_user(services, "project", "anna", UserFields(models=["gpt-4o"]))
    assert (changed.email, changed.models) == ("a@example.com", ["gpt-4o"])
    with pytest.raises(NotFound):
        people.find_user(services, "other", "anna")
    team = people.create_team(services, "project", None, TeamFields(name="Blue"))
    people.add_members(services, "project", team.id, [("anna", "user"), ("bert", "admin")])
    people.add_members(services, "project", team.id, [("anna", "admin")])
    found = people.members_of(services, "project", team_id=team.id)
    assert {(each.user_id, each.role) for each in found} == {("anna", "admin"), ("bert", "admin")}
    people.remove_member(services, "project", team.id, "anna")
    assert len(people.members_of(services, "project", user_id="anna")) == 0


def test_a_replaced_secret_finds_nothing_any_more(services) -> None:
    _, old = keys.create_key(services, "project", KeyFields(alias="ci"))
    keys.replace_secret(services, "project", "ci")
    with pytest.raises(NotFound):
        keys.find_key(services, "project", old)


def test_the_first_key_is_made_once_and_stays_as_it_was_left(services) -> None:
    services.settings.init_project_id = "project"
    services.settings.init_virtual_key = SecretStr("sk-gl-the-first-key-of-all")
    provision_key(services)
    (key,) = keys.list_keys(services, "project")
    assert (key.alias, key.user_id) == ("test-user", "test-user")
    keys.change_key(services, "project", "test-user", KeyFields(alias="renamed", blocked=True))
    keys.replace_secret(services, "project", "renamed")
    provision_key(services)
    (key,) = keys.list_keys(services, "project")
    assert (key.alias, key.blocked) == ("renamed", True)
