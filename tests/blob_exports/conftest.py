from tests.bucket import endpoint  # noqa: F401
