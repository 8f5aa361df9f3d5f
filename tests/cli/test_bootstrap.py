"""What a first run makes, and what it keeps."""

from __future__ import annotations

import stat

import pytest

from gatelight.cli.bootstrap import bootstrap_file, ensure_bootstrap, read_bootstrap
from gatelight.gateway.keys import GatewayKey, put_key, read_keys
from gatelight.gateway.launch import key_file
from gatelight.settings import Settings


def test_everything_is_made_once(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    assert read_bootstrap(settings) is None
    made, new = ensure_bootstrap(settings)
    assert new
    assert (made, False) == ensure_bootstrap(settings)
    assert read_bootstrap(settings) == made
    assert stat.S_IMODE(bootstrap_file(settings).stat().st_mode) == 0o600
    assert made.public_key.startswith("pk-lf-")
    assert made.secret_key.startswith("sk-lf-")
    assert made.server_environment()["GATELIGHT_INIT_VIRTUAL_KEY"] == made.test_user_key


def test_the_test_user_s_key_leaves_the_key_file_of_earlier_versions(tmp_path):
    settings = Settings(data_dir=tmp_path)
    made, _ = ensure_bootstrap(settings)
    put_key(key_file(settings), made.test_user_key, GatewayKey("test-user", "test-user"))
    put_key(key_file(settings), "sk-of-somebody-else", GatewayKey("else", "else"))
    ensure_bootstrap(settings)
    assert [record["key_alias"] for record in read_keys(key_file(settings)).values()] == ["else"]


def test_two_directories_share_nothing(tmp_path):
    one, _ = ensure_bootstrap(Settings(data_dir=tmp_path / "one"))
    two, _ = ensure_bootstrap(Settings(data_dir=tmp_path / "two"))
    for name in ("public_key", "secret_key", "user_password", "gateway_master_key", "org_id"):
        assert getattr(one, name) != getattr(two, name)


def test_what_the_operator_sets_wins_and_is_kept(tmp_path):
    ensure_bootstrap(Settings(data_dir=tmp_path))
    set_by_operator = Settings(
        data_dir=tmp_path,
        init_project_public_key="pk-lf-mine",
        init_project_secret_key="sk-lf-mine",
        init_user_email="me@example.com",
        init_user_name="Me",
        gateway_master_key="sk-mine",
    )
    made, new = ensure_bootstrap(set_by_operator)
    assert not new
    assert (made.public_key, made.secret_key) == ("pk-lf-mine", "sk-lf-mine")
    assert (made.user_email, made.user_name) == ("me@example.com", "Me")
    assert read_bootstrap(Settings(data_dir=tmp_path)) == made
    env = made.server_environment()
    assert env["LANGFUSE_INIT_PROJECT_PUBLIC_KEY"] == "pk-lf-mine"
    assert all(env.values())


def test_a_file_of_another_kind_is_named(tmp_path):
    settings = Settings(data_dir=tmp_path)
    bootstrap_file(settings).write_text('{"other": 1}')
    with pytest.raises(ValueError, match=r"bootstrap\.json"):
        ensure_bootstrap(settings)
