"""Settings: everything that the surroundings decide, read once from AWARD_* and DATABASE_URL."""

import os
import secrets
from pathlib import Path
from typing import Literal, Self

from flask import current_app
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"
SHORTEST_SECRET = 32  # characters; a 256-bit key in hexadecimal has 64

_WELL_KNOWN = ("change", "default", "secret", "example", "password", "development")


class Settings(BaseSettings):
    """What the surroundings decide; field `x` is AWARD_X, except `database_url`: DATABASE_URL."""

    model_config = SettingsConfigDict(
        env_prefix="AWARD_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    env: Literal["local", "production", "testing"] = "local"
    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    secret: SecretStr = SecretStr("")
    secret_fallbacks: tuple[SecretStr, ...] = ()
    instance: Path = ROOT / "instance"
    storage: str = ""
    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = Field(default=0, ge=0, le=5)
    mail: str = ""
    mail_from: str = "giaithuong@example.vn"
    antivirus: str = ""
    criteria: Path | None = None
    idle_minutes: int = Field(default=30, ge=1)
    absolute_hours: int = Field(default=12, ge=1)
    invite_hours: int = Field(default=72, ge=1)
    reset_hours: int = Field(default=2, ge=1)
    password_memory_mib: int = Field(default=64, ge=19)
    password_passes: int = Field(default=3, ge=2)
    passwords_at_once: int = Field(default=2, ge=1)
    max_upload_mb: int = Field(default=25, ge=1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="before")
    @classmethod
    def _environment(cls, values: dict[str, object]) -> dict[str, object]:
        """Production is what a given database means, unless `AWARD_ENV` says otherwise."""
        database = values.get("DATABASE_URL") or values.get("database_url")
        return {"env": "production" if database else "local"} | values

    @field_validator("database_url")
    @classmethod
    def _driver(cls, url: str | None) -> str | None:
        """Any spelling of a PostgreSQL address, turned into the one with our driver's name."""
        if not url:
            return None
        scheme, separator, rest = url.partition("://")
        if not separator or scheme.partition("+")[0] not in {"postgres", "postgresql"}:
            raise ValueError("DATABASE_URL phải là địa chỉ PostgreSQL: postgresql://…")
        return f"postgresql+psycopg://{rest}"

    @field_validator("instance")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return folder.expanduser().absolute()

    @model_validator(mode="after")
    def _production_keeps_a_secret(self) -> Self:
        """Refuse to start in production with a missing, short or well-known secret."""
        if self.env == "production":
            for secret in (self.secret, *self.secret_fallbacks):
                _refuse_weak(secret.get_secret_value())
            if not self.public_url.startswith("https://"):
                raise ValueError("AWARD_PUBLIC_URL phải là địa chỉ https:// của hệ thống.")
        return self

    @property
    def secret_key(self) -> str:
        """The signing key: as given, or the random one kept in `instance/secret` (mode 0600)."""
        return self.secret.get_secret_value() or _kept_secret(self.instance / "secret")

    @property
    def storage_url(self) -> str:
        """Where uploaded and issued files lie: a folder or any address fsspec understands."""
        return self.storage or str(self.instance / "files")

    @property
    def mail_url(self) -> str:
        """How mail leaves: `smtp://…`, `smtps://…`, `console:` or `file:<folder>`."""
        return self.mail or f"file:{self.instance / 'mail'}"

    @property
    def base_url(self) -> str:
        """The address put into letters and verification codes, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def cookie_name(self) -> str:
        """The session cookie; in production bound to this host and to HTTPS by its prefix."""
        return "__Host-sid" if self.is_production else "sid"

    @property
    def form_cookie_name(self) -> str:
        """The signed cookie of messages and anonymous forms; it never says who somebody is."""
        return "__Host-form" if self.is_production else "form"

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    def for_flask(self) -> dict[str, object]:
        """The same under the names that Flask and its extensions read."""
        return {
            "AWARD": self,
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": [old.get_secret_value() for old in self.secret_fallbacks],
            "TESTING": self.env == "testing",
            "MAX_CONTENT_LENGTH": (self.max_upload_mb + 1) * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "MAX_FORM_PARTS": 2000,
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "SESSION_COOKIE_NAME": self.form_cookie_name,
            "SESSION_COOKIE_SECURE": self.is_production,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PREFERRED_URL_SCHEME": self.base_url.partition("://")[0],
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_ENABLED": self.env != "testing",
        }


def current() -> Settings:
    """The settings of the running application; needs an application context."""
    settings: Settings = current_app.config["AWARD"]
    return settings


def _refuse_weak(secret: str) -> None:
    if not secret:
        raise ValueError("Thiếu AWARD_SECRET: chế độ production cần một khóa bí mật.")
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 10:
        raise ValueError(f"AWARD_SECRET quá yếu: cần ít nhất {SHORTEST_SECRET} ký tự ngẫu nhiên.")
    if any(word in secret.lower() for word in _WELL_KNOWN):
        raise ValueError(
            "AWARD_SECRET là giá trị mẫu ai cũng biết: hãy tạo một giá trị ngẫu nhiên."
        )


def _kept_secret(path: Path) -> str:
    """The key in `path`, written there at random when it is missing; safe among processes."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
