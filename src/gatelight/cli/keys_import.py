"""`gatelight keys import`: a Langfuse's API keys by their hashes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gatelight.cli.records import JsonOption, open_records, print_json
from gatelight.errors import ApiError, InvalidRequest
from gatelight.projects import service
from gatelight.projects.key_import import HashedKey, import_key, read_dump, read_expiry
from gatelight.records.context import Records


def import_keys(
    dump: Annotated[
        Path | None,
        typer.Option(
            "--file",
            help="Dump of Langfuse's api_keys table: CSV with a header, or JSON.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    public_key: Annotated[str, typer.Option(help="Public key of a single key.")] = "",
    hashed: Annotated[
        str, typer.Option("--hash", help="Its hash: fast_hashed_secret_key in Langfuse's table.")
    ] = "",
    display_secret: Annotated[
        str, typer.Option(help="What is shown of its secret: display_secret_key.")
    ] = "",
    note: Annotated[str, typer.Option(help="What the key is for.")] = "",
    expires_at: Annotated[str, typer.Option(help="When it expires, ISO 8601.")] = "",
    project: Annotated[
        str,
        typer.Option(
            help="Project, by id or name, all keys go to. Empty: the one with the id of the dump, "
            "else the only one.",
            show_default=False,
        ),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Carry over API keys of a Langfuse by their hashes, so that clients keep their keys.

    GATELIGHT_SALT must be the SALT of that Langfuse, here and where the server runs. A key that is
    there already stays as it is. Exits with 1 when a key cannot be imported; the others are.
    """
    with open_records() as records:
        if not records.settings.salt.get_secret_value():
            raise InvalidRequest(
                "Set GATELIGHT_SALT to the SALT of the Langfuse the keys come from, here and for "
                "the server: with another salt no hash fits."
            )
        if (dump is None) == (not public_key):
            raise InvalidRequest("Give either --file, or --public-key and --hash.")
        keys = read_dump(dump) if dump else [_single(public_key, hashed, note, expires_at)]
        if display_secret and not dump:
            keys = [replace(key, display_secret=display_secret) for key in keys]
        added: list[str] = []
        unchanged: list[str] = []
        refused: list[str] = []
        for key in keys:
            try:
                new = import_key(records, key, _project_of(records, project, key))
            except ApiError as error:
                refused.append(error.message)
            else:
                (added if new else unchanged).append(key.public_key)
    if as_json:
        print_json({"imported": added, "unchanged": unchanged, "refused": refused})
    else:
        Console().print(f"{len(added)} imported, {len(unchanged)} there already.")
        for reason in refused:
            Console(stderr=True).print(reason, style="red", markup=False, soft_wrap=True)
    if refused:
        raise typer.Exit(1)


def _single(public_key: str, hashed: str, note: str, expires_at: str) -> HashedKey:
    try:
        return HashedKey(public_key, hashed, note=note, expires_at=read_expiry(expires_at))
    except ValueError as error:
        raise InvalidRequest(f"--expires-at: {error}") from error


def _project_of(records: Records, wanted: str, key: HashedKey) -> str:
    """Raises InvalidRequest when it is not clear which."""
    everything = service.all_projects(records)
    ids = [each.id for each in everything]
    if wanted:
        fitting = [each.id for each in everything if wanted in (each.id, each.name)]
        if wanted in fitting:
            return wanted
        if len(fitting) == 1:
            return fitting[0]
        raise InvalidRequest(f"There is no single project {wanted}.")
    if key.project_id in ids or (key.project_id and len(ids) != 1):
        return key.project_id
    if len(ids) == 1:
        return ids[0]
    raise InvalidRequest("Say with --project which project the keys go to.")
