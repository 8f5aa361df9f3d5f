from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.end_to_end.scene import Scene, scene_of


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A real server and a real gateway in front of the stand-in provider."""
    with scene_of(tmp_path_factory.mktemp("scene")) as made:
        yield made
