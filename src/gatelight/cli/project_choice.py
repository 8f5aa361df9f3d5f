"""Which project a command means, by id, by name, or because there is only one."""

from __future__ import annotations

from typing import Annotated

import typer

from gatelight.errors import InvalidRequest, NotFound
from gatelight.projects import service
from gatelight.records.context import Records
from gatelight.records.tables.projects import Project

ProjectOption = Annotated[
    str,
    typer.Option(help="Project, by id or name. Empty means the only one.", show_default=False),
]


def chosen_project(records: Records, wanted: str) -> Project:
    """Raises NotFound for none, InvalidRequest when it is not clear which."""
    everything = service.all_projects(records)
    if not everything:
        raise NotFound("There is no project yet: sign up first, or set LANGFUSE_INIT_*.")
    fitting = [each for each in everything if not wanted or wanted in (each.id, each.name)]
    if not fitting:
        raise NotFound(f"There is no project {wanted}.")
    exact = [each for each in fitting if each.id == wanted]
    if len(fitting) > 1 and not exact:
        named = ", ".join(f"{each.name} ({each.id})" for each in fitting)
        raise InvalidRequest(f"Say which with --project: {named}")
    return (exact or fitting)[0]
