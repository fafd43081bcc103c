"""Settings, typed: config.yaml.defaults, then config.yaml, then the environment."""

import os
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    SecretStr,
    StringConstraints,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from skyportal_like.errors import NotFound
from skyportal_like.vocabulary import Role

# What follows /login/ in an address.
ProviderName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
# Signing in by a link and stepping into the demonstration have these.
TAKEN = frozenset({"link", "demo"})


class Section(BaseModel):
    """One block of the settings file; a name it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RateLimitSettings(Section):
    """How many requests one caller may send, in this process."""

    per_second: float = Field(gt=0)
    burst: int = Field(ge=1)
    anonymous_per_second: float = Field(gt=0)
    anonymous_burst: int = Field(ge=1)


class ServerSettings(Section):
    """How the process listens and what it accepts."""

    address: str
    port: int = Field(ge=0, le=65535)
    public_url: str
    cookie_secret: SecretStr
    max_body_bytes: int = Field(ge=1024)
    max_body_seconds: float = Field(gt=0)
    max_inflight_bytes: int = Field(ge=1)
    session_days: float = Field(gt=0)
    trusted_proxies: tuple[IPvAnyNetwork, ...]
    rate_limit: RateLimitSettings

    @model_validator(mode="after")
    def _has_room_for_a_body(self) -> Self:
        if self.max_inflight_bytes < 2 * self.max_body_bytes:
            raise ValueError("server.max_inflight_bytes is to be twice max_body_bytes or more")
        return self


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

    query_cache_seconds: float = Field(gt=0)


class MiscSettings(Section):
    """What a deployment may choose that existing clients meet."""

    public_group_name: str = Field(min_length=1)
    anonymous_username: str
    allow_nonadmins_delete_objs: bool
    use_photometry_validation: bool


class InvitationSettings(Section):
    """Inviting people by e-mail."""

    enabled: bool


class TokenSettings(Section):
    """API tokens."""

    max_per_user: int = Field(ge=1)


class SmtpSettings(Section):
    """The server that takes our e-mail."""

    host: str
    port: int = Field(ge=1, le=65535)
    username: str
    password: SecretStr
    sender: str
    starttls: bool

    @model_validator(mode="after")
    def _has_a_sender(self) -> Self:
        if self.host and not self.sender:
            raise ValueError("smtp.sender is needed once smtp.host is set")
        return self


class GroupMapping(Section):
    """The group that a claim makes its bearer a member of."""

    group: str = Field(min_length=1)
    admin: bool = False


class ProviderSettings(Section):
    """One place where people sign in: OpenID Connect, or plain OAuth 2."""

    kind: Literal["oidc", "oauth2"] = "oidc"
    title: str = Field(min_length=1)
    issuer: str = ""
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = SecretStr("")
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    authorize_url: str = ""
    token_url: str = ""
    userinfo_url: str = ""
    subject_claim: str = ""
    username_claim: str = Field(default="preferred_username", min_length=1)
    email_claim: str = Field(default="email", min_length=1)
    trust_email: bool = False
    groups_claim: str = ""
    groups: dict[str, GroupMapping] = Field(default_factory=dict)
    roles: dict[str, Role] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_its_addresses(self) -> Self:
        names = ("authorize_url", "token_url", "userinfo_url")
        needed, foreign = (("issuer",), names) if self.kind == "oidc" else (names, ("issuer",))
        if lacking := [name for name in needed if not getattr(self, name)]:
            raise ValueError(f"kind {self.kind} needs {', '.join(lacking)}")
        if given := [name for name in foreign if getattr(self, name)]:
            raise ValueError(f"kind {self.kind} has no {', '.join(given)}")
        if (self.groups or self.roles) and not self.groups_claim:
            raise ValueError("groups and roles are read from groups_claim, which is empty")
        return self


class SignInSettings(Section):
    """Who may sign in, and where."""

    open: bool
    providers: dict[ProviderName, ProviderSettings]

    @model_validator(mode="after")
    def _has_free_names(self) -> Self:
        if taken := sorted(TAKEN & self.providers.keys()):
            raise ValueError(f"a provider cannot be called {taken[0]}: /login/{taken[0]} is taken")
        return self


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
    info_cache_seconds: float = Field(gt=0)
    server: ServerSettings
    database: DatabaseSettings
    redis: RedisSettings
    feed: FeedSettings
    candidates: CandidateSettings
    misc: MiscSettings
    sign_in: SignInSettings
    invitations: InvitationSettings
    tokens: TokenSettings
    smtp: SmtpSettings
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
