"""Copying a project between servers over the public API (the client's side)."""
