"""Settings, typed: config.yaml.defaults, then config.yaml, then the environment."""

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from skyportal_like.errors import NotFound


class Section(BaseModel):
    """One block of the settings file; a name it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ServerSettings(Section):
    """How the process listens and what it accepts."""

    address: str
    port: int = Field(ge=0, le=65535)
    public_url: str
    cookie_secret: SecretStr
    max_body_bytes: int = Field(ge=1024)
    session_days: float = Field(gt=0)


class DatabaseSettings(Section):
    """Which PostgreSQL, and how much of it one process uses."""

    url: SecretStr
    threads: int = Field(ge=1, le=200)
    statement_timeout: float = Field(gt=0)


class RedisSettings(Section):
    """The optional doorbell between processes."""

    url: SecretStr


class FeedSettings(Section):
    """The live feed's log."""

    retention_days: float = Field(gt=0)
    poll_seconds: float = Field(gt=0)


class CandidateSettings(Section):
    """Lists of candidates."""

    query_minutes: float = Field(gt=0)


class MiscSettings(Section):
    """Names that a deployment may choose."""

    public_group_name: str = Field(min_length=1)


class DemoSettings(Section):
    """The simulated survey night."""

    enabled: bool | None
    objects: int = Field(ge=1, le=100_000)


class LogSettings(Section):
    """What is logged, and how."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    format: Literal["", "console", "json"]


def defaults_file() -> Path:
    """Find config.yaml.defaults: inside an installed wheel, else at the top of the checkout."""
    packaged = Path(__file__).with_name("config.yaml.defaults")
    return packaged if packaged.exists() else Path(__file__).parents[1] / "config.yaml.defaults"


def settings_file() -> Path:
    """Name the file with this deployment's own settings."""
    named = os.environ.get("SKYPORTAL_LIKE_CONFIG")
    if named and not Path(named).is_file():
        raise NotFound(f"SKYPORTAL_LIKE_CONFIG names {named}, which is not there.")
    return Path(named or "config.yaml")


class Settings(BaseSettings):
    """Everything a deployment may choose; `config.yaml.defaults` explains each."""

    model_config = SettingsConfigDict(
        env_prefix="SKYPORTAL_LIKE_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    data_dir: str
    server: ServerSettings
    database: DatabaseSettings
    redis: RedisSettings
    feed: FeedSettings
    candidates: CandidateSettings
    misc: MiscSettings
    demo: DemoSettings
    log: LogSettings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, and the file over the defaults."""
        del dotenv_settings, file_secret_settings
        return (
            init_settings,
            env_settings,
            YamlConfigSettingsSource(settings_cls, yaml_file=settings_file()),
            YamlConfigSettingsSource(settings_cls, yaml_file=defaults_file()),
        )

    @property
    def embedded(self) -> bool:
        """Whether the embedded PostgreSQL is to be used."""
        return not self.database.url.get_secret_value()

    @property
    def demo_wanted(self) -> bool:
        """Whether an empty database is to be given the demonstration."""
        return self.embedded if self.demo.enabled is None else self.demo.enabled

    @property
    def public_url(self) -> str:
        """The address people type."""
        return (
            self.server.public_url.rstrip("/") or f"http://{self.server.address}:{self.server.port}"
        )


def load() -> Settings:
    """Read the settings; a wrong one raises pydantic's error, which names it."""
    return Settings.model_validate({})
