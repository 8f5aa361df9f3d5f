"""What the administrator decides for the whole instance, over what the environment says."""

from __future__ import annotations

from gatelight.records.context import RecordServices
from gatelight.records.tables.instance import InstanceChoice

SIGNUP = "signupEnabled"


def signup_open(services: RecordServices) -> bool:
    """Whether people may sign up: the administrator's choice, else GATELIGHT_SIGNUP_ENABLED."""
    with services.database.reader() as session:
        choice = session.get(InstanceChoice, SIGNUP)
    return services.settings.signup_enabled if choice is None else bool(choice.value)


def choose_signup(services: RecordServices, open_: bool) -> None:
    with services.database.session() as session:
        services.database.lock(session, "instance choices")
        choice = session.get(InstanceChoice, SIGNUP)
        if choice is None:
            session.add(InstanceChoice(name=SIGNUP, value=open_))
        else:
            choice.value = open_
