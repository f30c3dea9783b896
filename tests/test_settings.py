"""Settings: what a start in each environment means, and what is refused."""

import os
import stat

import pytest
from pydantic import ValidationError

from award.config import Settings

GOOD = "kQ9v2Lw8Zr4Tn6Xb1Ym3Pd5Hs7Jc0FgE4a"
PUBLIC = "https://giaithuong.example.vn"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    for name in list(os.environ):
        if name == "DATABASE_URL" or name.startswith("AWARD_"):
            monkeypatch.delenv(name)


def test_without_a_database_it_is_a_local_start():
    assert Settings().env == "local"


def test_a_given_database_means_production(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/award")
    monkeypatch.setenv("AWARD_SECRET", GOOD)
    monkeypatch.setenv("AWARD_PUBLIC_URL", PUBLIC)

    assert Settings().env == "production"


def test_the_environment_can_be_said_outright(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/award")
    monkeypatch.setenv("AWARD_ENV", "local")

    assert Settings().env == "local"


@pytest.mark.parametrize(
    ("secret", "sentence"),
    [
        ("", "Thiếu AWARD_SECRET"),
        ("kQ9v2Lw8", "quá yếu"),
        ("a" * 64, "quá yếu"),
        ("please-change-me-please-change-me-1234567890", "ai cũng biết"),
    ],
)
def test_production_refuses_a_missing_short_or_well_known_secret(secret, sentence):
    with pytest.raises(ValidationError, match=sentence):
        Settings(env="production", secret=secret, public_url=PUBLIC)


def test_production_refuses_a_weak_former_secret():
    with pytest.raises(ValidationError, match="quá yếu"):
        Settings(env="production", secret=GOOD, secret_fallbacks=("old",), public_url=PUBLIC)


def test_production_refuses_an_address_without_encryption():
    with pytest.raises(ValidationError, match="AWARD_PUBLIC_URL"):
        Settings(env="production", secret=GOOD, public_url="http://giaithuong.example.vn")


def test_a_refusal_does_not_print_the_secret():
    with pytest.raises(ValidationError) as refused:
        Settings(env="production", secret="kQ9v2Lw8Zr", public_url=PUBLIC)

    assert "kQ9v2Lw8Zr" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["postgres://u@db/award", "postgresql://u@db/award", "postgresql+psycopg://u@db/award"],
)
def test_every_spelling_of_a_postgresql_address_gets_our_driver(url):
    assert Settings(DATABASE_URL=url, env="local").database_url == "postgresql+psycopg://u@db/award"


@pytest.mark.parametrize("url", ["sqlite:///award.db", "mysql://db/award", "award"])
def test_other_databases_are_refused(url):
    with pytest.raises(ValidationError, match="phải là địa chỉ PostgreSQL"):
        Settings(DATABASE_URL=url, env="local")


def test_a_local_start_keeps_one_random_key_that_only_its_owner_reads(tmp_path):
    first = Settings(instance=tmp_path / "instance").secret_key
    second = Settings(instance=tmp_path / "instance").secret_key
    other = Settings(instance=tmp_path / "other").secret_key

    mode = stat.S_IMODE((tmp_path / "instance" / "secret").stat().st_mode)
    assert first == second != other
    assert (len(first), mode) == (64, 0o600)
    assert [path.name for path in (tmp_path / "instance").iterdir()] == ["secret"]


def test_only_production_binds_the_cookie_to_https():
    production = Settings(env="production", secret=GOOD, public_url=PUBLIC)

    assert (Settings().cookie_name, production.cookie_name) == ("sid", "__Host-sid")


def test_links_in_letters_use_the_configured_address(monkeypatch):
    monkeypatch.setenv("AWARD_PORT", "8123")

    assert Settings().base_url == "http://127.0.0.1:8123"
    assert Settings(public_url=f"{PUBLIC}/").base_url == PUBLIC
