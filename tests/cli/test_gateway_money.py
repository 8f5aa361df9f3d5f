"""`keys gateway`, `users gateway`, `teams` and `budgets`: commands on a real record store."""

from __future__ import annotations

from types import SimpleNamespace

from tests.account_app import Person
from tests.cli.test_users_and_keys import Command, ada, command, services  # noqa: F401

from gatelight.core.gateway_keys import key_hash


def test_the_life_of_a_virtual_key(command: Command, ada: Person) -> None:  # noqa: F811
    assert "None: Virtual keys." in command.run("keys", "gateway", "list").stdout
    made = command.json(
        "keys", "gateway", "create", "ci", "--user", "anna", "--model", "gpt-*", "--tag", "blue"
    )
    assert made["id"] == key_hash(made["secret"])
    assert (made["user"], made["models"], made["blocked"]) == ("anna", "gpt-*", False)
    assert command.json("keys", "gateway", "block", "ci")[0]["blocked"] is True
    assert command.json("keys", "gateway", "unblock", made["secret"])[0]["blocked"] is False
    again = command.json("keys", "gateway", "rotate", "ci")
    assert (again["id"], again["secret"] == made["secret"]) == (made["id"], False)
    assert "secret" not in command.json("keys", "gateway", "list")[0]
    assert "already" in command.refused("keys", "gateway", "create", "ci")
    assert "no team" in command.refused("keys", "gateway", "create", "x", "--team", "none")
    assert command.json("keys", "gateway", "delete", "ci") == {"deleted": "ci"}


def test_users_teams_and_budgets(command: Command, ada: Person) -> None:  # noqa: F811
    command.json("users", "gateway", "create", "anna", "--email", "anna@example.com")
    assert "email" in command.refused("users", "gateway", "create", "bert", "--email", "nonsense")
    team = command.json("teams", "create", "blue", "--member", "anna", "--member", "carl")[0]
    assert team["members"] == "anna, carl"
    command.run("teams", "remove", "blue", "carl")
    assert command.json("teams", "list")[0]["members"] == "anna"
    command.json("keys", "gateway", "create", "ci", "--team", "blue")
    budget = command.json("budgets", "set", "key", "ci", "--hard", "$10", "--soft", "8")[0]
    assert (budget["hardLimit"], budget["softLimit"], budget["period"]) == ("10", "8", "month")
    command.json("budgets", "set", "project", "--hard", "100", "--per", "week")
    assert len(command.json("budgets", "list")) == 2
    assert "no user" in command.refused("budgets", "set", "user", "nobody", "--hard", "1")
    assert "none of" in command.refused("budgets", "set", "moon", "x", "--hard", "1")
    assert "no amount" in command.refused("budgets", "set", "project", "--hard", "much")
    command.json("users", "gateway", "block", "anna")
    assert [each["blocked"] for each in command.json("users", "gateway", "list")][-1] is True
    assert command.json("teams", "delete", "blue") == {"deleted": "blue"}
    assert len(command.json("budgets", "list")) == 1
    command.json("budgets", "delete", command.json("budgets", "list")[0]["id"])


def test_without_a_project_the_command_says_so(
    command: Command,  # noqa: F811
    services: SimpleNamespace,  # noqa: F811
) -> None:
    assert "no project" in command.refused("keys", "gateway", "list")
