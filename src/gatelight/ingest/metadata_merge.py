"""Deep merge of metadata, independent of the order of arrival.

A metadata object is a set of leaves, each at a path with the order of the event that set it. A leaf
replaces everything older at, above and below its path; a path keeps its order even when a newer
value hides it, so that a still older event cannot show through.
"""

from __future__ import annotations

from typing import Any

from gatelight.core.json import Json

Path = tuple[str, ...]

_SEPARATOR = "\x1f"  # unit separator: not used in metadata keys by any client
_MAX_DEPTH = 32  # deeper objects are one leaf


class Tree:
    """Leaves by path, with orders; see the module's sentence.

    While only one event has spoken its object is kept whole: most entities never need the leaves.
    """

    __slots__ = ("_whole", "_whole_order", "orders", "values")

    def __init__(self) -> None:
        self.orders: dict[Path, int] = {}
        self.values: dict[Path, Json] = {}
        self._whole: dict[str, Json] = {}
        self._whole_order = 0

    @staticmethod
    def read(metadata: dict[str, Json], log: dict[str, int], base: int) -> Tree:
        """The tree of a stored object; `log` holds the orders that are not `base`."""
        tree = Tree()
        tree._whole = metadata
        tree._whole_order = base
        if log:
            tree._spread()
            for text, order in log.items():
                tree.orders[tuple(text.split(_SEPARATOR))] = order
        return tree

    def log(self, base: int) -> dict[str, int]:
        """Orders that `read` could not guess: those not `base`, and those of hidden paths."""
        if self._whole and self._whole_order != base:
            self._spread()
        return {
            _SEPARATOR.join(path): order
            for path, order in self.orders.items()
            if order != base or path not in self.values
        }

    def merge(self, metadata: dict[str, Json], order: int) -> bool:
        """Merge one event's object; whether anything visible changed."""
        if not self.orders and not self._whole:
            self._whole = metadata
            self._whole_order = order
            return bool(metadata)
        self._spread()
        changed = False
        for path, value in _leaves(metadata):
            changed |= self._set(path, value, order)
        return changed

    def _spread(self) -> None:
        """From one whole object to leaves."""
        for path, value in _leaves(self._whole):
            self.values[path] = value
            self.orders[path] = self._whole_order
        self._whole = {}

    def _set(self, path: Path, value: Json, order: int) -> bool:
        if self.orders.get(path, -1) > order:
            return False
        for end in range(1, len(path)):
            if self.orders.get(path[:end], -1) > order:
                return False
        depth = len(path)
        below = [p for p in self.orders if len(p) > depth and p[:depth] == path]
        newer_below = False
        for other in below:
            if self.orders[other] > order:
                newer_below = True
            else:
                self.orders.pop(other)
                self.values.pop(other, None)
        self.orders[path] = order
        for end in range(1, depth):
            self.values.pop(path[:end], None)
        if newer_below:
            self.values.pop(path, None)
            return bool(below)
        same = path in self.values and self.values[path] == value
        self.values[path] = value
        return not same

    def object(self) -> dict[str, Json]:
        """The merged metadata object."""
        if self._whole:
            return self._whole
        result: dict[str, Any] = {}
        for path, value in self.values.items():
            place = result
            for part in path[:-1]:
                place = place.setdefault(part, {})
            place[path[-1]] = value
        return result


def _leaves(metadata: dict[str, Json], prefix: Path = ()) -> list[tuple[Path, Json]]:
    found: list[tuple[Path, Json]] = []
    for key, value in metadata.items():
        path = (*prefix, key)
        if isinstance(value, dict) and value and len(path) < _MAX_DEPTH:
            found.extend(_leaves(value, path))
        else:
            found.append((path, value))
    return found
