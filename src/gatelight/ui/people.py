"""Names of people, for pages that show who did something."""

from __future__ import annotations

from collections.abc import Iterable

from gatelight.accounts.queries import names_of
from gatelight.services import Services


def names(services: Services, ids: Iterable[str]) -> dict[str, str]:
    """Name, else e-mail, by user id; unknown ids are absent."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    with services.database.reader() as session:
        return names_of(session, wanted)
